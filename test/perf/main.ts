/**
 * Compares what a client says about token times with a server that logged when it sent them, at 64, 256 and 1,024 streams of
 * 100 tokens/s: the project's own load worker, undici and node:http, one client thread each, one after the other on the same
 * machine. Prints figures; judges nothing. `npm run perf`, `-- --json` for data.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { defaultLimits } from '#core/config.ts';
import { describe } from '#core/statistics/distribution.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { startStage } from '#bench/load/run-stage.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import type { LibrarySettings } from './library-client.ts';
import type { TruthSettings } from './truth-server.ts';

const tokensPerStream = 200;
const tokenGapMs = 10;
const eventBytes = 174;
const wavesPerLevel = 3;
const levels = [64, 256, 1_024];
/** The clients take turns within a round, so that all of them meet the same machine. */
const rounds = 3;
const clients = ['bench', 'undici', 'node:http'] as const;

interface Measurement {
	client: (typeof clients)[number];
	concurrency: number;
	/** Client's first-token stamp − server's stamp before the write, ms. */
	ttftErrorMs: { p50: number; p99: number };
	/** |client's gap − server's gap| between successive tokens, ms. */
	itlErrorMs: { p50: number; p99: number };
	/** CPU of the thread that owns the sockets. */
	cpuUsPerEvent: number;
	eventsPerS: number;
	/** CPU of the server, for scale. */
	serverCpuUsPerEvent: number;
}

const startTruth = async (streams: number): Promise<{ child: ChildProcess; port: number }> => {
	const child = fork(new URL('./truth-server.ts', import.meta.url));
	const settings: TruthSettings = {
		tokensPerStream,
		tokenGapMs,
		firstTokenMs: [20, 120],
		streams
	};
	child.send(settings);
	const [message] = (await once(child, 'message')) as [{ port: number }];
	return { child, port: message.port };
};

const readFloats = (base64: string): Float64Array => {
	const bytes = Buffer.from(base64, 'base64');
	return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

/** CPU of reading a recorded response through its protocol, µs: what the main thread does later. */
const decode = (response: RecordedResponse): number => {
	const before = process.threadCpuUsage();
	openaiChat.read(response, true);
	const { user, system } = process.threadCpuUsage(before);
	return user + system;
};

let decodedUs = 0;
let decodedEvents = 0;

const runOurs = async (
	port: number,
	streams: number,
	concurrency: number
): Promise<{ stamps: Float64Array; cpuMs: number; wallMs: number }> => {
	const stamps = new Float64Array(streams * tokensPerStream);
	const requests = Array.from({ length: streams }, (_, id) =>
		renderRequest({
			method: 'POST',
			url: new URL(`http://127.0.0.1:${String(port)}/v1/chat/completions?id=${String(id)}`),
			headers: {},
			body: ''
		})
	);
	const responses: RecordedResponse[] = [];
	const stage = startStage({
		address: { ip: '127.0.0.1', port, tlsServerName: null, host: `127.0.0.1:${String(port)}` },
		requests,
		shape: { kind: 'closed', concurrency, requests: streams },
		seed: 1,
		workers: 1,
		limits: defaultLimits,
		onAttempt: ({ ordinal, response }) => {
			responses.push(response);
			let events = 0;
			response.arrivalOffsets.forEach((length, i) => {
				for (; events < tokensPerStream && length >= (events + 1) * eventBytes; events++) {
					stamps[ordinal * tokensPerStream + events] = response.arrivalMs[i] as number;
				}
			});
		}
	});
	const { reports, zeroHrMs } = await stage.done;
	decodedEvents += streams * tokensPerStream;
	for (const response of responses) decodedUs += decode(response);
	const report = reports[0];
	if (!report || zeroHrMs === null) throw new Error('the load worker ended without a report');
	return { stamps: stamps.map((ms) => ms + zeroHrMs), cpuMs: report.cpuMs, wallMs: report.wallMs };
};

const runLibrary = async (
	settings: LibrarySettings
): Promise<{ stamps: Float64Array; cpuMs: number; wallMs: number }> => {
	const child = fork(new URL('./library-client.ts', import.meta.url));
	child.send(settings);
	const [message] = (await once(child, 'message')) as [
		{ stamps: string; cpuMs: number; wallMs: number }
	];
	return { ...message, stamps: readFloats(message.stamps) };
};

const measure = async (
	client: (typeof clients)[number],
	concurrency: number
): Promise<Measurement> => {
	const streams = concurrency * wavesPerLevel;
	const truth = await startTruth(streams);
	const { stamps, cpuMs, wallMs } =
		client === 'bench'
			? await runOurs(truth.port, streams, concurrency)
			: await runLibrary({
					library: client,
					port: truth.port,
					streams,
					concurrency,
					tokensPerStream,
					eventBytes
				});
	truth.child.send('log');
	const [sent] = (await once(truth.child, 'message')) as [{ log: string; cpuMs: number }];
	truth.child.disconnect();
	const log = readFloats(sent.log);
	const ttft: number[] = [];
	const itl: number[] = [];
	for (let stream = 0; stream < streams; stream++) {
		const first = stream * tokensPerStream;
		ttft.push((stamps[first] as number) - (log[first] as number));
		for (let i = first + 1; i < first + tokensPerStream; i++) {
			const gap = (stamps[i] as number) - (stamps[i - 1] as number);
			itl.push(Math.abs(gap - ((log[i] as number) - (log[i - 1] as number))));
		}
	}
	const events = streams * tokensPerStream;
	const [ttftError, itlError] = [describe(ttft), describe(itl)];
	return {
		client,
		concurrency,
		ttftErrorMs: { p50: ttftError.p50 ?? NaN, p99: ttftError.p99 ?? NaN },
		itlErrorMs: { p50: itlError.p50 ?? NaN, p99: itlError.p99 ?? NaN },
		cpuUsPerEvent: (cpuMs * 1_000) / events,
		eventsPerS: (events / wallMs) * 1_000,
		serverCpuUsPerEvent: (sent.cpuMs * 1_000) / events
	};
};

const columns = [
	'client',
	'streams',
	'TTFT err p50',
	'p99',
	'ITL err p50',
	'p99',
	'CPU µs/event',
	'events/s',
	'server µs/event'
];
const widths = [10, 7, 12, 8, 11, 8, 12, 9, 15];
const row = (cells: string[]): string =>
	cells
		.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
		.join('  ');

/** The middle one of an odd number of rounds, figure by figure: machines are noisy, and one pause of a few ms moves a p99. */
const median = (rounds: Measurement[]): Measurement => {
	const middle = (of: (round: Measurement) => number): number =>
		describe(rounds.map(of)).p50 ?? Number.NaN;
	const [first] = rounds;
	if (!first) throw new Error('no round was measured');
	return {
		...first,
		ttftErrorMs: {
			p50: middle(({ ttftErrorMs }) => ttftErrorMs.p50),
			p99: middle(({ ttftErrorMs }) => ttftErrorMs.p99)
		},
		itlErrorMs: {
			p50: middle(({ itlErrorMs }) => itlErrorMs.p50),
			p99: middle(({ itlErrorMs }) => itlErrorMs.p99)
		},
		cpuUsPerEvent: middle(({ cpuUsPerEvent }) => cpuUsPerEvent),
		eventsPerS: middle(({ eventsPerS }) => eventsPerS),
		serverCpuUsPerEvent: middle(({ serverCpuUsPerEvent }) => serverCpuUsPerEvent)
	};
};

const ms = (value: number): string => value.toFixed(2);
const renderMeasurement = (found: Measurement): string =>
	row([
		found.client,
		String(found.concurrency),
		ms(found.ttftErrorMs.p50),
		ms(found.ttftErrorMs.p99),
		ms(found.itlErrorMs.p50),
		ms(found.itlErrorMs.p99),
		found.cpuUsPerEvent.toFixed(1),
		found.eventsPerS.toFixed(0),
		found.serverCpuUsPerEvent.toFixed(1)
	]);

const asJson = process.argv.includes('--json');
const results: { median: Measurement; rounds: Measurement[] }[] = [];
if (!asJson) {
	console.log(
		`${cpus()[0]?.model ?? 'unknown CPU'}, ${String(cpus().length)} cores, Node ${process.versions.node}\n` +
			`streams of ${String(1_000 / tokenGapMs)} tokens/s, ${String(tokensPerStream)} tokens, ${String(wavesPerLevel)} waves; medians of ${String(rounds)} rounds; errors in ms`
	);
	console.log(row(columns));
}
for (const concurrency of levels) {
	const measured = new Map<(typeof clients)[number], Measurement[]>();
	for (let round = 0; round < rounds; round++) {
		for (const client of clients) {
			measured.set(client, [...(measured.get(client) ?? []), await measure(client, concurrency)]);
		}
	}
	for (const found of measured.values()) {
		results.push({ median: median(found), rounds: found });
		if (!asJson) console.log(renderMeasurement(median(found)));
	}
}
if (asJson) console.log(JSON.stringify(results, null, '\t'));
else {
	console.log(
		`decoding the recordings later, on the main thread: ${(decodedUs / decodedEvents).toFixed(1)} µs of CPU per event`
	);
}
