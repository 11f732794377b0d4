import { describe, expect, it } from 'vitest';
import {
	rateDistribution,
	unweighted,
	weightedDistribution
} from '#bench/report/dialects/guidellm-distribution.ts';
import { isKnown, type Known } from '#bench/report/dialects/known.ts';

const known = <T>(value: Known<T>): T => {
	if (!isKnown(value)) throw new Error(`unknown: ${JSON.stringify(value)}`);
	return value;
};

describe('a distribution of guidellm', () => {
	it('takes for a percentile a value that occurred', () => {
		const { quantile, median, mean } = known(weightedDistribution(unweighted([4, 1, 2, 3])));
		expect([median, quantile(0.51), quantile(0.99), mean]).toEqual([2, 3, 4, 2.5]);
	});

	it('counts a value as often as its weight, and not at all without one', () => {
		const { median, mean, count } = known(
			weightedDistribution([
				{ value: 10, weight: 3 },
				{ value: 50, weight: 1 },
				{ value: 0, weight: 0 }
			])
		);
		expect([median, mean, count]).toEqual([10, 20, 4]);
	});

	it('is unknown where nothing has a weight', () => {
		expect(isKnown(weightedDistribution([{ value: 0, weight: 0 }]))).toBe(false);
	});
});

describe('a rate of guidellm', () => {
	it('gives an event the time halfway to its neighbours', () => {
		// 1 over 0 … 1, 1 over 1 … 2.5, 1 over 2.5 … 3
		const rate = known(rateDistribution([0, 2, 3].map((atS) => ({ atS, times: 1 }))));
		expect(rate.mean).toBeCloseTo(1, 12);
		expect(rate.min).toBeCloseTo(2 / 3, 12);
		expect(rate.max).toBeCloseTo(2, 12);
		expect(rate.count).toBe(3);
	});

	it('takes events within a tenth of a millisecond for one', () => {
		const rate = known(rateDistribution([0, 0.00005, 1].map((atS) => ({ atS, times: 1 }))));
		expect(rate.max).toBeCloseTo(4, 9);
	});

	it('leaves out what lies beyond its window, whose ends are no occurrence', () => {
		const rate = known(
			rateDistribution(
				[1, 9].map((atS) => ({ atS, times: 1 })),
				{ startS: 0, endS: 4 }
			)
		);
		expect(rate.mean).toBeCloseTo(1 / 4, 12);
	});
});
