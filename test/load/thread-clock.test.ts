import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { linuxThreadCpuUs, threadCpuUs } from '#bench/load/thread-clock.ts';

/** Keeps this thread busy until it has used so much CPU by one clock, and returns what the other says of it, µs. */
const usedBy = (clock: () => number, of: () => number, us: number): number => {
	const [from, before] = [of(), clock()];
	while (of() - from < us);
	return clock() - before;
};

describe.runIf(process.platform === 'linux')('the CPU time of a thread', () => {
	it('is the same as the system and as Node count it, but for a tick', () => {
		const us = usedBy(linuxThreadCpuUs, threadCpuUs, 100_000);
		expect(us).toBeGreaterThan(80_000);
		expect(us).toBeLessThan(120_000);
	});

	it('does not go on while the thread waits', () => {
		const before = linuxThreadCpuUs();
		const untilMs = performance.now() + 50;
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
		expect(performance.now()).toBeGreaterThanOrEqual(untilMs - 1);
		expect(linuxThreadCpuUs() - before).toBeLessThan(20_000);
	});
});
