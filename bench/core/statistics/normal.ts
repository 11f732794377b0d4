/** The standard normal distribution. */

/** Standard normal quantile for a two-sided 95 % interval, which is a one-sided 97.5 % bound. */
export const z95 = 1.959963984540054;

const rootTwoPi = Math.sqrt(2 * Math.PI);

/** Height of the bell at z. */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / rootTwoPi;

/** From here on the continued fraction needs few terms. */
const farTail = 3;
/** Terms of the continued fraction: at z = 3 it is exact to the last bits by then. */
const fractionTerms = 200;

/** P(Z > z) for z ≥ 3: Laplace's continued fraction, φ(z) / (z + 1/(z + 2/(z + 3/…))). */
const farUpperTail = (z: number): number => {
	let rest = z;
	for (let k = fractionTerms; k > 0; k--) rest = z + k / rest;
	return normalDensity(z) / rest;
};

/**
 * P(Z ≤ z), to about 10⁻¹⁵ absolute and 10⁻¹³ relative in the lower tail. Taylor series in the middle (Marsaglia 2004, "Evaluating the
 * normal distribution", J. Stat. Softw. 11(4)), a continued fraction in the tails.
 */
export const normalCdf = (z: number): number => {
	if (z < -farTail) return farUpperTail(-z);
	if (z > farTail) return 1 - farUpperTail(z);
	let term = z;
	let sum = z;
	for (let k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
		term *= (z * z) / k;
		sum += term;
	}
	return 0.5 + sum * normalDensity(z);
};

const lowShare = 0.02425;

const tailGuess = (q: number): number =>
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
 * "An algorithm for computing the inverse normal cumulative distribution function" (2003). Quick: it is called for each draw.
 */
export const normalQuantile = (probability: number): number => {
	if (probability < lowShare) return tailGuess(Math.sqrt(-2 * Math.log(probability)));
	if (probability > 1 - lowShare) return -tailGuess(Math.sqrt(-2 * Math.log(1 - probability)));
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
