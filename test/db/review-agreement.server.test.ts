/** Agreement of people with the grader. */
import { expect, it } from 'vitest';
import { saveReview } from '#db/answer-reviews.server.ts';
import { reviewAgreement } from '#db/review-agreement.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

it('counts the newest thumb of each reviewer against the grade, and leaves out what was not graded', async () => {
	const database = await openTemporary(temporaryPath());
	const { cellId, stageId } = await storeRunWithStage(database, 'run');
	const writer = createWriter(database);
	const grades = [{ passed: true }, { passed: false }, null];
	for (const [ordinal, grade] of grades.entries()) {
		const id = `a${String(ordinal)}`;
		const answer = sampleAnswer(id, cellId, {
			grade: grade && { ...grade, score: Number(grade.passed), details: null }
		});
		await writer.enqueueAttempt({ ...sampleRecord(id, stageId, cellId, ordinal), answer });
	}
	await writer.close();
	const review = (attemptId: string, reviewer: string, thumb: 'up' | 'down' | null) =>
		saveReview(database, {
			attemptId,
			reviewer,
			thumb,
			comment: thumb === null ? 'only a word' : null,
			reviewedAtUtc: '2026-11-25T10:00:00.000Z'
		});
	await review('a0', 'Ada', 'down');
	await review('a0', 'Ada', 'up');
	await review('a0', 'Ben', 'down');
	await review('a1', 'Ada', 'down');
	await review('a1', 'Ben', null);
	await review('a2', 'Ada', 'up');
	expect(await reviewAgreement(database, [cellId])).toStrictEqual({
		upRight: 1,
		upWrong: 0,
		downRight: 1,
		downWrong: 1,
		answers: 2
	});
	expect(await reviewAgreement(database, ['other'])).toMatchObject({ answers: 0 });
});
