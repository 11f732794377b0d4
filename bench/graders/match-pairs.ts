/** Pairs what fits together, as many as can be paired: no pair is lost because another was made first. */

/** For each of `left`, what of `right` it is paired with, each at most once; null where nothing is left (augmenting paths, Kuhn 1955). */
export const matchPairs = (
	left: number,
	right: number,
	fits: (left: number, right: number) => boolean
): (number | null)[] => {
	const fitting = Array.from({ length: left }, (_, l) =>
		Array.from({ length: right }, (_unused, r) => r).filter((r) => fits(l, r))
	);
	const leftOf = new Map<number, number>();
	const place = (l: number, seen: Set<number>): boolean => {
		for (const r of fitting[l] ?? []) {
			if (seen.has(r)) continue;
			seen.add(r);
			const other = leftOf.get(r);
			if (other === undefined || place(other, seen)) {
				leftOf.set(r, l);
				return true;
			}
		}
		return false;
	};
	const rightOf = new Map<number, number>();
	for (let l = 0; l < left; l++) place(l, new Set());
	for (const [r, l] of leftOf) rightOf.set(l, r);
	return Array.from({ length: left }, (_, l) => rightOf.get(l) ?? null);
};
