/** One thread of `fuzz.ts`: reads its share of the mutated recordings of a protocol, or streams of growing size. */
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { protocols } from '#bench/protocols/index.ts';
import type { Outcome } from '#core/outcome.ts';
import type { ProtocolName } from '#core/target.ts';
import { checkCase, readCase } from '../protocols/fuzz/checks.ts';
import { fuzzCaseOf, type FuzzCase } from '../protocols/fuzz/fuzz-case.ts';
import { growingShapesOf } from '../protocols/fuzz/growing-streams.ts';
import { recording } from '../protocols/recording.ts';

export type FuzzTask =
	| { kind: 'cases'; protocol: ProtocolName; seed: number; from: number; to: number }
	| { kind: 'growth'; protocol: ProtocolName; sizesBytes: readonly number[] };

export interface FuzzFailure {
	index: number;
	what: string;
	findings: string[];
}

export interface CasesResult {
	streams: number;
	bytes: number;
	throws: number;
	wrongOk: number;
	otherFindings: number;
	/** The first of them. */
	failures: FuzzFailure[];
	outcomes: Partial<Record<Outcome, number>>;
	/** Reading alone, µs for each KiB of a body, those of less counted as one: the slowest, the best of several readings of it. */
	slowestUsPerKib: number;
	slowestIndex: number;
	/** Most that was allocated on the heap while one was read, and its body, bytes. */
	mostHeapBytes: number;
	mostHeapBodyBytes: number;
}

export interface GrowthResult {
	/** Of every shape, each size: mean of several readings, ms of CPU time, and heap allocated by one, bytes. */
	shapes: {
		name: string;
		points: { bytes: number; readMs: number; heapBytes: number }[];
	}[];
}

const maxFailures = 5;
/** Cases that are looked at again, and how often each is read: a collection or another process may have been in the first reading. */
const maxSlow = 12;
const repeats = 9;
const bytesPerKib = 1_024;

const wrongOk = /^it (?:passed for|is ok)/u;

/**
 * CPU time of this thread so far, ms: other processes do not count, collections by helper threads do not either. Too coarse for a single reading: the
 * system brings it up to date every ms or so.
 */
const cpuMs = (): number => {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
};

const usPerKib = (ms: number, bytes: number): number =>
	(1_000 * ms) / Math.max(1, bytes / bytesPerKib);

const timeOf = (given: FuzzCase): number => {
	const start = performance.now();
	readCase(given);
	return performance.now() - start;
};

/** The cases that took longest at first sight, which are read again once all others have been: what held the thread up then is over. */
class Slowest {
	#cases: { index: number; value: number }[] = [];

	offer(index: number, value: number): void {
		const last = this.#cases.at(-1);
		if (this.#cases.length >= maxSlow && last && value <= last.value) return;
		this.#cases = [...this.#cases, { index, value }]
			.sort((a, b) => b.value - a.value)
			.slice(0, maxSlow);
	}

	get indexes(): number[] {
		return this.#cases.map(({ index }) => index);
	}
}

const runCases = (task: Extract<FuzzTask, { kind: 'cases' }>): CasesResult => {
	const { protocol, seed, from, to } = task;
	const result: CasesResult = {
		streams: 0,
		bytes: 0,
		throws: 0,
		wrongOk: 0,
		otherFindings: 0,
		failures: [],
		outcomes: {},
		slowestUsPerKib: 0,
		slowestIndex: from,
		mostHeapBytes: 0,
		mostHeapBodyBytes: 0
	};
	const slow = new Slowest();
	for (let index = from; index < to; index++) {
		const given = fuzzCaseOf(protocol, seed, index);
		const bytes = given.response.body.length;
		let readMs = 0;
		let heapBytes = 0;
		const { outcome, findings } = checkCase(given, (each) => {
			const before = getHeapStatistics().used_heap_size;
			const start = performance.now();
			const read = readCase(each);
			readMs = performance.now() - start;
			// Where something was collected meanwhile, nothing is known.
			heapBytes = getHeapStatistics().used_heap_size - before;
			return read;
		});
		result.streams += 1;
		result.bytes += bytes;
		if (outcome === null) result.throws += 1;
		else result.outcomes[outcome] = (result.outcomes[outcome] ?? 0) + 1;
		if (findings.some((finding) => wrongOk.test(finding))) result.wrongOk += 1;
		else if (findings.length > 0 && outcome !== null) result.otherFindings += 1;
		if (findings.length > 0 && result.failures.length < maxFailures) {
			const what = `${given.recording.name}: ${given.mutations.join(', then ')}`;
			result.failures.push({ index, what, findings });
		}
		if (outcome !== null) slow.offer(index, usPerKib(readMs, bytes));
		if (heapBytes > result.mostHeapBytes) {
			result.mostHeapBytes = heapBytes;
			result.mostHeapBodyBytes = bytes;
		}
	}
	for (const index of slow.indexes) {
		const given = fuzzCaseOf(protocol, seed, index);
		const times = Array.from({ length: repeats }, () => timeOf(given));
		const best = usPerKib(Math.min(...times), given.response.body.length);
		if (best <= result.slowestUsPerKib) continue;
		result.slowestUsPerKib = best;
		result.slowestIndex = index;
	}
	return result;
};

/** A stream is read again and again for at least that long, and three times, so that the clock is fine enough: ms of CPU time. */
const leastMeasuredMs = 12;
const leastReadings = 3;

const pointOf = (protocol: ProtocolName, isStream: boolean, body: Uint8Array) => {
	const response = recording(body);
	let heapBytes = 0;
	let readings = 0;
	const start = cpuMs();
	while (readings < leastReadings || cpuMs() - start < leastMeasuredMs) {
		const before = getHeapStatistics().used_heap_size;
		protocols[protocol].read(response, isStream);
		heapBytes = Math.max(heapBytes, getHeapStatistics().used_heap_size - before);
		readings += 1;
	}
	return { bytes: body.length, readMs: (cpuMs() - start) / readings, heapBytes };
};

const runGrowth = ({
	protocol,
	sizesBytes
}: Extract<FuzzTask, { kind: 'growth' }>): GrowthResult => ({
	shapes: growingShapesOf(protocol).map(({ name, isStream, bodyOf }) => ({
		name,
		points: sizesBytes.map((size) => pointOf(protocol, isStream, bodyOf(size)))
	}))
});

parentPort?.on('message', (task: FuzzTask) => {
	parentPort?.postMessage(task.kind === 'cases' ? runCases(task) : runGrowth(task));
});
