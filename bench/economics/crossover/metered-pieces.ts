/** A metered plan as straight pieces of cost over volume: tiers, and the kink or jump where a commitment is used up. */
import type { MeteredPlan } from '../option/cost-curve.ts';
import { decimalPlaces, toScaled } from './scaled-integers.ts';

/** A fraction; the denominator is > 0. */
export interface Fraction {
	numerator: bigint;
	denominator: bigint;
}

/** Scaled USD = intercept + slope × volume, for volumes above `above` up to and with the next piece's `above`. */
export interface MeteredPiece {
	/** Requests a month; null for the first piece. */
	above: Fraction | null;
	intercept: bigint;
	slope: bigint;
}

/** −1, 0 or 1 as `a` is below, equal to or above `b`. */
export const compareFractions = (a: Fraction, b: Fraction): number => {
	const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
	return left < right ? -1 : left > right ? 1 : 0;
};

const most = (values: readonly string[]): number => Math.max(0, ...values.map(decimalPlaces));

/** Decimal places on which every piece of the plan is whole. */
export const meteredPlaces = (plan: MeteredPlan): number => {
	const prices = most([plan.usdPerRequest, ...plan.tiers.map((tier) => tier.usdPerRequest)]);
	const thresholds = most(plan.tiers.map((tier) => tier.fromRequests));
	const usage = Math.max(prices + thresholds, decimalPlaces(plan.commitUsdPerMonth));
	return usage + decimalPlaces(plan.overageFactor);
};

/** Usage at list, before the commitment. */
const usagePieces = (plan: MeteredPlan, places: number): MeteredPiece[] => {
	const first = toScaled(plan.usdPerRequest, places);
	const pieces: MeteredPiece[] = [{ above: null, intercept: 0n, slope: first }];
	let [intercept, slope] = [0n, first];
	for (const tier of plan.tiers) {
		const decimals = decimalPlaces(tier.fromRequests);
		const denominator = 10n ** BigInt(decimals);
		const numerator = toScaled(tier.fromRequests, decimals);
		const price = toScaled(tier.usdPerRequest, places);
		if (plan.tierMode === 'graduated') {
			// Exact: the scale has room for the places of a price and of a threshold together.
			intercept += ((slope - price) * numerator) / denominator;
		}
		slope = price;
		pieces.push({ above: { numerator, denominator }, intercept, slope });
	}
	return pieces;
};

/** A plan's pieces in order of volume, scaled by 10^`places`; `places` at least what `meteredPlaces` says. */
export const meteredPieces = (plan: MeteredPlan, places: number): MeteredPiece[] => {
	const usage = usagePieces(plan, places);
	const factorPlaces = decimalPlaces(plan.overageFactor);
	const factor = toScaled(plan.overageFactor, factorPlaces);
	const factorScale = 10n ** BigInt(factorPlaces);
	const commit = toScaled(plan.commitUsdPerMonth, places);
	const beyond = ({ intercept, slope }: MeteredPiece, above: Fraction | null): MeteredPiece => ({
		above,
		intercept: commit + ((intercept - commit) * factor) / factorScale,
		slope: (slope * factor) / factorScale
	});
	const pieces: MeteredPiece[] = [];
	for (const [index, piece] of usage.entries()) {
		if (commit === 0n) {
			pieces.push(beyond(piece, piece.above));
			continue;
		}
		const within: MeteredPiece = { above: piece.above, intercept: commit, slope: 0n };
		if (piece.slope === 0n) {
			pieces.push(piece.intercept <= commit ? within : beyond(piece, piece.above));
			continue;
		}
		const usedUp: Fraction = { numerator: commit - piece.intercept, denominator: piece.slope };
		const end = usage[index + 1]?.above ?? null;
		if (piece.above !== null && compareFractions(usedUp, piece.above) <= 0) {
			pieces.push(beyond(piece, piece.above));
		} else {
			pieces.push(within);
			if (end === null || compareFractions(usedUp, end) < 0) pieces.push(beyond(piece, usedUp));
		}
	}
	return pieces;
};
