/** The cells that have been measured, over all runs: what can be compared. */
import { asc, count, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { TargetKind } from '#core/target.ts';
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
	scenarioVersion: number;
	/** SHA-256, hex. Cells of another hash were asked other items. */
	scenarioHash: string;
	targetId: string;
	/** Null where the config gives it no title. */
	targetTitle: string | null;
	targetKind: TargetKind;
	/** Whether the target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
	/** Stages that have ended. */
	stageCount: number;
}

/** The newest run first, cells in the order of their run; `total` counts all. */
export const listMeasuredCells = async (
	database: Database,
	{ limit }: { limit: number }
): Promise<{ cells: ListedCell[]; total: number }> => {
	const { orm } = database;
	const ended = orm
		.select({
			cellId: stages.cellId,
			stageCount: count().as('ended_count'),
			isEmulated: sql<number>`max(${stages.emulated})`.as('is_emulated')
		})
		.from(stages)
		.where(isNotNull(stages.validityVerdict))
		.groupBy(stages.cellId)
		.as('ended');
	const rows = await database.read(() =>
		orm
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
				isEmulated: ended.isEmulated,
				stageCount: ended.stageCount
			})
			.from(cells)
			.innerJoin(runs, eq(cells.runId, runs.id))
			.innerJoin(ended, eq(ended.cellId, cells.id))
			.orderBy(desc(runs.startedAtUtc), desc(runs.id), asc(cells.ordinal))
			.limit(limit)
	);
	const [all] = await database.read(() => orm.select({ total: count() }).from(ended));
	return {
		cells: rows.map(({ isEmulated, ...row }) => ({
			...row,
			emulated: row.targetKind === 'emulated' || isEmulated === 1
		})),
		total: all?.total ?? 0
	};
};
