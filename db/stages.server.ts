/** Queries about stages: one load level of a cell. */
import { and, eq, sql, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { stageSchema, type Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Database } from './client.server.ts';
import { answers, attempts, cells, stages } from './schema.ts';
import { checkStored, parseOptionalJson, parseStoredJson } from './stored-json.ts';

const summaryColumns = (summary: StageSummary | null) => ({
	summaryJson: summary && JSON.stringify(summary),
	validityVerdict: summary && summary.validity.verdict,
	offeredRequests: summary && summary.offered,
	completedRequests: summary && summary.completed,
	goodputPerS: summary && summary.goodputPerS,
	costUsd: summary && summary.costUsd,
	priceVersion: summary && summary.priceVersion,
	emulated: summary && summary.emulated
});

export const rowOfStage = ({
	load,
	summary,
	...plain
}: Stage): InferInsertModel<typeof stages> => ({
	...plain,
	...summaryColumns(summary),
	loadJson: JSON.stringify(load)
});

export const insertStage = async (database: Database, stage: Stage): Promise<void> => {
	await database.write([database.orm.insert(stages).values(rowOfStage(stage))]);
};

/** How a stage ended. */
export interface StageEnd {
	state: Exclude<Stage['state'], 'running'>;
	endedAtUtc: string | null;
	/** Null where a stage was interrupted before it could be summed up. */
	summary: StageSummary | null;
}

/** Throws `E_NOT_FOUND` for an unknown id. */
export const finishStage = async (
	database: Database,
	id: string,
	{ state, endedAtUtc, summary }: StageEnd
): Promise<void> => {
	const [changed] = await database.write([
		database.orm
			.update(stages)
			.set({ state, endedAtUtc, ...summaryColumns(summary) })
			.where(eq(stages.id, id))
	]);
	if (changed === 0) throw new BenchError('E_NOT_FOUND', `there is no stage "${id}"`);
};

const stageOfRow = (row: InferSelectModel<typeof stages>): Stage => {
	const { id, cellId, ordinal, state, startedAtUtc, endedAtUtc, continuesStageId } = row;
	const load = parseStoredJson(row.loadJson, `load_json of stage ${id}`);
	const summary = parseOptionalJson(row.summaryJson, `summary_json of stage ${id}`);
	const stage = {
		...{ id, cellId, ordinal, load, state, startedAtUtc, endedAtUtc, summary },
		...(continuesStageId !== null && { continuesStageId })
	};
	return checkStored(stageSchema, stage, `stage ${id}`);
};

/** Places of the schedule of a stage of which everything is stored, and the time on its clock at which the last of them ended, ms. */
export interface StoredPlaces {
	places: number[];
	lastEndMs: number;
}

/** `answersOnly`: in a stage of conversations a place is done when the answer to its item is there, be it that none came. */
export const storedPlaces = async (
	database: Database,
	stageId: string,
	{ answersOnly }: { answersOnly: boolean }
): Promise<StoredPlaces> => {
	const { orm } = database;
	const isAnswered = sql`exists (select 1 from ${answers} where ${answers.attemptId} = ${attempts.id})`;
	const rows = await database.read(() =>
		orm
			.selectDistinct({ ordinal: attempts.ordinal })
			.from(attempts)
			.where(and(eq(attempts.stageId, stageId), answersOnly ? isAnswered : undefined))
			.orderBy(attempts.ordinal)
	);
	const [last] = await database.read(() =>
		orm
			.select({ ms: sql<number | null>`max(coalesce(${attempts.endMs}, ${attempts.dueMs}))` })
			.from(attempts)
			.where(eq(attempts.stageId, stageId))
	);
	return { places: rows.map(({ ordinal }) => ordinal), lastEndMs: last?.ms ?? 0 };
};

/** In the order of the cell. */
export const stagesOfCell = async (database: Database, cellId: string): Promise<Stage[]> => {
	const rows = await database.read(() =>
		database.orm.select().from(stages).where(eq(stages.cellId, cellId)).orderBy(stages.ordinal)
	);
	return rows.map(stageOfRow);
};

/** All stages of a run, cell by cell. */
export const stagesOfRun = async (database: Database, runId: string): Promise<Stage[]> => {
	const rows = await database.read(() =>
		database.orm
			.select({ stage: stages })
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(eq(cells.runId, runId))
			.orderBy(cells.ordinal, stages.ordinal)
	);
	return rows.map(({ stage }) => stageOfRow(stage));
};
