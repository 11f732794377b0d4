/** Answers of two cells to the same items, side by side, from a real database. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { measuredCellsOf } from '#db/measured.server.ts';
import { pairedAnswers, pairedGrades } from '#db/paired-answers.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import { createWriter, type AttemptRecord } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const store = async (database: Database, records: AttemptRecord[]): Promise<void> => {
	const writer = createWriter(database);
	for (const record of records) await writer.enqueueAttempt(record);
	await writer.close();
};

describe('the answers of two cells', () => {
	const storePair = async (): Promise<Database> => {
		const database = await openTemporary(temporaryPath());
		await insertRun(database, sampleRun('r1'), sampleOwner);
		for (const [ordinal, name] of ['a', 'b'].entries()) {
			await insertCell(database, sampleCell(name, 'r1', { ordinal }));
			await insertStage(database, sampleStage(`${name}-stage`, name));
		}
		return database;
	};
	const grade = (passed: boolean | null, score = passed === true ? 1 : 0.25) =>
		passed === null ? null : { passed, score, details: null };
	const record = (
		cell: string,
		ordinal: number,
		itemId: string,
		passed: boolean | null,
		{ trial = 0, id = `${cell}${ordinal}`, ...changes }: Partial<Attempt> = {}
	): AttemptRecord => ({
		attempt: sampleAttempt(id, `${cell}-stage`, { ordinal, itemId, trial, ...changes }),
		answer: sampleAnswer(id, cell, { itemId, trial, grade: grade(passed) }),
		evidence: null
	});

	test('stand side by side by item, first trials only, with what they cost.', async () => {
		const database = await storePair();
		await store(database, [
			record('a', 0, 'i1', true),
			record('a', 1, 'i2', true),
			record('a', 2, 'i3', false),
			record('a', 3, 'i4', false),
			record('a', 4, 'i1', false, { trial: 1 }),
			record('a', 5, 'i5', null, { outcome: 'timeout', usage: null, costUsd: null }),
			record('b', 0, 'i4', false),
			record('b', 1, 'i3', true),
			record('b', 2, 'i2', false),
			record('b', 3, 'i1', true, { costUsd: null }),
			record('b', 4, 'i5', true),
			record('b', 5, 'i6', true)
		]);
		const pairs = await pairedAnswers(database, 'a', 'b');
		expect(pairs.map(({ itemId, verdict }) => [itemId, verdict])).toEqual([
			['i1', 'both-right'],
			['i2', 'only-a'],
			['i3', 'only-b'],
			['i4', 'both-wrong'],
			['i5', 'unpaired'],
			['i6', 'unpaired']
		]);
		expect(pairs[0]!.a).toEqual({
			attemptId: 'a0',
			passed: true,
			score: 1,
			usage: { ...sampleAttempt('a0', 'a-stage').usage, raw: null },
			costUsd: '0.0000154'
		});
		expect(pairs[0]!.b).toMatchObject({ attemptId: 'b3', costUsd: null });
		expect(pairs[4]!.a).toMatchObject({ passed: null, usage: null, costUsd: null });
		expect(pairs[5]).toMatchObject({ a: null, b: { passed: true } });
		const [cellA] = await measuredCellsOf(database, 'r1');
		expect(cellA!.grades).toEqual({ items: 5, graded: 4, passed: 2 });
	});

	test('count the answer that a retry brought, not the failure before it.', async () => {
		const database = await storePair();
		const failed = { outcome: 'error', usage: null, costUsd: null } as const;
		await store(database, [
			record('a', 0, 'i1', null, { id: 'a-1', ...failed }),
			record('a', 0, 'i1', true, { id: 'a-2' }),
			record('b', 0, 'i1', false, { id: 'b-1' }),
			record('b', 0, 'i1', null, { id: 'b-2', ...failed })
		]);
		expect(await pairedAnswers(database, 'a', 'b')).toMatchObject([
			{ a: { attemptId: 'a-2' }, b: { attemptId: 'b-1' }, verdict: 'only-a' }
		]);
	});

	test('keep every digit of a score, and the tokens written to a cache.', async () => {
		const database = await storePair();
		const scores = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { numRuns: 200, seed: 1 });
		const given = [...scores, 1 / 3, 0.1 + 0.2].map(Math.abs);
		const usage = { ...sampleAttempt('a0', 'a-stage').usage!, cacheWriteTokens: { '5m': 10 } };
		await store(
			database,
			given.map((score, ordinal) => {
				const { answer, ...rest } = record('a', ordinal, `i${ordinal}`, true, { usage });
				return { ...rest, answer: { ...answer!, grade: grade(true, score) } };
			})
		);
		const pairs = await pairedAnswers(database, 'a', 'b');
		const scoreOf = new Map(pairs.map(({ itemId, a }) => [itemId, a!.score]));
		expect(given.map((_, ordinal) => scoreOf.get(`i${ordinal}`))).toEqual(given);
		expect(pairs[0]!.a!.usage).toEqual({ ...usage, raw: null });
	});

	test('have the same verdicts without what they took, however often an item was tried and in whatever order stored.', async () => {
		const tries = fc.array(
			fc.record({
				cell: fc.constantFrom('a', 'b'),
				item: fc.nat({ max: 12 }),
				ordinal: fc.nat({ max: 40 }),
				passed: fc.constantFrom(true, false, null),
				trial: fc.constantFrom(0, 0, 0, 1)
			}),
			{ minLength: 20, maxLength: 60 }
		);
		await fc.assert(
			fc.asyncProperty(tries, async (drawn) => {
				const database = await storePair();
				await store(
					database,
					drawn.map(({ cell, item, ordinal, passed, trial }, index) =>
						record(cell, ordinal, `i${item}`, passed, { id: `${cell}-${index}`, trial })
					)
				);
				const whole = await pairedAnswers(database, 'a', 'b');
				expect(await pairedGrades(database, 'a', 'b')).toEqual(
					whole.map(({ itemId, a, b, verdict }) => ({
						itemId,
						isAskedOfA: a !== null,
						isAskedOfB: b !== null,
						verdict
					}))
				);
				await database.close();
			}),
			{ numRuns: 12 }
		);
	});

	test('to different items are refused, and so is a cell that is not there.', async () => {
		const database = await storePair();
		await insertCell(database, sampleCell('c', 'r1', { ordinal: 2, scenarioHash: 'f00d' }));
		await expect(pairedAnswers(database, 'a', 'c')).rejects.toMatchObject({
			code: 'E_USAGE',
			message:
				'the answers cannot be paired: one cell measured ticket-triage (beef), the other ticket-triage (f00d)'
		});
		await expect(pairedAnswers(database, 'a', 'none')).rejects.toMatchObject({
			code: 'E_NOT_FOUND'
		});
		await expect(pairedGrades(database, 'a', 'c')).rejects.toMatchObject({ code: 'E_USAGE' });
	});
});
