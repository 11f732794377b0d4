/** A rate that an imperfect judge reported, corrected for its errors. */
import { z95 } from './normal.ts';

/** What the judge said of answers whose truth is known from people. */
export interface JudgeErrors {
	/** Answers that people call right, and of these the ones that the judge passed. */
	right: number;
	rightPassed: number;
	/** Answers that people call wrong, and of these the ones that the judge failed. */
	wrong: number;
	wrongFailed: number;
}

export interface CorrectedRate {
	/** Between 0 and 1. */
	share: number;
	/** Ends of the interval, between 0 and 1. */
	low: number;
	high: number;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/**
 * True share of right answers where a judge passed `passed` of `n`, with its 95 % interval: (p + sp − 1)/(se + sp − 1) (Rogan & Gladen
 * 1978, Am. J. Epidemiol. 107:71–76), the interval widened by what is not known of sensitivity and specificity (Lang & Reiczigel
 * 2014, Prev. Vet. Med. 113:13–22). Null where a kind of label is missing, nothing was judged, or the judge is no better than chance.
 */
export const correctedRate = (
	passed: number,
	n: number,
	{ right, rightPassed, wrong, wrongFailed }: JudgeErrors
): CorrectedRate | null => {
	if (n === 0 || right === 0 || wrong === 0) return null;
	const youden = rightPassed / right + wrongFailed / wrong - 1;
	if (youden <= 0) return null;
	const share = clamp((passed / n + wrongFailed / wrong - 1) / youden);
	// One answer is added to either kind, z²/2 to either side of the rate, as in the paper.
	const [ofRight, ofWrong] = [right + 2, wrong + 2];
	const sensitivity = (rightPassed + 1) / ofRight;
	const specificity = (wrongFailed + 1) / ofWrong;
	const judged = n + z95 ** 2;
	const rate = (passed + z95 ** 2 / 2) / judged;
	const distance = sensitivity + specificity - 1;
	if (distance <= 0) return null;
	const centre = (rate + specificity - 1) / distance;
	const ofSensitivity = (sensitivity * (1 - sensitivity)) / ofRight;
	const ofSpecificity = (specificity * (1 - specificity)) / ofWrong;
	const shift = 2 * z95 ** 2 * (centre * ofSensitivity - (1 - centre) * ofSpecificity);
	const variance =
		(rate * (1 - rate)) / judged + centre ** 2 * ofSensitivity + (1 - centre) ** 2 * ofSpecificity;
	const half = (z95 * Math.sqrt(variance)) / distance;
	// The estimate itself is unadjusted, and lies inside in any case.
	return {
		share,
		low: Math.min(share, clamp(centre + shift - half)),
		high: Math.max(share, clamp(centre + shift + half))
	};
};
