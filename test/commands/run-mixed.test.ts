/** Several scenarios that load one target at once, from the config to what is stored, over real sockets. */
import { describe, it } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import type { OpenLoad } from '#core/load-rate.ts';
import type { Stage } from '#core/run.ts';
import { measureCapacity } from '#bench/economics/capacity/capacity.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import { createSchedule, requestsOfMix } from '#bench/load/schedule.ts';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { billedPrice } from './support/billing-server.ts';
import { createWorkplace, runBench, startBench, type Workplace } from './support/bench-process.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { mountSmallDisk, noSmallDisk } from './support/small-disk.ts';
import {
	coloursConfig,
	fastPerformance,
	itemCount,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const shadesSystem = 'Answer with one shade.';
const weights = { './colours': 3, './shades': 1 };

const arrivalsOf = (load: OpenLoad): number[] =>
	requestsOfMix(
		{
			kind: 'mix',
			mix: 'day',
			load,
			scenarios: Object.entries(weights).map(([scenario, weight]) => ({ scenario, weight }))
		},
		1
	);

const createBoth = (
	targets: readonly Record<string, unknown>[],
	load: OpenLoad,
	changes: Record<string, unknown> = {}
): Workplace => {
	const workplace = createWorkplace();
	writeScenario(workplace);
	writeScenario(workplace, { id: 'shades', system: shadesSystem });
	writeConfig(
		workplace,
		coloursConfig(targets, {
			scenarios: [{ use: './colours' }, { use: './shades' }],
			calibrate: false,
			loads: undefined,
			mixes: [{ id: 'day', weights, loads: [load] }],
			...changes
		})
	);
	return workplace;
};

interface StoredStage {
	scenario: string;
	stage: Stage;
	attempts: Attempt[];
}

const storedStages = async (workplace: Workplace, runId: string): Promise<StoredStage[]> => {
	const database = await openDatabase(workplace.databaseUrl);
	const cells = await storedRun(database, runId);
	await database.close();
	return cells.flatMap(({ cell, stages }) =>
		stages.map((each) => ({ scenario: cell.scenarioId, ...each }))
	);
};

const sum = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);

const answer = (): string =>
	response('200 OK', { 'content-type': 'text/event-stream' }, streamOf(['red']));

describe.concurrent('scenarios that are mixed', () => {
	it('are asked at the same time, by exactly the arrivals of the load, each graded and stored in a stage of its own, of which no capacity comes', async ({
		expect
	}) => {
		const load: OpenLoad = { kind: 'poisson', ratePerS: 120, durationS: 0.6 };
		const price = { source: 'a test', checkedOn: '2026-11-01' };
		const target = {
			id: 'both',
			kind: 'emulated',
			protocol: 'openai-chat',
			model: 'm',
			quality: 1,
			performance: fastPerformance
		};
		using workplace = createBoth(
			[{ ...target, price: { kind: 'per-hour', usdPerHour: '3.60', ...price } }],
			load,
			{ loads: [{ kind: 'closed', concurrency: 2, requests: 4 }] }
		);
		const ended = await runBench(['run', '--json'], { workplace });
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.run.state).toBe('complete');
		const stored = await storedStages(workplace, json.run.id);
		expect(stored.map(({ scenario, stage }) => [scenario, stage.ordinal, stage.load.kind])).toEqual(
			[
				['colours', 0, 'closed'],
				['colours', 1, 'mix'],
				['shades', 0, 'closed'],
				['shades', 1, 'mix']
			]
		);
		const mixed = stored.filter(({ stage }) => stage.load.kind === 'mix');
		expect(mixed.map(({ stage }) => stage.summary?.offered)).toEqual(arrivalsOf(load));
		const schedule = createSchedule(load, 1);
		const dueMs = schedule.kind === 'open' ? [...schedule.dueMs] : [];
		expect(
			mixed.flatMap(({ attempts }) => attempts.map((each) => each.dueMs)).sort((a, b) => a - b)
		).toEqual(dueMs);

		// On one clock: their time zero is the same.
		const sentMs = mixed.map(({ attempts }) =>
			attempts.flatMap((each) => each.sentMs ?? []).sort((a, b) => a - b)
		);
		const [ofColours = [], ofShades = []] = sentMs;
		expect(ofColours[0]).toBeLessThan(ofShades.at(-1) ?? 0);
		expect(ofShades[0]).toBeLessThan(ofColours.at(-1) ?? 0);

		for (const { stage, attempts } of mixed) {
			const { summary } = stage;
			// The closed loop before it asked the first four.
			const later = attempts.toSorted((a, b) => a.ordinal - b.ordinal);
			expect(later.map(({ trial }) => trial)).toEqual(
				later.map((_, place) => Math.floor((place + 4) / itemCount))
			);
			expect(summary?.outcomes.ok).toBe(summary?.offered);
			expect(summary?.passRate?.share).toBe(1);
			expect(summary?.passRate?.n).toBe(Math.min(itemCount, attempts.length));
			expect(summary?.offeredPerS).toBeCloseTo(attempts.length / load.durationS, 9);
			// The hour is that of both.
			expect([summary?.costUsd, summary?.costBasis]).toEqual([null, null]);
			expect(summary?.energy).toBeNull();
			expect(summary?.host).not.toBeNull();
			const evidence = capacityStageOf(stage, { nodes: 1, sloShare: 0.95 });
			expect(evidence && measureCapacity([evidence])).toMatchObject({
				state: 'refused',
				reason: expect.stringContaining('measured in a mix only') as string
			});
		}
		const alone = stored.filter(({ stage }) => stage.load.kind === 'closed');
		expect(alone.map(({ stage }) => stage.summary?.costBasis)).toEqual(['per-hour', 'per-hour']);

		const shown = await runBench(['runs', 'show', json.run.id], { workplace });
		expect(shown.stdout).toContain('75 % of poisson 120/s for 0.6 s, mix day');
		expect(shown.stdout).toContain(
			'  shades on both EMULATED, 25 % of poisson 120/s for 0.6 s, mix day: beside colours (75 %)'
		);
		expect(shown.stdout).toContain('no capacity comes from them: other scenarios loaded');
		expect(ended.stderr).toMatch(/^\[[34]\/4\] colours on both EMULATED, 75 % of poisson 120\/s/m);
		expect(ended.stderr).toMatch(/^\[[34]\/4\] shades on both EMULATED, 25 % of poisson 120\/s/m);
	});

	it('all end at Ctrl-C once the answers in flight have come, with what was measured', async ({
		expect
	}) => {
		const load: OpenLoad = { kind: 'constant', ratePerS: 50, durationS: 60 };
		const server = await serveColours({ performance: { ...fastPerformance, overheadMs: 400 } });
		using workplace = createBoth([selfHosted(server.port)], load);
		const running = startBench(['run', '--json'], { workplace });
		const health = `http://127.0.0.1:${String(server.port)}/health`;
		const count = async (): Promise<number> =>
			((await (await fetch(health)).json()) as { requests: number }).requests;
		await expect.poll(count).toBeGreaterThan(30);
		running.child.kill('SIGINT');
		const ended = await running.ended;
		await server.close();
		expect(ended.code).toBe(130);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.run.state).toBe('interrupted');
		const stored = await storedStages(workplace, json.run.id);
		expect(stored.map(({ stage }) => stage.state)).toEqual(['interrupted', 'interrupted']);
		for (const { stage, attempts } of stored) {
			expect(attempts.length).toBeGreaterThan(0);
			expect(attempts.map(({ outcome }) => outcome)).toEqual(attempts.map(() => 'ok'));
			expect(stage.summary?.offered).toBe(attempts.length);
		}
		const offered = sum(stagesOf(json).map((stage) => stage.offered));
		expect(json.storedAttempts).toBe(offered);
		expect(offered).toBeLessThan(sum(arrivalsOf(load)));
	});

	it('are all cut off at the second Ctrl-C', async ({ expect }) => {
		const server = await serveRaw(() => undefined);
		using workplace = createBoth([selfHosted(server.port)], {
			kind: 'constant',
			ratePerS: 50,
			durationS: 60
		});
		const running = startBench(['run', '--json'], { workplace });
		await expect.poll(() => server.requests().length).toBeGreaterThan(10);
		running.child.kill('SIGINT');
		await running.untilStderr(/stopping: waiting/);
		running.child.kill('SIGINT');
		const ended = await running.ended;
		await server.close();
		expect(ended.code).toBe(130);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.run.stateReason).toContain('cut off');
		for (const stage of stagesOf(json)) {
			expect(stage.outcomes.aborted).toBe(stage.offered);
			expect(stage.offered).toBeGreaterThan(0);
		}
		expect(stagesOf(json)).toHaveLength(2);
	});

	it('end together, and the run says once why, where the endpoint is gone', async ({ expect }) => {
		let answered = 0;
		const server = await serveRaw((socket) => {
			socket.write(answer());
			if (++answered === 20) void server.close();
		});
		using workplace = createBoth([selfHosted(server.port)], {
			kind: 'constant',
			ratePerS: 50,
			durationS: 60
		});
		const ended = await runBench(['run', '--json'], { workplace });
		expect(ended.code).toBe(5);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.run.state).toBe('failed');
		expect(json.error?.code).toBe('E_UNREACHABLE');
		expect(json.run.stateReason).toContain('stopped accepting connections');
		const stored = await storedStages(workplace, json.run.id);
		expect(stored.map(({ stage }) => stage.state)).toEqual(['interrupted', 'interrupted']);
		expect(stored.every(({ stage }) => stage.summary !== null)).toBe(true);
		const remarks = ended.stderr.split('\n').filter((line) => line.startsWith('target "ours": '));
		expect(remarks).toHaveLength(1);
	});

	it('all end where the key is refused, and nothing is sent for long', async ({ expect }) => {
		const body = JSON.stringify({ error: { message: 'no such key' } });
		const refusal = response('401 Unauthorized', { 'content-type': 'application/json' }, body);
		const server = await serveRaw((socket, request) => {
			socket.write(request.includes(shadesSystem) ? refusal : answer());
		});
		using workplace = createBoth([selfHosted(server.port)], {
			kind: 'constant',
			ratePerS: 50,
			durationS: 60
		});
		const ended = await runBench(['run', '--json'], { workplace });
		await server.close();
		expect(ended.code).toBe(7);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.error?.code).toBe('E_AUTH');
		expect(stagesOf(json).map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
	});

	it('are stored with nothing measured where the cap does not cover one of them, and are measured anew under a higher cap', async ({
		expect
	}) => {
		const usage = { prompt_tokens: 10, completion_tokens: 1 };
		const billed = response(
			'200 OK',
			{ 'content-type': 'text/event-stream' },
			streamOf(['red'], { usage })
		);
		const server = await serveRaw((socket) => socket.write(billed));
		using workplace = createWorkplace();
		// A request of the second can cost more than one of the first.
		writeScenario(workplace);
		writeScenario(workplace, { id: 'shades', system: shadesSystem, maxOutputTokens: 32 });
		const load: OpenLoad = { kind: 'constant', ratePerS: 50, durationS: 0.4 };
		writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port, { kind: 'measured-api', price: billedPrice })], {
				scenarios: [{ use: './colours' }, { use: './shades' }],
				calibrate: false,
				loads: undefined,
				mixes: [{ id: 'day', weights, loads: [load] }],
				maxSpendUsd: '20'
			})
		);
		const ended = await runBench(['run', '--stop-at-cap', '--json'], { workplace });
		const json = JSON.parse(ended.stdout) as RunJson;
		expect([ended.code, json.error?.code]).toEqual([6, 'E_BUDGET']);
		expect(json.error?.hint).toContain('bench resume --max-spend');
		expect(server.requests()).toHaveLength(0);
		const [begun, ...others] = await storedStages(workplace, json.run.id);
		expect(others).toEqual([]);
		expect(begun).toMatchObject({
			scenario: 'colours',
			stage: { state: 'interrupted', summary: null },
			attempts: []
		});
		const shown = await runBench(['runs', 'show', json.run.id], { workplace });
		expect([shown.code, shown.stderr]).toEqual([0, '']);

		const resumed = await runBench(['resume', '--max-spend', '1000', '--json'], { workplace });
		await server.close();
		expect((JSON.parse(resumed.stdout) as RunJson).run.state).toBe('complete');
		const stored = await storedStages(workplace, json.run.id);
		expect(stored.map(({ scenario, stage }) => [scenario, stage.state])).toEqual([
			['colours', 'interrupted'],
			['colours', 'complete'],
			['shades', 'complete']
		]);
		expect(stored.map(({ attempts }) => attempts.length)).toEqual([0, ...arrivalsOf(load)]);
	});

	it('go on where one is refused every request: its stage ends, that of the other does not', async ({
		expect
	}) => {
		const body = JSON.stringify({ error: { code: 'no_shades', message: 'no shades here' } });
		const refusal = response('404 Not Found', { 'content-type': 'application/json' }, body);
		const server = await serveRaw((socket, request) => {
			socket.write(request.includes(shadesSystem) ? refusal : answer());
		});
		const measure = async (
			durationS: number
		): Promise<{ json: RunJson; planned: number[]; stderr: string }> => {
			const load: OpenLoad = { kind: 'constant', ratePerS: 60, durationS };
			using workplace = createBoth([selfHosted(server.port)], load);
			const { stdout, stderr } = await runBench(['run', '--json'], { workplace });
			return { json: JSON.parse(stdout) as RunJson, planned: arrivalsOf(load), stderr };
		};
		const offeredOf = ({ json }: { json: RunJson }): number => stagesOf(json)[1]?.offered ?? 0;
		let measured = await measure(4);
		// Twenty refusals have to be read before all was sent, for which a busy machine can take longer.
		if (offeredOf(measured) === measured.planned[1]) measured = await measure(40);
		await server.close();
		const { json, planned, stderr } = measured;
		expect(json.run.state).toBe('complete');
		const [ofColours, ofShades] = stagesOf(json);
		expect(ofColours?.offered).toBe(planned[0]);
		expect(ofColours?.outcomes.ok).toBe(planned[0]);
		expect(ofShades?.outcomes.error).toBeGreaterThanOrEqual(20);
		expect(ofShades?.offered).toBeLessThan(planned[1] ?? 0);
		expect(ofColours?.validity.verdict).not.toBe('valid');
		expect(ofColours?.validity.reasons[0]).toMatch(/belong to the mix, ended before their time/);
		expect(ofShades?.validity.reasons.join()).not.toContain('ended before their time');
		expect(stderr).toContain('refuses every request, so the stage ends here');
	});
});

// By itself: its server answers hundreds of requests a second on the thread on which those of other tests would.
describe('scenarios that are mixed', () => {
	it('all end where the disk is full, and what was stored is whole', async ({ expect, skip }) => {
		using place = createWorkplace();
		await using disk = await mountSmallDisk(place.file('small-disk'));
		if (disk === null) return skip(noSmallDisk);
		const server = await serveColours();
		using workplace = createBoth([selfHosted(server.port)], {
			kind: 'constant',
			ratePerS: 400,
			durationS: 60
		});
		const url = `file:${disk.path}/bench.db`;
		const { code, stdout } = await runBench(['run', '--json', '--db', url], { workplace });
		await server.close();
		expect(code).toBe(1);
		const json = JSON.parse(stdout) as RunJson;
		expect([json.run.state, json.error?.code]).toEqual(['failed', 'E_DATABASE']);
		expect(json.storedAttempts).toBeGreaterThan(0);
		const database = await openDatabase(url);
		const check = await checkDatabase(database);
		await database.close();
		expect([check.ok, check.counts.attempts]).toEqual([true, json.storedAttempts]);
	});
});
