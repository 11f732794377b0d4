/** What answers that are one label were meant to be, and what was read from them. */
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { LabelPair } from '#core/confusion.ts';
import type { Database } from './client.server.ts';
import { answers, attempts, stages } from './schema.ts';

/**
 * The first graded answers of a cell to each item, of retries the last, by reference and label read. Null where they were not graded by
 * a list of labels.
 */
export const labelPairsOf = async (
	database: Database,
	cellId: string
): Promise<LabelPair[] | null> => {
	const rows = await database.read(() =>
		database.orm
			.select({
				itemId: answers.itemId,
				expected: sql<unknown>`json_extract(${answers.detailsJson}, '$.expected')`,
				predicted: sql<unknown>`json_extract(${answers.detailsJson}, '$.predicted')`,
				how: sql<unknown>`json_extract(${answers.detailsJson}, '$.how')`
			})
			.from(answers)
			.innerJoin(attempts, eq(answers.attemptId, attempts.id))
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0), isNotNull(answers.passed)))
			.orderBy(stages.ordinal, attempts.ordinal, attempts.id)
	);
	const byItem = new Map(rows.map((row) => [row.itemId, row]));
	const counts = new Map<string, LabelPair>();
	for (const { expected, predicted, how } of byItem.values()) {
		const isLabel = typeof how === 'string' && typeof expected === 'string';
		if (!isLabel || (predicted !== null && typeof predicted !== 'string')) return null;
		const key = JSON.stringify([expected, predicted]);
		const known = counts.get(key);
		counts.set(key, { expected, predicted, count: (known?.count ?? 0) + 1 });
	}
	return counts.size === 0 ? null : [...counts.values()];
};

/** Whether answers of a run were graded by a list of labels: as the first graded answer of each of its cells says. */
export const hasLabels = async (
	database: Database,
	cellIds: readonly string[]
): Promise<boolean> => {
	for (const cellId of cellIds) {
		const [first] = await database.read(() =>
			database.orm
				.select({ how: sql<unknown>`json_extract(${answers.detailsJson}, '$.how')` })
				.from(answers)
				.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0), isNotNull(answers.passed)))
				.limit(1)
		);
		if (typeof first?.how === 'string') return true;
	}
	return false;
};
