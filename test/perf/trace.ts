/**
 * How close the requests of a replayed trace arrive to its moments: a trace of 20 minutes in Azure's layout, drawn from a seed (bursty gamma gaps
 * at the mean rate of Azure's conversations, 5.4/s, lengths of their size), replayed at 20× by the project's own engine against a server that
 * logs arrivals in its own process. Prints figures; judges nothing. `npm run perf:trace`; `-- --speed 20 --minutes 20 --workers 1`, `-- --json`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultLimits } from '#core/config.ts';
import { createRandom } from '#core/random.ts';
import { replayOf } from '#core/replay.ts';
import { drawGamma } from '#core/statistics/draw-gamma.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { readRequestTrace } from '#bench/importers/traces/read-request-trace.ts';
import { exactWords } from '#bench/load/prompts/exact-words.ts';
import { openTokeniser } from '#bench/load/prompts/tokeniser.ts';
import { tracePrompt } from '#bench/load/prompts/trace-prompts.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage } from '#bench/load/run-stage.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { ArrivalLog, ArrivalSettings } from './arrival-server.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		minutes: { type: 'string', default: '20' },
		speed: { type: 'string', default: '20' },
		workers: { type: 'string', default: '1' }
	}
});
const [minutes, speed, workers] = [values.minutes, values.speed, values.workers].map(Number) as [
	number,
	number,
	number
];
const meanPerS = 5.4;
/** Shape of the gaps: their squared coefficient of variation is 4. */
const burstiness = 0.25;
const answerMs = 200;

/** Seconds since 1970 in Azure's layout, to 100 ns. */
const written = (atS: number): string => {
	const whole = Math.floor(atS);
	const day = new Date(whole * 1_000).toISOString().slice(0, 19).replace('T', ' ');
	return `${day}.${String(Math.floor((atS - whole) * 1e7)).padStart(7, '0')}`;
};

const syntheticTrace = (): string => {
	const random = createRandom(1, 'trace in Azure layout');
	const startS = 1_700_158_623;
	const lines = ['TIMESTAMP,ContextTokens,GeneratedTokens'];
	let atS = 0;
	while (atS < minutes * 60) {
		const input = 1 + Math.floor(drawGamma(random, 0.9) * 1_280);
		const output = 1 + Math.floor(drawGamma(random, 1.5) * 140);
		lines.push(`${written(startS + atS)},${String(input)},${String(output)}`);
		atS += drawGamma(random, burstiness) / burstiness / meanPerS;
	}
	return `${lines.join('\n')}\n`;
};

const folder = await mkdtemp(join(tmpdir(), 'bench-perf-trace-'));
try {
	const file = join(folder, 'azure.csv');
	await writeFile(file, syntheticTrace());
	const { trace } = await readRequestTrace(file);
	const { dueMs, peakPerS, spanS } = replayOf(trace, { speed });
	const vocabulary = exactWords(await openTokeniser('o200k_base'));
	const child = fork(new URL('./arrival-server.ts', import.meta.url));
	child.send({ requests: dueMs.length, answerMs } satisfies ArrivalSettings);
	const [{ port }] = (await once(child, 'message')) as [{ port: number }];
	const endpoint = { baseUrl: `http://127.0.0.1:${String(port)}/v1`, model: 'm', apiKey: null };
	const requests = Array.from(dueMs, (_, place) => {
		const spec = openaiChat.buildRequest(endpoint, {
			system: null,
			messages: [
				{
					role: 'user',
					content: tracePrompt(
						trace,
						place,
						{ vocabulary, tokensPerWord: 1, tokensPerRequest: 0 },
						1
					)
				}
			],
			maxOutputTokens: trace.outputTokens[place] as number,
			stream: false,
			temperature: null,
			seed: null,
			extraBody: {}
		});
		spec.url.search = `id=${String(place)}`;
		return renderRequest(spec);
	});
	const sentMs = new Float64Array(dueMs.length).fill(NaN);
	const loadBefore = loadavg()[0] ?? NaN;
	const stage = startStage({
		address: { ip: '127.0.0.1', port, tlsServerName: null, host: `127.0.0.1:${String(port)}` },
		requests,
		shape: {
			kind: 'trace',
			file: 'azure.csv',
			speed,
			use: 'requests',
			skipBad: false,
			replayed: {
				sha256: '0'.repeat(64),
				format: 'azure',
				requests: dueMs.length,
				spanS,
				peakPerS
			}
		},
		replayDueMs: dueMs,
		seed: 1,
		workers,
		limits: defaultLimits,
		onAttempt: ({ ordinal, sentMs: sent }) => {
			sentMs[ordinal] = sent ?? NaN;
		}
	});
	const { zeroHrMs, offered, reports } = await stage.done;
	if (zeroHrMs === null) throw new Error('the stage never began');
	child.send('log');
	const [{ log }] = (await once(child, 'message')) as [ArrivalLog];
	child.disconnect();
	const bytes = Buffer.from(log, 'base64');
	const arrivals = new Float64Array(
		bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
	);
	const came = Array.from(dueMs.keys()).filter((i) => arrivals[i] !== 0);
	const describe = (errors: number[]): Record<'p50' | 'p90' | 'p99' | 'max', number> => {
		const sorted = Float64Array.from(errors).sort();
		const at = (p: number): number => quantileOfSorted(sorted, p) ?? NaN;
		return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
	};
	const result = {
		requests: dueMs.length,
		offered,
		came: came.length,
		meanPerS: dueMs.length / (spanS / speed),
		peakPerS,
		arrivalMinusDueMs: describe(
			came.map((i) => (arrivals[i] as number) - zeroHrMs - (dueMs[i] as number))
		),
		sentMinusDueMs: describe(came.map((i) => (sentMs[i] as number) - (dueMs[i] as number))),
		eventLoopDelayP99Ms: Math.max(...reports.map(({ eventLoopDelayMs }) => eventLoopDelayMs.p99)),
		loadAverage: { before: loadBefore, after: loadavg()[0] ?? NaN }
	};
	if (values.json) console.log(JSON.stringify(result, null, '\t'));
	else {
		const row = (name: string, each: (typeof result)['sentMinusDueMs']): string =>
			[
				name.padEnd(22),
				...[each.p50, each.p90, each.p99, each.max].map((ms) => ms.toFixed(2).padStart(8))
			].join('');
		console.log(
			[
				`${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores, Node ${process.versions.node}, load average ${result.loadAverage.before.toFixed(1)} before, ${result.loadAverage.after.toFixed(1)} after`,
				`${String(minutes)} minutes in Azure's layout at ${String(speed)}×, ${String(workers)} worker${workers === 1 ? '' : 's'}: ${String(result.came)} of ${String(result.requests)} requests came, ${result.meanPerS.toFixed(0)}/s in the mean, at most ${String(peakPerS)} within one second; errors in ms`,
				`${''.padEnd(22)}${['p50', 'p90', 'p99', 'max'].map((name) => name.padStart(8)).join('')}`,
				row('arrival − due', result.arrivalMinusDueMs),
				row('sent − due', result.sentMinusDueMs)
			].join('\n')
		);
	}
} finally {
	await rm(folder, { recursive: true, force: true });
}
