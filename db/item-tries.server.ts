/** How often each item of a cell was answered and how often right, for items that were asked more than once. */
import { and, asc, count, eq, gt, isNotNull, sql } from 'drizzle-orm';
import type { ItemTries } from '#core/statistics/repeats.ts';
import type { Database } from './client.server.ts';
import { answers } from './schema.ts';

/** By item id; empty where no item of the cell was asked a second time. */
export const itemTriesOf = async (database: Database, cellId: string): Promise<ItemTries[]> => {
	const { orm } = database;
	const [again] = await database.read(() =>
		orm
			.select({ trial: answers.trial })
			.from(answers)
			.where(and(eq(answers.cellId, cellId), gt(answers.trial, 0)))
			.limit(1)
	);
	if (!again) return [];
	return database.read(() =>
		orm
			.select({
				itemId: answers.itemId,
				tries: count(),
				right: sql<number>`sum(${answers.passed})`
			})
			.from(answers)
			.where(and(eq(answers.cellId, cellId), isNotNull(answers.passed)))
			.groupBy(answers.itemId)
			.orderBy(asc(answers.itemId))
	);
};
