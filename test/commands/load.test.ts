import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BenchError } from '#core/errors.ts';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, type Ended } from './support/bench-process.ts';
import { serveRaw } from './support/raw-server.ts';
import { callCommand } from './support/recorded-context.ts';
import { exitCodeOfStages, storedRun, type LoadJson } from './support/run-json.ts';
import { serveColours } from './support/small-scenario.ts';

const workplace = createWorkplace();
let server: EmulatorServer;
let url: string;

beforeAll(async () => {
	server = await serveColours();
	url = `http://127.0.0.1:${String(server.port)}/v1`;
});
afterAll(async () => {
	await server.close();
	workplace[Symbol.dispose]();
});

const load = (...args: string[]): Promise<Ended> =>
	runBench(['load', url, '--model', 'colours-model', ...args], { workplace });

const parse = ({ stdout }: Ended): LoadJson => JSON.parse(stdout) as LoadJson;

describe.concurrent('bench load', () => {
	it('with --calibrate tells what the machine adds by itself, and keeps it with the stage', async ({
		expect
	}) => {
		const ended = await load(
			...['--calibrate', '--concurrency', '2', '--requests', '3'],
			...['--workers', 'auto', '--json']
		);
		const json = parse(ended);
		expect(ended.stderr).toMatch(/calibrating: closed ×2 to a server of our own/);
		expect(ended.stderr).toMatch(/noise floor of this machine: TTFT p50 .* ms; gaps .*; sent late/);
		const floor = json.stages[0]!.noiseFloor!;
		expect(floor).toMatchObject({ workers: 1, load: { kind: 'closed', concurrency: 2 } });
		expect(floor.ttftMs.n).toBeGreaterThan(0);
		expect(floor.itlMs.n).toBe(floor.ttftMs.n * (floor.tokensPerAnswer - 1));
		expect(floor.ttftMs.p50).toBeGreaterThan(0);
		expect(floor.sendLimitPerS).toBeGreaterThan(0);
		const database = await openDatabase(workplace.databaseUrl);
		const [cell] = await storedRun(database, json.run);
		await database.close();
		expect(cell!.stages[0]!.stage.summary!.noiseFloor).toStrictEqual(floor);
	});

	it('with --concurrency and --requests gives one stage in JSON and stores its attempts', async ({
		expect
	}) => {
		const ended = await load('--concurrency', '3', '--requests', '12', '--json');
		const json = parse(ended);
		expect(ended.code).toBe(exitCodeOfStages(json.stages));
		expect(json).toMatchObject({ state: 'complete', error: null });
		expect(json.stages).toHaveLength(1);
		const [stage] = json.stages;
		expect(stage).toMatchObject({
			load: { kind: 'closed', concurrency: 3, requests: 12 },
			emulated: true,
			offered: 12,
			completed: 12,
			goodputPerS: null,
			goodputBasis: null,
			sloMetShare: null,
			passRate: null,
			costUsd: null,
			client: { maxInFlight: 3 }
		});
		expect(stage!.load).not.toHaveProperty('durationS');
		const database = await openDatabase(workplace.databaseUrl);
		const [cell] = await storedRun(database, json.run);
		await database.close();
		expect(cell!.stages[0]!.attempts.map(({ itemId, outcome }) => [itemId, outcome])).toEqual(
			Array.from({ length: 12 }, () => [null, 'ok'])
		);
	});

	it('with --rate offers what the rate says, and counts goodput against --slo', async ({
		expect
	}) => {
		const [constant, poisson] = await Promise.all([
			load(
				'--rate',
				'20',
				'--arrivals',
				'constant',
				'--duration',
				'500ms',
				'--slo',
				'e2e<60s',
				'--json'
			),
			load(
				'--rate',
				'40',
				'--duration',
				'0.5s',
				'--seed',
				'5',
				'--slo',
				'ttft<1ms,e2e<0.001s',
				'--json'
			)
		]);
		const [even] = parse(constant).stages;
		expect(even).toMatchObject({ offered: 10, goodputBasis: 'slo', sloMetShare: 1 });
		expect(even!.goodputPerS).toBe(even!.requestsPerS);
		const [random] = parse(poisson).stages;
		expect(random).toMatchObject({
			load: { kind: 'poisson', ratePerS: 40, durationS: 0.5 },
			goodputPerS: 0,
			sloMetShare: 0
		});
		expect(random!.offered).toBeGreaterThan(5);
	});

	it.each([
		[
			['--steps', '200ms@20,100ms@0,200ms@40', '--arrivals', 'constant'],
			{
				kind: 'steps',
				steps: [
					{ ratePerS: 20, durationS: 0.2 },
					{ ratePerS: 0, durationS: 0.1 },
					{ ratePerS: 40, durationS: 0.2 }
				],
				arrivals: 'constant'
			},
			12
		],
		[
			['--ramp', '10..30', '--duration', '500ms', '--arrivals', 'constant'],
			{ kind: 'ramp', fromPerS: 10, toPerS: 30, durationS: 0.5, arrivals: 'constant' },
			10
		],
		[
			['--rate', '20', '--arrivals', 'gamma', '--burstiness', '4', '--duration', '500ms'],
			{ kind: 'gamma', ratePerS: 20, durationS: 0.5, burstiness: 4 },
			null
		]
	] as const)('with %j offers that and says so', async (flags, shape, offered) => {
		const [stage] = parse(await load(...flags, '--json')).stages;
		expect(stage!.load).toStrictEqual(shape);
		expect(stage!.offeredPerS).toBeGreaterThan(0);
		if (offered !== null) expect(stage!.offered).toBe(offered);
	});

	it('with --no-stream has no time to first token, and no zero in its place', async ({
		expect
	}) => {
		const ended = await load('--no-stream', '--requests', '4', '--json');
		const [stage] = parse(ended).stages;
		expect(stage).toMatchObject({ completed: 4, e2eMs: { n: 4 } });
		for (const key of ['ttftMs', 'serviceTtftMs', 'itlMs', 'tpotMs'] as const) {
			expect(stage![key]).toMatchObject({ n: 0, mean: null, p50: null, p99: null, max: null });
		}
	});

	it('prints a report for people that calls an emulated endpoint EMULATED', async ({ expect }) => {
		const { stdout, stderr } = await load('--requests', '4', '--slo', 'e2e<20s');
		expect(stdout).toMatch(/^closed ×1: 4 of 4 offered requests answered in .* \(4 ok\)$/m);
		expect(stdout).toMatch(/^EMULATED: /m);
		expect(stdout).toMatch(
			/^objective e2e<20000ms for 95 % of requests: met; 100 % of those offered were on time, /m
		);
		expect(stdout.trimEnd()).toMatch(/4 attempts stored in bench\.db as run \S+$/);
		expect(stderr).toMatch(/^\[1\/1\] load-test on endpoint EMULATED, closed ×1: 4\/4 answers/m);
	});

	it('speaks the protocol of --protocol', async ({ expect }) => {
		const ended = await load('--protocol', 'anthropic-messages', '--requests', '2', '--json');
		expect(parse(ended).stages[0]).toMatchObject({ offered: 2, completed: 2 });
	});

	it('exits with 4 and shows the reason if the endpoint gives errors only', async ({ expect }) => {
		const wrongPath = url.replace('/v1', '/v2');
		const args = ['load', wrongPath, '--model', 'm', '--requests', '3', '--json'];
		const ended = await runBench(args, { workplace });
		expect(ended.code).toBe(4);
		const json = parse(ended);
		expect(json.stages[0]).toMatchObject({ completed: 0, outcomes: { error: 3 } });
		expect(json.stages[0]!.validity.verdict).toBe('error-bound');
		expect(ended.stderr).toContain('  3 × HTTP 404');
		expect(ended.stderr).toContain('There is no POST /v2/chat/completions here.');
		expect(ended.stderr).toContain('error E_RUN_INVALID: no stage of the run can be trusted');
	});

	it('takes a key from a variable and needs no price for it where the host is private', async ({
		expect
	}) => {
		const locked = await serveColours({ requiredKey: 'a-long-enough-key' });
		const args = ['load', `http://localhost:${String(locked.port)}/v1`, '--model', 'm'];
		const ended = await runBench(
			[...args, '--api-key-env', 'LOAD_KEY', '--requests', '2', '--json'],
			{
				workplace,
				env: { LOAD_KEY: 'a-long-enough-key' }
			}
		);
		await locked.close();
		expect(parse(ended).stages[0]).toMatchObject({ offered: 2, completed: 2, costUsd: null });
	});

	it('counts the cost of a priced endpoint, and sends nothing if it could be above --max-spend', async ({
		expect
	}) => {
		const prices = ['--input-usd-per-mtok', '3', '--output-usd-per-mtok', '15'];
		const raw = await serveRaw(() => undefined);
		const args = ['load', `http://127.0.0.1:${String(raw.port)}/v1`, '--model', 'm', ...prices];
		const [within, above] = await Promise.all([
			load(...prices, '--max-spend', '1', '--requests', '2', '--json'),
			runBench([...args, '--max-spend', '0.0001', '--requests', '5'], { workplace })
		]);
		await raw.close();
		expect(parse(within).stages[0]).toMatchObject({ costBasis: 'per-token', completed: 2 });
		expect(Number(parse(within).stages[0]!.costUsd)).toBeGreaterThan(0);
		expect(above.code).toBe(6);
		expect(above.stderr).toMatch(/E_BUDGET: at worst 5 paid requests cost/);
		expect(raw.connections()).toBe(0);
	});
});

describe('bench load called wrongly', () => {
	const call = (...args: string[]) => callCommand('load', args);
	const local = ['http://127.0.0.1:1/v1', '--model', 'm'];
	const remote = ['https://api.example.com/v1', '--model', 'm', '--api-key-env', 'KEY'];

	it.each<[string, string[], RegExp]>([
		[
			'two kinds of load',
			[...local, '--rate', '2', '--concurrency', '2'],
			/--concurrency or --rate, not both/
		],
		[
			'a count for an open loop',
			[...local, '--rate', '2', '--requests', '9'],
			/--requests belongs to/
		],
		[
			'arrivals of a closed loop',
			[...local, '--arrivals', 'constant'],
			/--arrivals belongs to --rate/
		],
		[
			'a ramp beside a rate',
			[...local, '--rate', '2', '--ramp', '1..3'],
			/give --rate or --ramp, not both/
		],
		[
			'a time for steps that have their own',
			[...local, '--steps', '30s@2', '--duration', '1m'],
			/--duration does not belong to --steps/
		],
		[
			'gamma gaps without their burstiness',
			[...local, '--rate', '2', '--arrivals', 'gamma'],
			/--arrivals gamma needs --burstiness K/
		],
		[
			'burstiness of Poisson arrivals',
			[...local, '--rate', '2', '--burstiness', '2'],
			/--burstiness belongs to --arrivals gamma/
		],
		[
			'gamma gaps of a ramp',
			[...local, '--ramp', '1..2', '--arrivals', 'gamma', '--burstiness', '2'],
			/--arrivals gamma belongs to --rate; with --ramp give poisson or constant/
		],
		[
			'nothing but pauses',
			[...local, '--steps', '30s@0,1m@0'],
			/--steps: every rate of this load is 0/
		],
		[
			'a ramp of more requests than fit',
			[...local, '--ramp', '0..1e9', '--duration', '1h'],
			/more than 5,000,000/
		],
		[
			'more requests than fit',
			[...local, '--rate', '1e9', '--duration', '1h'],
			/more than 5,000,000/
		],
		[
			'a URL that is none',
			['127.0.0.1:8000', '--model', 'm'],
			/"127\.0\.0\.1:8000" is not an http/
		],
		['a file as URL', ['file:///etc', '--model', 'm'], /is not an http/],
		[
			'a password in the URL',
			['http://me:canary@10.0.0.1/v1', '--model', 'm'],
			/^the URL holds a name or password$/
		],
		[
			'a public host with a key and no price',
			remote,
			/api\.example\.com with a key looks like an API/
		],
		['half a price', [...local, '--input-usd-per-mtok', '3'], /a price needs both rates and a cap/],
		[
			'a price where none is',
			[...local, '--self-hosted', '--max-spend', '3'],
			/no tokens are billed/
		],
		[
			'a temperature of images',
			[...local, '--temperature', '1', '--protocol', 'openai-images'],
			/^--temperature: openai-images takes no temperature; leave it out$/
		],
		[
			'a paid loop that only time ends',
			[...local, '--input-usd-per-mtok', '3', '--output-usd-per-mtok', '3', '--max-spend', '9'],
			/costs money, but a closed loop of load-test is bounded by time only/
		]
	])('refuses %s and says what to do', async (_, args, message) => {
		const { error, stdout } = await call(...args);
		expect(error).toBeInstanceOf(BenchError);
		expect(error).toMatchObject({ exitCode: 2 });
		expect(error?.message).toMatch(message);
		expect(stdout).toBe('');
	});

	it.each<[string, string[], RegExp]>([
		['an objective', ['--slo', 'ttft=3'], /"ttft=3" is not an objective; expected METRIC</],
		['a duration', ['--duration', '3 days'], /expected a duration such as 30s/],
		['an endless duration', ['--duration', '9'.repeat(400)], /expected at most 168h/],
		['a count', ['--concurrency', '0'], /expected a whole number from 1/],
		['a rate', ['--rate', '-1'], /expected a number above 0/],
		['a ramp', ['--ramp', '1-8'], /expected two rates from 0, FROM\.\.TO, such as 1\.\.8/],
		['a ramp below 0', ['--ramp=-1..8'], /expected two rates from 0/],
		['a step', ['--steps', '30s@2,2x30s'], /step 2, "2x30s": expected TIME@RATE, such as 30s@2/],
		['the time of a step', ['--steps', '3 d@2'], /step 1, [\s\S]*expected a duration such as 30s/],
		['burstiness', ['--burstiness', '0'], /expected a number from 0\.01 to 1000/],
		['a share', ['--slo-share', '95'], /expected a share above 0 and up to 1/],
		['a seed', ['--seed', '1.5'], /expected a whole number from 0/],
		['a temperature', ['--temperature', 'hot'], /expected a number from 0 to 2/],
		['a number of workers', ['--workers', '65'], /expected at most 64/],
		['an amount', ['--max-spend', '3 USD'], /expected an amount such as 2\.50/],
		['a protocol', ['--protocol', 'openai'], /Allowed choices are openai-chat, anthropic-messages/],
		['a flag', ['--reqests', '3'], /unknown option '--reqests'[\s\S]*--requests/]
	])('refuses %s that is none and says what is expected', async (_, args, message) => {
		const { error, stderr } = await call(...local, ...args);
		expect(error).toHaveProperty('exitCode');
		expect(stderr).toMatch(message);
	});

	it('never repeats a key that was given in place of the name of a variable', async () => {
		const { error, stderr, stdout } = await call(...local, '--api-key-env', 'sk-canary-123456');
		expect(error).toMatchObject({ code: 'E_USAGE' });
		expect(error?.message).toMatch(/^--api-key-env: expected the NAME of an environment variable/);
		expect(`${stdout}${stderr}${error?.message ?? ''}`).not.toContain('canary');
	});

	it.each([
		'http://localhost',
		'http://10.1.2.3',
		'http://172.31.0.1',
		'http://192.168.1.1',
		'http://[::1]',
		'http://[fd00::1]',
		'http://gpu-box',
		'http://gpu.internal'
	])('takes %s for an endpoint that nobody sends a bill for', async (host) => {
		const args = [`${host}:1/v1`, '--model', 'm', '--api-key-env', 'KEY', '--db', 'nonsense'];
		const { error } = await call(...args);
		expect(error?.message).toContain('is not a database URL');
	});

	it.each([
		'http://172.32.0.1',
		'http://11.0.0.1',
		'http://[2001:db8::1]',
		'https://fc.example.com'
	])('takes %s for an API that costs money', async (host) => {
		const { error } = await call(host, '--model', 'm', '--api-key-env', 'KEY', '--db', 'nonsense');
		expect(error?.message).toContain('looks like an API that costs money');
	});

	it('ends with a sentence, whatever is given as duration, objective, share or warm-up', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(
					'--duration',
					'--slo',
					'--slo-share',
					'--rate',
					'--seed',
					'--timeout',
					'--warm-up'
				),
				fc.string(),
				async (flag, text) => {
					const { error } = await call(...local, '--db', 'nonsense', `${flag}=${text}`);
					expect(error?.message).not.toMatch(/undefined|NaN|\[object/);
					expect(error).toHaveProperty('exitCode');
				}
			),
			{ numRuns: 200 }
		);
	});
});
