/**
 * Compares what a client says about token times with a server that logged when it sent them, at 64, 256 and 1,024 streams of 100 tokens/s: the
 * project's own load workers (one, two and four), undici, node:http and autocannon, and the CPU time of wrk, one after the other on the same machine.
 * Then ever more streams through a real stage, until it says itself that the client is part of what is measured. Prints figures; judges nothing.
 * `npm run perf`, `-- --json` for data, `-- --write` puts them into bench/load/README.md, `-- --rounds 1 --levels 64,256` for a first look.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { describe } from '#core/statistics/distribution.ts';
import { msToS, msToUs } from '#core/units.ts';
import {
	readServerCpuMs,
	readStamps,
	startStampingEndpoint
} from '#bench/endpoints/stamping/stamping-endpoint.ts';
import { stampedTarget } from '#bench/endpoints/stamping/stamped-request.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import { measureHonesty, type HonestyLevel } from './honesty.ts';
import { summaryOf } from './perf-summary.ts';
import { hasWrk, lastsS, runClient, type ClientName } from './streaming-clients.ts';
import { loadReadme, writeTable } from './write-table.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		rounds: { type: 'string', default: '3' },
		levels: { type: 'string', default: '64,256,1024' },
		rising: { type: 'string', default: '128,256,512,768,1024,1536,2048' }
	}
});
const numbersOf = (text: string): number[] => text.split(',').filter(Boolean).map(Number);
const rounds = Number(values.rounds);

const pace = { tokens: 200, gapMs: 10, firstMs: 20, spreadMs: 100 };
const wavesPerLevel = 3;
/** Longer answers than above: more of the steady state, and their quick first tokens leave the client little to be wrong by. */
const risingPace = { ...pace, tokens: 300 };
/** The clients take turns within a round, so that all of them meet the same machine. */
const clients: ClientName[] = [
	'bench ×1',
	'bench ×2',
	'bench ×4',
	'undici',
	'node:http',
	'autocannon',
	...((await hasWrk()) ? (['wrk'] as const) : [])
];

interface Measurement {
	client: ClientName;
	concurrency: number;
	/** Client's first-token stamp − server's stamp before the write, ms; NaN where the client stamps nothing. */
	ttftErrorP50Ms: number;
	ttftErrorP99Ms: number;
	/** |client's gap − server's gap| between successive tokens, ms. */
	itlErrorP50Ms: number;
	itlErrorP99Ms: number;
	/** CPU of the threads that own the sockets. */
	cpuUsPerEvent: number;
	eventsPerS: number;
	/** CPU of the server, for scale. */
	serverCpuUsPerEvent: number;
}

let decodedUs = 0;
let decodedEvents = 0;

const measure = async (client: ClientName, concurrency: number): Promise<Measurement> => {
	await using server = await startStampingEndpoint();
	const serverCpuBeforeMs = await readServerCpuMs(server);
	const { arrivals, cpuMs, wallMs } = await runClient(client, {
		url: new URL(stampedTarget(pace), server.baseUrl),
		streams: concurrency * wavesPerLevel,
		concurrency,
		lastsS: lastsS(wavesPerLevel, pace.tokens, pace.gapMs, pace.firstMs + pace.spreadMs),
		onRecording: (response) => {
			if (client !== 'bench ×1') return;
			// What the main thread does later; one recording in a hundred tells it.
			if (decodedEvents % 100 === 0) {
				const before = process.threadCpuUsage();
				openaiChat.read(response, true);
				const { user, system } = process.threadCpuUsage(before);
				decodedUs += (user + system) * 100;
			}
			decodedEvents += 1;
		}
	});
	const serverCpuMs = (await readServerCpuMs(server)) - serverCpuBeforeMs;
	const stamps = await readStamps(server);
	const events = stamps.reduce((sum, each) => sum + each.length, 0);
	const ttft: number[] = [];
	const itl: number[] = [];
	for (const [answer, arrivedMs] of arrivals ?? []) {
		const writtenMs = stamps[answer];
		if (!writtenMs) throw new Error(`${client} speaks of an answer that was never given`);
		for (let i = 0; i < arrivedMs.length; i++) {
			const errorMs = (arrivedMs[i] as number) - (writtenMs[i] as number);
			if (i === 0) ttft.push(errorMs);
			else
				itl.push(Math.abs(errorMs - ((arrivedMs[i - 1] as number) - (writtenMs[i - 1] as number))));
		}
	}
	const [ttftError, itlError] = [describe(ttft), describe(itl)];
	return {
		client,
		concurrency,
		ttftErrorP50Ms: ttftError.p50 ?? Number.NaN,
		ttftErrorP99Ms: ttftError.p99 ?? Number.NaN,
		itlErrorP50Ms: itlError.p50 ?? Number.NaN,
		itlErrorP99Ms: itlError.p99 ?? Number.NaN,
		cpuUsPerEvent: msToUs(cpuMs) / events,
		eventsPerS: events / msToS(wallMs),
		serverCpuUsPerEvent: msToUs(serverCpuMs) / events
	};
};

/** The middle one of an odd number of rounds, figure by figure: machines are noisy, and one pause of a few ms moves a p99. */
const median = (measured: readonly Measurement[]): Measurement => {
	const [first] = measured;
	if (!first) throw new Error('no round was measured');
	const middle = { ...first };
	for (const key of Object.keys(first) as (keyof Measurement)[]) {
		if (key === 'client') continue;
		middle[key] = describe(measured.map((each) => each[key])).p50 ?? Number.NaN;
	}
	return middle;
};

const columns: [name: string, width: number][] = [
	['client', 10],
	['streams', 7],
	['TTFT err p50', 12],
	['p99', 8],
	['ITL err p50', 11],
	['p99', 8],
	['CPU µs/event', 12],
	['events/s', 9],
	['server µs/event', 15]
];
const row = (cells: readonly string[]): string =>
	cells
		.map((cell, i) => {
			const width = columns[i]?.[1] ?? 0;
			return i === 0 ? cell.padEnd(width) : cell.padStart(width);
		})
		.join('  ');
const ms = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(2));
const renderMeasurement = (found: Measurement): string =>
	row([
		found.client,
		String(found.concurrency),
		ms(found.ttftErrorP50Ms),
		ms(found.ttftErrorP99Ms),
		ms(found.itlErrorP50Ms),
		ms(found.itlErrorP99Ms),
		found.cpuUsPerEvent.toFixed(1),
		found.eventsPerS.toFixed(0),
		found.serverCpuUsPerEvent.toFixed(1)
	]);
const renderHonesty = (level: HonestyLevel): string =>
	`${String(level.streams).padStart(5)} streams, ${String(level.workers)} worker: ${level.eventsPerS.toFixed(0)} events/s, TTFT error p50 ${ms(level.ttftErrorMs.p50)} p99 ${ms(level.ttftErrorMs.p99)}, ${(100 * level.cpuShare).toFixed(0)} % of a core: ${level.verdict}${level.reason === null ? '' : ` (${level.reason})`}`;

const lines: string[] = [];
const say = (line: string): void => {
	lines.push(line);
	if (!values.json) console.log(line);
};

say(
	`${cpus()[0]?.model ?? 'unknown CPU'}, ${String(cpus().length)} cores, Node ${process.versions.node}, load average ${loadavg()[0]?.toFixed(1) ?? '?'} before\n` +
		`streams of ${String(1_000 / pace.gapMs)} tokens/s, ${String(pace.tokens)} tokens, ${String(wavesPerLevel)} waves; medians of ${String(rounds)} rounds; errors in ms`
);
if (!clients.includes('wrk'))
	say('wrk is not installed (apt-get install wrk), so that its CPU time is missing');
say(row(columns.map(([name]) => name)));
const results: { median: Measurement; rounds: Measurement[] }[] = [];
for (const concurrency of numbersOf(values.levels)) {
	const measured = new Map<ClientName, Measurement[]>();
	for (let round = 0; round < rounds; round++) {
		for (const client of clients) {
			measured.set(client, [...(measured.get(client) ?? []), await measure(client, concurrency)]);
		}
	}
	for (const found of measured.values()) {
		results.push({ median: median(found), rounds: found });
		say(renderMeasurement(median(found)));
	}
}
if (decodedEvents > 0) {
	say(
		`decoding the recordings later, on the main thread: ${(decodedUs / decodedEvents / pace.tokens).toFixed(1)} µs of CPU per event`
	);
}
say('ever more streams in a real stage, each level once:');
const honesty: HonestyLevel[] = [];
for (const streams of numbersOf(values.rising)) {
	const level = await measureHonesty(streams, 1, risingPace);
	honesty.push(level);
	say(renderHonesty(level));
}
for (const line of summaryOf(
	results.map(({ median: middle }) => middle),
	honesty
)) {
	say(line);
}
if (values.json) console.log(JSON.stringify({ results, honesty }, null, '\t'));
if (values.write) writeTable(loadReadme, 'perf', lines.join('\n'));
