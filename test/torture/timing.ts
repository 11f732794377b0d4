/** What k6 and wrk2 promise of a load generator: requests come at the rate that was asked for, and latency counts from when they were due. */
import type { StageSummary } from '#core/stage.ts';
import { runBench, type Workplace } from '../commands/support/bench-process.ts';
import { response, serveRaw, streamOf } from '../commands/support/raw-server.ts';
import type { LoadJson } from '../commands/support/run-json.ts';
import { createWorkplace } from '../commands/support/bench-process.ts';
import type { Trial } from './trial.ts';

const answer = response(
	'200 OK',
	{ 'content-type': 'text/event-stream' },
	streamOf(['red'], { usage: { prompt_tokens: 9, completion_tokens: 1 } })
);

const load = async (
	workplace: Workplace,
	port: number,
	...args: string[]
): Promise<StageSummary> => {
	const { stdout, stderr } = await runBench(
		['load', `http://127.0.0.1:${String(port)}/v1`, '--model', 'm', '--json', ...args],
		{ workplace }
	);
	const [stage] = (JSON.parse(stdout) as LoadJson).stages;
	if (!stage) throw new Error(`no stage was measured: ${stderr}`);
	return stage;
};

const ms = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} ms`);

export const arrivals: Trial = {
	name: 'arrivals',
	what: '50 requests a second for 5 seconds',
	wanted: '250 ± 2 requests, late ones counted',
	times: 3,
	run: async ({ times, note }) => {
		const server = await serveRaw((socket) => socket.write(answer));
		using workplace = createWorkplace();
		const seen: string[] = [];
		let isMet = true;
		for (let i = 0; i < times; i++) {
			const before = server.requests().length;
			const { offered, client } = await load(
				workplace,
				server.port,
				'--rate',
				'50',
				'--duration',
				'5s',
				'--arrivals',
				'constant'
			);
			const arrived = server.requests().length - before;
			isMet &&= Math.abs(arrived - 250) <= 2 && offered === arrived;
			seen.push(
				`${String(arrived)} (sent − due p99 ${ms(client?.sendLatenessMs.p99 ?? null)}, ${String(client?.droppedSends ?? 0)} dropped)`
			);
			note(seen.join(', '));
		}
		await server.close();
		return { seen: seen.join('; '), isMet };
	}
};

export const stall: Trial = {
	name: 'stall',
	what: 'a server that answers nothing for 1.4 s, at a constant rate of 100/s for 10 s',
	wanted: 'p99 from the due moment ≥ 1.2 s',
	times: 1,
	run: async () => {
		let beganMs: number | null = null;
		const [stallAtMs, stallForMs] = [4_000, 1_400];
		const server = await serveRaw((socket) => {
			const nowMs = performance.now();
			beganMs ??= nowMs;
			const sinceMs = nowMs - beganMs;
			const isStalled = sinceMs >= stallAtMs && sinceMs < stallAtMs + stallForMs;
			if (!isStalled) socket.write(answer);
			else setTimeout(() => socket.write(answer), stallAtMs + stallForMs - sinceMs);
		});
		using workplace = createWorkplace();
		const { ttftMs } = await load(
			workplace,
			server.port,
			'--rate',
			'100',
			'--duration',
			'10s',
			'--arrivals',
			'constant'
		);
		await server.close();
		return {
			seen: `TTFT from due: p50 ${ms(ttftMs.p50)}, p99 ${ms(ttftMs.p99)}, max ${ms(ttftMs.max)}`,
			isMet: (ttftMs.p99 ?? 0) >= 1_200
		};
	}
};
