/** How many samples a percentile claim needs. */

/**
 * Smallest n at which a share `share` of good samples can be claimed with 99 % confidence while one exceedance is allowed:
 * P(at most one exceedance in n | true exceedance rate 1 − share) = share^n + n (1 − share) share^(n−1) ≤ 1 %.
 * The early-stopping rule of MLPerf Inference loadgen; gives 64 for 0.90, 130 for 0.95 and 662 for 0.99.
 */
export const minimumSamples = (share: number): number => {
	if (!(share > 0 && share < 1)) return 1;
	for (let n = 1; ; n++) {
		if (share ** n + n * (1 - share) * share ** (n - 1) <= 0.01) return n;
	}
};
