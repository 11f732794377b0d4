import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	countOf,
	histogramBetween,
	histogramOf,
	histogramQuantile,
	type Histogram
} from '#bench/telemetry/histogram.ts';
import { parseExposition } from '#bench/telemetry/prometheus-text.ts';

const bounds = [5, 10, 25, 50, 100, Infinity];

/** As a process counts: how many observations are at most as large as each bound. */
const observed = (values: readonly number[]): Histogram => ({
	upperBounds: bounds,
	cumulative: bounds.map((bound) => values.filter((value) => value <= bound).length),
	sum: values.reduce((a, b) => a + b, 0)
});

const values = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 });

describe('a histogram of an engine', () => {
	it('tells the bucket in which a quantile of the observations really lies', () => {
		fc.assert(
			fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, q) => {
				const sorted = [...all].sort((a, b) => a - b);
				const real = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
				const found = histogramQuantile(observed(all), q);
				expect(found).not.toBeNull();
				if (!found) return;
				expect(real).toBeGreaterThanOrEqual(found.low);
				expect(real).toBeLessThanOrEqual(found.high ?? Infinity);
				if (found.value === null) expect(found.high).toBeNull();
				else {
					expect(found.value).toBeGreaterThanOrEqual(found.low);
					expect(found.value).toBeLessThanOrEqual(found.high ?? -Infinity);
				}
			})
		);
	});

	it('between two readings holds what was observed in between, and nothing else', () => {
		fc.assert(
			fc.property(values, values, (before, during) => {
				const between = histogramBetween(observed(before), observed([...before, ...during]));
				expect(between?.cumulative).toEqual(observed(during).cumulative);
				expect(between?.sum).toBeCloseTo(observed(during).sum ?? 0, 9);
			})
		);
	});

	it('is not subtracted from that of another process', () => {
		expect(histogramBetween(observed([1, 2, 3]), observed([1]))).toBeNull();
		const other = { ...observed([1]), upperBounds: [1, 2, 3, 4, 5, Infinity] };
		expect(histogramBetween(observed([1]), other)).toBeNull();
	});

	it('that was not there before is taken whole', () => {
		expect(histogramBetween(null, observed([7]))).toEqual(observed([7]));
		expect(histogramBetween(observed([7]), null)).toBeNull();
	});

	it('without observations has no quantile', () => {
		expect(histogramQuantile(observed([]), 0.5)).toBeNull();
	});

	const text = `
h_bucket{engine="0",le="0.1"} 1
h_bucket{engine="0",le="+Inf"} 3
h_bucket{engine="1",le="0.1"} 2
h_bucket{engine="1",le="+Inf"} 2
h_sum{engine="0"} 1.5
h_sum{engine="1"} 0.25
odd_bucket{a="1",le="1"} 1
odd_bucket{a="1",le="+Inf"} 1
odd_bucket{a="2",le="2"} 1
odd_bucket{a="2",le="+Inf"} 1
falling_bucket{le="1"} 4
falling_bucket{le="+Inf"} 3
open_bucket{le="1"} 4`;

	it('is added up over replicas and brought into the wanted unit', () => {
		const histogram = histogramOf(parseExposition(text), 'h', 1_000);
		expect(histogram).toEqual({ upperBounds: [100, Infinity], cumulative: [3, 5], sum: 1_750 });
		expect(histogram && countOf(histogram)).toBe(5);
		expect(histogramOf(parseExposition(text), 'h', 1, { engine: '1' })?.cumulative).toEqual([2, 2]);
	});

	it('is none where replicas have other bounds, counts fall, or the end is missing', () => {
		const exposition = parseExposition(text);
		for (const name of ['odd', 'falling', 'open', 'absent']) {
			expect(histogramOf(exposition, name)).toBeNull();
		}
	});
});
