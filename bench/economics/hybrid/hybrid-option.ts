/**
 * The hybrid as a cost curve of its own: the part of the requests that stays feeds back into the size of the fleet, the rest
 * into the tiers and the commitment of the API. In the canonical form, so that its crossovers are exact like all others.
 */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { CostCurve, MeteredPlan, Stair } from '../option/cost-curve.ts';

/** Decimal places of thresholds and steps after a division. */
const places = 30;
const roundDown = 0;
const roundUp = 3;

const zero = toDecimal(0);

const stepsAtZero = ({ requestsPerStep, offsetRequests, minSteps }: Stair): Decimal => {
	const steps = toDecimal(offsetRequests).div(requestsPerStep).round(0, roundUp);
	return steps.lt(minSteps) ? toDecimal(minSteps) : steps;
};

/** What a curve costs whatever the volume, as a curve: its cost at volume 0. */
const constantCurve = ({ fixedUsdPerMonth, stairs, metered }: CostCurve): CostCurve => ({
	fixedUsdPerMonth: stairs
		.reduce((sum, stair) => sum.plus(stepsAtZero(stair).times(stair.usdPerStep)), zero)
		.plus(fixedUsdPerMonth)
		.plus(metered?.commitUsdPerMonth ?? '0')
		.toFixed(),
	usdPerRequest: '0',
	stairs: [],
	metered: null
});

/**
 * The curve of V requests of which `share` (0 to 1, decimal text) are served by `curve`: V ↦ curve(share × V). Steps and tier
 * thresholds are divided by the share, rounded at the 30th decimal place so that what fitted exactly still does. With a share
 * of 0 what is paid anyway is left. A RangeError for other shares.
 */
export const scaledCurve = (curve: CostCurve, share: string): CostCurve => {
	const part = toDecimal(share);
	if (part.lt(0) || part.gt(1)) throw new RangeError(`a share must be 0 to 1, not ${share}`);
	if (part.eq(0)) return constantCurve(curve);
	if (part.eq(1)) return curve;
	const up = (requests: string): string =>
		toDecimal(requests).div(part).round(places, roundUp).toFixed();
	const down = (requests: string): string =>
		toDecimal(requests).div(part).round(places, roundDown).toFixed();
	const { metered } = curve;
	return {
		fixedUsdPerMonth: curve.fixedUsdPerMonth,
		usdPerRequest: part.times(curve.usdPerRequest).toFixed(),
		stairs: curve.stairs.map((stair) => ({
			...stair,
			requestsPerStep: up(stair.requestsPerStep),
			offsetRequests: down(stair.offsetRequests)
		})),
		metered: metered && {
			...metered,
			usdPerRequest: part.times(metered.usdPerRequest).toFixed(),
			tiers: metered.tiers.map((tier) => ({
				fromRequests: up(tier.fromRequests),
				usdPerRequest: part.times(tier.usdPerRequest).toFixed()
			}))
		}
	};
};

const isPlainPrice = ({ tiers, commitUsdPerMonth }: MeteredPlan): boolean =>
	tiers.length === 0 && toDecimal(commitUsdPerMonth).eq(0);

/** A metered plan without tiers and commitment as the slope that it is. */
const withoutPlainPlan = (curve: CostCurve): CostCurve =>
	curve.metered && isPlainPrice(curve.metered)
		? {
				...curve,
				usdPerRequest: toDecimal(curve.usdPerRequest)
					.plus(toDecimal(curve.metered.usdPerRequest).times(curve.metered.overageFactor))
					.toFixed(),
				metered: null
			}
		: curve;

/** Both costs together. A RangeError where both have tiers or a commitment: one curve holds one such plan. */
export const sumOfCurves = (a: CostCurve, b: CostCurve): CostCurve => {
	const [first, second] = a.metered && b.metered ? [a, b].map(withoutPlainPlan) : [a, b];
	if (!first || !second || (first.metered && second.metered)) {
		throw new RangeError('two metered plans with tiers or commitments do not add up to one');
	}
	return {
		fixedUsdPerMonth: toDecimal(first.fixedUsdPerMonth).plus(second.fixedUsdPerMonth).toFixed(),
		usdPerRequest: toDecimal(first.usdPerRequest).plus(second.usdPerRequest).toFixed(),
		stairs: [...first.stairs, ...second.stairs],
		metered: first.metered ?? second.metered
	};
};
