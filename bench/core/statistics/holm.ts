/** Several tests at once: with twenty scenarios one in twenty differences is shown by luck. */

/**
 * p-values adjusted so that the chance of any false finding stays at the level that they are held against (Holm 1979, Scand. J. Stat.
 * 6:65–70): the k-th smallest of m times m − k + 1, never below the one before it, at most 1. In the order given.
 */
export const holmAdjusted = (pValues: readonly number[]): number[] => {
	const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
	const adjusted = new Array<number>(pValues.length).fill(1);
	let largest = 0;
	for (const [rank, { p, index }] of order.entries()) {
		largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
		adjusted[index] = largest;
	}
	return adjusted;
};
