/** What is purged is gone from the bytes of the file, and figures stay. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveReview, reviewsOfAttempts } from '#db/answer-reviews.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { attemptsOfStage, evidenceOf } from '#db/attempts.server.ts';
import { checkDatabase, compactDatabase } from '#db/maintenance.server.ts';
import { insertJudgements, judgementsOfRun } from '#db/judgements.server.ts';
import { purgeRun, purgeTextsOfRun, runsBefore } from '#db/purge.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { judgement } from './support/sample-judgements.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from './support/samples.ts';
import { temporaryPath } from './support/temporary-database.ts';

const canary = 'the patient is called Canary-4711';

/** Two runs whose every text holds the canary; bodies do not pack it, so that the bytes show it. */
const stored = async (): Promise<{ database: Database; bytes: () => string; path: string }> => {
	const path = temporaryPath();
	const database = await openDatabase(`file:${path}`);
	for (const runId of ['run-1', 'run-2']) {
		const { stageId, cellId } = await storeRunWithStage(database, runId);
		const writer = createWriter(database);
		for (let i = 0; i < 40; i++) {
			const id = `${runId}-${String(i)}`;
			const record = sampleRecord(id, stageId, cellId, i);
			const label = { expected: 'red', predicted: 'green', how: 'exact', quote: canary };
			await writer.enqueueAttempt({
				...record,
				attempt: { ...record.attempt, errorMessage: `${runId}: ${canary}` },
				evidence: record.evidence && { ...record.evidence, body: Buffer.from(canary.repeat(2)) },
				answer: sampleAnswer(id, cellId, {
					text: i === 39 ? '' : `${runId}: ${canary} ${String(i)}`,
					grade: { passed: false, score: 0, details: i === 0 ? label : { quote: canary } }
				})
			});
		}
		await writer.close();
		await insertJudgements(database, [
			judgement({ runId, attemptId: `${runId}-0`, reasons: canary, rawText: `${runId}: ${canary}` })
		]);
		await saveReview(database, {
			attemptId: `${runId}-0`,
			reviewer: 'Ada',
			thumb: 'down',
			comment: `${runId}: ${canary}`,
			reviewedAtUtc: '2026-11-20T10:00:00.000Z'
		});
	}
	return { database, bytes: () => readFileSync(path, 'latin1'), path };
};

describe('what is purged', () => {
	it('is every text of a run, of which no byte is left in the file; grades and moments stay', async () => {
		const { database, bytes } = await stored();
		const before = (await attemptsOfStage(database, 'run-1-stage', { limit: 100 })).attempts;
		expect(bytes()).toContain(`run-1: ${canary}`);
		const gone = await purgeTextsOfRun(database, 'run-1');
		await compactDatabase(database);
		expect(gone).toMatchObject({ answers: 40, bodies: 40, judgements: 1, comments: 1 });
		expect(bytes()).not.toContain(`run-1: ${canary}`);
		expect(bytes()).toContain(`run-2: ${canary}`);
		const answers = await answersOfCell(database, 'run-1-cell');
		expect(answers).toHaveLength(40);
		expect(answers.filter(({ textAbsence }) => textAbsence === 'purged')).toHaveLength(39);
		expect(JSON.stringify(answers)).not.toContain('Canary');
		expect(answers.every(({ grade }) => grade?.passed === false)).toBe(true);
		expect(answers.find(({ attemptId }) => attemptId === 'run-1-0')?.grade?.details).toEqual({
			expected: 'red',
			predicted: 'green',
			how: 'exact'
		});
		const after = (await attemptsOfStage(database, 'run-1-stage', { limit: 100 })).attempts;
		expect(after).toEqual(before.map((attempt) => ({ ...attempt, errorMessage: null })));
		expect(await evidenceOf(database, 'run-1-0')).toMatchObject({ body: null, arrivalMs: null });
		expect((await evidenceOf(database, 'run-1-0'))?.deltaMs.length).toBeGreaterThan(0);
		expect(await judgementsOfRun(database, 'run-1')).toMatchObject([
			{ rawText: '', reasons: null, scores: { complete: 4 }, verdict: 'pass' }
		]);
		expect(await reviewsOfAttempts(database, ['run-1-0'])).toMatchObject([
			{ thumb: 'down', comment: null }
		]);
		await purgeTextsOfRun(database, 'run-2');
		await compactDatabase(database);
		expect(bytes()).not.toContain('Canary');
		expect((await checkDatabase(database)).ok).toBe(true);
		await database.close();
	});

	it('is a whole run, where that is asked for, of which no byte is left either', async () => {
		const { database, bytes } = await stored();
		expect(await purgeRun(database, 'run-1')).toEqual({ attempts: 40 });
		await compactDatabase(database);
		expect(bytes()).not.toMatch(/run-1/u);
		expect((await listRuns(database, { limit: 5 })).map(({ id }) => id)).toEqual(['run-2']);
		expect((await checkDatabase(database)).ok).toBe(true);
		await database.close();
	});

	it('is looked for by the day on which runs began, and counted', async () => {
		const { database } = await stored();
		expect(await runsBefore(database, '2026-11-20T10:00:00.000Z')).toEqual([]);
		const [first, second, ...others] = await runsBefore(database, '2026-11-20T10:00:00.001Z');
		expect(others).toEqual([]);
		expect(first).toMatchObject({ id: 'run-1', attempts: 40, texts: 39 + 40 + 1 });
		await purgeTextsOfRun(database, 'run-1');
		expect(second?.id).toBe('run-2');
		expect(await runsBefore(database, '2026-12-01')).toMatchObject([{ texts: 0 }, { texts: 80 }]);
		await database.close();
	});
});
