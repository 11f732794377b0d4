/** A run with three answers that wait for a judge, and a judgement of one of them. */
import type { Judgement } from '#core/judgement.ts';
import type { Database } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from './samples.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

export const withAnswers = async (): Promise<Database> => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (const [i, id] of ['a', 'b', 'same-as-a'].entries()) {
		const record = sampleRecord(id, stageId, cellId, i);
		const answer = sampleAnswer(id, cellId, {
			text: id === 'b' ? 'another answer' : 'one answer',
			grade: null,
			ungradedReason: 'awaits-judging'
		});
		await writer.enqueueAttempt({ ...record, answer });
	}
	await writer.close();
	return database;
};

export const judgement = (changes: Partial<Judgement> = {}): Judgement => ({
	runId: 'run-1',
	attemptId: 'a',
	rivalAttemptId: null,
	order: 'single',
	judgeId: 'judge',
	judgeModel: 'judge-1',
	judgeHash: 'h1',
	promptHash: 'p1',
	repeat: 0,
	state: 'read',
	problem: null,
	outcome: 'ok',
	scores: { complete: 4 },
	verdict: 'pass',
	reasons: 'Good ✓',
	rawText: '{"reasons":"Good ✓"}',
	inputTokens: 100,
	outputTokens: 20,
	latencyMs: 12.5,
	costUsd: '0.0000154',
	priceVersion: 'v1',
	emulated: true,
	judgedAtUtc: '2026-11-20T10:00:00.000Z',
	...changes
});
