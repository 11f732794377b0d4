import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LoopWatch } from '#bench/load/loop-watch.ts';

const now = (): number => performance.now();

/** Keeps the loop from turning for so long; gives the moments between which it stood still. */
const spin = (forMs: number): [fromMs: number, toMs: number] => {
	const fromMs = now();
	while (now() - fromMs < forMs);
	return [fromMs, now()];
};

describe('the watch over an event loop', () => {
	it('notes when the loop stood still, from when it should have turned to when it did', async () => {
		const watch = new LoopWatch(now);
		watch.begin();
		await sleep(30);
		// The histogram counts from its first turn, which may come behind this timer where both were late.
		await nextTurn();
		const [fromMs, toMs] = spin(60);
		await sleep(30);
		const { stalls, eventLoopDelayMs } = watch.end();
		const stood = Array.from({ length: stalls.length / 2 }, (_, i) => [
			stalls[2 * i] as number,
			stalls[2 * i + 1] as number
		]);
		const longest = stood.find(([from = 0, to = 0]) => from < toMs && to >= toMs);
		expect(longest?.[0]).toBeLessThanOrEqual(fromMs + 6);
		expect(longest?.[1]).toBeGreaterThanOrEqual(toMs);
		expect([...stalls]).toEqual([...stalls].sort((a, b) => a - b));
		expect(eventLoopDelayMs.max).toBeGreaterThan(30);
	});

	it('sees a stall that lasts to the end of the watch', async () => {
		const watch = new LoopWatch(now);
		watch.begin();
		await sleep(10);
		const [, toMs] = spin(40);
		expect(watch.end().stalls.at(-1)).toBeGreaterThanOrEqual(toMs);
	});

	it('tells of nothing where it never began', () => {
		expect(new LoopWatch(now).end()).toEqual({
			stalls: new Float64Array(0),
			eventLoopDelayMs: { mean: 0, p99: 0, max: 0 }
		});
	});
});
