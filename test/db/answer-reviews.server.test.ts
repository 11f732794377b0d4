import { expect, test } from 'vitest';
import { reviewsOfAttempts, saveReview, type AnswerReview } from '#db/answer-reviews.server.ts';
import type { Database } from '#db/client.server.ts';
import { deleteRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, storeRunWithStage } from './support/samples.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const withAnswers = async (): Promise<Database> => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (const [i, id] of ['a', 'b'].entries()) {
		await writer.enqueueAttempt(sampleRecord(id, stageId, cellId, i));
	}
	await writer.enqueueAttempt({ ...sampleRecord('none', stageId, cellId, 2), answer: null });
	await writer.close();
	return database;
};

const review = (changes: Partial<AnswerReview> = {}): AnswerReview => ({
	attemptId: 'a',
	reviewer: 'Ines',
	thumb: 'up',
	comment: null,
	reviewedAtUtc: '2026-11-20T10:00:00.000Z',
	...changes
});

test('Of each reviewer the newest review of an answer counts, even where their clocks differ.', async () => {
	const database = await withAnswers();
	const kept = [
		review({ attemptId: 'b', thumb: 'down', comment: 'wrong queue' }),
		review({ reviewer: 'Jo', thumb: null, comment: 'fine' }),
		review({ thumb: 'down', reviewedAtUtc: '2026-11-19T10:00:00.000Z' })
	];
	for (const each of [review(), ...kept]) await saveReview(database, each);
	expect(await reviewsOfAttempts(database, ['b', 'a', 'none', 'unknown'])).toEqual(kept);
	expect(await reviewsOfAttempts(database, ['b'])).toEqual([kept[0]]);
	expect(await reviewsOfAttempts(database, [])).toEqual([]);
});

test('What is taken back no longer counts, and may be given again.', async () => {
	const database = await withAnswers();
	await saveReview(database, review());
	await saveReview(database, review({ thumb: null }));
	expect(await reviewsOfAttempts(database, ['a'])).toEqual([]);
	await saveReview(database, review({ thumb: 'down' }));
	expect(await reviewsOfAttempts(database, ['a'])).toEqual([review({ thumb: 'down' })]);
});

test('An attempt without an answer cannot be reviewed.', async () => {
	const database = await withAnswers();
	for (const attemptId of ['none', 'unknown']) {
		await expect(saveReview(database, review({ attemptId }))).rejects.toMatchObject({
			code: 'E_NOT_FOUND'
		});
	}
});

test('Reviews of any number of attempts are found.', async () => {
	const database = await withAnswers();
	await saveReview(database, review({ attemptId: 'b' }));
	const many = Array.from({ length: 40_000 }, (_, i) => `none-${i}`);
	expect(await reviewsOfAttempts(database, [...many, 'b'])).toHaveLength(1);
});

test('Reviews go with their run.', async () => {
	const database = await withAnswers();
	await saveReview(database, review());
	expect(await deleteRun(database, 'run-1')).toMatchObject({ attempts: 3, reviews: 1 });
	expect(await numberOf(database, 'SELECT count(*) FROM answer_reviews')).toBe(0);
});
