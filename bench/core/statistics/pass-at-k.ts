/** What several tries at the same item are worth: one of k right, or all k right. */

const checkCounts = (tries: number, right: number, k: number): void => {
	if (![tries, right, k].every(Number.isInteger) || k < 1 || right < 0 || right > tries) {
		throw new RangeError(
			'tries, right answers and k must be whole, with 0 ≤ right ≤ tries and k ≥ 1'
		);
	}
};

/** C(count, k) / C(tries, k) for count ≤ tries: the chance that k of the tries, drawn without putting back, are all among `count`. */
const chanceOfAll = (count: number, tries: number, k: number): number => {
	let chance = 1;
	for (let i = 0; i < k; i++) chance *= Math.max(0, count - i) / (tries - i);
	return chance;
};

/**
 * pass@k of one item: the chance that at least one of k tries is right, without bias from n tries of which c were right,
 * 1 − C(n − c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374, equation 1). Null where fewer than k tries were made.
 */
export const passAtK = (tries: number, right: number, k: number): number | null => {
	checkCounts(tries, right, k);
	return tries < k ? null : 1 - chanceOfAll(tries - right, tries, k);
};

/**
 * pass^k of one item: the chance that all of k tries are right, without bias, C(c, k) / C(n, k) (Yao et al. 2024, arXiv:2406.12045,
 * section 3). Null where fewer than k tries were made.
 */
export const passHatK = (tries: number, right: number, k: number): number | null => {
	checkCounts(tries, right, k);
	return tries < k ? null : chanceOfAll(right, tries, k);
};
