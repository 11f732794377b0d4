/**
 * Looking at a comparison before all items are in, without fooling oneself: bounds that are wider at every look, so that over all looks
 * together a difference that is not there is shown no more often than α.
 */
import { normalCdf, normalDensity, normalQuantile } from './normal.ts';

/** How much of α may be used up by when: little at first and most at the end, or evenly. */
export const spendingRules = ['obrien-fleming', 'pocock'] as const;
export type SpendingRule = (typeof spendingRules)[number];

/**
 * α spent when a share `information` of the planned items is in, 0 < information ≤ 1, both sides together; each side spends like a
 * one-sided test at α/2 (Lan & DeMets 1983, Biometrika 70:659–663): 2 · (2 − 2Φ(z₁₋α/₄ / √t)), or α ln(1 + (e − 1) t).
 */
export const alphaSpent = (rule: SpendingRule, alpha: number, information: number): number =>
	rule === 'pocock'
		? alpha * Math.log(1 + (Math.E - 1) * information)
		: 4 * normalCdf(normalQuantile(alpha / 4) / Math.sqrt(information));

export interface SequentialPlan {
	/** Shares of the planned items at each look, rising, above 0, the last at most 1. */
	looks: readonly number[];
	alpha?: number;
	rule?: SpendingRule;
}

/** No look is asked to show more than this many standard errors: what would be spent there is below 10⁻¹⁵. */
const farthestBound = 8;
/** Points of Simpson's rule over the values from which no bound was crossed; odd. */
const points = 401;

/** Chance density of the running sum at a look, over those that crossed no bound before. */
interface Density {
	values: Float64Array;
	/** Density times the weight of the integral. */
	weighted: Float64Array;
}

const simpsonGrid = (bound: number, densityAt: (value: number) => number): Density => {
	const step = (2 * bound) / (points - 1);
	const values = Float64Array.from({ length: points }, (_, i) => -bound + i * step);
	const weighted = values.map((value, i) => {
		const weight = i === 0 || i === points - 1 ? 1 : i % 2 === 1 ? 4 : 2;
		return (densityAt(value) * weight * step) / 3;
	});
	return { values, weighted };
};

const integral = ({ values, weighted }: Density, of: (value: number) => number): number => {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += (weighted[i] as number) * of(values[i] as number);
	return sum;
};

/** The bound of a falling chance, by halving. */
const boundWhere = (chanceBeyond: (bound: number) => number, wanted: number): number => {
	let [low, high] = [0, farthestBound];
	if (chanceBeyond(high) >= wanted) return high;
	while (high - low > 1e-10) {
		const middle = (low + high) / 2;
		if (chanceBeyond(middle) > wanted) low = middle;
		else high = middle;
	}
	return high;
};

/** The bound of the next look, when a share `information` of the planned items is in. */
export type NextBound = (information: number) => number;

/**
 * Two-sided bounds on the standardised difference, one look after the other, in standard errors: at each look an interval ± its bound
 * holds, whatever was stopped before (Armitage, McPherson & Rowe 1969; repeated intervals: Jennison & Turnbull 1989, J. R. Stat. Soc. B
 * 51:305–361). 5 % over all looks, spent like O'Brien and Fleming's, unless said. Each takes some 20 ms. Throws a RangeError for looks that
 * do not rise from 0 to 1.
 */
export const boundSequence = ({
	alpha = 0.05,
	rule = 'obrien-fleming'
}: Omit<SequentialPlan, 'looks'> = {}): NextBound => {
	let earlier = 0;
	let past: Density | null = null;
	return (look) => {
		if (!(look > earlier && look <= 1)) {
			throw new RangeError('looks must rise, from above 0 to at most 1');
		}
		const wanted =
			alphaSpent(rule, alpha, look) - (earlier === 0 ? 0 : alphaSpent(rule, alpha, earlier));
		const [root, spread] = [Math.sqrt(look), Math.sqrt(look - earlier)];
		const before = past;
		const bound = boundWhere(
			(z) =>
				before
					? integral(
							before,
							(u) => normalCdf((-z * root - u) / spread) + normalCdf((u - z * root) / spread)
						)
					: 2 * normalCdf(-z),
			wanted
		);
		past = simpsonGrid(bound * root, (value) =>
			before
				? integral(before, (u) => normalDensity((value - u) / spread) / spread)
				: normalDensity(value / root) / root
		);
		earlier = look;
		return bound;
	};
};

/** The bounds of all looks of a plan; see `boundSequence`. */
export const sequentialBounds = ({ looks, ...rest }: SequentialPlan): number[] =>
	looks.map(boundSequence(rest));
