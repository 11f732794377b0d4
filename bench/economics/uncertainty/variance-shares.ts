/** Which parameters the spread of an outcome comes from. */
import { binCount, binnedMeans, binsOf } from './binned-means.ts';
import { meanOf } from './quantiles.ts';
import type { Samples } from './sampling.ts';

/**
 * Share of the variance of an outcome that a parameter explains by itself: the first-order Sobol index, estimated from the draws
 * as the correlation ratio over equal slices of the parameter, corrected for the slices (ε² of T. L. Kelley, PNAS 21, 1935):
 * 1 − (1 − η²)(n − 1)/(n − slices), at least 0. What parameters explain only together is not in it, so shares of all
 * parameters add up to at most about 1. With 10,000 draws the noise is about half a hundredth.
 * Outcomes must be finite.
 */
export const varianceShare = (values: Float64Array, outcomes: Float64Array): number => {
	const rows = outcomes.length;
	const count = binCount(rows);
	const mean = meanOf(outcomes);
	const { means, counts } = binnedMeans(binsOf(values, count), outcomes, count);
	let total = 0;
	for (const outcome of outcomes) total += (outcome - mean) ** 2;
	if (total === 0 || rows <= count) return 0;
	let between = 0;
	for (let bin = 0; bin < count; bin++) {
		between += (counts[bin] as number) * ((means[bin] as number) - mean) ** 2;
	}
	return Math.max(0, 1 - ((1 - between / total) * (rows - 1)) / (rows - count));
};

/** Shares by id of every parameter that was drawn, largest first. */
export const varianceShares = (
	{ columns }: Samples,
	outcomes: Float64Array
): { parameterId: string; share: number }[] =>
	[...columns]
		.map(([parameterId, values]) => ({ parameterId, share: varianceShare(values, outcomes) }))
		.sort((a, b) => b.share - a.share);
