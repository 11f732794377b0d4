/** What came of asking a judge once. */
import { z } from 'zod';
import { textAbsences } from './answer.ts';
import { outcomes } from './outcome.ts';

/**
 * Why a judgement cannot be read: nothing was written (`empty`), it is no JSON object (`prose`), has no verdict, is not of the shape that
 * was asked for, speaks against itself, was cut off, or was refused. `verdict-first` (a verdict before its reasons) stands in older
 * judgements alone: it is read now and counted, as some endpoints sort the keys of what a model wrote.
 */
export const judgementProblems = [
	'empty',
	'prose',
	'missing-verdict',
	'shape',
	'verdict-first',
	'contradiction',
	'truncated',
	'refused'
] as const;
export type JudgementProblem = (typeof judgementProblems)[number];

export const judgementStates = ['read', 'unreadable', 'failed'] as const;

/** `single`: one answer by itself. `first`, `second`: the place in a pair at which the judged attempt stood. */
export const judgementOrders = ['single', 'first', 'second'] as const;

export const judgementSchema = z.strictObject({
	runId: z.string(),
	/** Attempt whose answer was judged. */
	attemptId: z.string(),
	/** Attempt that it was held against; null outside of pairs. */
	rivalAttemptId: z.string().nullable(),
	order: z.enum(judgementOrders),
	/** Id of the judging target. */
	judgeId: z.string(),
	/** What the judge's endpoint was asked for, such as the id of a model. */
	judgeModel: z.string(),
	/** SHA-256 over model, endpoint, parameters, wording and rubric, hex: another hash is another judge. */
	judgeHash: z.string(),
	/** SHA-256 over the whole question, hex. */
	promptHash: z.string(),
	/** How often the same question was asked before, from 0. */
	repeat: z.int().nonnegative(),
	/** `unreadable` is neither pass nor fail; `failed`: no answer of the judge arrived. */
	state: z.enum(judgementStates),
	/** Null where it was read; for `failed` the outcome or message. */
	problem: z.string().nullable(),
	/** Of the request to the judge. */
	outcome: z.enum(outcomes),
	/** By criterion, on the scale of the rubric; null in pairs, and where it was not read. */
	scores: z.record(z.string(), z.number()).nullable(),
	/** The judge's own word: `pass`, `fail`, or in pairs `first`, `second`, `tie`; null where it was not read. */
	verdict: z.string().nullable(),
	reasons: z.string().nullable(),
	/** What the judge wrote, as decoded; empty where it cannot be read. */
	rawText: z.string(),
	/** Why it cannot be read from the database; absent where it can. Never stored. */
	textAbsence: z.enum(textAbsences).optional(),
	/** Reported by the endpoint; null where it did not say. */
	inputTokens: z.int().nullable(),
	outputTokens: z.int().nullable(),
	/** From sending to the end of the judge's answer, ms; null where none ended. */
	latencyMs: z.number().nullable(),
	/** USD, decimal text; null without a price or usage. Never part of the cost of a candidate. */
	costUsd: z.string().nullable(),
	priceVersion: z.string().nullable(),
	/** Whether the judge was an emulated endpoint. */
	emulated: z.boolean(),
	judgedAtUtc: z.string()
});

export type Judgement = z.infer<typeof judgementSchema>;
