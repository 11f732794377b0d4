/** The answers of two cells to the same items, side by side. */
import { and, eq } from 'drizzle-orm';
import { toDecimal } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { pairedVerdict, type PairedAnswer, type PairedItem } from '#core/measured.ts';
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

/**
 * The first answers of two cells to each item, side by side, in the order of the item ids. Throws `E_NOT_FOUND` for an unknown
 * cell, and `E_USAGE` where the two measured different scenarios or versions of one: their items are not the same.
 */
export const pairedAnswers = async (
	database: Database,
	cellA: string,
	cellB: string
): Promise<PairedItem[]> => {
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
	const ofA = await firstAnswersOf(database, cellA);
	const ofB = await firstAnswersOf(database, cellB);
	return [...new Set([...ofA.keys(), ...ofB.keys()])].sort().map((itemId) => {
		const [first, second] = [ofA.get(itemId) ?? null, ofB.get(itemId) ?? null];
		return { itemId, a: first, b: second, verdict: pairedVerdict(first, second) };
	});
};
