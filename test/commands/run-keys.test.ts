import type { Socket } from 'node:net';
import { describe, it, type ExpectStatic } from 'vitest';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';
import { everythingStored } from './support/everything-stored.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import { exitCodeOfStages, stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const canary = 'key-canary/71c2+f0Zq';
const keyOf = (request: string): string =>
	/^authorization: Bearer (.*)\r$/im.exec(request)?.[1] ?? '';

const expectNoKey = async (
	expect: ExpectStatic,
	{ stdout, stderr }: Ended,
	workplace: Workplace
): Promise<void> => {
	const { run } = JSON.parse(stdout) as RunJson;
	const stored = await everythingStored(workplace, run.id);
	expect(stored).toContain(run.id);
	for (const [place, text] of Object.entries({ stdout, stderr, stored })) {
		expect([place, text.includes(canary)]).toEqual([place, false]);
		expect([place, text.includes(JSON.stringify(canary).replaceAll('/', '\\/'))]).toEqual([
			place,
			false
		]);
	}
};

const runWithKey = (workplace: Workplace, port: number): Promise<Ended> => {
	writeScenario(workplace);
	writeConfig(workplace, coloursConfig([selfHosted(port, { apiKeyEnv: 'OUR_KEY' })]));
	return runBench(['run', '--json'], { workplace, env: { OUR_KEY: ` ${canary}\n` } });
};

describe.concurrent('a key', () => {
	it('opens the endpoint if it is right, and stays out of everything kept', async ({ expect }) => {
		using workplace = createWorkplace();
		const server = await serveColours({ requiredKey: canary });
		const ended = await runWithKey(workplace, server.port);
		await server.close();
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		await expectNoKey(expect, ended, workplace);
	});

	it('ends the run with 7 if the endpoint refuses it, and names target and variable', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const server = await serveColours({ requiredKey: 'another' });
		const ended = await runWithKey(workplace, server.port);
		await server.close();
		expect(ended.code).toBe(7);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(json.run.state).toBe('failed');
		expect(json.error?.code).toBe('E_AUTH');
		expect(json.error?.message).toMatch(/^target "ours" refused the key: HTTP 401 /);
		expect(json.error?.hint).toContain('variable OUR_KEY');
		await expectNoKey(expect, ended, workplace);
	});

	it('is taken out of whatever an endpoint echoes while it refuses it', async ({ expect }) => {
		using workplace = createWorkplace();
		const answer = (socket: Socket, request: string): void => {
			const key = keyOf(request);
			const headers = {
				'content-type': 'application/json',
				'www-authenticate': `Bearer error="${key}"`,
				'x-request-id': key,
				'server-timing': `auth;desc="${key}"`,
				'set-cookie': `key=${key}`
			};
			const error = { message: `no such key: ${key}`, code: key, type: key, param: key };
			const body = JSON.stringify({ error }).replaceAll('/', '\\/');
			socket.write(response(`401 ${key}`, headers, body));
		};
		const server = await serveRaw(answer);
		const ended = await runWithKey(workplace, server.port);
		await server.close();
		expect(server.requests().map(keyOf)).toContain(canary);
		expect(ended.code).toBe(7);
		expect(ended.stderr).toContain('no such key');
		await expectNoKey(expect, ended, workplace);
	});

	it('is taken out of answers that contain it, also where it comes piece by piece', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const answer = (socket: Socket, request: string): void => {
			const key = keyOf(request);
			const texts = ['red, and your key is ', key.slice(0, 9), key.slice(9), '.'];
			const stream = streamOf(texts, { model: `model ${key}`, system_fingerprint: key });
			const escaped = stream.replaceAll(key, key.replaceAll('/', '\\/'));
			const headers = {
				'content-type': 'text/event-stream',
				'x-request-id': key,
				'server-timing': `a;desc="${key}"`
			};
			socket.write(response('200 OK', headers, escaped));
		};
		const server = await serveRaw(answer);
		const ended = await runWithKey(workplace, server.port);
		await server.close();
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		await expectNoKey(expect, ended, workplace);
	});

	it('of any other form is kept out as well: a token, and what headers hold', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const tokens = { OUR_TOKEN: canary, OUR_HEADER: `${canary}-of-a-header` };
		const heard: string[] = [];
		const answer = (socket: Socket, request: string): void => {
			const header = /^x-gateway: team (.*)\r$/im.exec(request)?.[1] ?? '';
			heard.push(keyOf(request), header);
			const texts = [`red, with ${keyOf(request)} and `, header];
			const headers = { 'content-type': 'text/event-stream', 'x-request-id': header };
			socket.write(response('200 OK', headers, streamOf(texts, { model: header })));
		};
		const server = await serveRaw(answer);
		const target = selfHosted(server.port, {
			credentials: { kind: 'bearer', tokenEnv: 'OUR_TOKEN' },
			headers: { 'X-Gateway': 'team ${OUR_HEADER}' },
			query: { 'api-version': '7' }
		});
		writeConfig(workplace, coloursConfig([target]));
		const ended = await runBench(['run', '--json'], { workplace, env: tokens });
		await server.close();
		expect(new Set(heard)).toEqual(new Set(Object.values(tokens)));
		expect(server.requests()[0]).toContain('POST /v1/chat/completions?api-version=7 HTTP/1.1');
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		await expectNoKey(expect, ended, workplace);
	});

	it('comes from a command where one is allowed, and stays out of everything kept', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours({ requiredKey: canary });
		const shown = canary.replaceAll('canary', '\\x63anary');
		const apiKeyCommand = [process.execPath, '-e', `console.log('${shown}')`];
		writeConfig(workplace, coloursConfig([selfHosted(server.port, { apiKeyCommand })]));
		const refused = await runBench(['run', '--json'], { workplace });
		const ended = await runBench(['run', '--json', '--allow-commands'], { workplace });
		await server.close();
		const other = await serveColours({ requiredKey: 'another' });
		const wrong = coloursConfig([selfHosted(other.port, { apiKeyCommand })]);
		writeConfig(workplace, wrong, 'wrong.json');
		const unfit = await runBench(['run', 'wrong.json', '--allow-commands'], { workplace });
		await other.close();
		expect(unfit.code).toBe(7);
		expect(unfit.stderr).toContain(`Check what the command "${process.execPath}" writes`);
		expect(refused.code).toBe(2);
		expect(refused.stdout).toContain('takes its key from the command');
		expect(refused.stdout).toContain('--allow-commands');
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(ended.code).toBe(exitCodeOfStages(stagesOf(json)));
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		await expectNoKey(expect, ended, workplace);
	});

	it('that is missing from the config is asked for where the endpoint wants one', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours({ requiredKey: canary });
		writeConfig(workplace, coloursConfig([selfHosted(server.port)]));
		const { code, stderr } = await runBench(['run'], { workplace });
		await server.close();
		expect(code).toBe(7);
		expect(stderr).toMatch(/target "ours" wants a key and got none: HTTP 401/);
		expect(stderr).toContain('"apiKeyEnv"');
	});

	it('that is only a placeholder does not damage the answers that contain it', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours();
		writeConfig(workplace, coloursConfig([selfHosted(server.port, { apiKeyEnv: 'OUR_KEY' })]));
		const { stdout } = await runBench(['run', '--json'], { workplace, env: { OUR_KEY: 'e' } });
		await server.close();
		const [stage] = stagesOf(JSON.parse(stdout) as RunJson);
		expect(stage).toMatchObject({ outcomes: { ok: 4 }, passRate: { successes: 4 } });
	});
});
