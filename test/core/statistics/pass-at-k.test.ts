/** pass@k and pass^k, against enumeration of all draws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passAtK, passHatK } from '#core/statistics/pass-at-k.ts';

/** All ways to draw k of n, as bit masks. */
const draws = (n: number, k: number): number[] =>
	Array.from({ length: 2 ** n }, (_, mask) => mask).filter(
		(mask) => mask.toString(2).replaceAll('0', '').length === k
	);

const counts = fc
	.integer({ min: 1, max: 8 })
	.chain((n) =>
		fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.integer({ min: 1, max: n }))
	);

describe('several tries at an item', () => {
	it('are all ways to draw k of them, counted', () => {
		fc.assert(
			fc.property(counts, ([tries, right, k]) => {
				const all = draws(tries, k);
				const rightMask = 2 ** right - 1;
				const some = all.filter((mask) => (mask & rightMask) !== 0).length / all.length;
				const every = all.filter((mask) => (mask & ~rightMask) === 0).length / all.length;
				expect(passAtK(tries, right, k)).toBeCloseTo(some, 12);
				expect(passHatK(tries, right, k)).toBeCloseTo(every, 12);
			})
		);
	});

	it('are the share of right ones for k = 1', () => {
		expect(passAtK(10, 3, 1)).toBeCloseTo(0.3, 12);
		expect(passHatK(10, 3, 1)).toBeCloseTo(0.3, 12);
	});

	it('say nothing where fewer were made, and refuse counts that are none', () => {
		expect(passAtK(2, 1, 3)).toBeNull();
		expect(passHatK(2, 1, 3)).toBeNull();
		for (const [tries, right, k] of [
			[3, 4, 1],
			[3, 1, 0],
			[2.5, 1, 1],
			[3, -1, 1]
		] as const) {
			expect(() => passAtK(tries, right, k)).toThrow(RangeError);
		}
	});
});
