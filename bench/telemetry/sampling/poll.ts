/** Reads a source at even intervals on the clock of the run. A reading that takes longer than that is waited for, and the ticks it covers are left out. */
import { performance } from 'node:perf_hooks';
import { errorMessage } from '#core/errors.ts';
import type { RunningSource, SourceLog } from './source-log.ts';

export interface PollOptions<T> {
	intervalMs: number;
	/** The monotonic clock of the machine, ms. */
	nowMs: () => number;
	log: SourceLog;
	/** Waits for what is to be read; what it returns is then taken in, by the time that is counted as busy. */
	fetch: (signal: AbortSignal) => Promise<T>;
	/** Takes in what was fetched, with its moment; throws an error whose message says what is wrong with it. */
	take: (fetched: T, atMs: number) => void;
}

/** A reading is given up after so many intervals, at least after `leastTimeoutMs`. */
const timeoutIntervals = 5;
const leastTimeoutMs = 2_000;

export const poll = <T>({ intervalMs, nowMs, log, fetch, take }: PollOptions<T>): RunningSource => {
	let timer: NodeJS.Timeout | undefined;
	let isStopping = false;
	let current: Promise<void> = Promise.resolve();

	const read = async (): Promise<void> => {
		const timeoutMs = Math.max(leastTimeoutMs, timeoutIntervals * intervalMs);
		const beginMs = nowMs();
		try {
			const fetched = await fetch(AbortSignal.timeout(timeoutMs));
			const endMs = nowMs();
			const tookMs = endMs - beginMs;
			const busyFromMs = performance.now();
			// What was read belongs to some moment in between.
			take(fetched, beginMs + tookMs / 2);
			log.busyMs += performance.now() - busyFromMs;
			log.samples++;
			log.shortestReadMs = Math.min(log.shortestReadMs ?? Infinity, tookMs);
		} catch (error) {
			const isTimeout = error instanceof Error && error.name === 'TimeoutError';
			log.fail(isTimeout ? `no answer within ${String(timeoutMs)} ms` : errorMessage(error));
		}
	};

	const begunMs = nowMs();
	let tick = 0;
	const schedule = (): void => {
		if (isStopping) return;
		tick = Math.max(tick + 1, Math.ceil((nowMs() - begunMs) / intervalMs));
		const dueMs = begunMs + tick * intervalMs;
		timer = setTimeout(
			() => {
				log.lateMs.push(Math.max(0, nowMs() - dueMs));
				current = read().then(schedule);
			},
			Math.max(0, dueMs - nowMs())
		);
	};
	current = read().then(schedule);
	const ready = current;

	return {
		log,
		ready,
		stop: async () => {
			isStopping = true;
			clearTimeout(timer);
			await current;
			await read();
		}
	};
};
