/** How far independent arrivals exceed their mean within one short window. */

/** Terms smaller than this, relative to the largest, cannot change the quantile of a share such as 0.95. */
const negligible = 1e-18;

/**
 * Smallest k with P(X ≤ k) ≥ share for X Poisson with this mean. Exact: the probabilities are summed outwards from the most
 * likely count, so neither a large mean nor its exponential overflows; the work grows with the root of the mean.
 * Throws a RangeError unless the mean is finite and ≥ 0 and the share between 0 and 1.
 */
export const poissonQuantile = (mean: number, share: number): number => {
	if (!Number.isFinite(mean) || mean < 0) throw new RangeError('a mean is a finite number ≥ 0');
	if (!(share > 0 && share < 1)) throw new RangeError('a share lies between 0 and 1');
	const mode = Math.floor(mean);
	// Relative to the probability of the mode.
	let first = mode;
	let weight = 1;
	while (first > 0 && weight > negligible) weight *= first-- / mean;
	let total = 0;
	const weights: number[] = [];
	for (let k = first; k <= mode || weight > negligible; k++) {
		weights.push(weight);
		total += weight;
		weight *= mean / (k + 1);
	}
	const wanted = share * total;
	let sum = 0;
	const index = weights.findIndex((each) => (sum += each) >= wanted);
	return first + index;
};

/**
 * 95th percentile of the requests in a window / their mean: what a fleet must bear beyond the mean of its busiest hour,
 * where nothing smooths the arrivals. Null for a mean of 0.
 */
export const poissonPeakFactor = (meanPerWindow: number): number | null =>
	meanPerWindow === 0 ? null : poissonQuantile(meanPerWindow, 0.95) / meanPerWindow;
