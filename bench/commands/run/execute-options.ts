/** What a plan is carried out with. */
import type { Config } from '#core/config.ts';
import type { Cell, HostFacts, Stage } from '#core/run.ts';
import type { Database } from '#db/client.server.ts';
import type { RunBasis } from '#core/run-basis.ts';
import type { StoredRun } from '#db/runs.server.ts';
import type { Plan, PlannedCell } from './plan.ts';
import type { StoredCell } from './resumed-cell.ts';
import type { Replays } from './read-replays.ts';
import type { RunProgress } from './run-progress.ts';
import type { ReadyTarget } from './serve-targets.ts';

/** What the user has asked of a running run. */
export interface StopSignals {
	/** Aborted at the first Ctrl-C: send nothing more, wait for what is in flight, store. */
	drain: AbortSignal;
	/** Aborted at the second: end at once, store what there is. */
	abort: AbortSignal;
}

/** A run that was broken off. */
export interface Resumption {
	stored: StoredRun;
	cells: readonly StoredCell[];
	/** Attempts that are in the database already. */
	storedAttempts: number;
	/** What has changed since it began, one sentence each. */
	drift: readonly string[];
	/** Whether it is gone on with although something has changed. */
	allowsDrift: boolean;
}

/** Failed requests of a stored stage that are tried again. */
export interface StageRetry {
	stage: Stage;
	/** Place among the items of the cell that its schedule began with. */
	cursor: number;
	/** Places of its schedule. */
	places: Uint32Array;
	concurrency: number;
}

/** What is tried again, by cell; a cell that is not in it is left as it is. */
export type Retries = ReadonlyMap<PlannedCell, readonly StageRetry[]>;

export interface ExecuteOptions {
	plan: Plan;
	/** The config of the plan as it is stored with the run. */
	storedConfig: Config;
	targets: readonly ReadyTarget[];
	database: Database;
	host: HostFacts;
	/** For the keys of addresses that are read beside the requests. */
	env: Readonly<Record<string, string | undefined>>;
	progress: RunProgress;
	/** Due moments of the loads of the plan that replay traces; absent where none does. */
	replays?: Replays;
	/** The stored run that is gone on with; absent where a new one is begun. */
	resumption?: Resumption;
	/** In place of what is left of the plan of that run; absent where its plan is carried out. */
	retries?: Retries;
	/** Absolute path of the config, and what else the figures rest on. */
	basis: RunBasis;
	signals: StopSignals;
	now: () => Date;
}

export interface CellResult {
	cell: Cell;
	stages: Stage[];
}
