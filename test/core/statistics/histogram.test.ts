/** A histogram against the sorted values themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as summarise, quantileOfSorted } from '#core/statistics/distribution.ts';
import { Histogram, histogramSchema } from '#core/statistics/histogram.ts';

const histogramOf = (values: readonly number[]): Histogram => {
	const histogram = new Histogram();
	for (const value of values) histogram.add(value);
	return histogram;
};

/** Latencies from less than a nanosecond to days, in ms, and none at all. */
const latency = fc.oneof(
	fc.constant(0),
	fc.double({ min: 1e-7, max: 2 ** 30, noNaN: true }),
	fc.double({ min: 0.001, max: 100, noNaN: true }),
	fc.double({ min: -20, max: 20, noNaN: true }).map((exponent) => 2 ** exponent)
);
const latencies = fc.array(latency, { maxLength: 200 });
const json = (histogram: Histogram): unknown => JSON.parse(JSON.stringify(histogram));

describe('a histogram', () => {
	it('has every quantile within 0.1 % of that of the sorted values', () => {
		fc.assert(
			fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
				const exact = quantileOfSorted(Float64Array.from(values).sort(), q);
				const found = histogramOf(values).quantile(q);
				if (exact === null) expect(found).toBeNull();
				else expect(Math.abs((found as number) - exact)).toBeLessThanOrEqual(0.001 * exact);
			})
		);
	});

	it('has count, mean and largest value as they are', () => {
		fc.assert(
			fc.property(latencies, (values) => {
				const [exact, found] = [summarise(values), histogramOf(values).describe()];
				expect({ n: found.n, max: found.max }).toStrictEqual({ n: exact.n, max: exact.max });
				if (exact.mean === null) expect(found.mean).toBeNull();
				else
					expect(Math.abs(found.mean! - exact.mean)).toBeLessThanOrEqual(1e-6 + 1e-12 * exact.mean);
			})
		);
	});

	it('is, merged from two, that of all values in any order, to the last bit', () => {
		fc.assert(
			fc.property(latencies, latencies, (some, others) => {
				const merged = histogramOf(some);
				merged.merge(histogramOf(others));
				expect(json(merged)).toStrictEqual(json(histogramOf([...others, ...some].reverse())));
			})
		);
	});

	it('comes back from JSON as it was, and goes on from there', () => {
		fc.assert(
			fc.property(latencies, latency, (values, next) => {
				const stored = histogramSchema.parse(json(histogramOf(values)));
				const histogram = Histogram.from(stored);
				expect(json(histogram)).toStrictEqual(stored);
				histogram.add(next);
				expect(json(histogram)).toStrictEqual(json(histogramOf([...values, next])));
			})
		);
	});

	it('carries a sum that is larger than a double holds exactly', () => {
		const histogram = histogramOf([2 ** 30, 2 ** 30, 2 ** 30]);
		for (let i = 0; i < 12; i++) histogram.merge(Histogram.from(histogram.toJSON()));
		expect(histogram.n).toBe(3 * 2 ** 12);
		expect(histogram.mean()).toBe(2 ** 30);
	});

	it('takes nothing that is no time', () => {
		for (const value of [-1, Number.NaN, Infinity, 2 ** 31]) {
			expect(() => {
				new Histogram().add(value);
			}).toThrow(RangeError);
		}
	});
});
