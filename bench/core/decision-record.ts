/**
 * A decision about a use case: who decided what, and a snapshot of the evidence on which it rested, so that later figures can be
 * held against those of the day. Amounts are decimal text.
 */
import { z } from 'zod';
import { idSchema } from './scenario.ts';

export const decisionChoices = ['make', 'buy', 'hybrid', 'defer'] as const;
export type DecisionChoice = (typeof decisionChoices)[number];

/** Longest decimal, characters: far more digits than any figure has. */
const longestDecimal = 200;

const decimal = z
	.string()
	.max(longestDecimal)
	.regex(/^-?\d+(\.\d+)?$/, 'expected a plain decimal such as 2.50');

/** An option with its cost at the volume of the decision. */
const weighedOptionSchema = z.strictObject({
	id: z.string().min(1),
	title: z.string().min(1),
	/** What it costs at that volume, USD a month; null where unknown. */
	usdPerMonth: decimal.nullable()
});

const parameterValueSchema = z.strictObject({
	value: decimal,
	/** Such as `USD/node`, `share`. */
	unit: z.string(),
	/** Page, quote, run or assumption, in words. */
	source: z.string()
});

const priceSchema = z.strictObject({
	/** What is priced, for a reader. */
	label: z.string().min(1),
	value: decimal,
	/** Such as `USD per million tokens`. */
	unit: z.string(),
	source: z.string().min(1),
	/** Day for which it holds, YYYY-MM-DD; null where the source has no date. */
	asOf: z.iso.date().nullable(),
	/** Hash of the price list it is from; null where it is from a quote or typed. */
	version: z.string().min(1).nullable()
});

/** What a decision rested on, as it was on that day. */
export const decisionEvidenceSchema = z.strictObject({
	verdict: z.strictObject({
		state: z.enum(['make', 'buy', 'hybrid', 'no-difference-shown', 'not-enough-evidence']),
		sentence: z.string().min(1),
		reason: z.string(),
		/** Whether a figure of an endpoint without a model was part of it. */
		emulated: z.boolean()
	}),
	/** The volume that was decided for. */
	requestsPerMonth: decimal,
	/** The option that the verdict chose, and the one it was held against; null where there was none. */
	option: weighedOptionSchema.nullable(),
	rival: weighedOptionSchema.nullable(),
	/** Where make and buy change places, requests a month; null where nothing was compared. */
	crossover: z
		.strictObject({
			/** Null where they never do. */
			permanentRequests: decimal.nullable(),
			/** Its 90 % interval; null where no input has a range. */
			lowRequests: decimal.nullable(),
			highRequests: decimal.nullable(),
			reason: z.string()
		})
		.nullable(),
	runIds: z.array(z.string().min(1)),
	quoteIds: z.array(z.string().min(1)),
	prices: z.array(priceSchema),
	/** Every parameter of the case, by id. */
	parameters: z.record(z.string(), parameterValueSchema),
	/** Parameters that somebody had set to another value than that of the case, by id. */
	overrides: z.record(z.string(), decimal)
});

export type DecisionEvidence = z.infer<typeof decisionEvidenceSchema>;

/** What a person says when a decision is recorded. */
export const decisionDraftSchema = z.strictObject({
	useCaseId: idSchema,
	choice: z.enum(decisionChoices),
	/** The option that was chosen; null where none was, as when the decision is put off. */
	optionId: z.string().min(1).nullable(),
	decidedBy: z.string().trim().min(1).max(200),
	note: z.string().max(10_000),
	evidence: decisionEvidenceSchema
});

export type DecisionDraft = z.infer<typeof decisionDraftSchema>;
