import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, it } from 'vitest';
import type { Outcome } from '#core/outcome.ts';
import { openDatabase } from '#db/client.server.ts';
import { listRuns } from '#db/runs.server.ts';
import {
	createWorkplace,
	processesOf,
	runBench,
	startBench,
	type Workplace
} from './support/bench-process.ts';
import { response, serveRaw, streamOf, type RawServer } from './support/raw-server.ts';
import {
	exitCodeOfStages,
	stagesOf,
	storedRun,
	writeConfig,
	type ErrorJson,
	type RunJson
} from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const createColours = (): Workplace => {
	const workplace = createWorkplace();
	writeScenario(workplace);
	return workplace;
};

/** A port that nobody listens on: it was free a moment ago. */
const freePort = async (): Promise<number> => {
	const server = await serveRaw(() => undefined);
	await server.close();
	return server.port;
};

const price = {
	kind: 'per-token',
	inputUsdPerMtok: 3,
	outputUsdPerMtok: 15,
	source: 'test',
	checkedOn: '2026-11-01'
};

describe.concurrent('bench run that cannot begin', () => {
	it('lists every mistake of a config with its line, also those between two parts', async ({
		expect
	}) => {
		using workplace = createColours();
		const lines = [
			'name: five mistakes', // 1
			'sed: 4', // 2: a misspelt key
			'scenarios:', // 3
			'  - use: ./colours', // 4
			'    items: 0', // 5: too few
			'targets:', // 6
			'  - id: ours', // 7
			'    kind: self-hosted', // 8
			'    protocol: openai', // 9: no such protocol
			'    baseUrl: http://127.0.0.1:1/v1', // 10
			'    model: m', // 11
			'  - id: ours', // 12: a second one of this name
			'    kind: self-hosted', // 13
			'    protocol: openai-chat', // 14
			'    baseUrl: ftp://127.0.0.1', // 15: not HTTP
			'    model: m', // 16
			'loads:', // 17
			'  - { kind: closed, concurrency: 2, requests: 4 }' // 18
		];
		writeFileSync(workplace.file('bench.yaml'), lines.join('\n'));
		const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
		expect(code).toBe(2);
		const { error } = JSON.parse(stdout) as { error: ErrorJson };
		expect(error).toMatchObject({ code: 'E_CONFIG', message: 'bench.yaml has 5 problems' });
		expect(error.problems.map(({ line, path }) => [line, path])).toEqual([
			[2, 'sed'],
			[5, 'scenarios[0].items'],
			[9, 'targets[0].protocol'],
			[12, 'targets[1].id'],
			[15, 'targets[1].baseUrl']
		]);
		for (const { line, path, message } of error.problems) {
			expect(stderr).toContain(`bench.yaml:${String(line)} ${path}: ${message}`);
		}
	});

	it('says which file is missing and what to do', async ({ expect }) => {
		using workplace = createWorkplace();
		const { code, stdout, stderr } = await runBench(['run', 'no.yaml'], { workplace });
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toMatch(/^error E_FILE: the config no\.yaml cannot be read: .*\nhint: Name the/);
	});

	it('names target and address of an endpoint that is not there, after one connect', async ({
		expect
	}) => {
		using workplace = createColours();
		const port = await freePort();
		const other = await serveRaw(() => undefined);
		writeConfig(
			workplace,
			coloursConfig([
				selfHosted(other.port, { id: 'there' }),
				selfHosted(port, { id: 'gone' }),
				{
					id: 'emulated',
					kind: 'emulated',
					protocol: 'openai-chat',
					model: 'm',
					quality: 1,
					performance: fastPerformance
				}
			])
		);
		const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
		await other.close();
		expect(code).toBe(5);
		const { error } = JSON.parse(stdout) as { error: ErrorJson };
		expect(error.code).toBe('E_UNREACHABLE');
		expect(error.message).toMatch(
			new RegExp(`^target "gone": 127\\.0\\.0\\.1:${String(port)} cannot`)
		);
		expect(stderr.match(/E_UNREACHABLE/g)).toHaveLength(1);
		expect(stderr).not.toContain('starting the emulated endpoint');
		expect([other.connections(), other.requests()]).toEqual([1, []]);
	});

	it('exits with 7 before anything is sent if a key is not set or cannot be one', async ({
		expect
	}) => {
		using workplace = createColours();
		const server = await serveRaw(() => undefined);
		writeConfig(workplace, coloursConfig([selfHosted(server.port, { apiKeyEnv: 'OUR_KEY' })]));
		const [missing, curly] = await Promise.all([
			runBench(['run', '--db', 'file:1.db'], { workplace, env: { OUR_KEY: '  ' } }),
			runBench(['run', '--db', 'file:2.db'], { workplace, env: { OUR_KEY: '“sk-canary-1234”' } })
		]);
		await server.close();
		expect([missing.code, curly.code]).toEqual([7, 7]);
		expect(missing.stderr).toMatch(/error E_AUTH: .*variable OUR_KEY, which is not set\nhint: Set/);
		expect(curly.stderr).toMatch(/error E_AUTH: .*variable OUR_KEY cannot be a key/);
		expect(curly.stderr).not.toContain('canary');
		expect(server.connections()).toBe(0);
	});

	it('exits with 6 and sends nothing if the worst case costs more than the cap', async ({
		expect
	}) => {
		using workplace = createColours();
		const server = await serveRaw(() => undefined);
		const paid = selfHosted(server.port, { kind: 'measured-api', price });
		writeConfig(workplace, coloursConfig([paid], { maxSpendUsd: '0.001' }));
		const { code, stdout } = await runBench(['run', '--json'], { workplace });
		await server.close();
		expect(code).toBe(6);
		const { error } = JSON.parse(stdout) as { error: ErrorJson };
		expect(error.code).toBe('E_BUDGET');
		expect(error.message).toMatch(
			/^at worst 4 paid requests cost [\d.]+ USD, above the cap of 0\.001/
		);
		expect(server.connections()).toBe(0);
	});

	it('names a model file that is none', async ({ expect }) => {
		using workplace = createColours();
		writeFileSync(workplace.file('model.gguf'), 'this is no model');
		writeConfig(
			workplace,
			coloursConfig([{ id: 'tiny', kind: 'embedded', modelFile: 'model.gguf' }])
		);
		const { code, stderr } = await runBench(['run'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(/error E_MODEL_FILE: .*model\.gguf/);
		expect(processesOf(workplace)).toEqual([]);
	});
});

describe.concurrent('bench run with endpoints that misbehave', () => {
	/** What each does with a request, and what that must become. */
	const evil: Record<string, { answer: (socket: Socket) => void; outcome: Outcome; code: string }> =
		{
			html: {
				answer: (socket) => {
					const page = '<!doctype html><html><title>Sign in</title></html>';
					socket.write(response('200 OK', { 'content-type': 'text/html' }, page));
				},
				outcome: 'error',
				code: 'malformed'
			},
			'endless-header': {
				answer: (socket) => {
					const more = (): void => {
						while (!socket.destroyed && socket.write('a'.repeat(16_384)));
					};
					socket.on('drain', more);
					socket.write('HTTP/1.1 200 OK\r\nx: ');
					more();
				},
				outcome: 'error',
				code: 'headers-too-large'
			},
			'huge-line': {
				answer: (socket) => {
					const line = `data: ${'x'.repeat(2 * 1_048_576)}`;
					socket.write(response('200 OK', { 'content-type': 'text/event-stream' }, line));
				},
				outcome: 'error',
				code: 'response-too-large'
			},
			silent: { answer: () => undefined, outcome: 'timeout', code: 'idle-timeout' },
			garbage: {
				answer: (socket) => {
					socket.write('\u0000\u0007 220 smtp.example.com ESMTP\r\n\r\n');
				},
				outcome: 'error',
				code: 'malformed-response'
			},
			'hangs-up': {
				answer: (socket) => {
					socket.destroy();
				},
				outcome: 'error',
				code: 'connection-closed'
			},
			'cuts-short': {
				answer: (socket) => {
					const stream = streamOf(['red', 'green']);
					const head = response('200 OK', { 'content-type': 'text/event-stream' }, stream);
					socket.end(head.slice(0, head.indexOf('green')));
				},
				outcome: 'truncated',
				code: 'connection-closed'
			},
			busy: {
				answer: (socket) => {
					const body = '{"error":{"message":"later","type":"rate_limit_error"}}';
					socket.write(response('429 Too Many Requests', { 'retry-after': '0' }, body));
				},
				outcome: 'rate-limited',
				code: 'rate-limited'
			}
		};

	it('turns whatever they do into outcomes and measures the others all the same', async ({
		expect
	}) => {
		using workplace = createColours();
		const servers = new Map<string, RawServer>();
		for (const [id, { answer }] of Object.entries(evil)) servers.set(id, await serveRaw(answer));
		const good = await serveColours();
		const targets = [...servers].map(([id, { port }]) => selfHosted(port, { id }));
		writeConfig(
			workplace,
			coloursConfig([...targets, selfHosted(good.port, { id: 'good' })], {
				loads: [{ kind: 'closed', concurrency: 2, requests: 3 }],
				limits: { idleTimeoutS: 3, totalTimeoutS: 50, maxResponseMib: 1 }
			})
		);
		const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
		await Promise.all([good, ...servers.values()].map((server) => server.close()));
		const json = JSON.parse(stdout) as RunJson;
		expect(json.run.state).toBe('complete');
		expect(json.cells.map(({ target }) => target)).toEqual([...servers.keys(), 'good']);
		for (const { target, stages } of json.cells) {
			const [stage] = stages;
			expect([target, stage!.offered]).toEqual([target, 3]);
			const outcome = evil[target]?.outcome ?? 'ok';
			expect([target, stage!.outcomes[outcome]]).toEqual([target, 3]);
			if (target !== 'good') expect(stage!.validity.verdict).toBe('error-bound');
		}
		expect(code).toBe(exitCodeOfStages(stagesOf(json)));
		// The reason is shown while it runs: a count of errors alone helps nobody.
		expect(stderr).toContain(
			'3 × HTTP 200 with an HTML page titled "Sign in" where JSON was expected'
		);

		const database = await openDatabase(workplace.databaseUrl);
		const cells = await storedRun(database, json.run.id);
		await database.close();
		for (const { cell, stages } of cells) {
			const codes = stages.flatMap(({ attempts }) => attempts.map(({ errorCode }) => errorCode));
			const expected = evil[cell.target.id]?.code ?? null;
			expect([cell.target.id, codes]).toEqual([cell.target.id, [expected, expected, expected]]);
		}
	});

	it('stores what came before an endpoint died, measures the other target, and exits with 5', async ({
		expect
	}) => {
		using workplace = createColours();
		const dying = await serveRaw((socket) => {
			socket.write(response('200 OK', { 'content-type': 'text/event-stream' }, streamOf(['red'])));
			if (dying.requests().length === 7) void dying.close();
		});
		const good = await serveColours();
		writeConfig(
			workplace,
			coloursConfig([selfHosted(dying.port, { id: 'dying' }), selfHosted(good.port)], {
				loads: [
					{ kind: 'closed', concurrency: 1, requests: 4 },
					{ kind: 'closed', concurrency: 2, requests: 500 },
					{ kind: 'closed', concurrency: 2, requests: 4 }
				]
			})
		);
		const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
		await good.close();
		expect(code).toBe(5);
		const json = JSON.parse(stdout) as RunJson;
		expect(json.error?.code).toBe('E_UNREACHABLE');
		expect(json.error?.message).toMatch(/^target "dying": .* stopped accepting connections/);
		expect(stderr).toContain('error E_UNREACHABLE: target "dying"');
		const [first, second] = json.cells;
		expect(first!.stages.map(({ state }) => state)).toEqual(['complete', 'interrupted']);
		expect(first!.stages.map(({ outcomes }) => outcomes.ok)).toEqual([4, 3]);
		expect(first!.stages[1]!.validity.verdict).toBe('error-bound');
		expect(second!.stages.map(({ outcomes }) => outcomes.ok)).toEqual([4, 500, 4]);
		expect(dying.connections()).toBeLessThan(10);

		const database = await openDatabase(workplace.databaseUrl);
		const [run] = await listRuns(database, { limit: 1 });
		const cells = await storedRun(database, run!.id);
		await database.close();
		expect(run).toMatchObject({ state: 'failed', attemptCount: json.storedAttempts });
		const sent = stagesOf(json).map(({ offered, client }) => offered - (client?.droppedSends ?? 0));
		const stored = cells.flatMap(({ stages }) => stages.map(({ attempts }) => attempts.length));
		expect(stored).toEqual(sent);
	});

	it('says how an endpoint of its own ended, when that dies in the middle of a run', async ({
		expect
	}) => {
		using workplace = createColours();
		writeConfig(
			workplace,
			coloursConfig(
				[
					{
						id: 'emulated',
						kind: 'emulated',
						protocol: 'openai-chat',
						model: 'm',
						quality: 1,
						performance: { ...fastPerformance, decodeStepMs: 20 }
					}
				],
				{
					loads: [
						{ kind: 'closed', concurrency: 2, requests: 2 },
						{ kind: 'closed', concurrency: 2, requests: 500 }
					]
				}
			)
		);
		const bench = startBench(['run'], { workplace });
		await bench.untilStderr(/^\[1\/2\]/m);
		for (const pid of processesOf(workplace)) {
			if (pid !== bench.child.pid) process.kill(pid, 'SIGKILL');
		}
		const { code, stdout, stderr } = await bench.ended;
		expect(code).toBe(5);
		expect(stderr).toMatch(/target "emulated": .*ended by itself \(signal SIGKILL\)/);
		expect(stdout).toMatch(/"colours": failed/);
	});
});
