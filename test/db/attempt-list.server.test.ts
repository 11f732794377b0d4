import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import { attemptSorts, findAttempt, listAttemptsPage } from '#db/attempt-list.server.ts';
import type { Database } from '#db/client.server.ts';
import { stageSamples, stageTimeline } from '#db/stage-series.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleEvidence,
	sampleRecord,
	storeRunWithStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

interface Stored {
	database: Database;
	stageId: string;
	cellId: string;
}

/** Stores attempts that differ from a sample in what is given, answered right, wrong or not at all. */
const storing = async (
	changes: readonly (Partial<Attempt> & { passed?: boolean })[]
): Promise<Stored> => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (const [ordinal, { passed, ...change }] of changes.entries()) {
		const id = `a${ordinal}`;
		const grade = { passed: passed ?? false, score: passed ? 1 : 0.5, details: null };
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal, ...change }),
			answer: passed === undefined ? null : sampleAnswer(id, cellId, { grade }),
			evidence: null
		});
	}
	await writer.close();
	return { database, stageId, cellId };
};

const mixed = [
	{ dueMs: 30, ttftMs: 9, costUsd: '0.1', passed: true },
	{ dueMs: 10, ttftMs: null, costUsd: null, outcome: 'timeout', e2eMs: null, tpotMs: null },
	{ dueMs: 20, ttftMs: 100, costUsd: '0.09', passed: false, outcome: 'length' },
	{ dueMs: 40, ttftMs: 80.5, costUsd: '11', passed: true }
] as const;

test('Attempts are sorted by what is asked for, those without a value last whichever way.', async () => {
	const { database, stageId } = await storing(mixed);
	const ids = async (sort: (typeof attemptSorts)[number], descending: boolean): Promise<string> =>
		(await listAttemptsPage(database, stageId, { sort, descending, limit: 9 })).attempts
			.map(({ id }) => id)
			.join(' ');
	expect(await ids('due', false)).toBe('a1 a2 a0 a3');
	expect(await ids('due', true)).toBe('a3 a0 a2 a1');
	expect(await ids('ttft', false)).toBe('a0 a3 a2 a1');
	expect(await ids('ttft', true)).toBe('a2 a3 a0 a1');
	expect(await ids('cost', false)).toBe('a2 a0 a3 a1');
	expect(await ids('cost', true)).toBe('a3 a0 a2 a1');
	expect(await ids('e2e', false)).toBe('a0 a2 a3 a1');
	expect(await ids('tpot', true)).toBe('a0 a2 a3 a1');
});

test('Filters leave attempts of an outcome or grade; the total counts all pages.', async () => {
	const { database, stageId } = await storing(mixed);
	const page = async (options: Parameters<typeof listAttemptsPage>[2]) => {
		const { attempts, total } = await listAttemptsPage(database, stageId, options);
		return [total, attempts.map(({ id }) => id)];
	};
	expect(await page({ limit: 1, offset: 1 })).toEqual([4, ['a2']]);
	expect(await page({ limit: 9, outcome: 'timeout' })).toEqual([1, ['a1']]);
	expect(await page({ limit: 1, passed: true })).toEqual([2, ['a0']]);
	expect(await page({ limit: 9, passed: false })).toEqual([1, ['a2']]);
	expect(await page({ limit: 9, passed: false, outcome: 'ok' })).toEqual([0, []]);
	expect(await listAttemptsPage(database, 'unknown', { limit: 9 })).toEqual({
		attempts: [],
		total: 0
	});
	const { attempts } = await listAttemptsPage(database, stageId, { limit: 3 });
	expect(attempts.map(({ passed, score }) => [passed, score])).toEqual([
		[null, null],
		[false, 0.5],
		[true, 1]
	]);
});

test('Pages put together are the whole list, for any sort and page size.', async () => {
	const changes = Array.from({ length: 23 }, (_, i) => ({
		dueMs: i % 5,
		ttftMs: i % 4 === 0 ? null : i % 3
	}));
	const { database, stageId } = await storing(changes);
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...attemptSorts),
			fc.boolean(),
			fc.integer({ min: 1, max: 30 }),
			async (sort, descending, limit) => {
				const seen: string[] = [];
				for (let offset = 0; offset < 23; offset += limit) {
					const page = { sort, descending, limit, offset };
					const { attempts } = await listAttemptsPage(database, stageId, page);
					seen.push(...attempts.map(({ id }) => id));
				}
				expect(seen).toHaveLength(23);
				expect(new Set(seen).size).toBe(23);
			}
		),
		{ numRuns: 20 }
	);
});

test('An attempt comes with its place, its answer and the facts of its evidence.', async () => {
	const { database, stageId, cellId } = await storing([{}]);
	const record = sampleRecord('whole', stageId, cellId, 1);
	const bare = sampleRecord('without-body', stageId, cellId, 2);
	const writer = createWriter(database);
	await writer.enqueueAttempt(record);
	const kept = {
		...sampleEvidence('without-body'),
		body: null,
		arrivalOffsets: null,
		arrivalMs: null
	};
	await writer.enqueueAttempt({ ...bare, evidence: kept });
	await writer.close();
	const place = { runId: 'run-1', cellId, scenarioId: 'ticket-triage', targetId: 'emulated-fast' };
	const { storedBytes, ...evidence } = (await findAttempt(database, 'whole')).evidence!;
	expect(storedBytes).toBeGreaterThan(0);
	expect(evidence).toEqual({
		deltaMs: [80.75, 120.5, 180.001],
		headers: { 'content-type': 'text/event-stream' },
		bodyBytes: record.evidence!.body!.length
	});
	expect(await findAttempt(database, 'whole')).toMatchObject({
		...place,
		attempt: record.attempt,
		answer: record.answer
	});
	expect(await findAttempt(database, 'a0')).toMatchObject({ answer: null, evidence: null });
	expect((await findAttempt(database, 'without-body')).evidence).toMatchObject({
		bodyBytes: null,
		storedBytes: null
	});
	await expect(findAttempt(database, 'x')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	await database.write(["UPDATE evidence SET deltas = x'09' WHERE attempt_id = 'whole'"]);
	await expect(findAttempt(database, 'whole')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: expect.stringContaining('the evidence of attempt whole is damaged') as string
	});
});

test('Samples are the values of whole answers in order, to 15 digits; missing ones are left out.', async () => {
	const { database, stageId } = await storing([
		{ ttftMs: 100.12345678901 },
		{ ttftMs: 9, outcome: 'length' },
		{ ttftMs: 1, outcome: 'truncated' },
		{ ttftMs: null },
		{ ttftMs: 80, outcome: 'refused' }
	]);
	expect(await stageSamples(database, stageId, 'ttftMs')).toEqual([9, 80, 100.12345678901]);
	expect(await stageSamples(database, stageId, 'e2eMs')).toHaveLength(4);
	expect(await stageSamples(database, 'unknown', 'e2eMs')).toEqual([]);
});

test('A timeline is in the order of due moments, and thinned evenly where the stage is large.', async () => {
	const { database, stageId } = await storing(
		Array.from({ length: 10 }, (_, i) => ({ dueMs: 100 - i, ...(i === 3 ? { endMs: null } : {}) }))
	);
	const all = await stageTimeline(database, stageId, { limit: 10 });
	expect(all).toMatchObject({ total: 10, every: 1 });
	expect(all.points.map(({ dueMs }) => dueMs)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
	expect(all.points[6]).toEqual({
		attemptId: 'a3',
		dueMs: 97,
		sentMs: 10.125,
		endMs: null,
		ttftMs: 70.75,
		e2eMs: 171.5,
		outcome: 'ok'
	});
	const thinned = await stageTimeline(database, stageId, { limit: 4 });
	expect(thinned).toMatchObject({ total: 10, every: 3 });
	expect(thinned.points.map(({ attemptId }) => attemptId)).toEqual(['a9', 'a6', 'a3', 'a0']);
	await expect(stageTimeline(database, 'x', { limit: 4 })).rejects.toMatchObject({
		code: 'E_NOT_FOUND'
	});
});
