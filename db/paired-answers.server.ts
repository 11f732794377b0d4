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
import { addUsage, type Usage } from '#core/usage.ts';
import { answersOfCell } from './answer-keys.server.ts';
import { cacheWriteTokensOf } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { answers, attempts, cells, stages } from './schema.ts';

type Taken = Pick<PairedAnswer, 'usage' | 'costUsd'>;

/** A request as `requestColumns` reads it: whose it was, where in the plan of its cell, what it took. */
type RequestRow = [
	attemptId: string,
	stageOrdinal: number,
	ordinal: number,
	turn: number,
	costUsd: string | null,
	usageSource: Usage['source'] | null,
	uncachedInputTokens: number | null,
	cacheReadTokens: number | null,
	cacheWriteTokensJson: string | null,
	visibleOutputTokens: number | null,
	reasoningTokens: number | null,
	outputTokens: number | null
];

const requestColumns = sql.join(
	[
		attempts.id,
		stages.ordinal,
		attempts.ordinal,
		attempts.turn,
		attempts.costUsd,
		attempts.usageSource,
		attempts.uncachedInputTokens,
		attempts.cacheReadTokens,
		attempts.cacheWriteTokensJson,
		attempts.visibleOutputTokens,
		attempts.reasoningTokens,
		attempts.outputTokens
	],
	sql`, `
);

const placeOf = ([, stageOrdinal, ordinal]: RequestRow): string =>
	`${String(stageOrdinal)}/${String(ordinal)}`;

const takenBy = ([attemptId, , , , costUsd, source, ...counts]: RequestRow): Taken => {
	if (source === null) return { usage: null, costUsd };
	const [uncached, cacheRead, cacheWriteJson, visible, reasoning, output] = counts;
	return {
		usage: {
			uncachedInputTokens: uncached,
			cacheReadTokens: cacheRead,
			cacheWriteTokens: cacheWriteTokensOf(cacheWriteJson, attemptId),
			visibleOutputTokens: visible,
			reasoningTokens: reasoning,
			outputTokens: output,
			source,
			raw: null
		},
		costUsd
	};
};

const together = (a: Taken, b: Taken): Taken => ({
	usage: a.usage && b.usage && addUsage(a.usage, b.usage),
	costUsd:
		a.costUsd === null || b.costUsd === null ? null : toDecimal(a.costUsd).plus(b.costUsd).toFixed()
});

/** What the requests of a conversation took together, by its place in the schedule: all turns of it were paid for its one answer. */
const conversationsOf = async (database: Database, cellId: string): Promise<Map<string, Taken>> => {
	const [found] = await database.read(() =>
		database.orm
			.select({ json: sql<string>`json_group_array(json_array(${requestColumns}))` })
			.from(attempts)
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(and(eq(stages.cellId, cellId), eq(attempts.trial, 0)))
	);
	const taken = new Map<string, Taken>();
	for (const request of JSON.parse(found?.json ?? '[]') as RequestRow[]) {
		const place = placeOf(request);
		const earlier = taken.get(place);
		const one = takenBy(request);
		taken.set(place, earlier ? together(earlier, one) : one);
	}
	return taken;
};

interface Try {
	passed: boolean | null;
	score: number | null;
	request: RequestRow;
}

const isLater = ({ request: a }: Try, { request: b }: Try): boolean => {
	const [idA, stageA, ordinalA] = a;
	const [idB, stageB, ordinalB] = b;
	if (stageA !== stageB) return stageA > stageB;
	return ordinalA === ordinalB ? idA > idB : ordinalA > ordinalB;
};

/** Of two tries at an item the later of those with a grade, else the later. */
const countedTry = (a: Try, b: Try): Try => {
	const isGradedA = a.passed !== null;
	const isGradedB = b.passed !== null;
	if (isGradedA !== isGradedB) return isGradedA ? a : b;
	return isLater(a, b) ? a : b;
};

/** By item: the graded answer to its first trial, of retries the last; an ungraded one where none was graded. */
const firstAnswersOf = async (
	database: Database,
	cellId: string
): Promise<Map<string, PairedAnswer>> => {
	// Not as a number, of which JSON text keeps 15 digits here.
	const score = sql`case when ${answers.score} is not null then printf('%!.17g', ${answers.score}) end`;
	// One text instead of a row per answer: a fraction of the time.
	const [found] = await database.read(() =>
		database.orm
			.select({
				json: sql<string>`json_group_array(json_array(${answers.itemId}, ${answers.passed}, ${score}, ${requestColumns}))`
			})
			.from(answers)
			.innerJoin(attempts, eq(answers.attemptId, attempts.id))
			.innerJoin(stages, eq(attempts.stageId, stages.id))
			.where(and(eq(answers.cellId, cellId), eq(answers.trial, 0)))
	);
	const rows = JSON.parse(found?.json ?? '[]') as [
		itemId: string,
		passed: 0 | 1 | null,
		score: string | null,
		...RequestRow
	][];
	const counted = new Map<string, Try>();
	for (const [itemId, passed, writtenScore, ...request] of rows) {
		const one = {
			passed: passed === null ? null : passed === 1,
			score: writtenScore === null ? null : Number(writtenScore),
			request
		};
		const other = counted.get(itemId);
		counted.set(itemId, other ? countedTry(other, one) : one);
	}
	const hasTurns = rows.some(([, , , , , , turn]) => turn > 0);
	const conversations = hasTurns ? await conversationsOf(database, cellId) : null;
	return new Map(
		[...counted].map(([itemId, { passed, score, request }]) => {
			const { usage, costUsd } = conversations?.get(placeOf(request)) ?? takenBy(request);
			return [itemId, { attemptId: request[0], passed, score, usage, costUsd }];
		})
	);
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
	const { itemIds, passed } = await answersOfCell(database, cellId, 0);
	const grades = new Map<string, boolean | null>();
	let isUnanimous = true;
	for (const [place, itemId] of itemIds.entries()) {
		const grade = passed[place] ?? null;
		const isRight = grade === null ? null : grade === 1;
		const earlier = grades.get(itemId);
		if (earlier !== undefined && earlier !== isRight) {
			if (earlier !== null && isRight !== null) isUnanimous = false;
			if (isRight === null) continue;
		}
		grades.set(itemId, isRight);
	}
	// Which retry was the last is asked only where it matters.
	if (!isUnanimous) {
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
