/**
 * Intervals of differences between quantiles of two independent samples, by drawing both samples again. A quantile of a resample needs two of
 * its order statistics only, and these are drawn exactly, so that a draw costs the same for a hundred values as for a million.
 * Seeded by the caller.
 */
import type { RandomSource } from '../random.ts';
import { drawGamma, drawPositive } from './draw-gamma.ts';
import type { BootstrapSettings } from './paired-bootstrap.ts';
import { quantileOfSorted } from './quantile.ts';

export interface QuantileDifference {
	/** The quantile of the first sample and of the second, in their unit. */
	first: number;
	second: number;
	/** second − first, with the ends of its interval. */
	difference: number;
	low: number;
	high: number;
}

/**
 * The q-quantile (type 7) of one resample of sorted values, drawn with replacement. The (k+1)-th smallest of n uniform draws is
 * Beta(k+1, n−k) distributed, and the next one lies at the least of the n−k−1 that are left above it (David & Nagaraja, Order
 * Statistics, 3rd ed. 2003, sections 2.1 and 2.5); value ⌊n·u⌋ is what a uniform u draws. Null for no values.
 */
export const drawQuantile = (
	sorted: ArrayLike<number>,
	q: number,
	random: RandomSource
): number | null => {
	const n = sorted.length;
	if (n === 0) return null;
	const valueAt = (u: number): number => sorted[Math.min(Math.floor(n * u), n - 1)] as number;
	const position = (n - 1) * q;
	const k = Math.floor(position);
	const part = position - k;
	const below = drawGamma(random, k + 1);
	const u = below / (below + drawGamma(random, n - k));
	const value = valueAt(u);
	if (part === 0) return value;
	const next = valueAt(1 - (1 - u) * drawPositive(random) ** (1 / (n - k - 1)));
	return value + (next - value) * part;
};

/**
 * Percentile interval of the difference between the q-quantiles of two independent sorted samples (Efron & Tibshirani 1993,
 * chapter 13), 95 % from 2,000 resamples of each unless said. It takes the values of a sample as independent of each other. Null where
 * either sample is empty. How many values a quantile needs is the caller's question; see `minimumSamples`.
 */
export const quantileDifference = (
	[first, second]: readonly [ArrayLike<number>, ArrayLike<number>],
	q: number,
	{ random, resamples = 2_000, level = 0.95 }: BootstrapSettings
): QuantileDifference | null => {
	const [ofFirst, ofSecond] = [quantileOfSorted(first, q), quantileOfSorted(second, q)];
	if (ofFirst === null || ofSecond === null) return null;
	const drawn = Float64Array.from(
		{ length: resamples },
		() => (drawQuantile(second, q, random) as number) - (drawQuantile(first, q, random) as number)
	).sort();
	return {
		first: ofFirst,
		second: ofSecond,
		difference: ofSecond - ofFirst,
		low: quantileOfSorted(drawn, (1 - level) / 2) as number,
		high: quantileOfSorted(drawn, (1 + level) / 2) as number
	};
};
