/** Quantiles of samples; apart from their schema, so that a page can load it without the validator. */

/**
 * The q-quantile of sorted samples, linear between order statistics (type 7 of Hyndman & Fan 1996, the default of NumPy and R).
 * Null for no samples.
 */
export const quantileOfSorted = (sorted: ArrayLike<number>, q: number): number | null => {
	if (sorted.length === 0) return null;
	const position = (sorted.length - 1) * q;
	const low = Math.floor(position);
	const below = sorted[low] as number;
	const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
	return below + (above - below) * (position - low);
};
