/** Options that are paid by use: a frontier API (`buy`), or the same open model at a host (`hosted`). */
import { z } from 'zod';
import { isObject } from '../json.ts';
import { quantitySchema } from '../quantity.ts';
import {
	commonOptionFields,
	onAnyObject,
	runReferenceSchema,
	tokensSchema,
	tuningSchema
} from './common.ts';

const usdPerMtok = (what: string) =>
	quantitySchema({ min: '0', description: `USD per million ${what}` });

const typedPriceSchema = z.strictObject({
	inputUsdPerMtok: usdPerMtok('uncached input tokens'),
	cacheReadUsdPerMtok: usdPerMtok('input tokens read from the cache').optional(),
	cacheWriteUsdPerMtok: z
		.record(z.string(), usdPerMtok('input tokens written to the cache'))
		.optional(),
	outputUsdPerMtok: usdPerMtok('output tokens, reasoning included'),
	source: z.string().min(1),
	asOf: z.iso.date()
});

const bookPriceSchema = z.strictObject({
	provider: z.string().min(1).describe('Provider as `bench price list` names it'),
	model: z.string().min(1).describe('Model as `bench price list` names it'),
	serviceTier: z.enum(['standard', 'batch', 'flex', 'priority', 'fast']).default('standard'),
	region: z.string().min(1).optional(),
	calls: z
		.record(z.string().min(1), z.number().nonnegative())
		.default({})
		.describe('Calls that are billed apart, by name and number in a request: { web-search: 1.2 }')
});

const perRequestPriceSchema = z.strictObject({
	usdPerRequest: quantitySchema({ min: '0', description: 'USD of one request, all in' })
});

const quotedPriceSchema = z.strictObject({
	quote: z.string().min(1).describe('Id or number of an imported quote')
});

export const buyPriceSchema = z.union(
	[perRequestPriceSchema, typedPriceSchema, bookPriceSchema, quotedPriceSchema],
	{
		error:
			'expected a price: "usdPerRequest", or "inputUsdPerMtok" and "outputUsdPerMtok", or "provider" and "model" of the price book, or a "quote"'
	}
);

const tierSchema = z.strictObject({
	fromRequests: z.number().positive().describe('Requests a month from which the price holds'),
	priceFactor: z.number().nonnegative().describe('Price / base price: 0.8 is 20 % off')
});

interface FieldProblem {
	path: (string | number)[];
	message: string;
}

/** Thresholds must rise, or one volume would have two prices. */
const tierProblems = (tiers: readonly unknown[]): FieldProblem[] =>
	tiers.flatMap((tier, index): FieldProblem[] => {
		const [before, from] = [tiers[index - 1], tier].map((each) =>
			isObject(each) ? each['fromRequests'] : undefined
		);
		if (typeof before !== 'number' || typeof from !== 'number' || from > before) return [];
		return [
			{
				path: ['tiers', index, 'fromRequests'],
				message: `this tier starts at ${String(from)}, not above the one before it (${String(before)}); tiers must rise`
			}
		];
	});

/** What is wrong between the fields, whatever is wrong inside them. */
const buyProblems = (option: Record<string, unknown>): FieldProblem[] => {
	const { price, run, tokens, tiers } = option;
	const problems = Array.isArray(tiers) ? tierProblems(tiers) : [];
	if (run === undefined && price === undefined) {
		const message = 'an option that is bought needs a "price", or a "run" whose target has one';
		problems.push({ path: [], message });
	}
	const isPerToken = isObject(price) && !('usdPerRequest' in price);
	if (isPerToken && run === undefined && tokens === undefined) {
		const message = 'a price per token needs "tokens" of a request, or a "run" that measured them';
		problems.push({ path: [], message });
	}
	if (option['reservedUnits'] !== undefined) {
		// Units take the place of the price per request, and with it of all that is said about it.
		for (const field of ['tiers', 'commitUsdPerMonth']) {
			if (option[field] === undefined) continue;
			const message = `give "reservedUnits" or "${field}", not both: requests within reserved units are not billed again`;
			problems.push({ path: [field], message });
		}
	}
	return problems;
};

export const buyOptionSchema = z
	.strictObject({
		...commonOptionFields,
		kind: z.enum(['buy', 'hosted']),
		run: runReferenceSchema.optional(),
		tokens: tokensSchema.optional().describe('Tokens of a request where no run measured them'),
		price: buyPriceSchema
			.optional()
			.describe('A price per request, rates per token, a row of the price book, or a quote'),
		tuning: tuningSchema,
		tiers: z.array(tierSchema).optional(),
		tierMode: z
			.enum(['graduated', 'all-units'])
			.default('graduated')
			.describe('Whether a tier holds for the requests beyond its threshold, or for all of them'),
		commitUsdPerMonth: quantitySchema({
			min: '0',
			description: 'Least that is paid a month, used or not, USD'
		}).optional(),
		overageFactor: z
			.number()
			.positive()
			.default(1)
			.describe('Price of usage beyond the commitment / price within it'),
		reservedUnits: z
			.strictObject({
				usdPerUnitMonth: quantitySchema({ min: '0', description: 'USD of a unit a month' }),
				requestsPerSPerUnit: quantitySchema({
					min: '0',
					aboveMin: true,
					description: 'Requests per second that a unit carries'
				})
			})
			.optional()
			.describe('Reserved throughput in whole units, sized for the busiest hour'),
		cacheableShare: z
			.number()
			.min(0)
			.max(1)
			.optional()
			.describe(
				'Share of the input tokens that a prompt cache serves in production, in place of what was measured or typed'
			),
		attemptsPerAnswer: quantitySchema({
			min: '1',
			max: '100',
			description: 'Paid requests per answer, retries included'
		}).optional(),
		limits: z
			.strictObject({
				requestsPerMinute: z.number().positive().optional(),
				tokensPerMinute: z.number().positive().optional()
			})
			.optional()
			.describe('What the provider allows; a peak above it cannot be bought')
	})
	.superRefine((option, context) => {
		for (const { path, message } of buyProblems(option)) {
			context.addIssue({ code: 'custom', path, message });
		}
	}, onAnyObject);

export type BuyOptionSpec = z.output<typeof buyOptionSchema>;
export type BuyPriceSpec = z.output<typeof buyPriceSchema>;
