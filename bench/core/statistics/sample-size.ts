/** How many samples a percentile claim needs. */

/**
 * Smallest n at which a share `share` of good samples can be claimed with 99 % confidence while one exceedance is allowed:
 * P(at most one exceedance in n | true exceedance rate 1 − share) = share^n + n (1 − share) share^(n−1) ≤ 1 %.
 * The early-stopping rule of MLPerf Inference loadgen; gives 64 for 0.90, 130 for 0.95 and 662 for 0.99.
 */
export const minimumSamples = (share: number): number => {
	if (!(share > 0 && share < 1)) return 1;
	const isEnough = (n: number): boolean => share ** n + n * (1 - share) * share ** (n - 1) <= 0.01;
	// The probability falls with n: double until it is low enough, then halve the gap. Shares near 1 need millions.
	let high = 1;
	while (!isEnough(high)) high *= 2;
	let low = Math.floor(high / 2);
	for (;;) {
		const middle = Math.floor((low + high) / 2);
		// Beyond 2^53 neighbours are more than 1 apart.
		if (middle <= low || middle >= high) return high;
		if (isEnough(middle)) high = middle;
		else low = middle;
	}
};
