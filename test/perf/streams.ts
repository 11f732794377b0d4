/**
 * Holds ten thousand slow streams in one process tree against a server that logs when it wrote each event, and prints what a stream costs in
 * memory, how soon all are open, and how far the client's stamps are from that log; then what the timing path allocates for each event of quick
 * streams. Judges nothing. `npm run perf:streams`, `-- --streams 10000 --workers 1 --json`, `-- --write` puts it into
 * bench/load/README.md.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { describe } from '#core/statistics/distribution.ts';
import { readStamps, startStampingEndpoint } from '#bench/endpoints/stamping/stamping-endpoint.ts';
import { loadReadme, writeTable } from './write-table.ts';
import type { AllocationResult, AllocationSettings } from './allocation-client.ts';
import type { StreamsResult, StreamsSettings } from './streams-client.ts';

/** An event every two seconds: streams that mostly wait. */
const pace = { tokens: 5, gapMs: 2_000, firstMs: 4_000, spreadMs: 4_000 };
/** What a process with its workers takes without streams is measured with these few. */
const fewStreams = 100;

/** Streams in which what is allocated for each event is measured: 50 tokens/s, looked at from 2 to 5 s after the beginning. */
const quick = {
	streams: 256,
	pace: { tokens: 300, gapMs: 20, firstMs: 10, spreadMs: 500 },
	fromMs: 2_000,
	untilMs: 5_000
};
/** Room for all young objects of that time, so that none is collected, MiB. */
const youngMib = 512;

const { values } = parseArgs({
	options: {
		streams: { type: 'string', default: '10000' },
		workers: { type: 'string', default: '1' },
		json: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false }
	}
});

interface Measured {
	streams: number;
	workers: number;
	complete: number;
	rssMib: number;
	connectMs: number;
	/** Arrival at the client − the moment before the write, ms: of first events, and of all. */
	ttftErrorMs: { p50: number | null; p99: number | null };
	errorMs: { p50: number | null; p99: number | null };
	sendLatenessP99Ms: number | null;
	cpuShare: number;
	eventLoopDelayP99Ms: number;
}

const resultOf = async <Result>(child: ChildProcess): Promise<Result> => {
	const ended = once(child, 'exit').then(() => {
		throw new Error('the client ended without a result');
	});
	const [result] = (await Promise.race([once(child, 'message'), ended])) as [Result];
	return result;
};

/** Bytes on the heap for each read of a socket, each of which brings an event; timers of the worker are in it. */
const measureAllocation = async (): Promise<{ reads: number; bytesPerRead: number }> => {
	await using server = await startStampingEndpoint();
	const room = String(youngMib);
	const child = fork(new URL('./allocation-client.ts', import.meta.url), [], {
		execArgv: [`--max-semi-space-size=${room}`, `--min-semi-space-size=${room}`]
	});
	child.send({ baseUrl: server.baseUrl, ...quick } satisfies AllocationSettings);
	const { reads, heapBytes, collections } = await resultOf<AllocationResult>(child);
	if (collections > 0) throw new Error('the heap was collected while it was measured');
	return { reads, bytesPerRead: heapBytes / reads };
};

const measure = async (streams: number, workers: number): Promise<Measured> => {
	await using server = await startStampingEndpoint();
	const child = fork(new URL('./streams-client.ts', import.meta.url), [], {
		serialization: 'advanced'
	});
	child.send({ baseUrl: server.baseUrl, streams, workers, pace } satisfies StreamsSettings);
	const result = await resultOf<StreamsResult>(child);
	const stamps = await readStamps(server);
	const first: number[] = [];
	const all: number[] = [];
	for (const [answer, arrivedMs] of result.arrivals) {
		const writtenMs = stamps[answer];
		arrivedMs.forEach((ms, event) => {
			const errorMs = ms - (writtenMs?.[event] ?? Number.NaN);
			if (event === 0) first.push(errorMs);
			all.push(errorMs);
		});
	}
	const [ttft, each] = [describe(first), describe(all)];
	return {
		streams,
		workers,
		complete: result.complete,
		rssMib: result.rssKib / 1_024,
		connectMs: result.connectMs,
		ttftErrorMs: { p50: ttft.p50, p99: ttft.p99 },
		errorMs: { p50: each.p50, p99: each.p99 },
		sendLatenessP99Ms: result.sendLatenessMs.p99,
		cpuShare: result.cpuShare,
		eventLoopDelayP99Ms: result.eventLoopDelayP99Ms
	};
};

const fixed = (value: number | null, digits = 2): string => value?.toFixed(digits) ?? '–';

const beforeLoad = loadavg()[0]?.toFixed(1) ?? '?';
const workers = Number(values.workers);
const many = Number(values.streams);
const [few, half, whole] = [
	await measure(fewStreams, workers),
	await measure(Math.round(many / 2), workers),
	await measure(many, workers)
];
const kibPerStream = (to: Measured, from: Measured): number =>
	((to.rssMib - from.rssMib) * 1_024) / (to.streams - from.streams);
const kib = { first: kibPerStream(half, few), second: kibPerStream(whole, half) };
const allocation = await measureAllocation();
const lines = [
	`${cpus()[0]?.model ?? 'unknown CPU'}, ${String(cpus().length)} cores, Node ${process.versions.node}, load average ${beforeLoad} before`,
	`streams of an event every ${String(pace.gapMs / 1_000)} s, ${String(workers)} worker; errors in ms against the server's log`,
	...[few, half, whole].map(
		(at) =>
			`${String(at.streams).padStart(6)} streams, ${String(at.complete)} complete: ${fixed(at.rssMib, 0)} MiB, all open after ${fixed(at.connectMs, 0)} ms; TTFT error p50 ${fixed(at.ttftErrorMs.p50)} p99 ${fixed(at.ttftErrorMs.p99)}, all events p99 ${fixed(at.errorMs.p99)}; sent late p99 ${fixed(at.sendLatenessP99Ms)}; ${fixed(100 * at.cpuShare, 0)} % of a core`
	),
	`memory of a stream: ${fixed(kib.first, 1)} KiB up to ${String(half.streams)}, ${fixed(kib.second, 1)} KiB beyond`,
	`allocated on the heap for each event of ${String(quick.streams)} streams of 50 tokens/s: ${fixed(allocation.bytesPerRead, 0)} bytes (${String(allocation.reads)} reads, no collection)`
];
console.log(
	values.json
		? JSON.stringify({ levels: [few, half, whole], kibPerStream: kib, allocation }, null, '\t')
		: lines.join('\n')
);
if (values.write) writeTable(loadReadme, 'perf:streams', lines.join('\n'));
