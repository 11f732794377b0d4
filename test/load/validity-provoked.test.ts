/** Stages of real sockets to which the very thing is done that a verdict speaks of, and the same stages without it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import type { StageSummary } from '#core/stage.ts';
import { chunk, done } from '../protocols/recording.ts';
import { judgeStageOf } from './support/judged-stage.ts';
import { createRawServer, respond, type RawRequest } from './support/raw-server.ts';
import { withTimeEnough } from './support/with-time-enough.ts';

const answer = chunk({ content: 'hello' }, 'stop') + done;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});

const serve = async (onRequest: (request: RawRequest) => void) => {
	const server = await createRawServer(onRequest);
	cleanups.push(server.die);
	return server;
};

/** Answers whole after so many ms. */
const after =
	(waitMs: number | ((index: number) => number)) =>
	({ socket, index }: RawRequest): void => {
		setTimeout(
			() => socket.write(respond(answer)),
			typeof waitMs === 'number' ? waitMs : waitMs(index)
		);
	};

interface Judged {
	summary: StageSummary;
	moments: { dueMs: number; endMs: number }[];
}

const start = (command: string, args: readonly string[]): ChildProcess => {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	cleanups.push(async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill('SIGKILL');
		await once(child, 'close');
	});
	return child;
};

/** Runs a stage in a process of its own, started by `command`; `onBegun` is called when its first answer has come. */
const judgeInProcess = async (
	command: readonly [string, ...string[]],
	port: number,
	load: LoadShape,
	onBegun: () => void = () => undefined
): Promise<Judged> => {
	const file = fileURLToPath(new URL('support/judged-process.ts', import.meta.url));
	const [program, ...args] = command;
	const url = `http://127.0.0.1:${String(port)}/v1`;
	const child = start(program, [...args, file, url, JSON.stringify(load)]);
	if (!child.stdout) throw new Error('the process has an output');
	child.stdout.once('data', onBegun);
	const said = await text(child.stdout);
	return JSON.parse(said.slice(said.indexOf('{'))) as Judged;
};

describe('a load worker that is held up', () => {
	it('makes the stage client-bound where a flood of tiny chunks keeps it busy', async () => {
		const filler = '1\r\n:\r\n'.repeat(16_382) + '2\r\n\n\n\r\n';
		const last = `${answer.length.toString(16)}\r\n${answer}\r\n0\r\n\r\n`;
		const flood = Buffer.from(
			`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${filler}${last}`
		);
		const server = await serve(({ socket }) => socket.write(flood));
		const { validity, outcomes } = await judgeStageOf({
			address: server.address,
			load: { kind: 'closed', concurrency: 8, requests: 80 }
		});
		expect(outcomes.ok).toBe(80);
		expect(validity.verdict).toBe('client-bound');
		expect(validity.reasons.join()).toMatch(/load worker (was held up|used)/u);
	});

	// Niceness against two spinning processes on the same core: the stage gets what they leave.
	it.runIf(process.platform === 'linux')(
		'makes the stage client-bound where other processes take its core',
		async () => {
			const server = await serve(after(100));
			const onOneCore = ['taskset', '-c', '0'] as const;
			const spin = 'const end = performance.now() + 60_000; while (performance.now() < end);';
			const { summary } = await judgeInProcess(
				[...onOneCore, 'nice', '-n', '10', process.execPath],
				server.port,
				{ kind: 'constant', ratePerS: 100, durationS: 1 },
				() => {
					for (let i = 0; i < 2; i++) start('taskset', ['-c', '0', process.execPath, '-e', spin]);
				}
			);
			expect(summary.validity.verdict).toBe('client-bound');
		}
	);
});

describe('an endpoint that changes', () => {
	it('makes the stage unsteady where answers suddenly take three times as long', async () => {
		const server = await serve(after((index) => (index < 40 ? 30 : 90)));
		const { validity } = await judgeStageOf({
			address: server.address,
			load: { kind: 'closed', concurrency: 4, requests: 80 }
		});
		expect(validity.reasons.join()).toMatch(/not steady: the median answer took/u);
	});
});

describe('a stage to which nothing is done', () => {
	it('is valid, even if the wall clock jumps by an hour at every reading: its clock cannot be set', async () => {
		await withTimeEnough(async (factor) => {
			// The limits of the client are then 75 ms, as they are 5 % of the latency.
			const slowMs = 1_500 * factor;
			const server = await serve(after(slowMs));
			// An hour forward, then two back, at every reading, in every thread.
			const jumping =
				'data:text/javascript,let n=0;const t=Date.now();Date.now=()=>t+3600000*(n++%252?-1:1);';
			const { summary, moments } = await judgeInProcess(
				[process.execPath, '--import', jumping],
				server.port,
				{ kind: 'closed', concurrency: 70, requests: 140 }
			);
			expect(summary.completed).toBe(140);
			expect(summary.validity).toStrictEqual({ verdict: 'valid', reasons: [] });
			for (const { dueMs, endMs } of moments) {
				expect(dueMs).toBeGreaterThanOrEqual(0);
				expect(endMs - dueMs).toBeGreaterThan(slowMs - 2);
				expect(endMs).toBeLessThan(60_000 * factor);
			}
		});
	});
});
