/** How sure a κ of two raters with two labels is. */
import type { RandomSource } from '../random.ts';
import { cohenKappa, type LabelPair } from './agreement.ts';
import { quantileOfSorted } from './distribution.ts';

export interface KappaInterval {
	low: number;
	high: number;
}

/**
 * 95 % percentile interval of Cohen's κ by drawing as many pairs again, with replacement (Efron & Tibshirani 1993, ch. 13). Draws in which
 * κ is not defined are left out; null with fewer than ten pairs, and where most draws are left out.
 */
export const kappaInterval = (
	pairs: readonly LabelPair[],
	random: RandomSource,
	{ draws = 1_000 }: { draws?: number } = {}
): KappaInterval | null => {
	const n = pairs.length;
	if (n < 10) return null;
	const found: number[] = [];
	for (let draw = 0; draw < draws; draw++) {
		const again = Array.from({ length: n }, () => pairs[Math.floor(random() * n)] as LabelPair);
		const { kappa } = cohenKappa(again);
		if (kappa !== null) found.push(kappa);
	}
	if (found.length < draws / 2) return null;
	const sorted = Float64Array.from(found).sort();
	const [low, high] = [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
	return low === null || high === null ? null : { low, high };
};
