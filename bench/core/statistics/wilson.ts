/** Interval of a proportion. */
import { z95 } from './normal.ts';

export interface Proportion {
	successes: number;
	n: number;
	/** successes / n; null for n = 0. */
	share: number | null;
	/** Ends of the interval; null for n = 0. */
	low: number | null;
	high: number | null;
}

/** Wilson score interval, 95 % two-sided (Wilson 1927, J. Am. Stat. Assoc. 22:209–212). */
export const wilsonInterval = (successes: number, n: number): Proportion => {
	if (n === 0) return { successes, n, share: null, low: null, high: null };
	const share = successes / n;
	const z2 = z95 * z95;
	const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
	const half = (z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
	return {
		successes,
		n,
		share,
		low: successes === 0 ? 0 : Math.max(0, centre - half),
		high: successes === n ? 1 : Math.min(1, centre + half)
	};
};
