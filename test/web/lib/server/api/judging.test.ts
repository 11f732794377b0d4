/** Judging over the API: who judged a run and what it cost, what was said of an answer, and why an answer has no grade. */
import { expect, it } from 'vitest';
import type { Judgement } from '#core/judgement.ts';
import { insertCalibrations } from '#db/judge-calibrations.server.ts';
import { insertJudgements } from '#db/judgements.server.ts';
import { createWriter } from '#db/writer.server.ts';
import type { Comparison } from '#lib/compare/comparison.ts';
import type { AttemptView } from '#lib/runs/attempt-view.ts';
import type { ShownJudging } from '#lib/runs/judging.ts';
import type { SideBySideView } from '#lib/runs/side-by-side.ts';
import { sampleAnswer, sampleAttempt, storeRunWithStage } from '../../../../db/support/samples.ts';
import { openApi } from './support.ts';

const judgement = (attemptId: string, changes: Partial<Judgement> = {}): Judgement => ({
	runId: 'r1',
	attemptId,
	rivalAttemptId: null,
	order: 'single',
	judgeId: 'judge',
	judgeModel: 'judge-1',
	judgeHash: 'h1',
	promptHash: `about ${attemptId}`,
	repeat: 0,
	state: 'read',
	problem: null,
	outcome: 'ok',
	scores: { complete: 5 },
	verdict: 'pass',
	reasons: 'Every point is there.',
	rawText: '{"reasons":"Every point is there."}',
	inputTokens: 100,
	outputTokens: 20,
	latencyMs: 12.5,
	costUsd: '0.002',
	priceVersion: 'v1',
	emulated: true,
	judgedAtUtc: '2026-11-20T10:00:00.000Z',
	...changes
});

const grade = (passed: boolean) => ({
	passed,
	score: Number(passed),
	details: { passAt: 4, combine: 'majority', votes: { judge: passed ? 'pass' : 'fail' } }
});

/** Right, judged unreadably, waiting, and a second attempt that says what the first said. */
const judgedRun = async () => {
	const found = await openApi();
	const { cellId, stageId } = await storeRunWithStage(found.database, 'r1');
	const writer = createWriter(found.database);
	const answers = [
		{ id: 'right', itemId: 'i1', trial: 0, grade: grade(true) },
		{ id: 'lost', itemId: 'i2', trial: 0, grade: null, reason: 'unreadable-judgement' as const },
		{ id: 'open', itemId: 'i3', trial: 0, grade: null, reason: 'awaits-judging' as const },
		{ id: 'same', itemId: 'i1', trial: 1, grade: grade(true) }
	];
	for (const [ordinal, { id, itemId, trial, reason, grade: given }] of answers.entries()) {
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal, itemId, trial }),
			answer: sampleAnswer(id, cellId, {
				itemId,
				trial,
				text: `answer to ${itemId}`,
				grade: given,
				...(reason && { ungradedReason: reason })
			}),
			evidence: null
		});
	}
	await writer.close();
	return { ...found, cellId };
};

const lost = judgement('lost', {
	state: 'unreadable',
	problem: 'prose',
	scores: null,
	verdict: null,
	reasons: null,
	rawText: 'I like it.',
	costUsd: null
});

it('a run tells who judged it, what could be read, what that cost, and what waits before anybody was asked', async () => {
	const { database, get, cellId } = await judgedRun();
	expect(await get('/api/runs/r1/judging')).toMatchObject({
		status: 200,
		body: [{ judges: [], cells: [{ answers: 4, graded: 2, awaiting: 1, unreadable: 1 }] }]
	});
	await storeRunWithStage(database, 'r2');
	expect(await get('/api/runs/r2/judging')).toEqual({ status: 200, body: [] });
	expect((await get('/api/runs/nope/judging')).status).toBe(404);
	await insertJudgements(database, [judgement('right'), lost]);
	const judgingOf = async (): Promise<ShownJudging> => {
		const { body } = await get('/api/runs/r1/judging');
		const [first, ...others] = body as ShownJudging[];
		expect(others).toEqual([]);
		return first!;
	};
	const bare = await judgingOf();
	expect(bare.judges).toEqual([
		{
			judgeId: 'judge',
			judgeModel: 'judge-1',
			emulated: true,
			read: 1,
			unreadable: 1,
			failed: 0,
			costUsd: '0.002',
			unpriced: 1,
			calibration: null
		}
	]);
	expect(bare.cells).toMatchObject([
		{ cellId, answers: 4, graded: 2, awaiting: 1, unreadable: 1, corrected: null }
	]);
	expect(bare.cells[0]!.right).toMatchObject({ successes: 1, n: 1 });
	await insertCalibrations(database, [
		{
			judgeId: 'judge',
			judgeHash: 'h1',
			scenarioId: bare.scenarioId,
			scenarioHash: 's1',
			passAt: 4,
			labelSource: 'labels.jsonl',
			n: 60,
			unreadable: 0,
			right: 30,
			rightPassed: 27,
			wrong: 30,
			wrongFailed: 24,
			kappa: 0.7,
			kappaLow: 0.5,
			kappaHigh: 0.9,
			emulated: true,
			calibratedAtUtc: '2026-11-19T10:00:00.000Z'
		}
	]);
	expect((await judgingOf()).judges[0]!.calibration).toEqual({
		kappa: 0.7,
		kappaLow: 0.5,
		kappaHigh: 0.9,
		n: 60,
		unreadable: 0,
		emulated: true,
		calibratedAtUtc: '2026-11-19T10:00:00.000Z'
	});
});

it('an attempt carries what judges said of its answer, also where another attempt gave the same; what was asked again is marked', async () => {
	const { database, get } = await judgedRun();
	await insertJudgements(database, [
		judgement('right', { scores: { complete: 1 }, verdict: 'fail' }),
		lost,
		judgement('right')
	]);
	const viewOf = async (name: string): Promise<AttemptView> =>
		(await get(`/api/runs/r1/attempts/${name}`)).body as AttemptView;
	const said = (await viewOf('right')).judgements;
	expect(said.map(({ verdict, isReplaced }) => [verdict, isReplaced])).toEqual([
		['fail', true],
		['pass', false]
	]);
	expect((await viewOf('same')).judgements).toEqual(said);
	const unread = await viewOf('lost');
	expect(unread.answer).toMatchObject({ grade: null, ungradedReason: 'unreadable-judgement' });
	expect(unread.judgements).toMatchObject([
		{ state: 'unreadable', problem: 'prose', rawText: 'I like it.', verdict: null, costUsd: null }
	]);
	expect((await viewOf('open')).judgements).toEqual([]);
});

it('lists of answers and attempts say why an answer has no grade', async () => {
	const { get, cellId } = await judgedRun();
	const name = encodeURIComponent(cellId.replace('r1/', ''));
	const answers = (await get(`/api/answers?cell=r1:${name}`)).body as SideBySideView;
	expect(
		answers.items.map(({ itemId, answers: [answer] }) => [itemId, answer!.ungradedReason])
	).toEqual([
		['i1', null],
		['i2', 'unreadable-judgement'],
		['i3', 'awaits-judging']
	]);
});

it('a comparison says by whom a side was judged, and that nobody knows how far that holds', async () => {
	const { database, get, cellId } = await judgedRun();
	const ref = encodeURIComponent(`r1:${cellId.replace('r1/', '')}`);
	const judgedOf = async (): Promise<string[]> => {
		const { status, body } = await get(`/api/compare?a=${ref}&b=${ref}`);
		expect(status).toBe(200);
		return (body as Comparison).judged;
	};
	expect(await judgedOf()).toEqual([]);
	await insertJudgements(database, [judgement('right'), lost]);
	const [a] = await judgedOf();
	expect(a).toMatch(/^A \(.*\) is judged by judge EMULATED: .*not calibrated/u);
});
