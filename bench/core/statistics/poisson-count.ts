/** Interval of the mean behind a count of independent events. */
import { z95 } from './normal.ts';

/** Quantile of χ² / 2 with 2n degrees of freedom at ± z, n > 0 (Wilson & Hilferty 1931, PNAS 17:684–688). */
const halfChiSquare = (n: number, z: number): number =>
	n * (1 - 1 / (9 * n) + z / (3 * Math.sqrt(n))) ** 3;

export interface PoissonInterval {
	/** Ends of the 95 % interval of the mean count, ≥ 0. */
	low: number;
	high: number;
}

/**
 * 95 % interval, two-sided, of the mean behind a count (Garwood 1936, Biometrika 28:437–442, with the approximation of χ² by Byar:
 * Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69). `count` ≥ 0 may be broken where it was scaled.
 */
export const poissonInterval = (count: number): PoissonInterval => ({
	low: count === 0 ? 0 : Math.max(0, halfChiSquare(count, -z95)),
	high: halfChiSquare(count + 1, z95)
});

/**
 * The same where the time of observation ends with an event, as that from the first request of a log to its last: then
 * `gaps` (> 0) events after the first took a time that is gamma-distributed, and the interval has 2 · gaps degrees of freedom at both ends.
 */
export const gammaInterval = (gaps: number): PoissonInterval => ({
	low: Math.max(0, halfChiSquare(gaps, -z95)),
	high: halfChiSquare(gaps, z95)
});
