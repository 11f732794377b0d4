/** Inverse of the normal distribution function, for drawing. */

const low = 0.02425;

const tail = (q: number): number =>
	(((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
		2.549732539343734) *
		q +
		4.374664141464968) *
		q +
		2.938163982698783) /
	((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
		3.754408661907416) *
		q +
		1);

/**
 * Standard normal quantile of a probability in (0, 1); relative error below 1.15e-9. Rational approximation by P. J. Acklam,
 * "An algorithm for computing the inverse normal cumulative distribution function" (2003).
 */
export const normalQuantile = (probability: number): number => {
	if (probability < low) return tail(Math.sqrt(-2 * Math.log(probability)));
	if (probability > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - probability)));
	const q = probability - 0.5;
	const r = q * q;
	return (
		((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
			138.357751867269) *
			r -
			30.66479806614716) *
			r +
			2.506628277459239) *
			q) /
		(((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
			66.80131188771972) *
			r -
			13.28068155288572) *
			r +
			1)
	);
};
