/** The slider for the threshold of a hybrid's gate: its positions are the points of the frontier that the case carries. */
import { toDecimal } from '#core/decimal.ts';
import type { HybridFrontier } from '#bench/economics/hybrid/frontier-points.ts';

type Points = HybridFrontier['points'];

/** Position of the point nearest to a threshold, decimal text, as the case takes it; 0 without points. */
export const positionOfThreshold = (points: Points, threshold: string): number => {
	const distances = points.map((point) => toDecimal(point.threshold).minus(threshold).abs());
	return distances.reduce(
		(nearest, distance, index) => (distance.lt(distances[nearest] ?? distance) ? index : nearest),
		0
	);
};

/** The threshold at a position, decimal text; null for the one that the case was built with, and where there is none. */
export const thresholdAt = (
	{ points, chosenThreshold }: Pick<HybridFrontier, 'points' | 'chosenThreshold'>,
	position: number
): string | null => {
	const threshold = points[position]?.threshold ?? null;
	return threshold === chosenThreshold ? null : threshold;
};
