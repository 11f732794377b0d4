/** What judges said, stored and read back; it goes with its run. */
import { expect, test } from 'vitest';
import { answersOfCell } from '#db/answers.server.ts';
import {
	insertCalibrations,
	newestCalibration,
	type JudgeCalibration
} from '#db/judge-calibrations.server.ts';
import {
	hasJudgements,
	insertJudgements,
	judgementsOfAnswer,
	judgementsOfJudges,
	judgementsOfRun
} from '#db/judgements.server.ts';
import { judgesExposedPicoUsd } from '#db/judge-ledger.server.ts';
import { usdToPicoUsdUp } from '#core/units.ts';
import { deleteRun } from '#db/runs.server.ts';
import { judgement, withAnswers } from './support/sample-judgements.ts';
import { numberOf } from './support/temporary-database.ts';

test('A judgement that counts more than a binary float can is read back as any other.', async () => {
	const database = await withAnswers();
	const dear = judgement({ costUsd: '9500.000000000001' });
	const picoUsd = usdToPicoUsdUp('9500.000000000001');
	await insertJudgements(database, [dear], [{ worstPicoUsd: 0n, countedPicoUsd: picoUsd }]);
	expect(await judgementsOfRun(database, 'run-1')).toEqual([dear]);
	expect(await judgementsOfJudges(database, ['h1'], 'single')).toEqual([dear]);
	expect(await judgementsOfAnswer(database, 'a')).toEqual([dear]);
	expect(await judgesExposedPicoUsd(database, 'run-1')).toBe(picoUsd);
});

test('Judgements are read back as they were stored, in their order, by run, attempt and judge.', async () => {
	const database = await withAnswers();
	const single = judgement();
	const lost = judgement({
		attemptId: 'b',
		state: 'unreadable',
		problem: 'prose',
		scores: null,
		verdict: null,
		reasons: null,
		costUsd: null,
		priceVersion: null,
		inputTokens: null
	});
	const pair = judgement({ rivalAttemptId: 'b', order: 'second', scores: null, verdict: 'tie' });
	await insertJudgements(database, [single, lost, pair]);
	await insertJudgements(database, []);
	expect(await judgementsOfRun(database, 'run-1')).toEqual([single, lost, pair]);
	expect(await hasJudgements(database, 'run-1')).toBe(true);
	expect(await hasJudgements(database, 'run-2')).toBe(false);
	expect(await judgementsOfAnswer(database, 'a')).toEqual([single]);
	expect(await judgementsOfAnswer(database, 'same-as-a')).toEqual([single]);
	expect(await judgementsOfAnswer(database, 'b')).toEqual([lost]);
	expect(await judgementsOfAnswer(database, 'unknown')).toEqual([]);
	expect(await judgementsOfJudges(database, ['h1', 'h2'], 'single')).toEqual([single, lost]);
	expect(await judgementsOfJudges(database, ['h1'], 'pair')).toEqual([pair]);
	expect(await judgementsOfJudges(database, ['h2'], 'pair')).toEqual([]);
	expect(await judgementsOfJudges(database, [], 'pair')).toEqual([]);
});

test('A judgement is stored whole or not at all, and only about answers that exist.', async () => {
	const database = await withAnswers();
	const wrong = [
		judgement({ attemptId: 'unknown' }),
		judgement({ rivalAttemptId: 'b' }),
		judgement({ order: 'first' })
	];
	for (const each of wrong) {
		await expect(insertJudgements(database, [judgement(), each])).rejects.toMatchObject({
			code: 'E_DATABASE'
		});
	}
	expect(await judgementsOfRun(database, 'run-1')).toEqual([]);
});

test('Judgements are deleted with their run, and an answer says why it has no grade.', async () => {
	const database = await withAnswers();
	const answers = await answersOfCell(database, 'run-1-cell');
	expect(answers.map(({ ungradedReason }) => ungradedReason)).toEqual(
		answers.map(() => 'awaits-judging')
	);
	expect(answers).toHaveLength(3);
	await insertJudgements(database, [judgement()]);
	await deleteRun(database, 'run-1');
	expect(await numberOf(database, 'select count(*) from judgements')).toBe(0);
});

test('The newest calibration of a judge on a scenario at a threshold counts.', async () => {
	const database = await withAnswers();
	const calibration: JudgeCalibration = {
		judgeId: 'judge',
		judgeHash: 'h1',
		scenarioId: 'notes',
		scenarioHash: 's1',
		passAt: 4,
		labelSource: 'reviews',
		n: 50,
		unreadable: 1,
		right: 30,
		rightPassed: 28,
		wrong: 20,
		wrongFailed: 18,
		kappa: 0.8,
		kappaLow: 0.7,
		kappaHigh: 0.9,
		emulated: true,
		calibratedAtUtc: '2026-11-20T10:00:00.000Z'
	};
	const newer = { ...calibration, kappa: null, kappaLow: null, kappaHigh: null };
	await insertCalibrations(database, [calibration, { ...calibration, passAt: 3 }, newer]);
	const of = { judgeHash: 'h1', scenarioId: 'notes' };
	expect(await newestCalibration(database, { ...of, passAt: 4 })).toMatchObject(newer);
	// A few labels do not take the place of many, but count where there are no others.
	const few = { ...newer, n: 2, right: 1, wrong: 1, kappa: 1 };
	await insertCalibrations(database, [few, { ...few, judgeHash: 'h3' }]);
	expect(await newestCalibration(database, { ...of, passAt: 4 })).toMatchObject(newer);
	expect(await newestCalibration(database, { ...of, judgeHash: 'h3', passAt: 4 })).toMatchObject({
		n: 2
	});
	expect(await newestCalibration(database, { ...of, passAt: 5 })).toBeNull();
	expect(await newestCalibration(database, { ...of, judgeHash: 'h2', passAt: 4 })).toBeNull();
});
