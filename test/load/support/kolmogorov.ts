/** The Kolmogorov–Smirnov statistic: how far a sample lies from a distribution. */

/** √n times the greatest distance between the empirical and the given distribution function; above 1.95 with probability 0.001. */
export const kolmogorov = (sample: readonly number[], cdf: (x: number) => number): number => {
	const sorted = [...sample].sort((a, b) => a - b);
	const n = sorted.length;
	const distances = sorted.flatMap((x, i) => [cdf(x) - i / n, (i + 1) / n - cdf(x)]);
	return Math.sqrt(n) * distances.reduce((most, each) => Math.max(most, each), 0);
};

/** What the statistic stays below but once in a thousand samples (Kolmogorov's limit law). */
export const kolmogorovLimit = 1.95;
