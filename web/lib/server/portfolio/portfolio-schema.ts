/** What the portfolio tells of every use case, and of all together. Amounts are decimal text. */
import { z } from '@hono/zod-openapi';
import { decisionChoices } from '#core/decision-record.ts';
import { errorSchema } from '../api/error-response.ts';
import { sourceRunSchema } from '../api/source-run.ts';

const usd = z.string().openapi({ description: 'USD, decimal text', example: '192866.5' });

const moneySchema = z.object({
	usdPerYear: usd.openapi({
		description:
			'Twelve times what the leading option saves a month against the cheapest option of another side, at the volume of today'
	}),
	lowUsdPerYear: usd
		.nullable()
		.openapi({ description: 'End of its 90 % interval; null without one' }),
	highUsdPerYear: usd.nullable(),
	leader: z.string(),
	rival: z.string()
});

const crossoverSchema = z.object({
	make: z.string(),
	buy: z.string(),
	outcome: z.enum(['crosses', 'never', 'always']),
	firstRequests: z.number().nullable(),
	permanentRequests: z.number().nullable().openapi({
		description: 'Requests a month above which one side stays cheaper; null where there is none'
	}),
	winnerAbove: z.enum(['make', 'buy']),
	lowRequests: z.number().nullable().openapi({ description: 'End of its 90 % interval' }),
	highRequests: z.number().nullable(),
	reason: z.string()
});

const qualitySchema = z.object({
	option: z.string(),
	state: z.enum(['non-inferior', 'inferior', 'not-shown', 'no-data']),
	words: z.string(),
	reason: z.string()
});

/** `measured`: both compared options in runs of real endpoints; `partly`: one of them; `typed`: none; `emulated`: no real model. */
export const evidenceGrades = ['measured', 'partly', 'typed', 'emulated'] as const;

const evidenceSchema = z.object({
	grade: z.enum(evidenceGrades),
	words: z.string(),
	runIds: z.array(z.string()),
	newestRunUtc: z.string().nullable(),
	items: z.number().openapi({ description: 'Items that both compared options answered' }),
	levels: z.number().openapi({ description: 'Load levels of the runs' }),
	validLevels: z.number(),
	numbers: z.number().openapi({
		description:
			'Numbers that the case rests on, each once; those of excluded options are not among them'
	}),
	assumedNumbers: z
		.number()
		.openapi({ description: 'Of them our defaults, which nobody has replaced' })
});

const decisionSchema = z.object({
	id: z.string(),
	choice: z.enum(decisionChoices),
	decidedBy: z.string(),
	decidedAtUtc: z.string(),
	signOffs: z.number(),
	changes: z.array(z.string()).openapi({
		description:
			'What is not as it was when it was decided, one sentence each; empty where nothing has changed'
	})
});

const monthSchema = z
	.object({ optionId: z.string(), title: z.string(), usdPerMonth: usd })
	.nullable();

const sourceShape = {
	id: z.string(),
	title: z.string(),
	specFile: z.string().nullable()
};

export const computedEntrySchema = z
	.object({
		state: z.literal('computed'),
		...sourceShape,
		run: sourceRunSchema,
		emulated: z.boolean(),
		requestsPerMonth: z.number(),
		verdict: z.object({
			state: z.enum(['make', 'buy', 'hybrid', 'no-difference-shown', 'not-enough-evidence']),
			sentence: z.string(),
			reason: z.string()
		}),
		crossover: crossoverSchema.nullable(),
		money: moneySchema.nullable(),
		quality: qualitySchema.nullable(),
		evidence: evidenceSchema,
		wouldChange: z.array(z.string()),
		decision: decisionSchema.nullable(),
		month: z.object({
			bought: monthSchema,
			recommended: monthSchema,
			decided: monthSchema
		})
	})
	.openapi('PortfolioEntry');

export const failedEntrySchema = z
	.object({ state: z.literal('failed'), ...sourceShape, error: errorSchema.shape.error })
	.openapi('PortfolioFailure');

const totalSchema = z.object({ usdPerMonth: usd, useCases: z.number() });

export const totalsSchema = z.object({
	useCases: z.number().openapi({ description: 'Use cases that could be computed' }),
	bought: totalSchema.openapi({ description: 'Everything bought as it is compared' }),
	decided: totalSchema.openapi({
		description: 'As decided; what nobody has decided about counts as bought'
	}),
	recommended: totalSchema.openapi({
		description: 'As the verdicts say; without one it counts as bought'
	}),
	undecided: z.number(),
	withoutVerdict: z
		.number()
		.openapi({ description: 'Use cases in the sums whose verdict names no option' }),
	emulated: z.boolean(),
	notes: z.array(z.string())
});

const sharingUseSchema = z.object({
	id: z.string(),
	title: z.string(),
	separateUsdPerMonth: usd,
	sharedUsdPerMonth: usd,
	savingUsdPerMonth: usd,
	crossoverAlone: z.number().nullable(),
	crossoverWithin: z.number().nullable()
});

export const sharingSchema = z.object({
	groups: z.array(
		z.object({
			separateNodes: z.number(),
			sharedNodes: z.number(),
			separateUsdPerMonth: usd,
			sharedUsdPerMonth: usd,
			savingUsdPerMonth: usd,
			buyUsdPerMonth: usd.nullable(),
			uses: z.array(sharingUseSchema)
		})
	),
	alone: z
		.array(z.object({ id: z.string(), title: z.string(), reason: z.string() }))
		.openapi({ description: 'Use cases that share nodes with no other, and why' }),
	notes: z.array(z.string())
});

export const portfolioSchema = z
	.object({
		entries: z.array(z.union([computedEntrySchema, failedEntrySchema])),
		broken: z.array(
			z.object({ file: z.string(), message: z.string(), problems: z.array(z.string()) })
		),
		totals: totalsSchema,
		sharing: sharingSchema
	})
	.openapi('Portfolio');

export type ComputedEntry = z.infer<typeof computedEntrySchema>;
export type FailedEntry = z.infer<typeof failedEntrySchema>;
export type PortfolioTotals = z.infer<typeof totalsSchema>;
export type PortfolioSharing = z.infer<typeof sharingSchema>;
export type PortfolioAnswer = z.infer<typeof portfolioSchema>;
