/** Whether two cells of one run were held against each other while one of them was measured. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { sequentialSchema, type SequentialSummary } from '#core/stage.ts';
import type { Database } from './client.server.ts';
import { cells, stages } from './schema.ts';
import { checkStored, parseOptionalJson } from './stored-json.ts';

export interface HeldAgainst extends SequentialSummary {
	/** The cell that was looked at while it came in. */
	candidateCellId: string;
	/** Bound of the last look, standard errors; null where none was made. */
	lastZ: number | null;
}

/** Null where neither was held against the other, or where they are of different runs. */
export const heldAgainst = async (
	database: Database,
	cellA: string,
	cellB: string
): Promise<HeldAgainst | null> => {
	const rows = await database.read(() =>
		database.orm
			.select({
				cellId: cells.id,
				runId: cells.runId,
				targetId: cells.targetId,
				sequentialJson: sql<string | null>`json_extract(${stages.summaryJson}, '$.sequential')`
			})
			.from(stages)
			.innerJoin(cells, eq(stages.cellId, cells.id))
			.where(and(inArray(stages.cellId, [cellA, cellB]), eq(stages.ordinal, 0)))
			.orderBy(asc(cells.ordinal))
	);
	for (const row of rows) {
		const other = rows.find(({ cellId }) => cellId !== row.cellId);
		if (!other || other.runId !== row.runId) return null;
		const place = `sequential of stage 0 of cell ${row.cellId}`;
		const stored = parseOptionalJson(row.sequentialJson, place);
		if (stored === null) continue;
		const held = checkStored(sequentialSchema, stored, place);
		if (held.against !== other.targetId) continue;
		return { ...held, candidateCellId: row.cellId, lastZ: held.looks.at(-1)?.z ?? null };
	}
	return null;
};
