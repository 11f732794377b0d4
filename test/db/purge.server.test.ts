/** What is purged is gone from the bytes of the file, and figures stay. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveReview, reviewsOfAttempts } from '#db/answer-reviews.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { attemptsOfStage, evidenceOf } from '#db/attempts.server.ts';
import { checkDatabase, compactDatabase } from '#db/maintenance.server.ts';
import { insertJudgements, judgementsOfRun } from '#db/judgements.server.ts';
import { purgeRun, purgeTextsOfRun, runsBefore, type PurgedTexts } from '#db/purge.server.ts';
import { finishRun, listRuns } from '#db/runs.server.ts';
import { finishStage } from '#db/stages.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { judgement } from './support/sample-judgements.ts';
import { sampleAnswer, sampleRecord, sampleSummary, storeRunWithStage } from './support/samples.ts';
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
		// Answers, of one of which only a quotation is left; bodies; a judgement; a comment; messages.
		expect(first).toMatchObject({ id: 'run-1', attempts: 40, texts: 40 + 40 + 1 + 1 + 40 });
		await purgeTextsOfRun(database, 'run-1');
		expect(second?.id).toBe('run-2');
		expect(await runsBefore(database, '2026-12-01')).toMatchObject([
			{ texts: 0 },
			{ texts: first?.texts }
		]);
		await database.close();
	});

	it('is counted in every place that it is taken from, and nothing is left to count afterwards', async () => {
		// In each place alone, as the only text of its run.
		const places: Record<keyof PurgedTexts, (database: Database) => Promise<unknown>> = {
			answers: (database) =>
				database.write([
					{
						sql: 'update answers set passed = 1, score = 1, details_json = ?',
						args: [JSON.stringify({ expected: canary, predicted: canary })]
					}
				]),
			bodies: (database) =>
				database.write([
					{ sql: 'update evidence set body = ?, body_bytes = 9', args: [Buffer.from(canary)] }
				]),
			judgements: (database) =>
				insertJudgements(database, [
					judgement({
						...{ attemptId: 'a', state: 'failed', outcome: 'error', problem: canary },
						...{ rawText: '', reasons: null, scores: null, verdict: null }
					})
				]),
			comments: (database) =>
				saveReview(database, {
					...{ attemptId: 'a', reviewer: 'Ada', thumb: null, comment: canary },
					reviewedAtUtc: '2026-11-20T10:00:00.000Z'
				}),
			messages: (database) =>
				database.write([{ sql: 'update attempts set error_message = ?', args: [canary] }]),
			summaries: (database) =>
				finishStage(database, 'run-1-stage', {
					...{ state: 'interrupted', endedAtUtc: null },
					summary: { ...sampleSummary(), failures: [{ message: canary, count: 1 }] }
				}),
			reasons: (database) =>
				finishRun(database, 'run-1', { state: 'failed', reason: canary, endedAtUtc: null })
		};
		for (const [kind, put] of Object.entries(places)) {
			const path = temporaryPath();
			const database = await openDatabase(`file:${path}`);
			const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
			const writer = createWriter(database);
			const record = sampleRecord('a', stageId, cellId, 0);
			await writer.enqueueAttempt({
				...record,
				answer: sampleAnswer('a', cellId, { text: '', textAbsence: 'not-kept', grade: null }),
				evidence: record.evidence && {
					...record.evidence,
					...{ body: null, arrivalOffsets: null, arrivalMs: null }
				}
			});
			await writer.close();
			const texts = async (): Promise<unknown> =>
				(await runsBefore(database, '2026-12-01'))[0]?.texts;
			expect([kind, await texts()]).toEqual([kind, 0]);
			await put(database);
			expect([kind, await texts()]).toEqual([kind, 1]);
			const none = { answers: 0, bodies: 0, judgements: 0, comments: 0, messages: 0 };
			const gone = await purgeTextsOfRun(database, 'run-1');
			expect(gone).toEqual({ ...none, summaries: 0, reasons: 0, [kind]: 1 });
			expect([kind, await texts()]).toEqual([kind, 0]);
			await compactDatabase(database);
			expect([kind, readFileSync(path, 'latin1').includes('Canary')]).toEqual([kind, false]);
			await database.close();
		}
	});
});
