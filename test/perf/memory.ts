/**
 * Memory and time of summing up stages of a thousand to a million attempts, each size in a process of its own: the collector alone, with 200
 * moments of output each, and the whole path of an answer behind the socket, from recorded bytes (50 events) to a real database file.
 * `npm run perf:memory`, `-- --most 100000` for smaller ones, `--most-stored 20000`, `--json`. Prints figures; judges nothing.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { readAttempt } from '#bench/load/read-attempt.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { protocols } from '#bench/protocols/index.ts';
import { sampleAttempt, storeRunWithStage } from '../db/support/samples.ts';
import { chunk, done, recording } from '../protocols/recording.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		most: { type: 'string', default: '1000000' },
		'most-stored': { type: 'string', default: '100000' },
		path: { type: 'string' },
		attempts: { type: 'string' }
	}
});

const paths = { collector: 'collector alone', stored: 'bytes to database' } as const;
type Path = keyof typeof paths;

interface Measured {
	attempts: number;
	/** Of adding (reading and storing too, on the whole path), and of summing up, µs of wall time for each attempt. */
	addUs: number;
	summariseUs: number;
	/** Largest resident memory of the process, and what it was before the first attempt, MiB. */
	peakMib: number;
	beforeMib: number;
	/** Size of the database file, MiB; null for the collector alone. */
	databaseMib: number | null;
}

const ratePerS = 1_000;
const outputMoments = 200;
const events = 50;
const mib = 1_048_576;

const collectorOf = (attempts: number): StageCollector =>
	new StageCollector({
		load: { kind: 'constant', ratePerS, durationS: attempts / ratePerS },
		slo: { ttftMs: 800, e2eMs: 20_000 },
		sloShare: 0.95,
		price: null,
		priceVersion: null,
		isGraded: false
	});

/** Latencies that vary from attempt to attempt, the same in every run. */
const latencyMs = (i: number): number => 1_000 + ((i * 7_919) % 1_009);

const addAlone = (attempts: number, collector: StageCollector): void => {
	const deltaMs = new Float64Array(outputMoments);
	for (let i = 0; i < attempts; i++) {
		const dueMs = (i * 1_000) / ratePerS;
		const e2eMs = latencyMs(i);
		for (let at = 0; at < outputMoments; at++) {
			deltaMs[at] = dueMs + (e2eMs * (at + 1)) / outputMoments;
		}
		const attempt = sampleAttempt(String(i), 'stage', {
			ordinal: i,
			dueMs,
			sentMs: dueMs,
			endMs: dueMs + e2eMs,
			e2eMs,
			ttftMs: deltaMs[0] ?? 0,
			outcome: 'ok',
			costUsd: null
		});
		collector.add({ attempt, deltaMs, isEmulated: true, rateLimit: null }, null);
	}
};

const responseOf = (fromMs: number, gapMs: number): RecordedResponse => {
	const pieces = Array.from({ length: events }, () => chunk({ content: ' word' }));
	pieces.push(chunk({}, 'stop') + done);
	return recording(pieces.join(''), {
		reads: pieces.map((piece) => Buffer.byteLength(piece)),
		firstMs: fromMs,
		gapMs
	});
};

const storeAll = async (attempts: number, collector: StageCollector): Promise<number> => {
	const folder = await mkdtemp(join(tmpdir(), 'breakeven-memory-'));
	const file = join(folder, 'bench.db');
	const database = await openDatabase(`file:${file}`);
	const { stageId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (let i = 0; i < attempts; i++) {
		const dueMs = (i * 1_000) / ratePerS;
		const e2eMs = latencyMs(i);
		const raw: RawAttempt = {
			ordinal: i,
			turn: 0,
			worker: 0,
			connection: 'ready',
			dueMs,
			sentMs: dueMs,
			headersMs: dueMs + 1,
			endMs: dueMs + e2eMs,
			response: responseOf(dueMs + 2, (e2eMs - 2) / (events + 1))
		};
		const read = readAttempt(raw, {
			id: `${stageId}/${String(i)}`,
			stageId,
			itemId: null,
			trial: 0,
			protocol: protocols['openai-chat'],
			stream: true,
			price: null,
			priceVersion: null,
			secrets: [],
			keepStream: true
		});
		collector.add(read, null);
		await writer.enqueueAttempt({ attempt: read.attempt, answer: null, evidence: read.evidence });
	}
	await writer.close();
	await database.close();
	const { size } = await stat(file);
	await rm(folder, { recursive: true });
	return size / mib;
};

const measure = async (path: Path, attempts: number): Promise<Measured> => {
	const collector = collectorOf(attempts);
	const beforeMib = process.memoryUsage.rss() / mib;
	const start = performance.now();
	let databaseMib: number | null = null;
	if (path === 'collector') addAlone(attempts, collector);
	else databaseMib = await storeAll(attempts, collector);
	const added = performance.now();
	collector.summarise({ reports: [], offered: attempts, begun: attempts, zeroHrMs: 0 });
	const end = performance.now();
	return {
		attempts,
		addUs: ((added - start) * 1_000) / attempts,
		summariseUs: ((end - added) * 1_000) / attempts,
		peakMib: process.resourceUsage().maxRSS / 1_024,
		beforeMib,
		databaseMib
	};
};

const measureApart = async (path: Path, attempts: number): Promise<Measured> => {
	const child = fork(import.meta.filename, ['--path', path, '--attempts', String(attempts)]);
	const received: Measured[] = [];
	child.on('message', (message: Measured) => {
		received.push(message);
	});
	await once(child, 'close');
	const [measured] = received;
	if (!measured) throw new Error(`the process of ${String(attempts)} attempts ended early`);
	return measured;
};

const sizes = (most: number): number[] =>
	[1_000, 10_000, 100_000, 1_000_000].filter((each) => each <= most);

if (values.path !== undefined) {
	process.send?.(await measure(values.path as Path, Number(values.attempts)));
	process.disconnect();
} else {
	const found: Record<Path, Measured[]> = { collector: [], stored: [] };
	/** At once, as the largest sizes take minutes. */
	const say = (line: string): void => {
		if (!values.json) process.stdout.write(`${line}\n`);
	};
	const figure = (value: number, digits: number, width: number): string =>
		value.toFixed(digits).padStart(width);
	const rowOf = (measured: Measured): string => {
		const { attempts, addUs, summariseUs, peakMib, beforeMib, databaseMib } = measured;
		return `${String(attempts).padStart(8)} ${figure(addUs, 1, 10)} ${figure(summariseUs, 1, 13)} ${figure(peakMib, 0, 9)} ${figure(peakMib - beforeMib, 0, 12)} ${figure(((peakMib - beforeMib) * mib) / attempts, 0, 14)} ${databaseMib === null ? '             –' : figure(databaseMib, 1, 13)}`;
	};
	const measureAll = async (path: Path, what: string, most: number): Promise<void> => {
		say(`\n${paths[path]}, ${what}`);
		say('attempts  µs to add  µs to sum up  peak MiB  above start  bytes/attempt  database MiB');
		for (const each of sizes(most)) {
			const measured = await measureApart(path, each);
			found[path].push(measured);
			say(rowOf(measured));
		}
	};
	say(`Each size in a process of its own; Node ${process.versions.node}`);
	await measureAll(
		'collector',
		`${String(outputMoments)} moments of output each`,
		Number(values.most)
	);
	await measureAll(
		'stored',
		`${String(events)} events each, streams kept`,
		Number(values['most-stored'])
	);
	if (values.json) process.stdout.write(`${JSON.stringify(found, null, '\t')}\n`);
}
