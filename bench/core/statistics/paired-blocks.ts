/** The difference of two measurements that took turns: what both met in a pair of blocks, a drift of the hour, is in neither difference. */
import { studentT95 } from './student.ts';

export interface BlockDifference {
	/** Mean of A − B over the pairs of blocks, and its 95 % interval by Student's t with pairs − 1 degrees of freedom. */
	value: number;
	low: number;
	high: number;
	pairs: number;
}

/** Block n of A against block n of B; pairs of which either is missing are left out. Null with fewer than two pairs. */
export const pairedBlockDifference = (
	a: readonly (number | null)[],
	b: readonly (number | null)[]
): BlockDifference | null => {
	const differences = a.flatMap((ofA, i) => {
		const ofB = b[i] ?? null;
		return ofA === null || ofB === null ? [] : [ofA - ofB];
	});
	const pairs = differences.length;
	if (pairs < 2) return null;
	const value = differences.reduce((sum, each) => sum + each, 0) / pairs;
	const variance = differences.reduce((sum, each) => sum + (each - value) ** 2, 0) / (pairs - 1);
	const half = studentT95(pairs - 1) * Math.sqrt(variance / pairs);
	return { value, low: value - half, high: value + half, pairs };
};
