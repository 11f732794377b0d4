/** The part of a stage that speaks for its load: without the beginning that is not yet like the rest, and without the end at which answers only run out. */
import { z } from 'zod';

/** A day; longer than any warm-up. */
const longestS = 86_400;

/** How much of the beginning of a stage is left out. */
export const warmUpRuleSchema = z
	.union([
		z.enum(['auto', 'none']),
		z.strictObject({ requests: z.int().positive() }),
		z.strictObject({ seconds: z.number().positive().max(longestS) })
	])
	.meta({
		description:
			'What latencies, rates and shares on time leave out at the beginning of each stage: `auto` (where absent), what differs from the rest beyond chance, at most a fifth; `none`; or so many requests, or seconds'
	});

export type WarmUpRule = z.infer<typeof warmUpRuleSchema>;

/** Moments on the clock of the stage, ms, between which answers are counted for a rate. */
export const rateWindowSchema = z.strictObject({ fromMs: z.number(), toMs: z.number() });

export type RateWindow = z.infer<typeof rateWindowSchema>;

/** 95 % interval, in the unit of the figure; null where there are too few answers, or none of the kind. */
const intervalSchema = z.strictObject({ low: z.number(), high: z.number() }).nullable();

export const steadyStateSchema = z.strictObject({
	warmUp: z.strictObject({
		/** Requests due at the beginning that no latency, rate, share on time and validity counts; costs, tokens, grades and failures count them. */
		requests: z.int().nonnegative(),
		/** Seconds from the first due moment to that of the first request that counts; 0 where none is left out. */
		durationS: z.number().nonnegative(),
		/** Why so many, or none; a sentence without a full stop. */
		reason: z.string()
	}),
	/**
	 * Where rates count the answers that ended: after the warm-up and, in an open loop, after nine in ten answers of its first moment had ended;
	 * until the last request was due, as slots run empty from then on. Null where that is shorter than five answers one after the other, has
	 * fewer than 100 answers, or where the rate changes or items are conversations: rates are then those of `windowS`.
	 */
	rateWindow: rateWindowSchema.nullable(),
	/** From the last due moment to the end of the last attempt, seconds, and the attempts that ended in that time. */
	drain: z.strictObject({ durationS: z.number().nonnegative(), requests: z.int().nonnegative() }),
	/**
	 * 95 % intervals by means of twenty batches (`core/statistics/batch-means.ts`), which allow for requests that depend on each other: of the mean
	 * TTFT and the mean whole answer, ms; of the rates, where they have a window; of the share on time. Null with fewer than 100 answers.
	 */
	intervals: z
		.strictObject({
			ttftMeanMs: intervalSchema,
			e2eMeanMs: intervalSchema,
			requestsPerS: intervalSchema,
			outputTokensPerS: intervalSchema,
			sloMetShare: intervalSchema,
			/**
			 * Correlation of the mean latency of a batch with that of the next, −1 to 1. Above 0.3 the stage was too short for its batches to be
			 * independent, and the intervals are too narrow. Null where too few batches have answers.
			 */
			neighbourCorrelation: z.number().nullable()
		})
		.nullable()
});

export type SteadyState = z.infer<typeof steadyStateSchema>;

/** Whether an answer counts for a rate; every one does where there is no window. */
export const isInRate = (window: RateWindow | null | undefined, endMs: number | null): boolean =>
	!window || (endMs !== null && endMs > window.fromMs && endMs <= window.toMs);
