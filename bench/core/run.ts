/** Runs, cells and stages as stored. */
import { z } from 'zod';
import { runStates } from './run-state.ts';
import { cellTargetSchema } from './cell-target.ts';
import { stageLoadSchema, type RunLoad } from './stage-load.ts';
import { stageSummarySchema } from './stage.ts';
import { storedConfigSchema } from './stored-config.ts';
import { protocolNameSchema } from './target.ts';

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
	config: storedConfigSchema,
	/** SHA-256 of the canonical JSON of `config`, hex. */
	configHash: z.string(),
	/** 0 in an imported run, for which nothing was drawn. */
	seed: z.int(),
	host: hostFactsSchema,
	startedAtUtc: z.iso.datetime(),
	/** When its measuring ended; null while it is measured, or if it was killed then. */
	endedAtUtc: z.iso.datetime().nullable()
});

export type Run = z.infer<typeof runSchema>;

/** One scenario on one target. */
export const cellSchema = z.strictObject({
	id: z.string(),
	runId: z.string(),
	ordinal: z.int().nonnegative(),
	scenarioId: z.string(),
	/** Null where results were imported for a use case that has no scenario folder. */
	scenarioVersion: z.int().positive().nullable(),
	/** SHA-256 of scenario.yaml and items.jsonl, hex; of the id alone where there is no folder. */
	scenarioHash: z.string(),
	target: cellTargetSchema,
	/** Null where another tool measured. */
	protocol: protocolNameSchema.nullable(),
	/** Where the requests really went; for served endpoints the loopback address; null where another tool measured. */
	baseUrl: z.string().nullable(),
	/** Model id as the endpoint reported it; null until an answer came. */
	reportedModel: z.string().nullable()
});

export type Cell = z.infer<typeof cellSchema>;

export const stageSchema = z.strictObject({
	id: z.string(),
	cellId: z.string(),
	/** Position in the cell, from 0. */
	ordinal: z.int().nonnegative(),
	load: stageLoadSchema,
	state: z.enum(['running', 'complete', 'interrupted']),
	startedAtUtc: z.iso.datetime(),
	endedAtUtc: z.iso.datetime().nullable(),
	/** Null until the stage has ended. */
	summary: stageSummarySchema.nullable(),
	/** The stage whose rest this one measured, after the run had been broken off in it, or whose failed requests it tried again; absent from a stage of its own. */
	continuesStageId: z.string().optional()
});

export type Stage = z.infer<typeof stageSchema>;

/** A stage that we measure ourselves, so that its load is known. */
export interface MeasuredStage extends Stage {
	load: RunLoad;
}

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
