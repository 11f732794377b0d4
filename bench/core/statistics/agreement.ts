/** How far judges agree with people, and with each other, beyond what chance would give. */

/** A pair of labels: of the first and of the second rater of the same answer. */
export type LabelPair = readonly [first: string, second: string];

export interface Kappa {
	/** 1: always agree; 0: as chance would; null where nothing was rated, or both always gave the same single label. */
	kappa: number | null;
	/** Share of answers on which both agree; null where nothing was rated. */
	agreement: number | null;
	n: number;
}

/** Cohen's κ of two raters (Cohen 1960, Educ. Psychol. Meas. 20:37–46): (observed − expected agreement) / (1 − expected). */
export const cohenKappa = (pairs: readonly LabelPair[]): Kappa => {
	const n = pairs.length;
	if (n === 0) return { kappa: null, agreement: null, n };
	const counts = new Map<string, { first: number; second: number }>();
	const of = (label: string): { first: number; second: number } => {
		const known = counts.get(label) ?? { first: 0, second: 0 };
		counts.set(label, known);
		return known;
	};
	let same = 0;
	for (const [first, second] of pairs) {
		of(first).first++;
		of(second).second++;
		if (first === second) same++;
	}
	const byChance = [...counts.values()].reduce((sum, { first, second }) => sum + first * second, 0);
	const agreement = same / n;
	const expected = byChance / (n * n);
	return { kappa: expected === 1 ? null : (agreement - expected) / (1 - expected), agreement, n };
};

/** How far apart two ratings are: 0 for the same. */
export type RatingDistance = (a: number, b: number) => number;

/** Labels without an order: apart or not. */
export const nominalDistance: RatingDistance = (a, b) => (a === b ? 0 : 1);
/** Scores on a scale: the square of their difference. */
export const intervalDistance: RatingDistance = (a, b) => (a - b) ** 2;

/**
 * Krippendorff's α of any number of raters (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): 1 − observed / expected
 * disagreement over pairs of ratings of the same unit. `units[u]` holds the ratings of one unit, missing ones left out; a unit with
 * fewer than two counts for nothing. Null where no unit has two, or all ratings are the same.
 */
export const krippendorffAlpha = (
	units: readonly (readonly number[])[],
	distance: RatingDistance = nominalDistance
): number | null => {
	const rated = units.filter((ratings) => ratings.length > 1);
	const all = rated.flat();
	const values = [...new Set(all)];
	const countOf = (ratings: readonly number[], value: number): number =>
		ratings.filter((rating) => rating === value).length;
	let observed = 0;
	for (const ratings of rated) {
		let apart = 0;
		for (const a of ratings) for (const b of ratings) apart += distance(a, b);
		observed += apart / (ratings.length - 1);
	}
	const totals = values.map((value) => ({ value, count: countOf(all, value) }));
	let expected = 0;
	for (const a of totals)
		for (const b of totals) expected += a.count * b.count * distance(a.value, b.value);
	if (expected === 0) return null;
	return 1 - ((all.length - 1) * observed) / expected;
};
