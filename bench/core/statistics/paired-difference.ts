/**
 * The difference of two proportions that were measured on the same items: its score interval and the exact test of no
 * difference. One row per item; answers of the same item on other trials are not further rows.
 */

import { z95 } from './normal.ts';

export interface PairedCounts {
	/** Items that only the first got right. */
	onlyFirst: number;
	/** Items that only the second got right. */
	onlySecond: number;
	/** All items, those included on which both agree. */
	n: number;
}

export interface PairedDifference extends PairedCounts {
	/** (onlyFirst − onlySecond) / n: share right of the first minus that of the second; null for n = 0. */
	difference: number | null;
	/** Ends of the interval, between −1 and 1; null for n = 0. */
	low: number | null;
	high: number | null;
}

/**
 * Probability that only the second is right, at its largest likelihood among those with `difference` between the two.
 * The positive root of 2n q² + b q + c = 0 (Tango 1998, Stat. Med. 17:891–908).
 */
export const restrictedOnlySecond = (
	{ onlyFirst, onlySecond, n }: PairedCounts,
	difference: number
): number => {
	const b = (2 * n - onlyFirst + onlySecond) * difference - onlyFirst - onlySecond;
	const c = -onlySecond * difference * (1 - difference);
	const root = Math.sqrt(Math.max(0, b * b - 8 * n * c));
	// Both forms are the same root; each avoids a difference of nearly equal numbers.
	const share = b > 0 ? (-2 * c) / (b + root) : (root - b) / (4 * n);
	return Math.min(Math.max(share, 0, -difference), (1 - difference) / 2);
};

/**
 * Standardised distance of the observed difference from `difference`, with the variance that `difference` implies
 * (Tango 1998). Falls as `difference` rises; infinite where `difference` is impossible with these counts.
 */
export const pairedScore = (counts: PairedCounts, difference: number): number => {
	const { onlyFirst, onlySecond, n } = counts;
	const distance = onlyFirst - onlySecond - n * difference;
	if (distance === 0) return 0;
	const onlySecondShare = restrictedOnlySecond(counts, difference);
	const variance = n * (2 * onlySecondShare + difference * (1 - difference));
	return variance <= 0 ? Math.sign(distance) * Infinity : distance / Math.sqrt(variance);
};

/** Where the falling score passes `score`, to the last bit. */
const differenceAtScore = (
	counts: PairedCounts,
	score: number,
	from: number,
	to: number
): number => {
	let [low, high] = [from, to];
	for (;;) {
		const middle = (low + high) / 2;
		if (middle <= low || middle >= high) return middle;
		if (pairedScore(counts, middle) > score) low = middle;
		else high = middle;
	}
};

/**
 * Difference of two paired proportions with Tango's score interval: all differences that the score test does not reject.
 * `z` is the standard normal quantile of its level, 95 % two-sided unless said. The ends are exact at the edges: −1 or 1
 * where every item favours one side, ±z²/(n + z²) where the two never differ.
 */
export const pairedDifference = (counts: PairedCounts, z: number = z95): PairedDifference => {
	const { onlyFirst, onlySecond, n } = counts;
	if (n === 0) return { ...counts, difference: null, low: null, high: null };
	const difference = (onlyFirst - onlySecond) / n;
	if (onlyFirst + onlySecond === 0) {
		const end = (z * z) / (n + z * z);
		return { ...counts, difference, low: -end, high: end };
	}
	return {
		...counts,
		difference,
		low: onlySecond === n ? -1 : differenceAtScore(counts, z, -1, difference),
		high: onlyFirst === n ? 1 : differenceAtScore(counts, -z, difference, 1)
	};
};

interface McNemarTail {
	/** P(X ≤ few), X binomial with n = onlyFirst + onlySecond and ½. */
	tail: number;
	/** P(X = few). */
	point: number;
}

/** The lower tail at the smaller of both counts. */
const mcNemarTail = (onlyFirst: number, onlySecond: number): McNemarTail => {
	const n = onlyFirst + onlySecond;
	const few = Math.min(onlyFirst, onlySecond);
	let logTerm = -n * Math.LN2;
	for (let i = 1; i <= few; i++) logTerm += Math.log((n - few + i) / i);
	const point = Math.exp(logTerm);
	// From the largest term down, so that nothing underflows before it matters.
	let term = point;
	let tail = 0;
	for (let k = few; k >= 0 && term > 0; k--) {
		tail += term;
		term *= k / (n - k + 1);
	}
	return { tail, point };
};

/**
 * Two-sided exact p-value of McNemar's test: how likely a split of the differing items at least as uneven as this one is, if
 * each falls to either side with probability ½. min(1, 2 P(X ≤ min)), X binomial. 1 where no item differs.
 */
export const mcNemarExactP = (onlyFirst: number, onlySecond: number): number =>
	Math.min(1, 2 * mcNemarTail(onlyFirst, onlySecond).tail);

/**
 * Two-sided mid-p value of McNemar's test: the exact one less the chance of the split that was seen, so that it is as often below α as
 * it should be (Fagerland, Lydersen & Laake 2013, BMC Med. Res. Methodol. 13:91). 1 − P(X = min)/2 where both counts are the same.
 */
export const mcNemarMidP = (onlyFirst: number, onlySecond: number): number => {
	const { tail, point } = mcNemarTail(onlyFirst, onlySecond);
	return onlyFirst === onlySecond ? 1 - point / 2 : 2 * tail - point;
};
