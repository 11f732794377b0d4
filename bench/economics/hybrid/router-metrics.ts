/** Published figures of merit of a router, so that ours can be held against those of the literature. For display: binary. */

/** Share of calls to the strong model and the share right reached with it. */
export interface RoutingPoint {
	strongShare: number;
	quality: number;
}

interface Curve {
	points: readonly RoutingPoint[];
	weak: number;
	strong: number;
}

/** The curve by rising share; null without both ends (share 0 and 1). The first of several points at one share counts. */
const curveOf = (points: readonly RoutingPoint[]): Curve | null => {
	const sorted = [...points].sort((a, b) => a.strongShare - b.strongShare);
	const [first, last] = [sorted[0], sorted.at(-1)];
	if (first?.strongShare !== 0 || last?.strongShare !== 1) return null;
	return { points: sorted, weak: first.quality, strong: last.quality };
};

/**
 * Average performance gap recovered, as RouteLLM's code computes it: (area − area of weak) / (area of strong − area of weak),
 * the area by trapezoids of quality over the strong share from 0 to 1. 0.5 is random mixing. Null where the strong model
 * is not better, or an end is missing.
 */
export const averageGapRecovered = (points: readonly RoutingPoint[]): number | null => {
	const curve = curveOf(points);
	if (!curve || !(curve.strong > curve.weak)) return null;
	let area = 0;
	for (const [index, point] of curve.points.entries()) {
		const before = curve.points[index - 1];
		if (!before) continue;
		area += ((point.quality + before.quality) / 2) * (point.strongShare - before.strongShare);
	}
	return (area - curve.weak) / (curve.strong - curve.weak);
};

/**
 * Call-performance threshold: the smallest strong share at which quality reaches weak + `gapShare` × (strong − weak), straight
 * between points (RouteLLM: CPT(20 %), CPT(50 %), CPT(80 %)). Null where the strong model is not better, or an end is missing.
 */
export const callShareForGap = (
	points: readonly RoutingPoint[],
	gapShare: number
): number | null => {
	const curve = curveOf(points);
	if (!curve || !(curve.strong > curve.weak)) return null;
	const wanted = curve.weak + gapShare * (curve.strong - curve.weak);
	for (const [index, point] of curve.points.entries()) {
		if (point.quality < wanted) continue;
		const before = curve.points[index - 1];
		if (!before) return 0;
		const rise = (wanted - before.quality) / (point.quality - before.quality);
		return before.strongShare + rise * (point.strongShare - before.strongShare);
	}
	// Rounding may leave the last point a bit short of itself.
	return 1;
};

/** Mean cost of a request, in any one unit, and the share right. */
export interface CostQualityPoint {
	cost: number;
	quality: number;
}

/**
 * The non-decreasing convex hull: from the cheapest point up to the best one, the upper chain that turns right only, since
 * any two points can be mixed at random.
 */
export const nonDecreasingHull = (points: readonly CostQualityPoint[]): CostQualityPoint[] => {
	const sorted = [...points].sort((a, b) => a.cost - b.cost || b.quality - a.quality);
	const hull: CostQualityPoint[] = [];
	for (const point of sorted) {
		const last = hull.at(-1);
		if (last && point.quality <= last.quality) continue;
		for (;;) {
			const [from, to] = [hull.at(-2), hull.at(-1)];
			if (!from || !to) break;
			const isBelow =
				(to.quality - from.quality) * (point.cost - from.cost) <=
				(point.quality - from.quality) * (to.cost - from.cost);
			if (!isBelow) break;
			hull.pop();
		}
		hull.push(point);
	}
	return hull;
};

/**
 * Average improvement in quality as RouterBench's code computes it: the area under the non-decreasing convex hull of cost and
 * quality from its cheapest point, extended flat to `maxCost` (the largest cost of all routers compared), divided by `maxCost`.
 * The paper (Hu et al. 2024, arXiv 2403.12031) divides by the range of cost instead. Null for no points or no cost.
 */
export const averageQualityOverCost = (
	points: readonly CostQualityPoint[],
	maxCost: number
): number | null => {
	const hull = nonDecreasingHull(points.filter(({ cost }) => cost <= maxCost));
	const last = hull.at(-1);
	if (!last || !(maxCost > 0)) return null;
	let area = last.quality * (maxCost - last.cost);
	for (const [index, point] of hull.entries()) {
		const before = hull[index - 1];
		if (before) area += ((point.quality + before.quality) / 2) * (point.cost - before.cost);
	}
	return area / maxCost;
};
