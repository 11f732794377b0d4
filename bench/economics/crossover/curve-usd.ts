/** The exact cost of a month at a volume. */
import type { CostCurve } from '../option/cost-curve.ts';
import { compileCurve, scaledUsd } from './compiled-curve.ts';
import { fromScaled } from './scaled-integers.ts';

/**
 * Compiles a curve once for many volumes. The function returned gives USD a month of a whole number of requests ≥ 0, exact
 * decimal text; a volume that is negative or not whole is a RangeError or SyntaxError.
 */
export const curveCost = (curve: CostCurve): ((volume: bigint | number | string) => string) => {
	const compiled = compileCurve(curve);
	return (volume) => {
		const requests = BigInt(volume);
		if (requests < 0n) throw new RangeError(`a volume cannot be negative: ${String(volume)}`);
		return fromScaled(scaledUsd(compiled, requests), compiled.places);
	};
};

/**
 * USD a month of `volume` whole requests, exact decimal text: fixed + slope × V + Σ usdPerStep × max(minSteps,
 * ⌈(V + offset) / requestsPerStep⌉) + metered plan. Graduated: requests beyond a threshold pay the tier's price; all-units:
 * all requests do once the volume is above it. A commitment is paid in any case, usage beyond it × overageFactor.
 */
export const curveUsd = (curve: CostCurve, volume: bigint | number | string): string =>
	curveCost(curve)(volume);
