/** Which answer of a cell stands for each item, read without the texts, which are many times as large as all else of an answer. */
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { answers } from './schema.ts';

/** The number of the row of an answer: grows from try to try, and holds until somebody compacts the database. */
export const rowOfAnswer = sql<number>`${answers}.rowid`;

/** An answer as far as it can be chosen and filtered without its text. */
export interface AnswerKey {
	row: number;
	/** Null where no answer arrived, or its judges have not spoken readably. */
	passed: boolean | null;
}

/** Every answer of a cell, those that a retry has replaced too. */
export interface CellAnswers {
	/** One for each answer; the same place in the others is the same answer. */
	itemIds: string[];
	rows: number[];
	/** 1 right, 0 wrong. */
	passed: (0 | 1 | null)[];
}

/** Every answer of a cell to the n-th asking, `trial`, from 0. */
export const answersOfCell = async (
	database: Database,
	cellId: string,
	trial: number
): Promise<CellAnswers> => {
	const listOf = (column: unknown) => sql<string>`json_group_array(${column})`;
	// Three texts instead of a row per answer: a fraction of the time.
	const [found] = await database.read(() =>
		database.orm
			.select({
				itemIds: listOf(answers.itemId),
				rows: listOf(rowOfAnswer),
				passed: listOf(answers.passed)
			})
			.from(answers)
			.where(and(eq(answers.cellId, cellId), eq(answers.trial, trial)))
	);
	const { itemIds = '[]', rows = '[]', passed = '[]' } = found ?? {};
	return {
		itemIds: JSON.parse(itemIds) as string[],
		rows: JSON.parse(rows) as number[],
		passed: JSON.parse(passed) as (0 | 1 | null)[]
	};
};

/** Of two answers of a cell to one item the one that stands for it: the last that was graded, else the last. */
export const standing = <Key extends AnswerKey>(a: Key, b: Key): Key => {
	const isGradedA = a.passed !== null;
	const isGradedB = b.passed !== null;
	if (isGradedA !== isGradedB) return isGradedA ? a : b;
	return a.row > b.row ? a : b;
};

/** By item, the answer of a cell that stands for it. */
export const keysOfCell = async (
	database: Database,
	cellId: string,
	trial: number
): Promise<Map<string, AnswerKey>> => {
	const { itemIds, rows, passed } = await answersOfCell(database, cellId, trial);
	const byItem = new Map<string, AnswerKey>();
	for (const [place, itemId] of itemIds.entries()) {
		const grade = passed[place] ?? null;
		const key = { row: rows[place] ?? 0, passed: grade === null ? null : grade === 1 };
		const other = byItem.get(itemId);
		byItem.set(itemId, other ? standing(other, key) : key);
	}
	return byItem;
};
