/** The answers of several cells to the same items side by side, of one run or of several. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { UngradedReason } from '#core/answer.ts';
import { comparableText } from '#core/answer-text.ts';
import { BenchError } from '#core/errors.ts';
import { reviewsOfAttempts, type AnswerReview } from './answer-reviews.server.ts';
import type { Database } from './client.server.ts';
import { answerReviews, answers, cells } from './schema.ts';
import { parseOptionalJson } from './stored-json.ts';

/**
 * Which items: `different` texts (not counting layout and case), `failed` where any answer is graded wrong, `flipped` where right
 * in one cell and wrong in another, `reviewed` where somebody has said something about an answer.
 */
export const itemFilters = ['all', 'different', 'failed', 'flipped', 'reviewed'] as const;
export type ItemFilter = (typeof itemFilters)[number];

export interface SideBySideAnswer {
	attemptId: string;
	text: string;
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

/** An answer as far as the filters look at it. */
interface Candidate {
	attemptId: string;
	text: string;
	passed: boolean | null;
}

type Row = (Candidate | null)[];

/** By item, the answer of a cell; of several to one item the last that was graded, else the last. */
const candidatesOfCell = async (
	database: Database,
	cellId: string,
	trial: number
): Promise<Map<string, Candidate>> => {
	const { orm } = database;
	const chosen = orm
		.select({
			itemId: answers.itemId,
			attemptId: answers.attemptId,
			passed: answers.passed,
			text: answers.text,
			// SQLite takes the other columns from the row with the maximum. A retry is stored later, in a row of a higher number.
			place: sql`max((${answers.passed} is not null) * ${rowsAtMost} + ${answers}.rowid)`.as(
				'place'
			)
		})
		.from(answers)
		.where(and(eq(answers.cellId, cellId), eq(answers.trial, trial)))
		.groupBy(answers.itemId)
		.as('chosen');
	// One text instead of a row per item: a fraction of the time.
	const [row] = await database.read(() =>
		orm
			.select({
				json: sql<string>`json_group_array(json_array(${chosen.itemId}, ${chosen.attemptId}, ${chosen.passed}, ${chosen.text}))`
			})
			.from(chosen)
	);
	const listed = JSON.parse(row?.json ?? '[]') as [string, string, number | null, string][];
	return new Map(
		listed.map(([itemId, attemptId, passed, text]) => [
			itemId,
			{ attemptId, text, passed: passed === null ? null : passed === 1 }
		])
	);
};

/** Above every number of a row. */
const rowsAtMost = 2 ** 48;

/** Answers by item and cell. */
const candidatesOf = async (
	database: Database,
	cellIds: readonly string[],
	trial: number
): Promise<Map<string, Row>> => {
	const byCell = new Map<string, Map<string, Candidate>>();
	for (const cellId of new Set(cellIds)) {
		byCell.set(cellId, await candidatesOfCell(database, cellId, trial));
	}
	const itemIds = new Set([...byCell.values()].flatMap((answered) => [...answered.keys()]));
	return new Map(
		[...itemIds]
			.sort()
			.map((itemId) => [itemId, cellIds.map((id) => byCell.get(id)?.get(itemId) ?? null)])
	);
};

const presentOf = (row: Row): Candidate[] => row.filter((candidate) => candidate !== null);

const isDifferent = (row: Row): boolean => {
	const [first, ...others] = presentOf(row).map(({ text }) => text);
	if (first === undefined || others.every((text) => text === first)) return false;
	return others.some((text) => comparableText(text) !== comparableText(first));
};

const grades = (row: Row): Set<boolean | null> =>
	new Set(presentOf(row).map(({ passed }) => passed));

/** Reviews that count of answers of these cells, by attempt. */
const reviewsIn = async (
	database: Database,
	cellIds: readonly string[],
	trial: number
): Promise<Map<string, AnswerReview[]>> => {
	const reviewed = await database.read(() =>
		database.orm
			.selectDistinct({ attemptId: answerReviews.attemptId })
			.from(answerReviews)
			.innerJoin(answers, eq(answers.attemptId, answerReviews.attemptId))
			.where(and(inArray(answers.cellId, cellIds), eq(answers.trial, trial)))
	);
	const ids = reviewed.map(({ attemptId }) => attemptId);
	return Map.groupBy(await reviewsOfAttempts(database, ids), ({ attemptId }) => attemptId);
};

/** Attempts of a cell whose answer was read as a label beside a reference. */
const attemptsWithLabels = async (
	database: Database,
	cellId: string,
	{ expected, predicted }: NonNullable<SideBySideOptions['labels']>
): Promise<Set<string>> => {
	const read = (name: string) => sql`json_extract(${answers.detailsJson}, ${`$.${name}`})`;
	const rows = await database.read(() =>
		database.orm
			.select({ attemptId: answers.attemptId })
			.from(answers)
			.where(
				and(
					eq(answers.cellId, cellId),
					sql`${read('expected')} = ${expected}`,
					sql`${read('predicted')} is ${predicted}`
				)
			)
	);
	return new Set(rows.map(({ attemptId }) => attemptId));
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
	const byItem = await candidatesOf(database, cellIds, trial);
	const [firstCell] = cellIds;
	if (labels && firstCell !== undefined) {
		const wanted = await attemptsWithLabels(database, firstCell, labels);
		for (const [itemId, [answer]] of byItem) {
			if (!answer || !wanted.has(answer.attemptId)) byItem.delete(itemId);
		}
	}
	const reviews = await reviewsIn(database, cellIds, trial);
	const tests: Record<ItemFilter, (row: Row) => boolean> = {
		all: () => true,
		different: isDifferent,
		failed: (row) => grades(row).has(false),
		flipped: (row) => grades(row).has(false) && grades(row).has(true),
		reviewed: (row) => presentOf(row).some(({ attemptId }) => reviews.has(attemptId))
	};
	const rows = [...byItem];
	const left = new Map(
		itemFilters.map((name) => [name, rows.filter(([, row]) => tests[name](row))])
	);
	const page = (left.get(filter) ?? []).slice(offset, offset + limit);
	const attemptIds = page.flatMap(([, row]) => presentOf(row).map(({ attemptId }) => attemptId));
	const graded = await database.read(() =>
		database.orm
			.select({
				attemptId: answers.attemptId,
				score: answers.score,
				detailsJson: answers.detailsJson,
				ungradedReason: answers.ungradedReason
			})
			.from(answers)
			.where(inArray(answers.attemptId, attemptIds))
	);
	const gradeOf = new Map(graded.map((grade) => [grade.attemptId, grade]));
	const answerOf = (candidate: Candidate): SideBySideAnswer => {
		const { attemptId } = candidate;
		const {
			score = null,
			detailsJson = null,
			ungradedReason = null
		} = gradeOf.get(attemptId) ?? {};
		const details = parseOptionalJson(
			detailsJson,
			`details_json of the answer of attempt ${attemptId}`
		);
		return {
			...candidate,
			score,
			ungradedReason,
			details,
			reviews: reviews.get(attemptId) ?? []
		};
	};
	const totals = Object.fromEntries([...left].map(([name, found]) => [name, found.length]));
	return {
		items: page.map(([itemId, row]) => ({
			itemId,
			answers: row.map((candidate) => candidate && answerOf(candidate))
		})),
		totals: totals as Record<ItemFilter, number>
	};
};
