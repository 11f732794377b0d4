/** `bench load --find-capacity` against servers whose limit is known: they queue, refuse, die, or are too slow for anything. */
import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createWorkplace, runBench, startBench, type Ended } from './support/bench-process.ts';
import { response, serveRaw, type RawServer } from './support/raw-server.ts';

interface CapacityJson {
	state: string;
	capacityPerS: number | null;
	ciLow: number | null;
	ciHigh: number | null;
	limitedBy: string | null;
	ended: { why: string; reason: string } | null;
	reasons: string[];
	error: { code: string } | null;
	stages: {
		load: { kind: string; ratePerS?: number };
		validity: { verdict: string };
		capacitySearch: { purpose: string; ended: unknown } | null;
		saturation: object | null;
	}[];
}

const answer = JSON.stringify({
	id: 'a',
	object: 'chat.completion',
	created: 1,
	model: 'm',
	choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
	usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }
});
const ok = response('200 OK', { 'content-type': 'application/json' }, answer);
const tooMany = response(
	'429 Too Many Requests',
	{ 'content-type': 'application/json' },
	JSON.stringify({ error: { message: 'slow down', type: 'rate_limit' } })
);

/** `servers` answer one request each at a time, in `serviceMs`; the others wait in line. */
const queueing = (servers: number, serviceMs: number) => {
	const waiting: Socket[] = [];
	let busy = 0;
	const next = (): void => {
		while (busy < servers) {
			const socket = waiting.shift();
			if (!socket) return;
			busy++;
			setTimeout(() => {
				busy--;
				socket.write(ok);
				next();
			}, serviceMs);
		}
	};
	return (socket: Socket): void => {
		waiting.push(socket);
		next();
	};
};

const workplace = createWorkplace();
let server: RawServer | null = null;
afterEach(async () => {
	await server?.close();
	server = null;
});
afterAll(() => {
	workplace[Symbol.dispose]();
});

const argumentsFor = (port: number, args: readonly string[]): string[] => [
	'load',
	`http://127.0.0.1:${String(port)}/v1`,
	'--model',
	'm',
	'--no-stream',
	'--find-capacity',
	...args,
	'--json'
];

const find = async (
	serve: (socket: Socket, request: string) => void,
	...args: string[]
): Promise<{ ended: Ended; json: CapacityJson }> => {
	server = await serveRaw(serve);
	const ended = await runBench(argumentsFor(server.port, args), { workplace });
	return { ended, json: JSON.parse(ended.stdout) as CapacityJson };
};

describe('bench load --find-capacity', () => {
	it('encloses the capacity of a queue between rates that pass and rates that fail', async () => {
		// Eight servers of 100 ms: 80/s at most, and near that the queue is longer than the objective allows.
		const { json } = await find(
			queueing(8, 100),
			...['--slo', 'e2e<200ms', '--start-rate', '40', '--max-stages', '6', '--precision', '0.2']
		);
		const purposes = json.stages.map(({ capacitySearch }) => capacitySearch?.purpose);
		expect(purposes.slice(0, 2)).toStrictEqual(['bracket', 'bracket']);
		expect(json.ended).not.toBeNull();
		// Another process may have held this one up; then nothing is claimed, which is right as well.
		if (json.stages.some(({ validity }) => validity.verdict === 'client-bound')) return;
		expect(json.state).toBe('measured');
		expect(json.capacityPerS).toBeGreaterThanOrEqual(40);
		expect(json.capacityPerS).toBeLessThanOrEqual(82);
		expect(json.ciLow).toBeLessThanOrEqual(json.capacityPerS!);
		expect(json.ciHigh).toBeGreaterThanOrEqual(json.capacityPerS!);
	});

	it('says that the capacity is 0 where even one request at a time is too slow, and ends well', async () => {
		const { ended, json } = await find(queueing(4, 300), '--slo', 'e2e<50ms', '--max-stages', '2');
		expect(json.stages.length).toBeGreaterThan(0);
		// Another process may have held this one up; then nothing is claimed, which is right as well.
		if (json.stages.some(({ validity }) => validity.verdict === 'client-bound')) return;
		expect(ended.code).toBe(0);
		expect(json).toMatchObject({
			state: 'none',
			capacityPerS: 0,
			ciLow: 0,
			ciHigh: 0,
			error: null
		});
		expect(json.ended?.why).toBe('no-rate');
		expect(json.reasons[0]).toMatch(/^even with one request at a time only 0\.0 % of \d+ requests/);
		expect(json.stages).toHaveLength(1);
	});

	it('is bounded by no number of requests where a priced endpoint asks nothing for them', async () => {
		const { ended, json } = await find(
			queueing(4, 300),
			...['--slo', 'e2e<50ms', '--max-stages', '2', '--max-spend', '1'],
			...['--input-usd-per-mtok', '0', '--output-usd-per-mtok', '0']
		);
		expect([json.error, ended.stderr]).toEqual([null, ended.stderr]);
		expect(json.stages.length).toBeGreaterThan(0);
	});

	it('tells an endpoint that turns requests away from a slow one', async () => {
		let [tokens, filledMs] = [10, performance.now()];
		const limited = (socket: Socket): void => {
			const nowMs = performance.now();
			tokens = Math.min(10, tokens + ((nowMs - filledMs) / 1_000) * 60);
			filledMs = nowMs;
			if (tokens < 1) {
				socket.write(tooMany);
				return;
			}
			tokens--;
			setTimeout(() => socket.write(ok), 300);
		};
		const { json } = await find(
			limited,
			...['--slo', 'e2e<2s', '--start-rate', '30', '--max-stages', '4']
		);
		expect(json.stages.length).toBeGreaterThan(0);
		if (json.stages.some(({ validity }) => validity.verdict === 'client-bound')) return;
		expect(json).toMatchObject({ state: 'measured', limitedBy: 'rate-limited' });
		expect(json.reasons.join(' ')).toContain('rate-limited');
		expect(json.capacityPerS).toBeGreaterThanOrEqual(28);
		expect(json.ciHigh).toBeGreaterThan(50);
	});

	it('keeps what is known of an endpoint that dies in the middle, and says that it did', async () => {
		let count = 0;
		const inner = queueing(50, 50);
		const { ended, json } = await find(
			(socket) => {
				if (++count > 300) void server?.close();
				else inner(socket);
			},
			...['--slo', 'e2e<1s', '--start-rate', '50']
		);
		expect(ended.code).toBe(5);
		expect(json.error?.code).toBe('E_UNREACHABLE');
		expect(json.ended?.why).toBe('unreachable');
		expect(json.reasons[0]).toMatch(/^the endpoint ended the search: .*stopped accepting/);
		expect(json.stages.length).toBeGreaterThanOrEqual(2);
		expect(json.stages.at(-1)?.capacitySearch?.ended).not.toBeNull();
	});

	it('ends readably on Ctrl-C', async () => {
		server = await serveRaw(queueing(50, 50));
		const bench = startBench(argumentsFor(server.port, ['--slo', 'e2e<1s', '--start-rate', '20']), {
			workplace
		});
		while (server.requests().length < 10) await new Promise(setImmediate);
		bench.child.kill('SIGINT');
		const ended = await bench.ended;
		expect(ended.code).toBe(130);
		const json = JSON.parse(ended.stdout) as CapacityJson;
		expect(json.ended?.why).toBe('interrupted');
		expect(json.stages).toHaveLength(1);
	});

	it.each([
		[['--find-capacity'], /--find-capacity needs --slo/],
		[['--find-capacity', '--slo', 'e2e<1s', '--rate', '4'], /chooses its stages itself/],
		[['--max-stages', '4'], /--max-stages belongs to --find-capacity/]
	])('refuses %j', async (args, message) => {
		const ended = await runBench(['load', 'http://127.0.0.1:9/v1', '--model', 'm', ...args], {
			workplace
		});
		expect(ended.code).toBe(2);
		expect(ended.stderr).toMatch(message);
	});
});
