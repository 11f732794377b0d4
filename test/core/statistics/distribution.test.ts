/** Percentiles and their summary, against NumPy's values and by their laws. */
import fc from 'fast-check';
import { max, mean, median, min } from 'simple-statistics';
import { describe as group, expect, it } from 'vitest';
import {
	describe,
	distributionSchema,
	p99MinimumSamples,
	quantileOfSorted
} from '#core/statistics/distribution.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';

/** Without a negative zero, which no clock shows and which `toBe` tells from 0. */
const samples = fc.array(
	fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
	{ minLength: 1, maxLength: 200 }
);
const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);

group('a quantile', () => {
	it.each([
		// numpy.quantile(values, q), method "linear"
		[[1, 2, 3, 4], 0.25, 1.75],
		[[1, 2, 3, 4], 0.5, 2.5],
		[[1, 2, 3, 4], 0.95, 3.85],
		[[15, 20, 35, 40, 50], 0.4, 29],
		[[7], 0.99, 7],
		[[0, 10], 0.99, 9.9]
	])('of %j at %f is %f, as NumPy says', (values, q, expected) => {
		expect(quantileOfSorted(values, q)).toBeCloseTo(expected, 12);
	});

	it('of no samples is unknown', () => {
		expect(quantileOfSorted([], 0.5)).toBeNull();
	});

	it('lies between the ends, rises with the share, and is the median in the middle', () => {
		fc.assert(
			fc.property(
				samples,
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(values, a, b) => {
					const ordered = sorted(values);
					const [low, high] = [
						quantileOfSorted(ordered, Math.min(a, b))!,
						quantileOfSorted(ordered, Math.max(a, b))!
					];
					const tolerance = 1e-12 * Math.max(1, ...ordered.map(Math.abs));
					expect(low).toBeLessThanOrEqual(high + tolerance);
					// Equal as numbers: the sign of a zero is of no interest.
					expect(Math.abs(quantileOfSorted(ordered, 0)! - min(values))).toBe(0);
					expect(Math.abs(quantileOfSorted(ordered, 1)! - max(values))).toBe(0);
					expect(Math.abs(quantileOfSorted(ordered, 0.5)! - median(values))).toBeLessThanOrEqual(
						tolerance
					);
				}
			)
		);
	});

	it('is a sample where the share falls on one', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer(), { minLength: 2, maxLength: 60 }),
				fc.nat(),
				(values, pick) => {
					const ordered = sorted(values);
					const index = pick % ordered.length;
					const seen = quantileOfSorted(ordered, index / (ordered.length - 1))!;
					expect(Math.abs(seen - ordered[index]!)).toBeLessThan(1e-4);
				}
			)
		);
	});
});

group('a distribution', () => {
	it('has the count, mean and largest value of its samples, whatever their order', () => {
		fc.assert(
			fc.property(samples, (values) => {
				const summary = describe(values);
				expect(distributionSchema.parse(summary)).toStrictEqual(summary);
				expect(summary.n).toBe(values.length);
				expect(summary.max).toBe(max(values));
				expect(Math.abs(summary.mean! - mean(values))).toBeLessThan(1e-4);
				expect(describe([...values].reverse())).toStrictEqual(summary);
				const { p50, p90, p95, p99 } = summary;
				expect(sorted([p50!, p90!, p95!, p99!])).toStrictEqual([p50, p90, p95, p99]);
			})
		);
	});

	it('sorts numbers as numbers', () => {
		expect(describe([10, 9, 100, 1])).toMatchObject({ p50: 9.5, max: 100 });
	});

	it('of no samples knows nothing', () => {
		expect(describe([])).toStrictEqual({
			n: 0,
			mean: null,
			p50: null,
			p90: null,
			p95: null,
			p99: null,
			max: null,
			p99Supported: false,
			upper: { p50: null, p90: null, p95: null, p99: null }
		});
	});

	it('bounds a percentile by a value that was measured, where there are enough of them', () => {
		// Of 130 one may lie above the bound of the p95; of the p50, 51: P(Binomial(130, 0.5) ≤ 51) is 0.9 %.
		const values = Array.from({ length: 130 }, (_, i) => i + 1);
		expect(describe(values).upper).toStrictEqual({ p50: 79, p90: 125, p95: 129, p99: null });
	});

	it('claims a p99 from as many samples as the early-stopping bound asks for', () => {
		expect(p99MinimumSamples).toBe(minimumSamples(0.99));
		expect(describe(Array.from({ length: 661 }, () => 1)).p99Supported).toBe(false);
		expect(describe(Array.from({ length: 662 }, () => 1)).p99Supported).toBe(true);
	});
});
