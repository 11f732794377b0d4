/** `bench load --trace` and traces in a config: what is sent, when, and what is stored of it. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, type Ended } from './support/bench-process.ts';
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

describe('bench load --trace', { timeout: 120_000 }, () => {
	it('sends each request at its moment divided by the speed, stores those moments exactly, and says what it replays', async () => {
		const ended = await load('--trace', 'azure.csv', '--speed', '5', '--json');
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

	it('replays a part of it', async () => {
		const json = JSON.parse(
			(
				await load(
					...['--trace', 'azure.csv', '--speed', '5', '--trace-offset', '1s'],
					...['--duration', '1s', '--requests', '2', '--json']
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
		['with a search', ['--trace', 'a', '--find-capacity', '--slo', 'e2e<1s'], /leave out --trace/],
		['at an enormous speed', ['--trace', 'a', '--speed', '1e9'], /--trace: speed/]
	])('%s', async (_, args, expected) => {
		const { error } = await callCommand('load', [...local, ...args]);
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
