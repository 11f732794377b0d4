/** What graders have run shut in, in a process that is ended hard at its deadline, and what came of it. */
import type { JsonValue } from '#core/json.ts';
import type { WorldState } from '#core/state-changes.ts';

export interface PatternTask {
	kind: 'pattern';
	text: string;
	/** Sources of regular expressions that must be found, and of those that must not. */
	must: readonly string[];
	mustNot: readonly string[];
	ignoreCase: boolean;
}

export interface UnitTestsTask {
	kind: 'unit-tests';
	code: string;
	tests: string;
	memoryMib: number;
	/** After which the engine itself is told to stop, ms. */
	deadlineMs: number;
}

export interface SqlTask {
	kind: 'sql';
	/** SQL that makes the tables and fills them. */
	database: string;
	/** Queries, each on the database as it was made. */
	queries: readonly string[];
}

/** Calls of tools on a simulated world, one after the other. */
export interface WorldTask {
	kind: 'world';
	/** Source of `world.js`: a module with `start` and `tools`. */
	code: string;
	/** What `start` gets, JSON; only used where there is no state yet. */
	given: JsonValue;
	/** Null at the beginning of a conversation. */
	state: WorldState | null;
	calls: readonly { name: string; arguments: Record<string, unknown> }[];
	memoryMib: number;
	/** After which the engine itself is told to stop, ms. */
	deadlineMs: number;
}

export type SandboxTask = PatternTask | UnitTestsTask | SqlTask | WorldTask;

export interface PatternResult {
	/** Of those that must be found, the ones that were not; of the others, the ones that were. */
	missing: string[];
	found: string[];
}

export interface UnitTestsResult {
	/** Tests by what became of them, in order; empty where the code did not load. */
	tests: { name: string; error: string | null }[];
	/** Why the code or the tests did not run to their end; null if they did. */
	failure: string | null;
}

export type SqlValue = string | number | null;
export type SqlResult = { rows: SqlValue[][] } | { error: string };

/** A call that throws changes nothing and gives its message as `error`. */
export type WorldCallResult = { value: JsonValue } | { error: string };

export type WorldResult =
	| {
			/** The state in which the calls of this task found the world. */
			before: WorldState;
			state: WorldState;
			results: WorldCallResult[];
	  }
	/** The world itself is broken: it cannot be loaded, or `start` throws or makes no tables. */
	| { failure: string };

export interface SandboxResults {
	pattern: PatternResult;
	'unit-tests': UnitTestsResult;
	/** One for each query. */
	sql: SqlResult[];
	world: WorldResult;
}

export type SandboxOutcome<Result> =
	| { state: 'done'; result: Result }
	/** The task took longer than it may. */
	| { state: 'deadline' }
	/** The process ended, or the task itself could not be done. */
	| { state: 'broken'; reason: string };
