/** `bench load --batch`: what it asks, what it prints, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import type { LoadJson } from './support/run-json.ts';
import { fastPerformance, serveColours } from './support/small-scenario.ts';

const workplace = createWorkplace();
let server: EmulatorServer;
let url: string;

beforeAll(async () => {
	server = await serveColours({ performance: { ...fastPerformance, decodeStepMs: 2 } });
	url = `http://127.0.0.1:${String(server.port)}/v1`;
});
afterAll(async () => {
	await server.close();
	workplace[Symbol.dispose]();
});

const batch = async (...args: string[]): Promise<{ code: number | null; stdout: string }> =>
	runBench(
		[
			'load',
			url,
			'--model',
			'colours-model',
			'--batch',
			'--concurrency',
			'3',
			'--requests',
			'30'
		].concat(args),
		{ workplace }
	);

describe('bench load --batch', () => {
	it('takes whole answers, and tells the throughput of the whole time and of all slots in use', async () => {
		const { stdout } = await batch('--json');
		const { state, stages } = JSON.parse(stdout) as LoadJson;
		expect(state).toBe('complete');
		expect(stages[0]).toMatchObject({
			load: { kind: 'batch', concurrency: 3, requests: 30, stream: false },
			emulated: true,
			offered: 30,
			completed: 30,
			offeredPerS: null,
			goodputPerS: null,
			sloMetShare: null,
			offline: { slots: 3 },
			client: { maxInFlight: 3, connectionsOpened: 3, reconnects: 0 }
		});
		expect(stages[0]!.ttftMs.n).toBe(0);
		const { steady } = stages[0]!.offline!;
		expect(steady!.fromS).toBeGreaterThan(0);
		expect(steady!.toS).toBeLessThan(stages[0]!.windowS!);
		expect(steady!.outputTokensPerS! / steady!.requestsPerS).toBeCloseTo(
			stages[0]!.outputTokens! / 30,
			-1
		);
	});

	it('streams where that is asked for, and says in words what it found', async () => {
		const { stdout } = await batch('--stream');
		expect(stdout).toContain('batch ×3: 30 of 30 offered requests answered');
		expect(stdout).toMatch(/TTFT, from sent +30/);
		expect(stdout).toMatch(/all 3 slots in use, from .* s: .* answers\/s, .* output tokens\/s/);
	});
});

describe('bench load --batch called wrongly', () => {
	const local = ['http://127.0.0.1:1/v1', '--model', 'm', '--batch'];
	const counts = ['--concurrency', '2', '--requests', '9'];

	it.each<[string, string[], RegExp]>([
		[
			'without its requests',
			[...local, '--concurrency', '2'],
			/--batch needs --concurrency and --requests/
		],
		[
			'without its slots',
			[...local, '--requests', '2'],
			/--batch needs --concurrency and --requests/
		],
		['with a rate', [...local, '--rate', '2'], /--batch or --rate, not both/],
		[
			'with a time',
			[...local, ...counts, '--duration', '9s'],
			/--duration does not belong to --batch/
		],
		['with an objective', [...local, ...counts, '--slo', 'e2e<9s'], /nobody waits for its answers/],
		[
			'with a search',
			[...local, '--find-capacity', '--slo', 'e2e<9s'],
			/chooses its stages itself: leave out --batch|nobody waits/
		],
		[
			'over TLS',
			['https://localhost:1/v1', '--model', 'm', '--batch', ...counts],
			/cannot be used on localhost:1: its driver does not check certificates/
		],
		[
			'with a price',
			[...local, ...counts]
				.concat(['--input-usd-per-mtok', '1', '--output-usd-per-mtok', '2'])
				.concat(['--max-spend', '1']),
			/it costs money by the request/
		]
	])('%s is one clear error, before anything is sent', async (_, args, message) => {
		const { error } = await callCommand('load', args);
		expect(error?.code).toBe('E_USAGE');
		expect(error?.message).toMatch(message);
	});
});
