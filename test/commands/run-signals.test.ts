import { describe, it, type ExpectStatic } from 'vitest';
import type { Outcome } from '#core/outcome.ts';
import { openDatabase } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import {
	createWorkplace,
	processesOf,
	startBench,
	type Ended,
	type RunningBench,
	type Workplace
} from './support/bench-process.ts';
import { serveRaw } from './support/raw-server.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

/** One second for an answer of two tokens: long enough to be interrupted, short enough to be waited for. */
const slow = { ...fastPerformance, overheadMs: 1_000 };

const emulated = (performance: object): Record<string, unknown> => ({
	id: 'emulated',
	kind: 'emulated',
	protocol: 'openai-chat',
	model: 'm',
	quality: 1,
	performance
});

const startRun = (workplace: Workplace, target: Record<string, unknown>): RunningBench => {
	writeScenario(workplace);
	writeConfig(
		workplace,
		coloursConfig([target], {
			calibrate: false,
			loads: [
				{ kind: 'closed', concurrency: 1, requests: 1 },
				{ kind: 'closed', concurrency: 4, requests: 1_000 },
				{ kind: 'closed', concurrency: 1, requests: 1 }
			]
		})
	);
	return startBench(['run', '--json'], { workplace });
};

/** Resolves when `count` requests of the second stage have reached the endpoint. */
const untilInFlight = async (port: number, count: number): Promise<void> => {
	for (;;) {
		const health = (await (await fetch(`http://127.0.0.1:${String(port)}/health`)).json()) as {
			requests: number;
		};
		if (health.requests > count) return;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
};

/** The outcomes of all attempts in the database, by their number; they must be those that were printed. */
const storedOutcomes = async (
	expect: ExpectStatic,
	workplace: Workplace,
	json: RunJson
): Promise<Partial<Record<Outcome, number>>> => {
	const database = await openDatabase(workplace.databaseUrl);
	const { run } = await findRun(database, json.run.id);
	expect(run.state).toBe('interrupted');
	expect(run.endedAtUtc).not.toBeNull();
	const cells = await storedRun(database, json.run.id);
	await database.close();
	const counts: Partial<Record<Outcome, number>> = {};
	for (const { outcome } of cells.flatMap(({ stages }) => stages.flatMap((one) => one.attempts))) {
		counts[outcome] = (counts[outcome] ?? 0) + 1;
	}
	for (const [outcome, count] of Object.entries(counts)) {
		const printed = stagesOf(json).reduce((sum, one) => sum + one.outcomes[outcome as Outcome], 0);
		expect([outcome, printed]).toEqual([outcome, count]);
	}
	return counts;
};

const parse = ({ stdout }: Ended): RunJson => JSON.parse(stdout) as RunJson;

describe.concurrent('a signal', () => {
	it.for([
		{ signal: 'SIGINT', code: 130 },
		{ signal: 'SIGTERM', code: 143 }
	] as const)(
		'$signal lets the answers in flight come to their end, stores them and exits with $code',
		async ({ signal, code }, { expect }) => {
			using workplace = createWorkplace();
			const server = await serveColours({ performance: slow });
			const bench = startRun(workplace, selfHosted(server.port));
			await untilInFlight(server.port, 4);
			bench.child.kill(signal);
			const ended = await bench.ended;
			await server.close();
			expect([ended.code, ended.signal]).toEqual([code, null]);
			expect(ended.stderr).toContain('stopping: waiting for the answers in flight');
			const json = parse(ended);
			expect(json.run.state).toBe('interrupted');
			expect(json.error).toBeNull();
			// The third stage was never begun.
			expect(stagesOf(json).map(({ state }) => state)).toEqual(['complete', 'interrupted']);
			const outcomes = await storedOutcomes(expect, workplace, json);
			expect(Object.keys(outcomes)).toEqual(['ok']);
			expect(outcomes.ok).toBeGreaterThanOrEqual(5);
		}
	);

	it('that comes twice cuts off the answers in flight and stores them as aborted', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		// The first request is answered; nothing comes on the others for longer than the test may take.
		const server = await serveRaw((socket) => {
			if (server.requests().length > 1) return;
			socket.write(
				'HTTP/1.1 200 OK\r\ncontent-length: 76\r\n\r\n{"choices":[{"message":{"content":"red"},"finish_reason":"stop","index":0}]}'
			);
		});
		const bench = startRun(workplace, selfHosted(server.port));
		await expect.poll(() => server.requests().length).toBe(5);
		bench.child.kill('SIGINT');
		await bench.untilStderr(/stopping: waiting/);
		bench.child.kill('SIGINT');
		const ended = await bench.ended;
		await server.close();
		expect([ended.code, ended.signal]).toEqual([130, null]);
		const json = parse(ended);
		expect(json.run.stateReason).toContain('cut off');
		expect(await storedOutcomes(expect, workplace, json)).toEqual({ ok: 1, aborted: 4 });
	});

	it('while the machine is calibrated ends the run before anything goes to the endpoint', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const server = await serveColours();
		const args = ['load', `http://127.0.0.1:${String(server.port)}/v1`, '--model', 'm'];
		const bench = startBench([...args, '--calibrate', '--json'], { workplace });
		await bench.untilStderr(/calibrating: closed/);
		bench.child.kill('SIGINT');
		const ended = await bench.ended;
		await server.close();
		expect([ended.code, ended.signal]).toEqual([130, null]);
		expect(JSON.parse(ended.stdout)).toMatchObject({ state: 'interrupted', stages: [] });
		expect(ended.stderr).not.toContain('noise floor');
	});

	it('to the whole process group does not take the endpoint away from the answers in flight', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const bench = startRun(workplace, emulated(slow));
		await bench.untilStderr(/^\[1\/3\]/m);
		const children = processesOf(workplace).filter((pid) => pid !== bench.child.pid);
		// What a terminal does at Ctrl-C.
		process.kill(-bench.child.pid!, 'SIGINT');
		const ended = await bench.ended;
		expect(ended.code).toBe(130);
		const outcomes = await storedOutcomes(expect, workplace, parse(ended));
		expect(Object.keys(outcomes)).toEqual(['ok']);
		if (process.platform === 'linux') expect(children).toHaveLength(1);
		expect(processesOf(workplace)).toEqual([]);
	});

	it('during the start of an endpoint ends at once, with nothing stored and nothing left running', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const bench = startRun(workplace, emulated(fastPerformance));
		await bench.untilStderr(/starting the emulated endpoint/);
		bench.child.kill('SIGINT');
		const { code, stdout } = await bench.ended;
		expect([code, stdout]).toEqual([130, '']);
		expect(processesOf(workplace)).toEqual([]);
	});

	it('that cannot be caught takes the endpoints along', async ({ expect }) => {
		using workplace = createWorkplace();
		const bench = startRun(workplace, emulated(slow));
		await bench.untilStderr(/^\[1\/3\]/m);
		bench.child.kill('SIGKILL');
		expect(await bench.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
		await expect.poll(() => processesOf(workplace)).toEqual([]);
	});

	it('while a connection is being tried does not wait for its time limit', async ({ expect }) => {
		using workplace = createWorkplace();
		// It accepts the connection and never answers the TLS handshake.
		const server = await serveRaw(() => undefined);
		const baseUrl = `https://127.0.0.1:${String(server.port)}/v1`;
		const bench = startRun(workplace, { ...selfHosted(server.port), baseUrl });
		await expect.poll(() => server.connections()).toBe(1);
		bench.child.kill('SIGINT');
		const { code, stderr } = await bench.ended;
		await server.close();
		expect(code).toBe(130);
		expect(stderr).toContain('stopped before anything was measured');
	});
});
