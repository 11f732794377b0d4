import { expect, test } from 'vitest';
import { reviewsOfAttempts, saveReview } from '#db/answer-reviews.server.ts';
import { deleteAssumptionSet, saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { changeMark } from '#db/change-mark.server.ts';
import { recordDecision, signDecision } from '#db/decisions.server.ts';
import { deleteQuote, insertQuote, markConfidential } from '#db/quotes.server.ts';
import { deleteRun, finishRun, insertRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleQuote } from '../core/quote/sample-quote.ts';
import { sampleDecision } from './support/sample-decision.ts';
import { sampleOwner, sampleRecord, sampleRun, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

test('Every change that a verdict may rest on changes the mark, as another connection sees it, and reading does not.', async () => {
	const path = temporaryPath();
	const [writing, reading] = [await openTemporary(path), await openTemporary(path)];
	const { stageId, cellId } = await storeRunWithStage(writing, 'run-1');
	const writer = createWriter(writing);
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	const atUtc = '2026-11-20T10:00:00.000Z';
	const end = { state: 'complete', reason: null, endedAtUtc: atUtc } as const;
	const quote = (fileHash: string) =>
		insertQuote(writing, sampleQuote('gpu-cloud'), {
			fileName: 'offer.yaml',
			fileHash,
			importedAtUtc: `2026-11-20T10:00:00.00${fileHash}Z`,
			enteredBy: null
		});
	const set = (savedAtUtc: string) =>
		saveAssumptionSet(
			writing,
			{ useCaseId: 'x', name: 'base', values: {}, author: null },
			{ savedAtUtc, replace: true }
		);
	const review = { attemptId: 'a', reviewer: 'Ines', comment: null, reviewedAtUtc: atUtc };
	const signOff = { role: 'finance', signedAtUtc: atUtc };
	let decisionId = '';
	const changes: (() => Promise<unknown>)[] = [
		() => finishRun(writing, 'run-1', end),
		() => insertRun(writing, sampleRun('run-2'), sampleOwner),
		() => finishRun(writing, 'run-2', { ...end, state: 'failed' }),
		// In its place, with the same number of rows in every state.
		async () => {
			await deleteRun(writing, 'run-2');
			const later = sampleRun('run-3', { startedAtUtc: '2026-11-21T10:00:00.000Z' });
			await insertRun(writing, { ...later, state: 'failed' }, sampleOwner);
		},
		() => quote('1'),
		async () => {
			await deleteQuote(writing, 'acme-q-1-v1');
			await quote('2');
		},
		() => markConfidential(writing, sampleQuote('gpu-cloud'), true),
		() => markConfidential(writing, sampleQuote('gpu-cloud'), false),
		() => set(atUtc),
		() => set('2026-11-21T10:00:00.000Z'),
		async () => deleteAssumptionSet(writing, (await set(atUtc)).id),
		async () => {
			const decided = { decidedAtUtc: atUtc, supersedesId: null };
			decisionId = (await recordDecision(writing, sampleDecision(), decided)).id;
		},
		() => signDecision(writing, decisionId, { person: 'Jo', ...signOff }),
		() => saveReview(writing, { ...review, thumb: 'up' }),
		() => saveReview(writing, { ...review, thumb: 'down' }),
		() => deleteRun(writing, 'run-1')
	];
	let before = await changeMark(reading);
	for (const change of changes) {
		await change();
		const mark = await changeMark(reading);
		expect(mark).not.toBe(before);
		expect(mark.length).toBeLessThan(300);
		await reviewsOfAttempts(reading, ['a']);
		expect(await changeMark(reading)).toBe(mark);
		before = mark;
	}
});

test('An empty database has a mark too.', async () => {
	expect(await changeMark(await openTemporary(temporaryPath()))).toContain('/');
});
