/** Runs, cells and stages as stored. */
import { z } from 'zod';
import { runStates } from './run-state.ts';
import { configSchema } from './config.ts';
import { loadShapeSchema } from './load-shape.ts';
import { stageSummarySchema } from './stage.ts';
import { protocolNameSchema, targetSchema } from './target.ts';

/** Facts about the machine that measured; null where the platform does not tell. */
export const hostFactsSchema = z.strictObject({
	benchVersion: z.string(),
	/** Commit of the checkout, with `+changes` if it was not clean; null outside a checkout. */
	gitCommit: z.string().nullable(),
	nodeVersion: z.string(),
	platform: z.string(),
	arch: z.string(),
	osRelease: z.string(),
	cpuModel: z.string().nullable(),
	cpuCount: z.int().positive(),
	memoryMib: z.int().positive()
});

export type HostFacts = z.infer<typeof hostFactsSchema>;

export const runSchema = z.strictObject({
	/** Sorts by time of start. */
	id: z.string(),
	name: z.string(),
	/** `running` in a database that nobody writes to means that the process was killed. */
	state: z.enum(runStates),
	/** Why it was interrupted or failed; null otherwise. */
	stateReason: z.string().nullable(),
	/** As validated, defaults filled in; names environment variables, never their values. */
	config: configSchema,
	/** SHA-256 of the canonical JSON of `config`, hex. */
	configHash: z.string(),
	seed: z.int(),
	host: hostFactsSchema,
	startedAtUtc: z.iso.datetime(),
	/** Null while it runs, or if it was killed. */
	endedAtUtc: z.iso.datetime().nullable()
});

export type Run = z.infer<typeof runSchema>;

/** One scenario on one target. */
export const cellSchema = z.strictObject({
	id: z.string(),
	runId: z.string(),
	ordinal: z.int().nonnegative(),
	scenarioId: z.string(),
	scenarioVersion: z.int().positive(),
	/** SHA-256 of scenario.yaml and items.jsonl, hex. */
	scenarioHash: z.string(),
	target: targetSchema,
	protocol: protocolNameSchema,
	/** Where the requests really went; for served endpoints the loopback address. */
	baseUrl: z.string(),
	/** Model id as the endpoint reported it; null until an answer came. */
	reportedModel: z.string().nullable()
});

export type Cell = z.infer<typeof cellSchema>;

export const stageSchema = z.strictObject({
	id: z.string(),
	cellId: z.string(),
	/** Position in the cell, from 0. */
	ordinal: z.int().nonnegative(),
	load: loadShapeSchema,
	state: z.enum(['running', 'complete', 'interrupted']),
	startedAtUtc: z.iso.datetime(),
	endedAtUtc: z.iso.datetime().nullable(),
	/** Null until the stage has ended. */
	summary: stageSummarySchema.nullable()
});

export type Stage = z.infer<typeof stageSchema>;

/** What is kept of an attempt so that every metric and grade can be computed again. */
export interface Evidence {
	attemptId: string;
	/** Moments of the deltas on the clock of the stage, ms. */
	deltaMs: Float64Array;
	/** Response headers that are stored (an allowlist), JSON object of lower-case names. */
	headers: Record<string, string>;
	/** Body as received, without transfer coding; null where streams are not kept. */
	body: Uint8Array | null;
	/** Length of the body after each read, and the moment of the read; null where streams are not kept. */
	arrivalOffsets: Uint32Array | null;
	arrivalMs: Float64Array | null;
}
