/** A cost curve turned into whole numbers: evaluated exactly at any volume, and ready to be subtracted from another. */
import type { CostCurve, Stair } from '../option/cost-curve.ts';
import {
	compareFractions,
	meteredPieces,
	meteredPlaces,
	type Fraction,
	type MeteredPiece
} from './metered-pieces.ts';
import { ceilDiv, decimalPlaces, floorDiv, gcd, toScaled } from './scaled-integers.ts';

/** Steps = max(minSteps, ⌈(factor × volume + offset) / perStep⌉). */
export interface CompiledStair {
	/** Scaled USD. */
	usdPerStep: bigint;
	factor: bigint;
	offset: bigint;
	perStep: bigint;
	minSteps: bigint;
}

export interface CompiledCurve {
	/** Amounts are USD × 10^places. */
	places: number;
	fixed: bigint;
	slope: bigint;
	stairs: readonly CompiledStair[];
	metered: readonly MeteredPiece[];
}

/** Decimal places on which every amount of the curve is whole. */
export const curvePlaces = (curve: CostCurve): number =>
	Math.max(
		decimalPlaces(curve.fixedUsdPerMonth),
		decimalPlaces(curve.usdPerRequest),
		...curve.stairs.map((stair) => decimalPlaces(stair.usdPerStep)),
		curve.metered ? meteredPlaces(curve.metered) : 0
	);

const compileStair = (stair: Stair, places: number): CompiledStair => {
	const decimals = Math.max(
		decimalPlaces(stair.requestsPerStep),
		decimalPlaces(stair.offsetRequests)
	);
	const [factor, offset, perStep] = [
		10n ** BigInt(decimals),
		toScaled(stair.offsetRequests, decimals),
		toScaled(stair.requestsPerStep, decimals)
	];
	if (perStep <= 0n) {
		throw new RangeError(`a step must carry more than 0 requests, not ${stair.requestsPerStep}`);
	}
	const common = gcd(gcd(factor, perStep), offset);
	return {
		usdPerStep: toScaled(stair.usdPerStep, places),
		factor: factor / common,
		offset: offset / common,
		perStep: perStep / common,
		minSteps: BigInt(stair.minSteps)
	};
};

/** Compiles a curve on a scale of 10^`places`, by default the smallest that holds it exactly. */
export const compileCurve = (curve: CostCurve, places = curvePlaces(curve)): CompiledCurve => ({
	places,
	fixed: toScaled(curve.fixedUsdPerMonth, places),
	slope: toScaled(curve.usdPerRequest, places),
	stairs: curve.stairs.map((stair) => compileStair(stair, places)),
	metered: curve.metered ? meteredPieces(curve.metered, places) : []
});

/** Last whole volume at which `steps` steps are enough; negative where none is. */
export const lastVolumeOf = (stair: Omit<CompiledStair, 'minSteps'>, steps: bigint): bigint =>
	floorDiv(steps * stair.perStep - stair.offset, stair.factor);

/** Steps that a volume asks for, the least number not counted in. */
export const stepsAt = (stair: Omit<CompiledStair, 'minSteps'>, volume: bigint): bigint =>
	ceilDiv(volume * stair.factor + stair.offset, stair.perStep);

const atLeast = (steps: bigint, least: bigint): bigint => (steps > least ? steps : least);

/** First whole volume that a piece holds for. */
export const firstVolumeOf = ({ above }: MeteredPiece): bigint =>
	above === null ? 0n : floorDiv(above.numerator, above.denominator) + 1n;

/** Scaled USD of a whole number of requests ≥ 0, exact. */
export const scaledUsd = (curve: CompiledCurve, volume: bigint): bigint => {
	let usd = curve.fixed + curve.slope * volume;
	for (const stair of curve.stairs) {
		usd += stair.usdPerStep * atLeast(stepsAt(stair, volume), stair.minSteps);
	}
	const piece = curve.metered.findLast((each) => firstVolumeOf(each) <= volume);
	return piece === undefined ? usd : usd + piece.intercept + piece.slope * volume;
};

/**
 * Scaled USD × denominator of a fraction of requests ≥ 0, exact: the cost `at` this point, or the value that it takes at once
 * `after` it, where a step or a price for all units begins.
 */
export const scaledUsdAtFraction = (
	curve: CompiledCurve,
	volume: Fraction,
	side: 'at' | 'after'
): bigint => {
	const { numerator, denominator } = volume;
	const line = (intercept: bigint, slope: bigint) => intercept * denominator + slope * numerator;
	let usd = line(curve.fixed, curve.slope);
	for (const stair of curve.stairs) {
		const needed = stair.factor * numerator + stair.offset * denominator;
		const perStep = stair.perStep * denominator;
		const steps = side === 'at' ? ceilDiv(needed, perStep) : floorDiv(needed, perStep) + 1n;
		usd += stair.usdPerStep * atLeast(steps, stair.minSteps) * denominator;
	}
	const piece = curve.metered.findLast(
		({ above }) => above === null || compareFractions(above, volume) < (side === 'at' ? 0 : 1)
	);
	return piece === undefined ? usd : usd + line(piece.intercept, piece.slope);
};
