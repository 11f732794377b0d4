/** The largest value of a line plus a staircase over a range of whole numbers, without walking the range. */

/**
 * max of a·x + b·⌊(c·x + d) / m⌋ over whole x in 0..n, for n ≥ 0, m > 0, c ≥ 0, d ≥ 0; a and b of either sign.
 * Between two steps only one end can be best, so x is replaced by the number of the step, which swaps c and m: the recursion
 * is Euclid's, O(log m).
 */
export const maxLinearPlusFloor = (
	n: bigint,
	m: bigint,
	a: bigint,
	b: bigint,
	c: bigint,
	d: bigint
): bigint => {
	const perX = a + b * (c / m);
	const start = b * (d / m);
	const [slope, offset] = [c % m, d % m];
	const steps = (slope * n + offset) / m;
	if (steps === 0n) return start + (perX > 0n ? perX * n : 0n);
	if (perX > 0n) {
		// Best at the last x of a step: ⌊(m·y + m − d − 1) / c⌋ for step y, or at the end of the range.
		const end = perX * n + b * steps;
		const inner = maxLinearPlusFloor(steps - 1n, slope, b, perX, m, m - offset - 1n);
		return start + (inner > end ? inner : end);
	}
	// Best at the first x of a step: ⌊(m·y + c − 1 − d) / c⌋, or at x = 0.
	const inner = b + maxLinearPlusFloor(steps - 1n, slope, b, perX, m, m + slope - 1n - offset);
	return start + (inner > 0n ? inner : 0n);
};
