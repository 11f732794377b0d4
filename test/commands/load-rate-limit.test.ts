/** An endpoint that lets a key do so much a minute, over real sockets: what its headers say is kept, and what it turns away is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import type { LoadJson } from './support/run-json.ts';
import { serveColours } from './support/small-scenario.ts';

const workplace = createWorkplace();
let server: EmulatorServer;
beforeAll(async () => {
	server = await serveColours({ rateLimit: { requestsPerMinute: 8, tokensPerMinute: 1_000_000 } });
});
afterAll(async () => {
	await server.close();
	workplace[Symbol.dispose]();
});

describe('bench load on an endpoint with a rate limit', () => {
	it('counts what is turned away and keeps what the headers allow', async () => {
		const url = `http://127.0.0.1:${String(server.port)}/v1`;
		const ended = await runBench(
			[
				'load',
				url,
				'--model',
				'm',
				'--rate',
				'40',
				'--arrivals',
				'constant',
				'--duration',
				'1s',
				'--json'
			],
			{ workplace }
		);
		const [stage] = (JSON.parse(ended.stdout) as LoadJson).stages;
		// One more comes back every 7.5 s; 40 requests take far less.
		expect(stage?.outcomes['rate-limited']).toBeGreaterThanOrEqual(28);
		expect(stage?.validity.verdict).toBe('error-bound');
		expect(stage?.rateLimit?.allowances).toMatchObject([
			{ of: 'requests', limit: 8, windowS: 60, windowFrom: 'refill', leastLeft: 0, responses: 40 },
			{ of: 'tokens', limit: 1_000_000, windowS: 60, responses: 40 }
		]);
		expect(stage?.rateLimit?.longestRetryAfterS).toBeGreaterThan(0);
	}, 60_000);
});
