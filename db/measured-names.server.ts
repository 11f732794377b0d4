/** What lists of runs can be filtered by. */
import { asc } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { cells } from './schema.ts';

export interface MeasuredNames {
	/** Ids, sorted. */
	scenarioIds: string[];
	targetIds: string[];
}

/** Every scenario and every target that any run has measured. */
export const measuredNames = async (database: Database): Promise<MeasuredNames> => {
	const rows = await database.read(() =>
		database.orm
			.selectDistinct({ scenarioId: cells.scenarioId, targetId: cells.targetId })
			.from(cells)
			.orderBy(asc(cells.scenarioId), asc(cells.targetId))
	);
	return {
		scenarioIds: [...new Set(rows.map(({ scenarioId }) => scenarioId))],
		targetIds: [...new Set(rows.map(({ targetId }) => targetId))].sort()
	};
};
