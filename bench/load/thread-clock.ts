/** The clocks of a load worker thread: the one that all threads of the machine share, and the thread's own CPU time. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { nsToMs } from '#core/units.ts';

/**
 * What is to be added to performance.now() of this thread to get the monotonic clock that all threads share, ms: from the tightest of
 * several brackets, so that the time between two readings of clocks does not become an error of every stamp.
 */
export const measureMonotonicOffsetMs = (): number => {
	const hrMs = (): number => nsToMs(Number(process.hrtime.bigint()));
	let best = { widthMs: Infinity, offsetMs: 0 };
	for (let i = 0; i < 50; i++) {
		const beforeMs = hrMs();
		const nowMs = performance.now();
		const afterMs = hrMs();
		const widthMs = afterMs - beforeMs;
		if (widthMs < best.widthMs) best = { widthMs, offsetMs: (beforeMs + afterMs) / 2 - nowMs };
	}
	return best.offsetMs;
};

/** Nanoseconds that the thread that reads this has spent on a processor (Linux, Documentation/scheduler/sched-stats, read 2026-11-26). */
const threadStatistics = '/proc/thread-self/schedstat';

/** CPU time of this thread as Linux itself counts it, µs; as far behind as a tick of its scheduler. */
export const linuxThreadCpuUs = (): number => {
	const [ns] = readFileSync(threadStatistics, 'latin1').split(' ');
	return Number(ns) / 1_000;
};

/** CPU time of this thread, user and system, µs. */
export const threadCpuUs = (): number => {
	// Node has it from 22.19 on.
	const usage = (process as Partial<typeof process>).threadCpuUsage?.();
	return usage ? usage.user + usage.system : linuxThreadCpuUs();
};
