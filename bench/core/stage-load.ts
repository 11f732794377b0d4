/** The load of a stored stage: one that a config gives, a share of a mix, failed requests once more, or one of which nothing is known. */
import { z } from 'zod';
import { loadShapeSchema, openLoadSchema, type LoadShape } from './load-shape.ts';

/** What one scenario has of a load that several share; the stage sends these requests, and others send the rest at the same time. */
export const mixLoadSchema = z.strictObject({
	kind: z.literal('mix'),
	/** Id of the mix in the config. */
	mix: z.string().min(1),
	/** Of all its scenarios together. */
	load: openLoadSchema,
	/** Each with its weight, in the order in which shares are drawn: an arrival is asked of each with the probability weight / sum of weights. */
	scenarios: z
		.array(z.strictObject({ scenario: z.string().min(1), weight: z.number().positive() }))
		.min(2),
	/** Place among them of the scenario that this stage asks. */
	place: z.int().nonnegative()
});

export type MixLoad = z.infer<typeof mixLoadSchema>;

/** A load that we send ourselves. */
export type RunLoad = LoadShape | MixLoad;

/** Failed requests of another stage, each tried once more: it fills in answers, and has no figures of a load. */
export const retryLoadSchema = z.strictObject({
	kind: z.literal('retry'),
	/** Requests in flight at once. */
	concurrency: z.int().positive(),
	/** Requests, or conversations, that were tried again. */
	requests: z.int().positive()
});

export type RetryLoad = z.infer<typeof retryLoadSchema>;

export const stageLoadSchema = z.union([
	loadShapeSchema,
	mixLoadSchema,
	retryLoadSchema,
	/** Another tool measured. */
	z.strictObject({ kind: z.literal('imported') })
]);

export type StageLoad = z.infer<typeof stageLoadSchema>;
