/** Which use cases the runs of a database are about. */
import { asc, eq, sql } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { latestRunOf, type MeasuredRun } from './measured.server.ts';
import { cells, runs } from './schema.ts';

export interface MeasuredUseCase {
	scenarioId: string;
	/** Runs that measured it, whatever became of them. */
	runCount: number;
	/** The newest complete run on any target, emulated ones included; null where none is complete. */
	newestRun: MeasuredRun | null;
	/** The same without emulated targets; null where there is none. */
	newestRealRun: MeasuredRun | null;
	/** Whether every complete run is on emulated targets only; false where none is complete. */
	onlyEmulated: boolean;
}

/** By id. */
export const measuredUseCases = async (database: Database): Promise<MeasuredUseCase[]> => {
	const rows = await database.read(() =>
		database.orm
			.select({
				scenarioId: cells.scenarioId,
				runCount: sql<number>`count(distinct ${runs.id})`
			})
			.from(cells)
			.innerJoin(runs, eq(cells.runId, runs.id))
			.groupBy(cells.scenarioId)
			.orderBy(asc(cells.scenarioId))
	);
	const found: MeasuredUseCase[] = [];
	for (const { scenarioId, runCount } of rows) {
		const newestRun = await latestRunOf(database, scenarioId, { includeEmulated: true });
		const newestRealRun = newestRun && (await latestRunOf(database, scenarioId));
		const onlyEmulated = newestRun !== null && newestRealRun === null;
		found.push({ scenarioId, runCount, newestRun, newestRealRun, onlyEmulated });
	}
	return found;
};
