/** The clocks of a load worker thread: the one that all threads of the machine share, and the thread's own CPU time. */
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

/** CPU time of this thread, user and system, µs. */
export const threadCpuUs = (): number => {
	const usage = process.threadCpuUsage();
	return usage.user + usage.system;
};
