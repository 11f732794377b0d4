/** The cells that have been measured, over all runs: what can be compared. */
import { and, asc, count, desc, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { CellTargetKind } from '#core/cell-target.ts';
import type { Database } from './client.server.ts';
import { cells, runs, stages } from './schema.ts';

/** A cell with at least one stage that has ended. */
export interface ListedCell {
	id: string;
	runId: string;
	runName: string;
	/** Of the run. */
	startedAtUtc: string;
	scenarioId: string;
	/** Null where results were imported for a use case without a scenario folder. */
	scenarioVersion: number | null;
	/** SHA-256, hex. Cells of another hash were asked other items. */
	scenarioHash: string;
	targetId: string;
	/** Null where the config gives it no title. */
	targetTitle: string | null;
	targetKind: CellTargetKind;
	/** The model that this one was tuned from, and its target in the config; null where the config names none. */
	tunedFromModel: string | null;
	tunedFromTarget: string | null;
	/** Whether the target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
	/** Stages that have ended. */
	stageCount: number;
}

/** By cell, how many of its stages have ended, and whether any answer said that no model was behind it. */
const endedStages = (orm: Database['orm']) =>
	orm
		.select({
			cellId: stages.cellId,
			stageCount: count().as('ended_count'),
			isEmulated: sql<number>`max(${stages.emulated})`.as('is_emulated')
		})
		.from(stages)
		.where(isNotNull(stages.validityVerdict))
		.groupBy(stages.cellId)
		.as('ended');

/** The newest run first, cells in the order of their run. */
const selectCells = (
	database: Database,
	{ where, limit }: { where?: SQL | undefined; limit: number }
): Promise<ListedCell[]> =>
	database.read(async () => {
		const { orm } = database;
		const ended = endedStages(orm);
		const rows = await orm
			.select({
				id: cells.id,
				runId: cells.runId,
				runName: runs.name,
				startedAtUtc: runs.startedAtUtc,
				scenarioId: cells.scenarioId,
				scenarioVersion: cells.scenarioVersion,
				scenarioHash: cells.scenarioHash,
				targetId: cells.targetId,
				targetTitle: sql<string | null>`json_extract(${cells.targetJson}, '$.title')`,
				targetKind: cells.targetKind,
				tunedFromModel: sql<string | null>`json_extract(${cells.targetJson}, '$.tunedFrom.model')`,
				tunedFromTarget: sql<
					string | null
				>`json_extract(${cells.targetJson}, '$.tunedFrom.target')`,
				isEmulated: ended.isEmulated,
				stageCount: ended.stageCount
			})
			.from(cells)
			.innerJoin(runs, eq(cells.runId, runs.id))
			.innerJoin(ended, eq(ended.cellId, cells.id))
			.where(where)
			.orderBy(desc(runs.startedAtUtc), desc(runs.id), asc(cells.ordinal))
			.limit(limit);
		return rows.map(({ isEmulated, ...row }) => ({
			...row,
			emulated: row.targetKind === 'emulated' || isEmulated === 1
		}));
	});

/** The newest run first, cells in the order of their run; `total` counts all. */
export const listMeasuredCells = async (
	database: Database,
	{ limit }: { limit: number }
): Promise<{ cells: ListedCell[]; total: number }> => {
	const listed = await selectCells(database, { limit });
	const [all] = await database.read(() =>
		database.orm.select({ total: count() }).from(endedStages(database.orm))
	);
	return { cells: listed, total: all?.total ?? 0 };
};

/** Cells of one target that are looked at: those of its newest runs. */
const mostCells = 1_000;

/** The measured cells of a target, the newest first; of the runs whose id begins so, or of all. */
export const cellsOfTarget = (
	database: Database,
	targetId: string,
	runId: string | null
): Promise<ListedCell[]> =>
	selectCells(database, {
		where: and(
			eq(cells.targetId, targetId),
			runId === null ? undefined : sql`substr(${cells.runId}, 1, ${runId.length}) = ${runId}`
		),
		limit: mostCells
	});

/** Ids of the targets that something was measured on, sorted. */
export const targetIds = async (database: Database): Promise<string[]> => {
	const rows = await database.read(() =>
		database.orm.selectDistinct({ id: cells.targetId }).from(cells).orderBy(cells.targetId)
	);
	return rows.map(({ id }) => id);
};
