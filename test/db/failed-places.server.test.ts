import { expect, test } from 'vitest';
import type { Outcome } from '#core/outcome.ts';
import { insertCell } from '#db/cells.server.ts';
import { failedPlacesOf } from '#db/failed-places.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

test('failed requests are those of the asked outcomes to which no later try brought an answer, each place once.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('r1'), sampleOwner);
	await insertCell(database, sampleCell('c1', 'r1'));
	const writer = createWriter(database);
	const rows: [
		stage: string,
		ordinal: number,
		item: string | null,
		trial: number,
		Outcome,
		turn?: number
	][] = [
		['one', 0, 'i1', 0, 'ok'],
		['one', 1, 'i2', 0, 'rate-limited'],
		['one', 2, 'i3', 0, 'timeout'],
		// A conversation that broke off in its second turn.
		['one', 3, 'i4', 0, 'ok', 0],
		['one', 3, 'i4', 0, 'error', 1],
		['one', 4, null, 0, 'error'],
		['one', 5, 'i5', 0, 'truncated'],
		// Answered when it was asked for the second time, which says nothing of the first.
		['one', 6, 'i2', 1, 'ok'],
		['two', 2, 'i3', 0, 'ok']
	];
	for (const [ordinal, id] of ['one', 'two'].entries()) {
		await insertStage(database, sampleStage(id, 'c1', { ordinal }));
	}
	for (const [index, [stage, ordinal, itemId, trial, outcome, turn = 0]] of rows.entries()) {
		const id = `a${String(index)}`;
		// Of a conversation only its last request brings the answer.
		const isLast = !rows.slice(index + 1).some((row) => row[0] === stage && row[1] === ordinal);
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stage, { ordinal, itemId, trial, outcome, turn }),
			answer:
				itemId === null || !isLast
					? null
					: sampleAnswer(id, 'c1', {
							itemId,
							trial,
							grade: outcome === 'ok' ? { passed: true, score: 1, details: null } : null
						}),
			evidence: null
		});
	}
	await writer.close();
	const place = (ordinal: number, itemId: string, outcome: Outcome) => ({
		...{ stageId: 'one', ordinal, itemId, trial: 0, outcome }
	});
	expect(await failedPlacesOf(database, 'c1', ['rate-limited', 'timeout', 'error'])).toEqual([
		place(1, 'i2', 'rate-limited'),
		place(3, 'i4', 'error')
	]);
	expect(await failedPlacesOf(database, 'c1', ['timeout'])).toEqual([]);
	expect(await failedPlacesOf(database, 'c2', ['error'])).toEqual([]);
	await database.close();
});

test('a conversation that was cut between two requests is among the aborted ones, until the rest of its load has asked it again.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('r1'), sampleOwner);
	await insertCell(database, sampleCell('c1', 'r1'));
	await insertStage(database, sampleStage('one', 'c1'));
	await insertStage(database, sampleStage('rest', 'c1', { ordinal: 1, continuesStageId: 'one' }));
	const load = { kind: 'retry', concurrency: 1, requests: 1 } as const;
	await insertStage(
		database,
		sampleStage('retry', 'c1', { ordinal: 2, load, continuesStageId: 'one' })
	);
	const store = async (
		stage: string,
		ordinal: number,
		turns: readonly Outcome[],
		isCut: boolean
	): Promise<void> => {
		const writer = createWriter(database);
		for (const [turn, outcome] of turns.entries()) {
			const id = `${stage}/${String(ordinal)}.${String(turn)}`;
			const itemId = `i${String(ordinal)}`;
			await writer.enqueueAttempt({
				attempt: sampleAttempt(id, stage, { ordinal, itemId, turn, outcome }),
				answer:
					isCut || turn < turns.length - 1 ? null : sampleAnswer(id, 'c1', { itemId, grade: null }),
				evidence: null
			});
		}
		await writer.close();
	};
	await store('one', 0, ['ok', 'ok'], false);
	await store('one', 1, ['ok', 'ok'], true);
	await store('one', 2, ['ok', 'aborted'], true);
	await store('one', 3, ['ok'], true);
	const found = async (failures: Outcome[]): Promise<unknown[]> =>
		(await failedPlacesOf(database, 'c1', failures)).map(({ stageId, ordinal, outcome }) => [
			stageId,
			ordinal,
			outcome
		]);
	const cut = [1, 2, 3].map((ordinal) => ['one', ordinal, 'aborted']);
	expect(await found(['aborted'])).toEqual(cut);
	expect(await found(['error', 'timeout'])).toEqual([]);
	// What failed once more when it was tried again is still a failure of its stage.
	await store('retry', 1, ['ok', 'error'], false);
	expect(await found(['aborted'])).toEqual(cut);
	await store('rest', 1, ['ok', 'ok'], false);
	await store('rest', 2, ['error'], false);
	expect(await found(['aborted', 'error'])).toEqual([
		['one', 3, 'aborted'],
		['rest', 2, 'error']
	]);
	await database.close();
});
