import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorOf } from '#bench/commands/probe/checks/floors.ts';

describe('the floor of a few durations', () => {
	it('is their least and their median', () => {
		expect(floorOf([3, 1, 2])).toEqual({ n: 3, minMs: 1, medianMs: 2 });
		expect(floorOf([4, 1, 2, 9])).toEqual({ n: 4, minMs: 1, medianMs: 3 });
	});

	it('leaves out those that are not known, and is unknown without any', () => {
		expect(floorOf([null, 5, null])).toEqual({ n: 1, minMs: 5, medianMs: 5 });
		expect(floorOf([null])).toEqual({ n: 0, minMs: null, medianMs: null });
		expect(floorOf([])).toEqual({ n: 0, minMs: null, medianMs: null });
	});

	it('has as many durations below its median as above it, in whatever order they come', () => {
		const durations = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1 });
		fc.assert(
			fc.property(durations, (ms) => {
				const { n, minMs, medianMs } = floorOf(ms);
				expect(n).toBe(ms.length);
				expect(minMs).toBe(Math.min(...ms));
				const below = ms.filter((each) => each < medianMs!).length;
				const above = ms.filter((each) => each > medianMs!).length;
				expect(Math.max(below, above)).toBeLessThanOrEqual(n / 2);
			})
		);
	});
});
