/** How a stage took turns with those of other targets, block by block. */
import { z } from 'zod';

export const stageBlockSchema = z.strictObject({
	/** From before its first request to the end of its last answer. */
	startedAtUtc: z.iso.datetime(),
	endedAtUtc: z.iso.datetime(),
	/** Requests that were due, and those answered whole. */
	requests: z.int().nonnegative(),
	completed: z.int().nonnegative(),
	/** Seconds from the first due moment of the block to the end of its last attempt; 0 where it sent nothing. */
	windowS: z.number().nonnegative(),
	/** Whole answers per second of the time in which the block was to send; of `windowS` where only its requests end it. Null where it sent nothing. */
	requestsPerS: z.number().nullable(),
	/** Median of due → first token and of due → end of the whole answers of the block, ms; null without any. */
	ttftP50Ms: z.number().nullable(),
	e2eP50Ms: z.number().nullable()
});

export type StageBlock = z.infer<typeof stageBlockSchema>;

export const interleavingSchema = z.strictObject({
	/** Ids of the targets that took turns, in the order of the first turn; every second turn went the other way round. */
	targets: z.array(z.string()).min(2),
	plannedBlocks: z.int().positive(),
	/** Those that were begun, in order. Block n of each target had the same items and the same arrivals. */
	blocks: z.array(stageBlockSchema)
});

export type Interleaving = z.infer<typeof interleavingSchema>;
