/** The answers of two cells to the same items, side by side. */
import { and, eq, sql } from 'drizzle-orm';
import { toDecimal } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import {
	pairedVerdict,
	type PairedAnswer,
	type PairedItem,
	type PairedVerdict
} from '#core/measured.ts';
import { addUsage } from '#core/usage.ts';
import { attemptOfRow } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { answers, attempts, cells, stages } from './schema.ts';

/** What the requests of a conversation took together, by its place in the schedule: all turns of it were paid for its one answer. */
const conversationsOf = async (
	database: Database,
	cellId: string
): Promise<Map<string, Pick<PairedAnswer, 'usage' | 'costUsd'>>> => {
	const rows = await database.read(() =>
		database.orm
			.select({ attempt: attempts })
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(and(eq(stages.cellId, cellId), eq(attempts.trial, 0)))
			.orderBy(attempts.stageId, attempts.ordinal, attempts.id)
	);
	const taken = new Map<string, Pick<PairedAnswer, 'usage' | 'costUsd'>>();
	for (const { attempt: row } of rows) {
		const { usage, costUsd } = attemptOfRow(row);
		const place = placeOf(row);
		const earlier = taken.get(place);
		taken.set(
			place,
			earlier
				? {
						usage: earlier.usage && usage && addUsage(earlier.usage, usage),
						costUsd:
							earlier.costUsd === null || costUsd === null
								? null
								: toDecimal(earlier.costUsd).plus(costUsd).toFixed()
					}
				: { usage, costUsd }
		);
	}
	return taken;
};

const placeOf = ({ stageId, ordinal }: { stageId: string; ordinal: number }): string =>
	`${stageId}/${String(ordinal)}`;

/** By item: the graded answer to its first trial, of retries the last; an ungraded one where none was graded. */
const firstAnswersOf = async (
	database: Database,
	cellId: string
): Promise<Map<string, PairedAnswer>> => {
	const rows = await database.read(() =>
		database.orm
			.select({
				itemId: answers.itemId,
				passed: answers.passed,
				score: answers.score,
				attempt: attempts
			})
			.from(answers)
			.innerJoin(attempts, eq(answers.attemptId, attempts.id))
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0)))
			.orderBy(stages.ordinal, attempts.ordinal, attempts.id)
	);
	const conversations = rows.some(({ attempt }) => attempt.turn > 0)
		? await conversationsOf(database, cellId)
		: null;
	const byItem = new Map<string, PairedAnswer>();
	for (const { itemId, passed, score, attempt: row } of rows) {
		const { id: attemptId, ...single } = attemptOfRow(row);
		const { usage, costUsd } = conversations?.get(placeOf(row)) ?? single;
		const earlier = byItem.get(itemId);
		if (passed === null && earlier && earlier.passed !== null) continue;
		byItem.set(itemId, { attemptId, passed, score, usage, costUsd });
	}
	return byItem;
};

const scenarioOf = async (
	database: Database,
	cellId: string
): Promise<{ id: string; hash: string }> => {
	const [row] = await database.read(() =>
		database.orm
			.select({ id: cells.scenarioId, hash: cells.scenarioHash })
			.from(cells)
			.where(eq(cells.id, cellId))
	);
	if (!row) throw new BenchError('E_NOT_FOUND', `there is no cell "${cellId}"`);
	return row;
};

/** Throws `E_NOT_FOUND` for an unknown cell, and `E_USAGE` where the two measured different scenarios or versions of one. */
const checkPaired = async (database: Database, cellA: string, cellB: string): Promise<void> => {
	const a = await scenarioOf(database, cellA);
	const b = await scenarioOf(database, cellB);
	if (a.id !== b.id || a.hash !== b.hash) {
		const [nameA, nameB] = [a, b].map(({ id, hash }) => `${id} (${hash.slice(0, 12)})`);
		throw new BenchError(
			'E_USAGE',
			`the answers cannot be paired: one cell measured ${String(nameA)}, the other ${String(nameB)}`,
			{ hint: 'Measure both targets in one run, so that they get the same items.' }
		);
	}
};

/**
 * The first answers of two cells to each item, side by side, in the order of the item ids. Throws `E_NOT_FOUND` for an unknown
 * cell, and `E_USAGE` where the two measured different scenarios or versions of one: their items are not the same.
 */
export const pairedAnswers = async (
	database: Database,
	cellA: string,
	cellB: string
): Promise<PairedItem[]> => {
	await checkPaired(database, cellA, cellB);
	const ofA = await firstAnswersOf(database, cellA);
	const ofB = await firstAnswersOf(database, cellB);
	return [...new Set([...ofA.keys(), ...ofB.keys()])].sort().map((itemId) => {
		const [first, second] = [ofA.get(itemId) ?? null, ofB.get(itemId) ?? null];
		return { itemId, a: first, b: second, verdict: pairedVerdict(first, second) };
	});
};

/** Whether the answer of `firstAnswersOf` is right, by item; null where it has no grade. */
const firstGradesOf = async (
	database: Database,
	cellId: string
): Promise<Map<string, boolean | null>> => {
	const { orm } = database;
	const byItem = orm
		.select({
			itemId: answers.itemId,
			least: sql`min(${answers.passed})`.as('least'),
			most: sql`max(${answers.passed})`.as('most')
		})
		.from(answers)
		.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0)))
		.groupBy(answers.itemId)
		.as('by_item');
	// One text instead of a row per item: a fraction of the time.
	const [row] = await database.read(() =>
		orm
			.select({
				json: sql<string>`json_group_array(json_array(${byItem.itemId}, ${byItem.least}, ${byItem.most}))`
			})
			.from(byItem)
	);
	const listed = JSON.parse(row?.json ?? '[]') as [string, number | null, number | null][];
	const grades = new Map(
		listed.map(([itemId, , most]) => [itemId, most === null ? null : most === 1])
	);
	// Which retry was the last is asked only where it matters.
	if (listed.some(([, least, most]) => least !== most)) {
		for (const [itemId, { passed }] of await firstAnswersOf(database, cellId)) {
			grades.set(itemId, passed);
		}
	}
	return grades;
};

/** Who was right about an item, and whether each cell was asked it. */
export interface PairedGrade {
	itemId: string;
	isAskedOfA: boolean;
	isAskedOfB: boolean;
	verdict: PairedVerdict;
}

/** The verdicts of `pairedAnswers` without what the answers took: many times as quick. Throws what that throws. */
export const pairedGrades = async (
	database: Database,
	cellA: string,
	cellB: string
): Promise<PairedGrade[]> => {
	await checkPaired(database, cellA, cellB);
	const ofA = await firstGradesOf(database, cellA);
	const ofB = await firstGradesOf(database, cellB);
	const graded = (passed: boolean | null | undefined) => ({ passed: passed ?? null });
	return [...new Set([...ofA.keys(), ...ofB.keys()])].sort().map((itemId) => ({
		itemId,
		isAskedOfA: ofA.has(itemId),
		isAskedOfB: ofB.has(itemId),
		verdict: pairedVerdict(graded(ofA.get(itemId)), graded(ofB.get(itemId)))
	}));
};
