/** Queries about stages: one load level of a cell. */
import { eq, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { stageSchema, type Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Database } from './client.server.ts';
import { cells, stages } from './schema.ts';
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
	const { id, cellId, ordinal, state, startedAtUtc, endedAtUtc } = row;
	const load = parseStoredJson(row.loadJson, `load_json of stage ${id}`);
	const summary = parseOptionalJson(row.summaryJson, `summary_json of stage ${id}`);
	const stage = { id, cellId, ordinal, load, state, startedAtUtc, endedAtUtc, summary };
	return checkStored(stageSchema, stage, `stage ${id}`);
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
