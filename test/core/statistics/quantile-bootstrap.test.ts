/** Quantiles of resamples, drawn at once, are those of resampling value by value; their intervals hold the truth as often as they say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, randomInt, type RandomSource } from '#core/random.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { drawQuantile, quantileDifference } from '#core/statistics/quantile-bootstrap.ts';

const sortedOf = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/** The plain way: n values with replacement, sorted. */
const resampledQuantile = (sorted: ArrayLike<number>, q: number, random: RandomSource): number => {
	const { length } = sorted;
	const drawn = Array.from({ length }, () => sorted[randomInt(random, length)]!);
	return quantileOfSorted(sortedOf(drawn), q)!;
};

const logNormal = (random: RandomSource): number => {
	const radius = Math.sqrt(-2 * Math.log(1 - random()));
	return Math.exp(0.5 * radius * Math.cos(2 * Math.PI * random()));
};

const sample = fc
	.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })
	.map(sortedOf);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a quantile of a resample', () => {
	it.each([
		[1, 0.5],
		[2, 0.9],
		[7, 0.5],
		[20, 0.95],
		[40, 0.25],
		[33, 0],
		[33, 1]
	])('of %i values at %f is distributed as by resampling value by value', (n, q) => {
		const sorted = sortedOf(Array.from({ length: n }, (_, i) => i * i));
		const draws = 20_000;
		const random = createRandom(5, `${String(n)} ${String(q)}`);
		const atOnce = sortedOf(Array.from({ length: draws }, () => drawQuantile(sorted, q, random)!));
		const oneByOne = sortedOf(
			Array.from({ length: draws }, () => resampledQuantile(sorted, q, random))
		);
		// Kolmogorov and Smirnov: two equal distributions differ by more than 1.95 √(2/draws) in one case of a thousand.
		let [i, j, gap] = [0, 0, 0];
		while (i < draws && j < draws) {
			const value = Math.min(atOnce[i]!, oneByOne[j]!) + 1e-9;
			while (i < draws && atOnce[i]! <= value) i++;
			while (j < draws && oneByOne[j]! <= value) j++;
			gap = Math.max(gap, Math.abs(i - j) / draws);
		}
		expect(gap).toBeLessThan(1.95 * Math.sqrt(2 / draws));
	});

	it('lies between the least and the largest value, and is unknown for none', () => {
		fc.assert(
			fc.property(sample, share, fc.integer(), (sorted, q, seed) => {
				const drawn = drawQuantile(sorted, q, createRandom(seed, 'within'))!;
				const slack = 1e-9 * Math.max(Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!));
				expect(drawn).toBeGreaterThanOrEqual(sorted[0]! - slack);
				expect(drawn).toBeLessThanOrEqual(sorted.at(-1)! + slack);
			})
		);
		expect(drawQuantile([], 0.5, createRandom(1, 'none'))).toBeNull();
	});
});

describe('the difference of two quantiles', () => {
	const settings = (name: string, resamples = 400) => ({
		random: createRandom(3, name),
		resamples
	});

	it('is that of the samples themselves, and unknown where either is empty', () => {
		fc.assert(
			fc.property(sample, sample, share, (first, second, q) => {
				const found = quantileDifference([first, second], q, settings('samples', 50))!;
				expect(found.first).toBe(quantileOfSorted(first, q));
				expect(found.second).toBe(quantileOfSorted(second, q));
				expect(found.difference).toBe(found.second - found.first);
				expect(found.low).toBeLessThanOrEqual(found.high);
			})
		);
		expect(quantileDifference([[], [1]], 0.5, settings('none'))).toBeNull();
		expect(quantileDifference([[1], []], 0.5, settings('none'))).toBeNull();
	});

	it('is the same for the same seed', () => {
		const [first, second] = [sortedOf([3, 1, 2]), sortedOf([5, 9, 7, 8])];
		expect(quantileDifference([first, second], 0.5, settings('a'))).toStrictEqual(
			quantileDifference([first, second], 0.5, settings('a'))
		);
	});

	it('moves with the second sample and grows with the unit', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 40 }),
				fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 40 }),
				fc.integer({ min: -500, max: 500 }),
				fc.integer({ min: 1, max: 20 }),
				share,
				(a, b, shift, scale, q) => {
					const [first, second] = [sortedOf(a), sortedOf(b)];
					const plain = quantileDifference([first, second], q, settings('moved', 100))!;
					const moved = quantileDifference(
						[first.map((value) => scale * value), second.map((value) => scale * (value + shift))],
						q,
						settings('moved', 100)
					)!;
					for (const member of ['difference', 'low', 'high'] as const) {
						expect(moved[member]).toBeCloseTo(scale * (plain[member] + shift), 6);
					}
				}
			)
		);
	});

	it('has an interval of no width between constants', () => {
		const [first, second] = [new Float64Array(30).fill(12), new Float64Array(50).fill(15)];
		expect(quantileDifference([first, second], 0.95, settings('constant'))).toStrictEqual({
			first: 12,
			second: 15,
			difference: 3,
			low: 3,
			high: 3
		});
	});

	it.each([
		[0.5, 60],
		[0.9, 64],
		[0.95, 130]
	])('at %f of %i values holds the truth in about 95 of 100 cases', (q, n) => {
		const random = createRandom(11, `coverage ${String(q)}`);
		const cases = 1_000;
		let held = 0;
		for (let i = 0; i < cases; i++) {
			const draw = () => sortedOf(Array.from({ length: n }, () => logNormal(random)));
			const { low, high } = quantileDifference([draw(), draw()], q, { random, resamples: 400 })!;
			if (low <= 0 && high >= 0) held++;
		}
		expect(held / cases).toBeGreaterThan(0.93);
		expect(held / cases).toBeLessThan(0.985);
	});

	it('is as wide as theory says for a million values, which take no longer than a hundred', () => {
		const many = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
		const { low, high } = quantileDifference([many, many], 0.99, settings('many', 2_000))!;
		// 1.96 standard errors of a quantile of a uniform sample, √(q (1 − q) / n), of two of them.
		const half = 1.96 * Math.sqrt(2 * 0.99 * 0.01 * 1_000_000);
		expect(-low / half).toBeGreaterThan(0.9);
		expect(-low / half).toBeLessThan(1.1);
		expect(high / half).toBeGreaterThan(0.9);
		expect(high / half).toBeLessThan(1.1);
	});
});
