/** Whether two samples come from the same distribution, without assuming a shape. */

/**
 * Standardised Mann–Whitney U of two samples (Mann & Whitney 1947), normal approximation with mid-ranks and tie correction:
 * positive where `second` tends to be larger. 0 where either sample is empty or all values are equal.
 */
export const mannWhitneyZ = (first: readonly number[], second: readonly number[]): number => {
	const [n1, n2] = [first.length, second.length];
	const n = n1 + n2;
	if (n1 === 0 || n2 === 0) return 0;
	const all = [
		...first.map((value) => ({ value, isSecond: false })),
		...second.map((value) => ({ value, isSecond: true }))
	].sort((a, b) => a.value - b.value);
	let rankSum = 0;
	let ties = 0;
	for (let i = 0; i < n;) {
		let end = i;
		while (end < n && all[end]?.value === all[i]?.value) end++;
		const tied = end - i;
		const midRank = (i + 1 + end) / 2;
		ties += tied ** 3 - tied;
		for (let j = i; j < end; j++) if (all[j]?.isSecond) rankSum += midRank;
		i = end;
	}
	const u = rankSum - (n2 * (n2 + 1)) / 2;
	const variance = ((n1 * n2) / 12) * (n + 1 - ties / (n * (n - 1)));
	return variance <= 0 ? 0 : (u - (n1 * n2) / 2) / Math.sqrt(variance);
};
