/** Why the winner changes from one whole volume to the next: the lines cross, or one of the costs jumps. */
import {
	lastVolumeOf,
	scaledUsdAtFraction,
	stepsAt,
	type CompiledCurve
} from './compiled-curve.ts';
import type { Difference } from './difference.ts';
import { compareFractions, type Fraction } from './metered-pieces.ts';
import { signOf } from './scaled-integers.ts';

/** `root`: the costs meet between two steps. `jump`: a step or a price for all units changes who is cheaper. */
export type CrossoverEvent = 'root' | 'jump';

/** Points looked at within one request; a stair with more steps than that in one request counts as a jump. */
const mostPoints = 10_000n;

/** Volumes at which a curve may jump, from `volume` − 1 up to, not including, `volume`; null where there are too many. */
const jumpPoints = (curve: CompiledCurve, volume: bigint): Fraction[] | null => {
	const [from, to]: [Fraction, Fraction] = [
		{ numerator: volume - 1n, denominator: 1n },
		{ numerator: volume, denominator: 1n }
	];
	const points: Fraction[] = [];
	for (const { above } of curve.metered) {
		if (above && compareFractions(above, from) >= 0 && compareFractions(above, to) < 0) {
			points.push(above);
		}
	}
	for (const stair of curve.stairs) {
		if (volume <= lastVolumeOf(stair, stair.minSteps)) continue;
		const first = stepsAt(stair, volume - 1n);
		const steps = stepsAt(stair, volume);
		if (steps - first > mostPoints) return null;
		// Each number of steps ends at a point of its own; the one that ends at `volume` belongs to the next request.
		for (let step = first < stair.minSteps ? stair.minSteps : first; step < steps; step++) {
			points.push({ numerator: step * stair.perStep - stair.offset, denominator: stair.factor });
		}
	}
	return points;
};

/**
 * The event between `volume` − 1 and `volume`: `jump` where the sign of make − buy just after a point in [volume − 1, volume)
 * differs from that at the point, else `root`.
 */
export const eventBefore = ({ make, buy }: Difference, volume: bigint): CrossoverEvent => {
	const [ofMake, ofBuy] = [jumpPoints(make, volume), jumpPoints(buy, volume)];
	if (ofMake === null || ofBuy === null) return 'jump';
	const signAt = (point: Fraction, side: 'at' | 'after') =>
		signOf(scaledUsdAtFraction(make, point, side) - scaledUsdAtFraction(buy, point, side));
	return [...ofMake, ...ofBuy].some((point) => signAt(point, 'at') !== signAt(point, 'after'))
		? 'jump'
		: 'root';
};
