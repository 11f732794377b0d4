/** `bench load --trace` and traces in a config: what is sent, when, and what is stored of it. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import type { TraceSummary } from '#core/trace-summary.ts';
import { openTokeniser } from '#bench/load/prompts/tokeniser.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, type Ended } from './support/bench-process.ts';
import { response, serveRaw } from './support/raw-server.ts';
import { callCommand } from './support/recorded-context.ts';
import { storedRun, writeConfig, type LoadJson, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const workplace = createWorkplace();
let server: EmulatorServer;
let url: string;

const answerOf = (usage: object): string =>
	response(
		'200 OK',
		{ 'content-type': 'application/json' },
		JSON.stringify({
			id: 'a',
			object: 'chat.completion',
			created: 1,
			model: 'm',
			choices: [
				{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }
			],
			...usage
		})
	);
const whole = answerOf({ usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } });
const silent = answerOf({});

/** Seconds of each request after the first; the third stands behind the fourth in the file. */
const atS = [0, 0.5, 4, 2, 2, 7.25];
const azure = [
	'TIMESTAMP,ContextTokens,GeneratedTokens',
	...atS.map(
		(s, i) =>
			`${new Date(1.7e12 + s * 1_000).toISOString().replace('Z', '').replace('T', ' ')}0000,${String(30 + i)},${String(4 + i)}`
	)
].join('\n');
/** Due moments at five times the speed, ms. */
const dueMs = atS.toSorted((a, b) => a - b).map((s) => (s * 1_000) / 5);

beforeAll(async () => {
	server = await serveColours();
	url = `http://127.0.0.1:${String(server.port)}/v1`;
	writeFileSync(workplace.file('azure.csv'), azure);
});
afterAll(async () => {
	await server.close();
	workplace[Symbol.dispose]();
});

const load = (...args: string[]): Promise<Ended> =>
	runBench(['load', url, '--model', 'colours-model', ...args], { workplace });

describe('bench load --trace', () => {
	it('sends each request at its moment divided by the speed, stores those moments exactly, and says what it replays', async () => {
		const ended = await load(
			...['--trace', 'azure.csv', '--speed', '5', '--trace-use', 'arrivals', '--json']
		);
		const json = JSON.parse(ended.stdout) as LoadJson;
		const [stage] = json.stages;
		expect(stage).toMatchObject({
			offered: 6,
			completed: 6,
			load: {
				kind: 'trace',
				file: 'azure.csv',
				speed: 5,
				replayed: { format: 'azure', requests: 6, spanS: 7.25, peakPerS: 5 }
			}
		});
		expect(stage?.offeredPerS).toBeCloseTo(6 / (7.25 / 5), 9);
		expect(stage?.load).toHaveProperty('replayed.sha256', expect.stringMatching(/^[0-9a-f]{64}$/u));
		expect(ended.stderr).toContain('azure.csv (azure): 6 of 6 requests');
		expect(ended.stderr).toContain('2 of its requests stood behind later ones');
		const database = await openDatabase(workplace.databaseUrl);
		try {
			const [cell] = await storedRun(database, json.run);
			const attempts = cell?.stages[0]?.attempts ?? [];
			expect(attempts.map((attempt) => attempt.dueMs).sort((a, b) => a - b)).toEqual(dueMs);
			for (const { sentMs, dueMs } of attempts) expect(sentMs).toBeGreaterThanOrEqual(dueMs);
		} finally {
			await database.close();
		}
	});

	it('sends prompts of exactly the lengths of the trace where the tokeniser is named, one after the other, and asks for answers of its lengths', async () => {
		const bodies: {
			messages: { content: string }[];
			max_completion_tokens?: number;
			max_tokens?: number;
			ignore_eos?: boolean;
			min_tokens?: number;
		}[] = [];
		const raw = await serveRaw((socket, request) => {
			bodies.push(JSON.parse(request.slice(request.indexOf('\r\n\r\n') + 4)) as (typeof bodies)[0]);
			socket.write(whole);
		});
		try {
			writeFileSync(
				workplace.file('shared.jsonl'),
				[
					{ timestamp: 0, input_length: 1_100, output_length: 9, hash_ids: [46, 47, 48] },
					{ timestamp: 400, input_length: 700, output_length: 0, hash_ids: [46, 90] },
					{ timestamp: 800, input_length: 600, output_length: 3, hash_ids: [5, 47] }
				]
					.map((line) => JSON.stringify(line))
					.join('\n')
			);
			const ended = await runBench(
				[
					...['load', `http://127.0.0.1:${String(raw.port)}/v1`, '--model', 'm', '--no-stream'],
					...['--trace', 'shared.jsonl', '--speed', '4', '--tokenizer', 'cl100k_base'],
					...['--force-output-length', '--json']
				],
				{ workplace }
			);
			expect((JSON.parse(ended.stdout) as LoadJson).stages[0]).toMatchObject({
				offered: 3,
				load: { kind: 'trace', use: 'requests', replayed: { format: 'mooncake', requests: 3 } }
			});
			// Each comes on a connection of its own, which a busy machine may read in any order.
			bodies.sort((a, b) => (a.min_tokens ?? 0) - (b.min_tokens ?? 0));
			const { count } = await openTokeniser('cl100k_base');
			const texts = bodies.map(({ messages }) => messages[0]?.content ?? '');
			expect(texts.map(count)).toEqual([700, 600, 1_100]);
			const words = texts.map((text) => text.split(' '));
			const block = (place: number, from: number): string =>
				(words[place] ?? []).slice(from, from + 512).join(' ');
			expect(block(0, 0)).toBe(block(2, 0));
			expect(block(1, 0)).not.toBe(block(2, 0));
			expect(words[1]?.slice(512)).toEqual(words[2]?.slice(512, 600));
			expect(bodies.map((body) => body.max_completion_tokens ?? body.max_tokens)).toEqual([
				1, 3, 9
			]);
			expect(bodies.map((body) => [body.ignore_eos, body.min_tokens])).toEqual([
				[true, 1],
				[true, 3],
				[true, 9]
			]);
			expect(ended.stderr).toContain('exactly the tokens of the trace by cl100k_base');
			expect(ended.stderr).toContain('would hold 512 of the 2,400 input tokens (21.3 %)');
			expect(ended.stderr).toContain('is sent with one: 1');
		} finally {
			await raw.close();
		}
	});

	it('measures how long words are where the tokeniser is not named, and says how far off that is', async () => {
		const lines = [400, 900, 650].map((inputTokens, i) =>
			JSON.stringify({ atMs: i * 50, inputTokens, outputTokens: 2 })
		);
		writeFileSync(workplace.file('own.jsonl'), lines.join('\n'));
		const ended = await load('--trace', 'own.jsonl', '--json');
		expect(ended.stderr).toMatch(
			/by three requests a word is 1\.\d+ tokens and a request \d+ more; a prompt between was \d\.\d % off/u
		);
		const [stage] = (JSON.parse(ended.stdout) as LoadJson).stages;
		expect(stage).toMatchObject({ offered: 3, completed: 3 });
		expect(Math.abs((stage?.inputTokens ?? 0) - 1_950) / 1_950).toBeLessThan(0.03);
	});

	it('says where words cannot be measured', async () => {
		const raw = await serveRaw((socket) => socket.write(silent));
		try {
			const ended = await runBench(
				[
					...['load', `http://127.0.0.1:${String(raw.port)}/v1`, '--model', 'm'],
					...['--trace', 'own.jsonl', '--json']
				],
				{ workplace }
			);
			expect(ended.code).toBe(2);
			expect(ended.stderr + ended.stdout).toContain(
				'could not be measured: it reports no input tokens'
			);
		} finally {
			await raw.close();
		}
	});

	it('replays a part of it', async () => {
		const json = JSON.parse(
			(
				await load(
					...['--trace', 'azure.csv', '--speed', '5', '--trace-offset', '1s'],
					...['--duration', '1s', '--requests', '2', '--trace-use', 'arrivals', '--json']
				)
			).stdout
		) as LoadJson;
		expect(json.stages[0]).toMatchObject({
			offered: 2,
			load: { offsetS: 1, limit: { requests: 2, durationS: 5 }, replayed: { requests: 2 } }
		});
	});

	it('is a load of a config too: the arrivals of the trace, the items of the scenario', async () => {
		writeScenario(workplace);
		const config = writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port)], {
				loads: [{ kind: 'trace', file: 'azure.csv', speed: 10 }]
			})
		);
		const plan = JSON.parse((await runBench(['plan', config, '--json'], { workplace })).stdout) as {
			cells: { requests: number }[];
		};
		expect(plan.cells[0]?.requests).toBe(6);
		const ended = await runBench(['run', config, '--json'], { workplace });
		const { cells } = JSON.parse(ended.stdout) as RunJson;
		expect(cells[0]?.stages[0]).toMatchObject({
			offered: 6,
			load: { kind: 'trace', use: 'arrivals', replayed: { requests: 6 } }
		});
	});
});

describe('bench load --trace --dry-run', () => {
	const look = (...args: string[]) =>
		callCommand('load', ['http://127.0.0.1:9/v1', '--model', 'm', '--dry-run', ...args]);

	it('says what a trace holds and sends nothing', async () => {
		const { stdout, error } = await look('--trace', workplace.file('azure.csv'), '--speed', '0.1');
		expect(error).toBeNull();
		expect(stdout).toContain('6 of 6 requests');
		expect(stdout).toContain('in a minute of the replay: 1 to 5 requests');
		expect(stdout).toContain('tokens of a prompt: 32.5 in the median');
		expect(stdout).toContain('Nothing was sent.');
		const json = JSON.parse(
			(await look('--trace', workplace.file('azure.csv'), '--speed', '0.1', '--json')).stdout
		) as { trace: TraceSummary };
		expect(json.trace).toMatchObject({
			requests: 6,
			spanS: 7.25,
			sendingS: 72.5,
			perMinute: [5, 1],
			longestGapS: 32.5,
			inputTokens: { n: 6, max: 35 },
			outputTokens: { n: 6, max: 9 },
			totalInputTokens: 195,
			idealCachedTokens: null,
			sessions: null,
			outOfOrder: 2
		});
	});
});

describe('bench load --trace, called wrongly', () => {
	const local = ['http://127.0.0.1:9/v1', '--model', 'm'];
	it.each([
		['beside a rate', ['--trace', 'a', '--rate', '2'], /give --rate or --trace, not both/],
		[
			'with arrivals',
			['--trace', 'a', '--arrivals', 'constant'],
			/--arrivals does not belong to --trace/
		],
		['speed without it', ['--speed', '2'], /--speed belongs to --trace FILE/],
		['format without it', ['--trace-format', 'azure'], /--trace-format belongs to --trace/],
		[
			'offset without it',
			['--rate', '2', '--trace-offset', '1s'],
			/--trace-offset belongs to --trace/
		],
		['skipping without it', ['--skip-bad'], /--skip-bad belongs to --trace/],
		['use without it', ['--trace-use', 'requests'], /--trace-use belongs to --trace/],
		['tokeniser without it', ['--tokenizer', 'o200k_base'], /--tokenizer belongs to --trace/],
		[
			'forced lengths without it',
			['--force-output-length'],
			/--force-output-length belongs to --trace/
		],
		[
			'a tokeniser of arrivals alone',
			['--trace', 'a', '--trace-use', 'arrivals', '--tokenizer', 'b'],
			/--tokenizer does not belong to --trace-use arrivals/
		],
		['a look without it', ['--dry-run'], /--dry-run belongs to --trace/],
		['with a search', ['--trace', 'a', '--find-capacity', '--slo', 'e2e<1s'], /leave out --trace/],
		['at an enormous speed', ['--trace', 'a', '--speed', '1e9'], /--trace: speed/]
	])('%s', async (_, args, expected) => {
		const { error } = await callCommand('load', [...local, ...args]);
		expect(error).toMatchObject({ code: 'E_USAGE' });
		expect(error?.message).toMatch(expected);
	});

	it.each([
		['a prompt of its own', ['--prompt', 'hello'], /--prompt does not belong to --trace/],
		[
			'a length of its own',
			['--max-output-tokens', '5'],
			/--max-output-tokens does not belong to --trace/
		],
		[
			'forced lengths of another protocol',
			['--protocol', 'anthropic-messages', '--force-output-length'],
			/belongs to the protocol openai-chat/
		],
		[
			'paid, without a tokeniser',
			['--input-usd-per-mtok', '1', '--output-usd-per-mtok', '1', '--max-spend', '5'],
			/need a tokeniser/
		]
	])('with lengths and %s', async (_, args, expected) => {
		const call = ['--trace', workplace.file('azure.csv'), ...args];
		const { error } = await callCommand('load', [...local, ...call]);
		expect(error).toMatchObject({ code: 'E_USAGE' });
		expect(error?.message).toMatch(expected);
	});

	it('a file that is not there, one that is no trace, and a part without requests', async () => {
		const call = (...args: string[]) => callCommand('load', [...local, '--trace', ...args]);
		expect((await call(workplace.file('none.csv'))).error).toMatchObject({ code: 'E_FILE' });
		writeFileSync(workplace.file('words.txt'), 'hello\n');
		expect((await call(workplace.file('words.txt'))).error).toMatchObject({ code: 'E_CONFIG' });
		const { error } = await call(workplace.file('azure.csv'), '--trace-offset', '1h');
		expect(error).toMatchObject({
			code: 'E_CONFIG',
			hint: 'It holds 6 requests in 7.3 s.'
		});
	});
});
