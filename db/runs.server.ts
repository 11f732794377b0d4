/** Queries about runs: start, end, list, find and delete one. */
import {
	and,
	count,
	desc,
	eq,
	getTableColumns,
	sql,
	type InferInsertModel,
	type SQL
} from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { runSchema, type Run } from '#core/run.ts';
import type { RunState } from '#core/run-state.ts';
import type { Database } from './client.server.ts';
import type { KeptTexts, StoredText } from './kept-texts.server.ts';
import {
	answerReviews,
	answers,
	attempts,
	cells,
	dataKeys,
	evidence,
	runs,
	stages,
	telemetrySeries
} from './schema.ts';
import { beginsWith, mostMatches, onlyMatch } from './only-match.ts';
import { checkStored, parseStoredJson } from './stored-json.ts';
import { isRunOf, takenOver } from './run-claims.server.ts';
import { without } from './without.ts';

/** The process that writes a run. A run in state `running` whose process is gone was killed. */
export interface RunOwner {
	processId: number;
	/** Name of the machine: a process id says nothing about another one. */
	hostName: string;
}

export interface StoredRun {
	run: Run;
	owner: RunOwner;
}

/** A line in a list of runs. */
export interface RunOverview extends Omit<Run, 'config' | 'host'> {
	owner: RunOwner;
	/** Whether another tool measured it: then startedAtUtc is when it was imported. */
	imported: boolean;
	cellCount: number;
	stageCount: number;
	attemptCount: number;
}

/** How many rows of each kind were deleted. */
export interface DeletedRows {
	cells: number;
	stages: number;
	attempts: number;
	answers: number;
	evidence: number;
	reviews: number;
}

const notFound = (text: string): BenchError =>
	new BenchError('E_NOT_FOUND', `there is no run "${text}" in this database`, {
		hint: 'List the runs with "bench runs list".'
	});

export const placeOfReason = (runId: string): string => `runs.state_reason of ${runId}`;

/** Why a run ended, for its column: it may quote what an endpoint said. */
const sealedReason = (reason: string | null, runId: string, texts: KeptTexts): StoredText | null =>
	reason === null ? null : texts.seal(reason, placeOfReason(runId));

/** Why a run ended, or words in its place where it cannot be read. */
export const reasonOfRow = (
	{ id, stateReason }: { id: string; stateReason: StoredText | null },
	texts: KeptTexts
): string | null => (stateReason === null ? null : texts.shown(stateReason, placeOfReason(id)));

export const rowOfRun = (
	{ config, host, ...plain }: Run,
	owner: RunOwner,
	texts: KeptTexts
): InferInsertModel<typeof runs> => ({
	...plain,
	stateReason: sealedReason(plain.stateReason, plain.id, texts),
	...owner,
	configJson: JSON.stringify(config),
	hostJson: JSON.stringify(host)
});

export const insertRun = async (database: Database, run: Run, owner: RunOwner): Promise<void> => {
	await database.write([database.orm.insert(runs).values(rowOfRun(run, owner, database.texts))]);
};

/** How a run ended. */
export interface RunEnd {
	state: Exclude<RunState, 'running'>;
	/** Why it was interrupted or failed; null for a complete run. */
	reason: string | null;
	endedAtUtc: string | null;
}

/**
 * The reason of a run, or nothing where all others are encrypted since it began, with a key that this process does not have: that the run has ended must
 * be noted all the same.
 */
const reasonIfTaken = (reason: string, id: string, texts: KeptTexts): SQL<StoredText | null> => {
	const newest = sql`(select ${dataKeys.keyId} from ${dataKeys} where not ${dataKeys.takesPlain} order by ${dataKeys.id} desc limit 1)`;
	const sealed = sql.param(sealedReason(reason, id, texts), runs.stateReason);
	return sql`case when ${newest} <> ${texts.keyId ?? ''} then null else ${sealed} end`;
};

/** Throws `E_NOT_FOUND` for an unknown id; with `owner` E_USAGE for a run that is no longer that of this process. */
export const finishRun = async (
	database: Database,
	id: string,
	{ owner, ...end }: RunEnd & { owner?: RunOwner }
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(runs)
			.set({
				state: end.state,
				stateReason: end.reason === null ? null : reasonIfTaken(end.reason, id, database.texts),
				endedAtUtc: end.endedAtUtc
			})
			.where(owner ? isRunOf(id, owner) : eq(runs.id, id))
	]);
	if (changed === 0) throw owner ? takenOver(`run ${id}`) : notFound(id);
};

/**
 * Makes a run that has ended, or whose process was killed, that of this process, under the cap that holds from now on. Throws E_USAGE where it was taken over by another one since `owner`
 * was read.
 */
export const reopenRun = async (
	database: Database,
	id: string,
	{
		state,
		owner,
		newOwner,
		maxSpendUsd
	}: {
		state: RunState;
		owner: RunOwner;
		newOwner: RunOwner;
		/** Decimal text; null where nothing is paid for. */
		maxSpendUsd: string | null;
	}
): Promise<void> => {
	// Of the config nothing else changes, not even how it is written.
	const configJson =
		maxSpendUsd === null
			? sql<string>`json_remove(${runs.configJson}, '$.maxSpendUsd')`
			: sql<string>`json_set(${runs.configJson}, '$.maxSpendUsd', ${maxSpendUsd})`;
	const [changed] = await database.write([
		database.orm
			.update(runs)
			.set({ state: 'running', stateReason: null, endedAtUtc: null, configJson, ...newOwner })
			.where(
				and(
					eq(runs.id, id),
					eq(runs.state, state),
					eq(runs.processId, owner.processId),
					eq(runs.hostName, owner.hostName)
				)
			)
	]);
	if (changed === 0) {
		throw new BenchError('E_USAGE', `another process has just gone on with run ${id}`, {
			hint: 'bench runs list says how it stands.'
		});
	}
};

/** Newest first; of one state or with one id only where given. */
export const listRuns = async (
	database: Database,
	{ limit, state, id }: { limit: number; state?: RunState; id?: string }
): Promise<RunOverview[]> => {
	const { orm } = database;
	const ofRun = eq(cells.runId, runs.id);
	const cellCount = orm.select({ n: count() }).from(cells).where(ofRun);
	const stageCount = orm
		.select({ n: count() })
		.from(stages)
		.innerJoin(cells, eq(stages.cellId, cells.id))
		.where(ofRun);
	const attemptCount = orm
		.select({ n: sql`coalesce(sum(${stages.attemptCount}), 0)` })
		.from(stages)
		.innerJoin(cells, eq(stages.cellId, cells.id))
		.where(ofRun);
	const rows = await database.read(() =>
		orm
			.select({
				id: runs.id,
				name: runs.name,
				state: runs.state,
				stateReason: runs.stateReason,
				configHash: runs.configHash,
				seed: runs.seed,
				startedAtUtc: runs.startedAtUtc,
				endedAtUtc: runs.endedAtUtc,
				processId: runs.processId,
				hostName: runs.hostName,
				imported: sql<number>`coalesce(json_extract(${runs.configJson}, '$.kind') = 'imported', 0)`,
				cellCount: sql<number>`(${cellCount})`,
				stageCount: sql<number>`(${stageCount})`,
				attemptCount: sql<number>`(${attemptCount})`
			})
			.from(runs)
			.where(
				and(
					state === undefined ? undefined : eq(runs.state, state),
					id === undefined ? undefined : eq(runs.id, id)
				)
			)
			.orderBy(desc(runs.startedAtUtc), desc(runs.id))
			.limit(limit)
	);
	return rows.map(({ processId, hostName, imported, ...plain }) => ({
		...plain,
		stateReason: reasonOfRow(plain, database.texts),
		imported: Boolean(imported),
		owner: { processId, hostName }
	}));
};

/** All of a run but its ledger, whose number may be larger than a binary float holds. */
const runColumns = without(getTableColumns(runs), 'judgingReservedPicoUsd');

/** Finds a run by its id or by the beginning of it. Throws `E_NOT_FOUND` for none and `E_USAGE` for several. */
export const findRun = async (database: Database, idOrPrefix: string): Promise<StoredRun> => {
	const { orm } = database;
	const rows = await database.read(() =>
		orm
			.select(runColumns)
			.from(runs)
			.where(beginsWith(runs.id, idOrPrefix))
			.orderBy(runs.id)
			.limit(mostMatches)
	);
	const row = onlyMatch(rows, idOrPrefix, { plural: 'runs', notFound: notFound(idOrPrefix) });
	const { configJson, hostJson, processId, hostName, ...plain } = row;
	const config = parseStoredJson(configJson, `config_json of run ${row.id}`);
	const host = parseStoredJson(hostJson, `host_json of run ${row.id}`);
	return {
		run: checkStored(
			runSchema,
			{ ...plain, stateReason: reasonOfRow(row, database.texts), config, host },
			`run ${row.id}`
		),
		owner: { processId, hostName }
	};
};

/** Those of these ids that are of runs. */
export const storedRunIds = async (
	database: Database,
	ids: readonly string[]
): Promise<ReadonlySet<string>> => {
	// One parameter, however many ids a request names.
	const named = sql`${runs.id} in (select value from json_each(${JSON.stringify(ids)}))`;
	const rows = await database.read(() =>
		database.orm.select({ id: runs.id }).from(runs).where(named)
	);
	return new Set(rows.map(({ id }) => id));
};

/** Deletes a run and everything below it in one transaction. Throws `E_NOT_FOUND` for an unknown id. */
export const deleteRun = async (database: Database, id: string): Promise<DeletedRows> => {
	const { orm } = database;
	const cellIds = orm.select({ id: cells.id }).from(cells).where(eq(cells.runId, id));
	const stageIds = orm
		.select({ id: stages.id })
		.from(stages)
		.where(sql`${stages.cellId} in ${cellIds}`);
	const attemptIds = orm
		.select({ id: attempts.id })
		.from(attempts)
		.where(sql`${attempts.stageId} in ${stageIds}`);
	// From the bottom up, so that the counts are known and no server needs foreign keys switched on.
	const changed = await database.write([
		orm.delete(telemetrySeries).where(sql`${telemetrySeries.stageId} in ${stageIds}`),
		orm.delete(answerReviews).where(sql`${answerReviews.attemptId} in ${attemptIds}`),
		orm.delete(evidence).where(sql`${evidence.attemptId} in ${attemptIds}`),
		orm.delete(answers).where(sql`${answers.attemptId} in ${attemptIds}`),
		orm.delete(attempts).where(sql`${attempts.stageId} in ${stageIds}`),
		orm.delete(stages).where(sql`${stages.cellId} in ${cellIds}`),
		orm.delete(cells).where(eq(cells.runId, id)),
		orm.delete(runs).where(eq(runs.id, id))
	]);
	const [, reviewRows = 0, evidenceRows = 0, answerRows = 0, attemptRows = 0] = changed;
	const [stageRows = 0, cellRows = 0, runRows = 0] = changed.slice(5);
	if (runRows === 0) throw notFound(id);
	return {
		cells: cellRows,
		stages: stageRows,
		attempts: attemptRows,
		answers: answerRows,
		evidence: evidenceRows,
		reviews: reviewRows
	};
};
