/** `bench retry`: failed requests of real runs are tried again; answers are filled in, and no figure of a load is flattered. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import type { Cell, Stage } from '#core/run.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { gradesOf } from '#db/measured-counts.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { createWorkplace, startBench, type Workplace } from './support/bench-process.ts';
import { openWorkplace } from './support/probe.ts';
import { response, serveRaw, streamOf, type RawServer } from './support/raw-server.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';
import { storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from './support/small-scenario.ts';

interface Stored {
	id: string;
	state: string;
	cells: { cell: Cell; stages: { stage: Stage; attempts: Attempt[] }[] }[];
}

interface Failing {
	workplace: Workplace;
	server: RawServer;
	/** Which requests are refused from now on, by their number from 0. */
	fail: (isRefused: (request: number) => boolean) => void;
	rename: (model: string) => void;
	run: () => Promise<RunJson>;
	retry: (...args: string[]) => Promise<Recorded>;
	stored: () => Promise<Stored>;
	read: <T>(use: (database: Database) => Promise<T>) => Promise<T>;
}

const isThrough = ({ error }: Recorded): boolean =>
	error === null || ['E_RUN_INVALID'].includes((error as { code: string }).code);

const paid = {
	kind: 'measured-api',
	price: {
		kind: 'per-token',
		inputUsdPerMtok: 1_000,
		outputUsdPerMtok: 1_000,
		source: 'test',
		checkedOn: '2026-11-01'
	}
};

/** An endpoint that answers "red", or refuses. */
const openFailing = async (
	config: Record<string, unknown> = {},
	target: Record<string, unknown> = {}
): Promise<Failing> => {
	const workplace = openWorkplace();
	writeScenario(workplace);
	let isRefused: (request: number) => boolean = () => false;
	let model = 'one';
	let request = 0;
	const server = await serveRaw((socket) => {
		const body = JSON.stringify({ error: { message: 'slow down', type: 'rate_limit_error' } });
		const usage = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 };
		socket.write(
			isRefused(request++)
				? response('429 Too Many Requests', { 'content-type': 'application/json' }, body)
				: response(
						'200 OK',
						{ 'content-type': 'text/event-stream' },
						streamOf(['red'], { model, usage })
					)
		);
	});
	onTestFinished(() => server.close());
	writeConfig(
		workplace,
		coloursConfig([selfHosted(server.port, target)], {
			loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }],
			...config
		})
	);
	const db = ['--db', workplace.databaseUrl];
	const read: Failing['read'] = async (use) => {
		const database = await openDatabase(workplace.databaseUrl);
		try {
			return await use(database);
		} finally {
			await database.close();
		}
	};
	const stored = (): Promise<Stored> =>
		read(async (database) => {
			const [run] = await listRuns(database, { limit: 1 });
			const { id = '', state = '' } = run ?? {};
			return { id, state, cells: await storedRun(database, id) };
		});
	return {
		workplace,
		server,
		fail: (next) => {
			isRefused = next;
		},
		rename: (name) => {
			model = name;
		},
		run: async () => {
			const recorded = await callCommand('run', [workplace.file('bench.yaml'), '--json', ...db]);
			expect(isThrough(recorded)).toBe(true);
			return JSON.parse(recorded.stdout) as RunJson;
		},
		retry: async (...args) => callCommand('retry', [(await stored()).id, '--json', ...db, ...args]),
		stored,
		read
	};
};

const codeOf = ({ error }: Recorded): string | undefined =>
	error === null ? undefined : (error as { code: string }).code;
const gradesIn = ({ read }: Failing, { cell }: { cell: Cell }) =>
	read((database) => gradesOf(database, cell.id));
const everyThird = (request: number): boolean => request % 3 === 0;
const never = (): boolean => false;

describe('bench retry', () => {
	it('fills in the answers of failed requests, each at its place and once, and leaves every figure of the load as it was', async () => {
		const failing = await openFailing({
			loads: [
				{ kind: 'closed', concurrency: 2, requests: itemCount },
				{ kind: 'constant', ratePerS: 60, durationS: 0.5 }
			]
		});
		failing.fail(everyThird);
		await failing.run();
		const before = await failing.stored();
		const [cell] = before.cells;
		const failed = cell!.stages.map(({ attempts }) =>
			attempts.filter(({ outcome }) => outcome === 'rate-limited')
		);
		const count = failed.flat().length;
		expect(count).toBeGreaterThan(8);
		expect((await gradesIn(failing, cell!)).graded).toBeLessThan(itemCount);

		failing.fail(never);
		const asked = failing.server.requests().length;
		const recorded = await failing.retry('--concurrency', '3');
		expect(isThrough(recorded)).toBe(true);
		expect(recorded.stderr).toContain(
			`${String(count)} failed requests: ${String(count)} answered now, 0 still not`
		);
		expect(failing.server.requests().length - asked).toBe(count);

		const after = await failing.stored();
		expect(after).toMatchObject({ id: before.id, state: 'complete' });
		const stages = after.cells[0]!.stages;
		expect(stages.slice(0, 2)).toEqual(cell!.stages);
		const retries = stages.slice(2);
		expect(retries.map(({ stage }) => stage.continuesStageId)).toEqual(
			cell!.stages.map(({ stage }) => stage.id)
		);
		for (const [place, { stage, attempts }] of retries.entries()) {
			const ofStage = failed[place]!;
			expect(attempts.map(({ ordinal, itemId, trial }) => [ordinal, itemId, trial])).toEqual(
				ofStage.map(({ ordinal, itemId, trial }) => [ordinal, itemId, trial])
			);
			expect(stage.load).toEqual({ kind: 'retry', concurrency: 3, requests: ofStage.length });
			const { summary } = stage;
			expect(summary).toMatchObject({
				completed: ofStage.length,
				validity: { verdict: 'not-measured' },
				ttftMs: { n: 0 },
				e2eMs: { n: 0 },
				itlMs: { n: 0 },
				requestsPerS: null,
				goodputPerS: null,
				sloMetShare: null,
				windowS: null
			});
			expect(capacityStageOf(stage, { nodes: 1, sloShare: 0.95 })).toBe(null);
		}
		expect(await gradesIn(failing, after.cells[0]!)).toEqual({
			items: itemCount,
			graded: itemCount,
			passed: itemCount / 2
		});
		const told = await callCommand('report', [
			...[before.id, '--as', 'vllm', '--json', '--db', failing.workplace.databaseUrl]
		]);
		expect(JSON.parse(told.stdout)).toHaveLength(2);
		const segments = await failing.read((database) => segmentsOfRun(database, before.id));
		expect(segments.map(({ stagesBefore }) => stagesBefore)).toEqual([0, 2]);

		const nothing = await failing.retry();
		expect(codeOf(nothing)).toBe('E_NOT_FOUND');
		const resumed = await callCommand('resume', [
			...[before.id, '--db', failing.workplace.databaseUrl]
		]);
		expect(codeOf(resumed)).toBe('E_USAGE');
	});

	it('tries again what fails once more, and only the failures that were asked for', async () => {
		const failing = await openFailing();
		failing.fail(everyThird);
		await failing.run();
		expect(codeOf(await failing.retry('--outcome', 'timeout'))).toBe('E_NOT_FOUND');
		const unknown = await failing.retry('--outcome', 'ok');
		expect(unknown.error?.message).toContain('expected one of rate-limited, timeout');
		failing.fail(() => true);
		const still = await failing.retry('--outcome', 'rate-limited');
		expect(still.stderr).toContain('4 failed requests: 0 answered now, 4 still not');
		failing.fail(never);
		const now = await failing.retry('--outcome', 'rate-limited');
		expect(now.stderr).toContain('4 failed requests: 4 answered now, 0 still not');
		const { cells } = await failing.stored();
		expect(cells[0]!.stages.map(({ attempts }) => attempts.length)).toEqual([itemCount, 4, 4]);
		expect((await gradesIn(failing, cells[0]!)).graded).toBe(itemCount);
	});

	it('leaves a run complete that was killed while failures were tried again, and goes on with what is left', async () => {
		const failing = await openFailing();
		failing.fail(everyThird);
		await failing.run();
		const { id } = await failing.stored();
		// The first of them is answered, and the rest kept waiting.
		let answered = 0;
		failing.fail(() => answered++ > 0);
		const asked = failing.server.requests().length;
		const bench = startBench(['retry', id], { workplace: failing.workplace });
		while (failing.server.requests().length < asked + 1 && bench.child.exitCode === null) {
			await new Promise((go) => setTimeout(go, 2));
		}
		bench.child.kill('SIGKILL');
		await bench.ended;
		failing.fail(never);
		const state = (await failing.stored()).state;
		if (state === 'running') {
			expect(codeOf(await failing.retry())).toBe('E_USAGE');
			const resumed = await callCommand('resume', [...[id, '--db', failing.workplace.databaseUrl]]);
			expect(isThrough(resumed)).toBe(true);
		}
		const before = await failing.stored();
		expect(before.state).toBe('complete');
		for (const { stage } of before.cells[0]!.stages.slice(1)) {
			expect(stage.summary?.ttftMs.n ?? 0).toBe(0);
		}
		const { graded } = await gradesIn(failing, before.cells[0]!);
		if (graded < itemCount) expect(isThrough(await failing.retry())).toBe(true);
		expect((await gradesIn(failing, before.cells[0]!)).graded).toBe(itemCount);
	});

	it('keeps the cap of the whole run, what was spent before included', async () => {
		const failing = await openFailing({ maxSpendUsd: 1000 }, paid);
		failing.fail(everyThird);
		await failing.run();
		const spentUsd = (itemCount - 4) * 0.011;
		failing.fail(never);
		const asked = failing.server.requests().length;
		const capped = await failing.retry('--max-spend', String(spentUsd));
		expect(codeOf(capped)).toBe('E_BUDGET');
		expect(failing.server.requests()).toHaveLength(asked);
		expect((await failing.stored()).state).toBe('complete');
		const recorded = await failing.retry();
		expect(isThrough(recorded)).toBe(true);
		const { cells } = await failing.stored();
		const costs = cells[0]!.stages.flatMap(({ attempts }) =>
			attempts.map(({ costUsd }) => Number(costUsd))
		);
		expect(costs.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(itemCount * 0.011, 9);
	});

	it('refuses after a change of what the run rests on, and mixes only on purpose', async () => {
		const failing = await openFailing();
		failing.fail(everyThird);
		await failing.run();
		failing.fail(never);
		failing.rename('another');
		expect(codeOf(await failing.retry())).toBe('E_DRIFT');
		const [other] = (await failing.stored()).cells;
		// What another model answered before it was noticed is stored, and counts for nothing.
		expect(other!.stages[1]!.attempts.length).toBeGreaterThan(0);
		expect((await gradesIn(failing, other!)).graded).toBe(itemCount - 4);
		failing.rename('one');
		writeFileSync(
			failing.workplace.file('bench.yaml'),
			JSON.stringify(
				coloursConfig([selfHosted(failing.server.port, { parameters: { temperature: 1 } })], {
					loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }]
				})
			)
		);
		const drifted = await failing.retry();
		expect(codeOf(drifted)).toBe('E_DRIFT');
		expect(drifted.error?.message).toContain('temperature');
		const mixed = await failing.retry('--allow-drift');
		expect(mixed.stderr).toContain('going on all the same');
		const { cells } = await failing.stored();
		expect((await gradesIn(failing, cells[0]!)).graded).toBe(itemCount);
	});

	it('refuses a run that is not there, is a load test, or has nothing that failed', async () => {
		using workplace = createWorkplace();
		const none = await callCommand('retry', ['nope', '--db', workplace.databaseUrl]);
		expect(codeOf(none)).toBe('E_NOT_FOUND');
		const failing = await openFailing();
		await failing.run();
		expect(codeOf(await failing.retry())).toBe('E_NOT_FOUND');
		const url = `http://127.0.0.1:${String(failing.server.port)}/v1`;
		await callCommand('load', [
			...[url, '--model', 'm', '--concurrency', '1', '--requests', '2'],
			...['--db', failing.workplace.databaseUrl]
		]);
		const loadTest = await failing.retry();
		expect(codeOf(loadTest)).toBe('E_USAGE');
		expect(loadTest.error?.message).toContain('load test');
	});

	it('is graded again and computed again as the rest of its run is', async () => {
		const failing = await openFailing();
		failing.fail(everyThird);
		await failing.run();
		failing.fail(never);
		expect(isThrough(await failing.retry())).toBe(true);
		const before = await failing.stored();
		const db = [
			'--db',
			failing.workplace.databaseUrl,
			'--scenario',
			failing.workplace.file('colours')
		];
		expect((await callCommand('regrade', [before.id, ...db])).error).toBe(null);
		const recomputed = await callCommand('recompute', [before.id, '--json', ...db]);
		expect(recomputed.error).toBe(null);
		const { runs } = JSON.parse(recomputed.stdout) as {
			runs: { stages: { skipped: string | null; changes: unknown[] }[] }[];
		};
		expect(runs[0]!.stages.map(({ skipped, changes }) => [skipped, changes])).toEqual([
			[null, []],
			[expect.stringContaining('tried failed requests again'), []]
		]);
		const after = await failing.stored();
		expect(after.cells[0]!.stages.map(({ attempts }) => attempts)).toEqual(
			before.cells[0]!.stages.map(({ attempts }) => attempts)
		);
	});
});
