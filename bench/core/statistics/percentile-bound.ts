/** How high a percentile may truly be, given so many samples. Pure. */

/** Chance that a bound is too low. */
const risk = 0.01;

/** ln n!, by Stirling's series beyond small n (relative error below 10⁻¹⁵). */
const lnFactorial = (n: number): number => {
	if (n < 16) {
		let product = 1;
		for (let i = 2; i <= n; i++) product *= i;
		return Math.log(product);
	}
	const x = n + 1;
	return (
		(x - 0.5) * Math.log(x) -
		x +
		0.5 * Math.log(2 * Math.PI) +
		1 / (12 * x) -
		1 / (360 * x ** 3) +
		1 / (1_260 * x ** 5)
	);
};

/** Below so many standard deviations under the mean a binomial has no weight that matters here. */
const farBelow = 12;

/**
 * How many of n samples may lie above a bound of the `share` quantile at 99 % confidence: the largest t with
 * P(Binomial(n, 1 − share) ≤ t) ≤ 1 %; −1 where there is none.
 */
const exceedancesAllowed = (n: number, share: number): number => {
	const above = 1 - share;
	const mean = n * above;
	let t = Math.max(0, Math.floor(mean - farBelow * Math.sqrt(mean * share)));
	let weight = Math.exp(
		lnFactorial(n) -
			lnFactorial(t) -
			lnFactorial(n - t) +
			t * Math.log(above) +
			(n - t) * Math.log(share)
	);
	let total = weight;
	if (total > risk) return t - 1;
	for (; t < n; t++) {
		weight *= ((n - t) / (t + 1)) * (above / share);
		total += weight;
		if (total > risk) return t;
	}
	return n - 1;
};

/**
 * The place, from 0, among n sorted samples of the value below which the `share` quantile lies with 99 % confidence: a bound that holds for any
 * distribution, of independent samples (order statistics; the early stopping of MLPerf Inference loadgen). Null with fewer samples than such a
 * claim needs with one exceedance allowed (`minimumSamples`). Throws a RangeError for a share that is not between 0 and 1.
 */
export const upperBoundPlace = (n: number, share: number): number | null => {
	if (!(share > 0 && share < 1))
		throw new RangeError(`a share between 0 and 1, not ${String(share)}`);
	if (n < 1) return null;
	const allowed = exceedancesAllowed(n, share);
	return allowed < 1 ? null : n - 1 - allowed;
};
