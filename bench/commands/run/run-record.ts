/** The record of a run: made or reopened when it begins, closed with how it ended. */
import { randomBytes } from 'node:crypto';
import type { Config } from '#core/config.ts';
import type { BenchError } from '#core/errors.ts';
import type { Run } from '#core/run.ts';
import { insertSegment } from '#db/run-segments.server.ts';
import { finishRun, insertRun, reopenRun } from '#db/runs.server.ts';
import { without } from '#db/without.ts';
import { thisProcess } from '#bench/telemetry/run-process.ts';
import type { CellResult, ExecuteOptions, StopSignals } from './execute-options.ts';
import { hashOf } from './hash-of.ts';
import { allLoads, type Plan } from './plan.ts';

/** `20261120T203345-3f9a`: sorts by time of start. */
export const createRunId = (startedAt: Date, random: Buffer = randomBytes(2)): string =>
	`${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${random.toString('hex')}`;

/** Stores a new run as running, or makes a stored one that of this process; and the segment that begins with it. */
export const openRun = async (options: ExecuteOptions): Promise<Run> => {
	const { plan, database, resumption } = options;
	const startedAt = options.now();
	const startedAtUtc = startedAt.toISOString();
	const newOwner = thisProcess();
	let run: Run;
	if (resumption) {
		const { run: stored, owner } = resumption.stored;
		const { maxSpendUsd } = plan.config;
		await reopenRun(database, stored.id, {
			state: stored.state,
			owner,
			newOwner,
			maxSpendUsd: maxSpendUsd ?? null
		});
		// Of a measured run, see `refuseForeign`.
		const config = without(stored.config as Config, 'maxSpendUsd');
		run = {
			...stored,
			config: { ...config, ...(maxSpendUsd !== undefined && { maxSpendUsd }) },
			state: 'running',
			stateReason: null,
			endedAtUtc: null
		};
	} else {
		run = {
			id: createRunId(startedAt),
			name: plan.config.name,
			state: 'running',
			stateReason: null,
			config: options.storedConfig,
			// Of the file as it is written: the same in whatever folder it lies.
			configHash: hashOf(plan.config),
			seed: plan.config.seed,
			host: options.host,
			startedAtUtc,
			endedAtUtc: null
		};
		await insertRun(database, run, newOwner);
	}
	const drift = resumption?.drift ?? [];
	await insertSegment(database, run.id, { startedAtUtc, basis: options.basis, drift });
	return run;
};

/** Why a run has ended before its time; null where it has not. */
const reasonOf = (failure: BenchError | null, { drain, abort }: StopSignals): string | null =>
	failure?.message ??
	(abort.aborted
		? 'stopped by the user at once; answers in flight were cut off'
		: drain.aborted
			? 'stopped by the user; answers in flight were waited for'
			: null);

const stateOf = (
	failure: BenchError | null,
	{ drain }: StopSignals
): Exclude<Run['state'], 'running'> => {
	if (failure) return failure.code === 'E_BUDGET' ? 'interrupted' : 'failed';
	return drain.aborted ? 'interrupted' : 'complete';
};

/** Stages that were begun, and those that the plan has; how many a search takes nobody knows before, so that it counts as one. */
const progressIn = (
	plan: Plan,
	cells: readonly CellResult[]
): { begun: number; planned: number } => ({
	planned: plan.cells.reduce((sum, cell) => sum + allLoads(cell).length, 0),
	begun: cells
		.flatMap(({ stages }) => stages)
		.filter(
			({ summary, continuesStageId }) => !summary?.capacitySearch && continuesStageId === undefined
		).length
});

/** The run with how it ended, as it was stored. Throws where that cannot be noted; `run` has it then too. */
export const closeRun = async (
	run: Run,
	failure: BenchError | null,
	cells: readonly CellResult[],
	options: ExecuteOptions
): Promise<void> => {
	const { plan, database, signals, retries } = options;
	// What was measured stays complete, whatever comes of trying failures again.
	const state = retries ? 'complete' : stateOf(failure, signals);
	run.state = state;
	run.stateReason = retries ? null : reasonOf(failure, signals);
	const { begun, planned } = progressIn(plan, cells);
	if (run.stateReason !== null && begun < planned) {
		run.stateReason += `; ${String(begun)} of ${String(planned)} stages were begun`;
	}
	run.endedAtUtc = options.now().toISOString();
	await finishRun(database, run.id, {
		state,
		reason: run.stateReason,
		endedAtUtc: run.endedAtUtc,
		owner: thisProcess()
	});
};
