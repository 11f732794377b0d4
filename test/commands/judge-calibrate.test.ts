/** Judges held against people: κ, corrected shares, and the floor below which a judge may not grade. */
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import type { Calibrated } from '#bench/cases/judge/calibrate.ts';
import type { ScenarioJudging } from '#bench/cases/judge/judging-of-run.ts';
import { saveReview } from '#db/answer-reviews.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase } from '#db/client.server.ts';
import {
	callIn,
	noteCount,
	notesConfig,
	notesPlace,
	serveNotes
} from './support/judged-scenario.ts';
import { writeConfig, type RunJson } from './support/run-json.ts';

interface CalibrationJson {
	asked: number;
	calibrations: (Calibrated & {
		judgeId: string;
		emulated: boolean;
		floor: { state: string } | null;
	})[];
	scenarios: ScenarioJudging[];
}

it('says how far judges agree with people, corrects by it, and lets none grade below its floor', async () => {
	const workplace = notesPlace();
	const candidates = [await serveNotes('good', 0.5)];
	const [sound, coin] = [await serveNotes('sound', 0.9), await serveNotes('coin', 0.5)];
	const write = (targets: Record<string, unknown>[]) =>
		writeConfig(
			workplace,
			notesConfig(
				candidates,
				targets.map((target) => ({ target }))
			)
		);
	write([sound]);
	const ran = await callIn(workplace, 'run', './bench.yaml', '--json');
	const { run } = JSON.parse(ran.stdout) as RunJson;
	const database = await openDatabase(workplace.databaseUrl);
	onTestFinished(() => database.close());
	const answers = await answersOfCell(database, `${run.id}/0`);
	const labelOf = (item: string, passed: boolean): string =>
		JSON.stringify({ item, target: 'good', passed });
	// The truth: a right answer names when the meeting was closed.
	const isRight = ({ text }: { text: string }): boolean => text.includes('closed it');
	const labels = answers.map((answer) => labelOf(answer.itemId, isRight(answer)));
	writeFileSync(workplace.file('labels.jsonl'), labels.join('\n'));
	const calibrate = async (...args: string[]): Promise<CalibrationJson> => {
		const { error, stdout } = await callIn(
			workplace,
			...(['judge', 'calibrate', run.id, '--config', './bench.yaml', '--json'] as const),
			...args
		);
		expect(error).toBeNull();
		return JSON.parse(stdout) as CalibrationJson;
	};

	const { asked, calibrations, scenarios } = await calibrate('--labels', './labels.jsonl');
	// Everything was judged in the run already.
	expect(asked).toBe(0);
	const [found] = calibrations;
	expect(found).toMatchObject({ n: noteCount, right: 20, wrong: 20, emulated: true, divided: 0 });
	// A judge that is right in 0.9 of all cases, of which half are right, has a κ of 0.8 in the long run.
	expect(found!.kappaLow).toBeLessThan(0.8);
	expect(found!.kappaHigh).toBeGreaterThan(0.8);
	expect(found!.sensitivity).toBe(found!.rightPassed / 20);
	const { rate, corrected } = scenarios[0]!.cells[0]!;
	expect(rate.successes).toBe(found!.rightPassed + (20 - found!.wrongFailed));
	expect(corrected!.share).toBeCloseTo(0.5, 9);
	expect(corrected!.low).toBeLessThan(0.5);
	expect(corrected!.high).toBeGreaterThan(0.5);
	expect((await callIn(workplace, 'runs', 'show', run.id)).stdout).toContain('κ with people');
	const again = await callIn(workplace, 'judge', 'run', run.id, '--config', './bench.yaml');
	expect(again.stderr).not.toContain('not calibrated');

	write([coin, sound]);
	const panel = await calibrate('--labels', './labels.jsonl');
	expect(panel.asked).toBe(noteCount);
	expect(panel.calibrations.map(({ judgeId }) => judgeId)).toEqual([
		'coin',
		'sound',
		'coin + sound'
	]);
	expect(panel.calibrations[0]!.kappa).toBeLessThan(0.6);
	expect(panel.calibrations.map(({ floor }) => floor?.state)).toEqual([
		'below',
		'holds',
		undefined
	]);
	const told = await callIn(
		workplace,
		...(['judge', 'calibrate', run.id, '--config', './bench.yaml'] as const),
		...(['--labels', './labels.jsonl'] as const)
	);
	expect(told.error).toBeNull();
	expect(told.stdout.replaceAll(/\s+/gu, ' ')).toMatch(
		/"coin" may not grade notes: it agrees with 40 labels of people with κ .*, below its floor of 0\.6\. bench run and bench judge run refuse it\./u
	);
	const refused = await callIn(workplace, 'judge', 'run', run.id, '--config', './bench.yaml');
	expect(refused.error).toMatchObject({
		code: 'E_THRESHOLD',
		message: expect.stringContaining('"coin" may not grade notes') as string
	});
	expect((await callIn(workplace, 'run', './bench.yaml')).error).toMatchObject({
		code: 'E_THRESHOLD'
	});
	const shown = await callIn(workplace, 'runs', 'show', run.id);
	expect(shown.stdout.replaceAll(/\s+/gu, ' ')).toContain(
		'it may not grade: it agrees with 40 labels of people'
	);
	// Before anything is sent, too.
	for (const command of ['plan', 'validate']) {
		const before = await callIn(workplace, command, './bench.yaml', '--json');
		const { notes } = JSON.parse(before.stdout) as { notes: string[] };
		expect(notes.join('\n')).toContain('"coin" may not grade notes: it agrees with 40 labels');
	}
	const allowed = await callIn(
		workplace,
		...(['judge', 'run', run.id, '--config', './bench.yaml', '--allow-weak-judge'] as const)
	);
	expect(allowed.error).toBeNull();
	expect(allowed.stderr).toContain('"coin" grades notes although');

	// Thumbs count as labels; a person who disagrees with another leaves an answer out.
	const review = { comment: null, reviewedAtUtc: '2026-11-20T10:00:00.000Z' };
	for (const answer of answers.slice(0, 12)) {
		const thumb = isRight(answer) ? ('up' as const) : ('down' as const);
		await saveReview(database, {
			...review,
			attemptId: answer.attemptId,
			reviewer: 'Ines',
			thumb
		});
	}
	await saveReview(database, {
		...review,
		attemptId: answers[0]!.attemptId,
		reviewer: 'Jo',
		thumb: isRight(answers[0]!) ? 'down' : 'up'
	});
	const byThumbs = await calibrate();
	expect(byThumbs.calibrations[0]).toMatchObject({
		n: 11,
		divided: 1,
		floor: { state: expect.stringMatching(/below|unknown/u) as string }
	});
	const divided = await callIn(
		workplace,
		...(['judge', 'calibrate', run.id, '--config', './bench.yaml'] as const)
	);
	expect(divided.stdout.replaceAll(/\s+/gu, ' ')).toContain(
		'people are divided on 1 of 12 answers, which are left out. These are the hard ones'
	);

	writeFileSync(
		workplace.file('bad.jsonl'),
		[
			'{"item":"meeting-0"}',
			labelOf('nothing', true),
			'x',
			'{"attempt":"y","passed":true}',
			labelOf('meeting-1', true),
			labelOf('meeting-1', false)
		].join('\n')
	);
	const bad = await callIn(
		workplace,
		...([
			'judge',
			'calibrate',
			run.id,
			'--config',
			'./bench.yaml',
			'--labels',
			'./bad.jsonl'
		] as const)
	);
	expect(bad.error).toMatchObject({
		code: 'E_CONFIG',
		problems: [1, 2, 3, 4, 6].map((line) => expect.objectContaining({ line }) as object)
	});
	expect(bad.error).toMatchObject({
		problems: expect.arrayContaining([
			expect.objectContaining({
				message: 'this answer is labelled true on line 5 already; say with "labeller" who says what'
			})
		]) as object
	});
});

it('grades what a judge of the run answered only when it was calibrated', async () => {
	const workplace = notesPlace();
	const flaky = await serveNotes('flaky', 1, { faults: { serverError: 0.6 } });
	writeConfig(workplace, notesConfig([await serveNotes('good', 0.5)], [{ target: flaky }]));
	const { run } = JSON.parse(
		(await callIn(workplace, 'run', './bench.yaml', '--json')).stdout
	) as RunJson;
	const database = await openDatabase(workplace.databaseUrl);
	onTestFinished(() => database.close());
	const answers = await answersOfCell(database, `${run.id}/0`);
	const waiting = (all: typeof answers) =>
		all.filter(({ ungradedReason }) => ungradedReason === 'awaits-judging').length;
	expect(waiting(answers)).toBeGreaterThan(0);
	expect(waiting(answers)).toBeLessThan(noteCount);
	const labels = answers.map(({ itemId, text }) =>
		JSON.stringify({ item: itemId, target: 'good', passed: text.includes('closed it') })
	);
	writeFileSync(workplace.file('labels.jsonl'), labels.join('\n'));
	const calibrated = await callIn(
		workplace,
		...(['judge', 'calibrate', run.id, '--config', './bench.yaml', '--json'] as const),
		...(['--labels', './labels.jsonl'] as const)
	);
	const { asked, calibrations } = JSON.parse(calibrated.stdout) as CalibrationJson;
	// What is answered with an error is asked again.
	expect(asked).toBeGreaterThanOrEqual(waiting(answers));
	// Each that could be read is graded now, and no other.
	const after = await answersOfCell(database, `${run.id}/0`);
	expect(after.filter(({ grade }) => grade !== null)).toHaveLength(calibrations[0]!.n);
	expect(calibrations[0]!.n + calibrations[0]!.unreadable).toBe(noteCount);
	expect(waiting(after)).toBeLessThan(waiting(answers));
});
