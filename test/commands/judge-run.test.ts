/** Judging as a phase of a run and afterwards: emulated judges over real sockets, into a real database. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ScenarioJudging } from '#bench/cases/judge/judging-of-run.ts';
import { BenchError, renderProblem } from '#core/errors.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import type { Workplace } from './support/bench-process.ts';
import {
	callIn,
	notesConfig,
	noteCount,
	notesPlace,
	perToken,
	serveNotes,
	writeNotes
} from './support/judged-scenario.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import type { Recorded } from './support/recorded-context.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';

interface JudgedRunJson extends RunJson {
	judging: ScenarioJudging[];
}
interface JudgeRunJson {
	run: string;
	asked: number;
	scenarios: ScenarioJudging[];
}

const runOf = ({ error, stdout, stderr }: Recorded): JudgedRunJson => {
	// How busy this machine is decides whether timings can be trusted, which is not asked here.
	if (error) expect(error, stderr).toMatchObject({ code: 'E_RUN_INVALID' });
	return JSON.parse(stdout) as JudgedRunJson;
};
const judgingOf = ({ error, stdout }: Recorded): JudgeRunJson => {
	expect(error).toBeNull();
	return JSON.parse(stdout) as JudgeRunJson;
};
const open = async ({ databaseUrl }: Workplace): Promise<Database> => {
	const database = await openDatabase(databaseUrl);
	onTestFinished(() => database.close());
	return database;
};

// Several runs in a row, each with endpoints and workers of its own.
describe('bench run with judges', () => {
	it('measures first and judges then: shares right are those of the candidates, and judges cost them nothing', async () => {
		const workplace = notesPlace();
		const candidates = [
			await serveNotes('good', 0.9, { price: perToken }),
			await serveNotes('poor', 0.3)
		];
		writeConfig(workplace, notesConfig(candidates, null), 'bare.yaml');
		writeConfig(
			workplace,
			notesConfig(candidates, [
				{ target: await serveNotes('judge', 1, { price: perToken }), repeats: 2 }
			])
		);
		const bare = await callIn(workplace, 'run', './bare.yaml', '--json');
		expect(bare.stderr).toContain('the config names none ("judges")');
		const unjudged = runOf(bare);
		const ended = await callIn(workplace, 'run', './bench.yaml', '--json');
		expect(ended.stderr).toContain('"judge" judges');
		expect(ended.stderr).toContain('is not calibrated on notes');
		const judged = runOf(ended);

		for (const { passRate, goodputBasis } of stagesOf(unjudged)) {
			expect(passRate).toBeNull();
			expect(goodputBasis).toBe('slo');
		}
		expect(stagesOf(judged).map(({ passRate }) => passRate?.successes)).toEqual([
			0.9 * noteCount,
			0.3 * noteCount
		]);
		const [good, poor] = stagesOf(judged);
		expect(good!.goodputBasis).toBe('slo-and-grade');
		expect(good!.goodputPerS! / good!.requestsPerS!).toBeCloseTo(0.9, 9);
		expect(poor!.goodputPerS! / poor!.requestsPerS!).toBeCloseTo(0.3, 9);
		expect(stagesOf(judged).map(({ costUsd }) => costUsd)).toEqual(
			stagesOf(unjudged).map(({ costUsd }) => costUsd)
		);

		const [scenario] = judged.judging;
		const [judge] = scenario!.judges;
		// The same answer to the same item is one question, asked twice.
		expect(judge!.asked).toBe(judge!.read);
		expect(judge!.asked).toBeLessThanOrEqual(2 * 2 * noteCount);
		expect(judge!.repeats).toMatchObject({ agreement: 1 });
		expect(judge!.emulated).toBe(true);
		expect(judge!.calibration).toBeNull();
		const rows = await judgementsOfRun(await open(workplace), judged.run.id);
		expect(rows).toHaveLength(judge!.asked);
		const costs = rows.map(({ costUsd }) => Number(costUsd));
		expect(costs.every((cost) => cost > 0)).toBe(true);
		expect(Number(judge!.costUsd)).toBeCloseTo(
			costs.reduce((sum, cost) => sum + cost, 0),
			12
		);

		const shown = await callIn(workplace, 'runs', 'show', judged.run.id);
		expect(shown.stdout).toContain('not calibrated');
		expect(shown.stdout).toContain('judge EMULATED');
	});

	it('counts what cannot be read as neither right nor wrong, and shows it', async () => {
		const workplace = notesPlace();
		writeConfig(
			workplace,
			notesConfig(
				[await serveNotes('good', 1)],
				[{ target: await serveNotes('judge', 1, { judging: { unreadableShare: 0.4 } }) }]
			)
		);
		const judged = runOf(await callIn(workplace, 'run', './bench.yaml', '--json'));
		const [scenario] = judged.judging;
		const { unreadable, graded, answers, rate, emulated } = scenario!.cells[0]!;
		expect(emulated).toBe(true);
		expect(unreadable).toBeGreaterThan(0);
		expect(graded).toBeGreaterThan(0);
		expect(graded + unreadable).toBe(answers);
		expect(rate).toMatchObject({ successes: graded, n: graded });
		// All that could be read are right and on time: what could not be read takes nothing from goodput.
		const [stage] = stagesOf(judged);
		expect(stage!.goodputUngraded).toEqual({ waiting: 0, unreadable });
		expect(stage!.goodputPerS! / stage!.requestsPerS!).toBeCloseTo(1, 9);
		expect(scenario!.judges[0]!.problems).toEqual({ prose: unreadable });
		const stored = await answersOfCell(await open(workplace), `${judged.run.id}/0`);
		for (const { grade } of stored) {
			if (grade) expect(grade.details).toMatchObject({ judgedBy: 'EMULATED' });
		}
		const open0 = stored.filter(({ grade }) => grade === null);
		expect(open0.map(({ ungradedReason }) => ungradedReason)).toEqual(
			open0.map(() => 'unreadable-judgement')
		);
		const shown = await callIn(workplace, 'runs', 'show', judged.run.id);
		expect(shown.stdout).toContain(`${String(unreadable)} have an unreadable judgement`);
	});
});

describe('bench judge run', () => {
	it('judges what is not judged yet, once; the panel votes, and its kept words are read again for nothing', async () => {
		const workplace = notesPlace();
		const candidates = [await serveNotes('good', 0.5)];
		const judges = [
			{ target: await serveNotes('one', 1) },
			{ target: await serveNotes('two', 1) },
			{ target: await serveNotes('liar', 0) }
		];
		writeConfig(workplace, notesConfig(candidates, null));
		writeConfig(workplace, notesConfig(candidates, judges), 'judges.yaml');
		writeConfig(workplace, notesConfig(candidates, judges.slice(2)), 'liar.yaml');
		const { run } = runOf(await callIn(workplace, 'run', './bench.yaml', '--json'));
		const judge = (config: string, ...args: string[]) =>
			callIn(workplace, 'judge', 'run', run.id, '--config', config, '--json', ...args);

		const lied = judgingOf(await judge('./liar.yaml'));
		expect(lied.asked).toBe(noteCount);
		expect(lied.scenarios[0]!.cells[0]!.rate.share).toBe(0.5);
		const database = await open(workplace);
		const passedBy = async (): Promise<Set<string>> =>
			new Set(
				(await answersOfCell(database, `${run.id}/0`))
					.filter(({ grade }) => grade?.passed)
					.map(({ itemId }) => itemId)
			);
		const byLiar = await passedBy();

		const all = judgingOf(await judge('./judges.yaml'));
		expect(all.asked).toBe(2 * noteCount);
		expect(all.scenarios[0]!.judges.map(({ judgeId }) => judgeId).sort()).toEqual([
			'liar',
			'one',
			'two'
		]);
		const byPanel = await passedBy();
		expect([...byPanel].filter((item) => byLiar.has(item))).toEqual([]);
		expect(byPanel.size).toBe(noteCount / 2);
		expect(all.scenarios[0]!.alpha).toBeLessThan(0);

		expect(judgingOf(await judge('./judges.yaml')).asked).toBe(0);
		expect(judgingOf(await judge('./liar.yaml', '--again')).asked).toBe(noteCount);

		// Nobody is asked now: the liar alone, then all by their mean score, which never reaches the threshold.
		const regrade = (...args: string[]) =>
			callIn(workplace, 'regrade', run.id, '--json', ...args, '--scenario', './notes');
		judgingOf(await regrade('--judge', 'liar'));
		expect(await passedBy()).toEqual(byLiar);

		// A name that is misspelt takes no grade away, nor does a rubric of which nobody has been asked, unless that is wanted.
		expect((await regrade('--judge', 'lier')).error).toMatchObject({
			code: 'E_NOT_FOUND',
			message: `no judge "lier" has judged run ${run.id}`,
			hint: 'Its judges: liar, one, two.'
		});
		writeNotes(workplace, {
			rubric: { criteria: [{ id: 'short', description: 'It is short.' }] }
		});
		expect((await regrade('--accept-changed')).error).toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining(`${String(noteCount)} answers that have a grade`) as string
		});
		expect(await passedBy()).toEqual(byLiar);
		const tried = await regrade('--accept-changed', '--dry-run');
		expect(JSON.parse(tried.stdout)).toMatchObject({ cells: [{ lost: noteCount }] });
		judgingOf(await regrade('--accept-changed', '--drop-grades'));
		expect(await passedBy()).toEqual(new Set());

		writeNotes(workplace, { combine: 'mean' });
		judgingOf(await regrade('--accept-changed'));
		expect((await passedBy()).size).toBe(0);
		writeNotes(workplace, { combine: 'mean', passAt: 3 });
		judgingOf(await regrade('--accept-changed'));
		expect(await passedBy()).toEqual(byPanel);
		const rows = await judgementsOfRun(database, run.id);
		expect(rows).toHaveLength(4 * noteCount);
	});

	it('asks again after a while what was answered with 429 or 500, counts each request, and reads sorted keys', async () => {
		const workplace = notesPlace();
		const failures = ['429 Too Many Requests', '500 Internal Server Error'];
		const judgement = JSON.stringify({
			verdict: 'pass',
			scores: { faithful: 5, complete: 5 },
			reasons: 'All of it is there.'
		});
		const server = await serveRaw((socket) => {
			const failure = failures.shift();
			socket.write(
				failure === undefined
					? response(
							'200 OK',
							{ 'content-type': 'text/event-stream' },
							streamOf([judgement], { model: 'm' })
						)
					: response(failure, { 'content-type': 'application/json' }, '{"error":{"message":"no"}}')
			);
		});
		onTestFinished(() => server.close());
		const judge = {
			id: 'sorter',
			kind: 'self-hosted',
			protocol: 'openai-chat',
			baseUrl: `http://127.0.0.1:${String(server.port)}/v1`,
			model: 'sorter'
		};
		writeConfig(
			workplace,
			notesConfig([await serveNotes('good', 1)], [{ target: judge }], {
				loads: [{ kind: 'closed', concurrency: 2, requests: 10 }]
			})
		);
		const ended = await callIn(workplace, 'run', './bench.yaml', '--json');
		const [scenario] = runOf(ended).judging;
		expect(ended.stderr).toContain('2 questions have no answer; asked again in 1 s');
		expect(scenario!.judges[0]).toMatchObject({
			asked: 12,
			read: 10,
			verdictFirst: 10,
			failed: 2,
			unanswered: 0,
			askedOfPairs: 0
		});
		expect(scenario!.cells[0]).toMatchObject({ graded: 10, awaiting: 0, unreadable: 0 });
		const { stdout } = await callIn(workplace, 'runs', 'show', runOf(ended).run.id);
		expect(stdout).toContain('10 of 10 give their verdict before their reasons');
		expect(stdout).toContain('2 without an answer, which were asked again: all have been answered');
	});

	it('says what it lacks: judges, a judged scenario, a run, a key', async () => {
		const workplace = notesPlace();
		const candidates = [await serveNotes('good', 1)];
		const remote = {
			id: 'remote',
			kind: 'measured-api',
			protocol: 'openai-chat',
			baseUrl: 'http://127.0.0.1:9/v1',
			model: 'judge',
			apiKeyEnv: 'NO_SUCH_KEY',
			price: perToken
		};
		writeConfig(workplace, notesConfig(candidates, null));
		const { run } = runOf(await callIn(workplace, 'run', './bench.yaml', '--json'));
		const judge = (id = run.id) =>
			callIn(workplace, 'judge', 'run', id, '--config', './bench.yaml');
		const refusal = async (): Promise<string> => {
			const { error } = await judge();
			const problems = error instanceof BenchError ? error.problems.map(renderProblem) : [];
			return [error?.message, ...problems].join('\n');
		};
		expect(await refusal()).toContain('names no judges');
		writeConfig(workplace, notesConfig(candidates, [{ target: 'nobody' }]));
		expect(await refusal()).toContain('judges[0].target: there is no target "nobody"');
		writeConfig(workplace, notesConfig(candidates, [{ target: remote }]));
		expect(await refusal()).toContain('"maxSpendUsd" must be set');
		writeConfig(workplace, notesConfig(candidates, [{ target: remote }], { maxSpendUsd: 5 }));
		expect((await judge()).error).toMatchObject({
			code: 'E_AUTH',
			message: expect.stringContaining('NO_SUCH_KEY') as string
		});
		expect((await judge('nope')).error).toMatchObject({ code: 'E_NOT_FOUND' });
	});

	it('is planned with what is to be expected of its judges beside the worst', async () => {
		const workplace = notesPlace();
		const candidates = [await serveNotes('good', 1)];
		const judgingAt = async (outputUsdPerMtok: string) => {
			const price = { ...perToken, outputUsdPerMtok };
			const target = { ...(await serveNotes('judge', 1)), kind: 'measured-api', price };
			const loads = [{ kind: 'closed', concurrency: 2, requests: 10 }];
			writeConfig(
				workplace,
				notesConfig(candidates, [{ target, repeats: 2 }], { loads, maxSpendUsd: '5' })
			);
			const { stdout } = await callIn(workplace, 'plan', './bench.yaml', '--json');
			const { paid } = JSON.parse(stdout) as {
				paid: { judging: { expectedUsd: string; worstUsd: string } };
			};
			return { expected: Number(paid.judging.expectedUsd), worst: Number(paid.judging.worstUsd) };
		};
		const [full, free] = [await judgingAt('8'), await judgingAt('0')];
		// 20 questions; a reply to two criteria is taken as 2 × 60 + 20 tokens.
		expect(full.expected - free.expected).toBeCloseTo((20 * 140 * 8) / 1e6, 12);
		const questionTokens = (free.expected * 1e6) / 20 / 2;
		expect(Number.isInteger(Number(questionTokens.toFixed(6)))).toBe(true);
		expect(questionTokens).toBeGreaterThan(100);
		expect(full.expected).toBeLessThan(full.worst);
		const { stdout } = await callIn(workplace, 'plan', './bench.yaml');
		const words = stdout.replaceAll(/\s+/gu, ' ');
		expect(words).toMatch(/expected to cost \$[\d.]+, at worst \$[\d.]+, which is included above/u);
		expect(words).toContain('replies of 60 tokens a criterion with 20 for the verdict');
	});

	it('is planned with every answer that a search for the capacity may bring', async () => {
		const workplace = notesPlace();
		const judge = { ...(await serveNotes('judge', 1)), kind: 'measured-api', price: perToken };
		const candidates = [await serveNotes('good', 1)];
		const planned = async (findCapacity: unknown) => {
			const loads = [{ kind: 'closed', concurrency: 2, requests: 10 }];
			const changes = { loads, maxSpendUsd: '5', ...(findCapacity !== null && { findCapacity }) };
			writeConfig(workplace, notesConfig(candidates, [{ target: judge }], changes));
			return callIn(workplace, 'plan', './bench.yaml', '--json');
		};
		const judgingOfPlan = ({ stdout }: Recorded) =>
			(JSON.parse(stdout) as { paid: { judging: { questions: number; worstUsd: string } } }).paid
				.judging;
		const alone = judgingOfPlan(await planned(null));
		const searched = judgingOfPlan(await planned({ maxRequests: 300 }));
		expect([alone.questions, searched.questions]).toEqual([10, 310]);
		expect(Number(searched.worstUsd)).toBeCloseTo(31 * Number(alone.worstUsd), 9);
		expect((await planned({})).error).toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining('the search for the capacity of notes') as string,
			hint: expect.stringContaining('"maxRequests"') as string
		});
	});

	it('asks nothing of a paid judge that the cap of the run would not cover at worst', async () => {
		const workplace = notesPlace();
		const judge = { ...(await serveNotes('judge', 1)), kind: 'measured-api', price: perToken };
		const candidates = [await serveNotes('good', 1)];
		const loads = [{ kind: 'closed', concurrency: 2, requests: 10 }];
		const write = (maxSpendUsd: string, changes: Record<string, unknown> = {}) =>
			writeConfig(
				workplace,
				notesConfig(candidates, [{ target: judge }], { loads, maxSpendUsd, ...changes })
			);
		write('0.05');
		const plan = await callIn(workplace, 'plan', './bench.yaml', '--json');
		const { paid } = JSON.parse(plan.stdout) as {
			paid: {
				paidRequests: number;
				worstUsd: string;
				judging: { questions: number; worstUsd: string };
			};
		};
		expect(paid).toMatchObject({ paidRequests: 0, judging: { questions: 10 } });
		expect(paid.worstUsd).toBe(paid.judging.worstUsd);
		expect((await callIn(workplace, 'plan', './bench.yaml')).stdout).toContain(
			'Judges are asked at most 10 questions'
		);
		expect((await callIn(workplace, 'run', './bench.yaml')).error).toMatchObject({
			code: 'E_BUDGET',
			message: expect.stringContaining('nothing was sent') as string
		});
		write('0.05', { loads: [{ kind: 'closed', concurrency: 2, durationS: 1 }] });
		expect((await callIn(workplace, 'run', './bench.yaml')).error).toMatchObject({
			code: 'E_CONFIG',
			message: expect.stringContaining('bounded by time only') as string
		});

		write(paid.worstUsd);
		const { run, judging } = runOf(await callIn(workplace, 'run', './bench.yaml', '--json'));
		const spent = Number(judging[0]!.judges[0]!.costUsd);
		expect(spent).toBeGreaterThan(0);
		expect(spent).toBeLessThan(Number(paid.worstUsd));
		// What was spent counts against the cap of the next judging of the same run.
		write(String(spent + 0.001));
		const again = await callIn(
			workplace,
			...(['judge', 'run', run.id, '--config', './bench.yaml', '--again'] as const)
		);
		expect(again.error).toMatchObject({
			code: 'E_BUDGET',
			message: expect.stringContaining('no judge was asked') as string
		});
		expect(await judgementsOfRun(await open(workplace), run.id)).toHaveLength(10);
	});
});
