/** The interval of a sum of independent parts. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sumInterval } from '#core/statistics/sum-interval.ts';

const part = fc
	.tuple(
		fc.double({ min: -1e3, max: 1e3, noNaN: true }),
		fc.double({ min: 0, max: 1e3, noNaN: true }),
		fc.double({ min: 0, max: 1e3, noNaN: true })
	)
	.map(([value, below, above]) => ({ value, low: value - below, high: value + above }));

it('adds distances to the ends as distances at right angles add up', () => {
	const found = sumInterval([
		{ value: 10, low: 7, high: 14 },
		{ value: -5, low: -9, high: -2 }
	]);
	expect(found).toEqual({ low: 0, high: 10 });
});

it('is the interval of the part where there is one, and has no width where nothing is uncertain', () => {
	expect(sumInterval([{ value: 2, low: 1, high: 4 }])).toEqual({ low: 1, high: 4 });
	expect(sumInterval([{ value: 2, low: 2, high: 2 }])).toEqual({ low: 2, high: 2 });
	expect(sumInterval([])).toEqual({ low: 0, high: 0 });
});

it('holds the sum, and is never wider than the ends added up nor narrower than any part', () => {
	fc.assert(
		fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
			const { low, high } = sumInterval(parts);
			const sum = parts.reduce((total, { value }) => total + value, 0);
			const width = high - low;
			const slack = 1e-6;
			expect(low).toBeLessThanOrEqual(sum + slack);
			expect(high).toBeGreaterThanOrEqual(sum - slack);
			for (const each of parts) expect(width).toBeGreaterThanOrEqual(each.high - each.low - slack);
			const added = parts.reduce((total, each) => total + each.high - each.low, 0);
			expect(width).toBeLessThanOrEqual(added + slack);
		})
	);
});
