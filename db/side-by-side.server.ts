/** The answers of several cells to the same items side by side, of one run or of several. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { TextAbsence, UngradedReason } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import { textOfAnswer } from './answers.server.ts';
import { keysOfCell, rowOfAnswer, standing, type AnswerKey } from './answer-keys.server.ts';
import { reviewedAnswers, reviewsOfAttempts, type AnswerReview } from './answer-reviews.server.ts';
import type { Database } from './client.server.ts';
import { rowsWithOtherText } from './different-answers.server.ts';
import { answers, cells } from './schema.ts';
import { detailsOf } from './stored-details.ts';

/**
 * Which items: `different` texts (not counting layout and case), `failed` where any answer is graded wrong, `flipped` where right
 * in one cell and wrong in another, `reviewed` where somebody has said something about an answer.
 */
export const itemFilters = ['all', 'different', 'failed', 'flipped', 'reviewed'] as const;
export type ItemFilter = (typeof itemFilters)[number];

export interface SideBySideAnswer {
	attemptId: string;
	text: string;
	/** Why the text of an answer that arrived is not there; null where it is. */
	textAbsence: TextAbsence | null;
	/** Both null where no answer arrived, or its judges have not spoken readably: missing, neither right nor wrong. */
	passed: boolean | null;
	score: number | null;
	/** Why an answer that arrived has no grade; null for others. */
	ungradedReason: UngradedReason | null;
	/** What the grader saw, in its own shape; null where nothing was graded. */
	details: unknown;
	reviews: AnswerReview[];
}

export interface SideBySideItem {
	itemId: string;
	/** One per cell, in the order asked for; null where the cell never asked the item. */
	answers: (SideBySideAnswer | null)[];
}

export interface SideBySidePage {
	/** By item id. */
	items: SideBySideItem[];
	/** Items that each filter leaves, on all pages. */
	totals: Record<ItemFilter, number>;
}

export interface SideBySideOptions {
	cellIds: readonly string[];
	filter?: ItemFilter;
	/**
	 * Only items with this reference that the first cell answered with this label (null: with none, or several), as a grader of labels
	 * read it.
	 */
	labels?: { expected: string; predicted: string | null } | undefined;
	/** How often the items had been asked before; quality is counted on the first time, 0. */
	trial?: number;
	limit: number;
	offset?: number;
}

/** Most cells that are compared at once: more columns nobody can read. */
export const mostCellsSideBySide = 8;

const checkCells = async (database: Database, cellIds: readonly string[]): Promise<void> => {
	if (cellIds.length === 0 || cellIds.length > mostCellsSideBySide) {
		throw new BenchError(
			'E_USAGE',
			`expected 1 to ${String(mostCellsSideBySide)} cells to compare, got ${String(cellIds.length)}`
		);
	}
	const rows = await database.read(() =>
		database.orm
			.select({ id: cells.id, scenarioId: cells.scenarioId, hash: cells.scenarioHash })
			.from(cells)
			.where(inArray(cells.id, cellIds))
	);
	const missing = cellIds.find((cellId) => !rows.some(({ id }) => id === cellId));
	if (missing !== undefined) throw new BenchError('E_NOT_FOUND', `there is no cell "${missing}"`);
	const measured = new Set(
		rows.map(({ scenarioId, hash }) => `${scenarioId} (${hash.slice(0, 12)})`)
	);
	if (measured.size > 1) {
		throw new BenchError(
			'E_USAGE',
			`the answers cannot be put side by side: the cells measured ${[...measured].join(', ')}`,
			{
				hint: 'Compare cells of the same version of one scenario, so that their items are the same.'
			}
		);
	}
};

/** The answers to an item, one per cell. */
interface Row {
	itemId: string;
	keys: (AnswerKey | null)[];
}

/** Of all items that any cell was asked, by id. */
const rowsOf = async (
	database: Database,
	cellIds: readonly string[],
	trial: number
): Promise<Row[]> => {
	const byCell = new Map<string, Map<string, AnswerKey>>();
	for (const cellId of new Set(cellIds)) {
		byCell.set(cellId, await keysOfCell(database, cellId, trial));
	}
	const itemIds = new Set([...byCell.values()].flatMap((answered) => [...answered.keys()]));
	return [...itemIds]
		.sort()
		.map((itemId) => ({ itemId, keys: cellIds.map((id) => byCell.get(id)?.get(itemId) ?? null) }));
};

/** Numbers of the rows of answers whose text is not that of the first answer to their item. */
const differentRows = (database: Database, rows: readonly Row[]): Promise<Set<number>> =>
	rowsWithOtherText(
		database,
		rows.flatMap(({ keys }) => {
			const [first, ...others] = keys.filter((key) => key !== null);
			return others.flatMap(({ row }): [number, number][] =>
				first && row !== first.row ? [[row, first.row]] : []
			);
		})
	);

/** Numbers of the rows of a cell whose answer was read as a label beside a reference. */
const rowsWithLabels = async (
	database: Database,
	cellId: string,
	{ expected, predicted }: NonNullable<SideBySideOptions['labels']>
): Promise<Set<number>> => {
	const read = (name: string) => sql`json_extract(${answers.detailsJson}, ${`$.${name}`})`;
	const found = await database.read(() =>
		database.orm
			.select({ row: rowOfAnswer })
			.from(answers)
			.where(
				and(
					eq(answers.cellId, cellId),
					sql`${read('expected')} = ${expected}`,
					sql`${read('predicted')} is ${predicted}`
				)
			)
	);
	return new Set(found.map(({ row }) => row));
};

/** The whole answers of the items of a page, by cell and item. */
const answersOfPage = async (
	database: Database,
	{ cellIds, trial, itemIds }: { cellIds: readonly string[]; trial: number; itemIds: string[] }
): Promise<(cellId: string, itemId: string) => Omit<SideBySideAnswer, 'reviews'> | null> => {
	const found = await database.read(() =>
		database.orm
			.select({
				row: rowOfAnswer,
				cellId: answers.cellId,
				itemId: answers.itemId,
				attemptId: answers.attemptId,
				text: answers.text,
				textAbsence: answers.textAbsence,
				passed: answers.passed,
				score: answers.score,
				ungradedReason: answers.ungradedReason,
				detailsJson: answers.detailsJson
			})
			.from(answers)
			.where(
				and(
					inArray(answers.cellId, cellIds),
					eq(answers.trial, trial),
					inArray(answers.itemId, itemIds)
				)
			)
	);
	const tries = Map.groupBy(found, ({ cellId, itemId }) => JSON.stringify([cellId, itemId]));
	return (cellId, itemId) => {
		const [first, ...others] = tries.get(JSON.stringify([cellId, itemId])) ?? [];
		if (!first) return null;
		const row = others.reduce(standing, first);
		const { attemptId, passed, score, ungradedReason, detailsJson } = row;
		const details =
			detailsJson === null ? null : detailsOf(detailsJson, attemptId, database.texts).details;
		const kept = textOfAnswer(row, database.texts);
		return { attemptId, ...kept, passed, score, ungradedReason, details };
	};
};

/**
 * A page of items with the answer of each cell. Throws `E_NOT_FOUND` for an unknown cell, and `E_USAGE` where the cells measured
 * different scenarios or versions of one, or where there are none or too many.
 */
export const answersSideBySide = async (
	database: Database,
	{ cellIds, filter = 'all', labels, trial = 0, limit, offset = 0 }: SideBySideOptions
): Promise<SideBySidePage> => {
	await checkCells(database, cellIds);
	let rows = await rowsOf(database, cellIds, trial);
	const [firstCell] = cellIds;
	if (labels && firstCell !== undefined) {
		const wanted = await rowsWithLabels(database, firstCell, labels);
		rows = rows.filter(({ keys: [key] }) => key && wanted.has(key.row));
	}
	const reviewed = await reviewedAnswers(database, cellIds);
	const reviews = Map.groupBy(
		await reviewsOfAttempts(
			database,
			reviewed.map(({ attemptId }) => attemptId)
		),
		({ attemptId }) => attemptId
	);
	const reviewedRows = new Set(
		reviewed.filter(({ attemptId }) => reviews.has(attemptId)).map(({ row }) => row)
	);
	const different = await differentRows(database, rows);
	const isGraded = ({ keys }: Row, passed: boolean): boolean =>
		keys.some((key) => key?.passed === passed);
	const tests: Record<ItemFilter, (row: Row) => boolean> = {
		all: () => true,
		different: ({ keys }) => keys.some((key) => key && different.has(key.row)),
		failed: (row) => isGraded(row, false),
		flipped: (row) => isGraded(row, false) && isGraded(row, true),
		reviewed: ({ keys }) => keys.some((key) => key && reviewedRows.has(key.row))
	};
	const left = new Map(itemFilters.map((name) => [name, rows.filter(tests[name])]));
	const page = (left.get(filter) ?? []).slice(offset, offset + limit);
	const itemIds = page.map(({ itemId }) => itemId);
	const answerOf = await answersOfPage(database, { cellIds, trial, itemIds });
	const totals = Object.fromEntries([...left].map(([name, found]) => [name, found.length]));
	return {
		items: itemIds.map((itemId) => ({
			itemId,
			answers: cellIds.map((cellId) => {
				const answer = answerOf(cellId, itemId);
				return answer && { ...answer, reviews: reviews.get(answer.attemptId) ?? [] };
			})
		})),
		totals: totals as Record<ItemFilter, number>
	};
};
