/**
 * The hybrid as a cost curve of its own: the part of the requests that stays feeds back into the size of the fleet, the rest
 * into the tiers and the commitment of the API. In the canonical form, so that its crossovers are exact like all others.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { CostCurve, MeteredPlan, Stair } from '../option/cost-curve.ts';
import type { HybridKind, HybridPoint } from './frontier.ts';

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

export interface HybridCurveExtras {
	/** USD a request for the gate, decimal text; `0` unless said. */
	gateUsdPerRequest?: string;
	/**
	 * Mean API cost of the requests that are sent / mean API cost of all; above 1 where the gate sends the long ones. Scales
	 * the metered price, not its thresholds, and nothing else. Decimal text; `1` unless said.
	 */
	apiCostFactor?: string;
}

const dearer = (curve: CostCurve, factor: string): CostCurve => {
	const by = (usd: string): string => toDecimal(usd).times(factor).toFixed();
	return {
		...curve,
		metered: curve.metered && {
			...curve.metered,
			usdPerRequest: by(curve.metered.usdPerRequest),
			tiers: curve.metered.tiers.map((tier) => ({
				...tier,
				usdPerRequest: by(tier.usdPerRequest)
			}))
		}
	};
};

/** Both single options with their parts of the volume, and the gate. */
const hybridCurve = (
	local: CostCurve,
	api: CostCurve,
	{ gateUsdPerRequest = '0' }: HybridCurveExtras
): CostCurve => {
	const sum = sumOfCurves(local, api);
	return { ...sum, usdPerRequest: toDecimal(sum.usdPerRequest).plus(gateUsdPerRequest).toFixed() };
};

/**
 * V requests a month of which a router sends `apiShare` (decimal text) to the API and keeps the rest:
 * make((1 − δ)V) + buy(δV) + gate × V. Fixed costs and commitments of both sides are paid.
 */
export const routerCurve = (
	makeCurve: CostCurve,
	buyCurve: CostCurve,
	apiShare: string,
	extras: HybridCurveExtras = {}
): CostCurve =>
	hybridCurve(
		scaledCurve(makeCurve, toDecimal(1).minus(apiShare).toFixed()),
		scaledCurve(dearer(buyCurve, extras.apiCostFactor ?? '1'), apiShare),
		extras
	);

/** As `routerCurve`, but the own model answers every request first: make(V) + buy(δV) + gate × V. */
export const cascadeCurve = (
	makeCurve: CostCurve,
	buyCurve: CostCurve,
	apiShare: string,
	extras: HybridCurveExtras = {}
): CostCurve =>
	hybridCurve(
		makeCurve,
		scaledCurve(dearer(buyCurve, extras.apiCostFactor ?? '1'), apiShare),
		extras
	);

export interface HybridChoice {
	point: HybridPoint;
	/** USD a month at the volume asked about, decimal text. */
	usdPerMonth: string;
}

/**
 * The point of a frontier that costs least in all at one volume, whole nodes included, among those with at least `minQuality`;
 * of equal cost the better one. `monthUsd` evaluates a curve at the volume. The ends are the single options, without the other
 * side's fixed costs. Null where no point is good enough.
 */
export const cheapestHybrid = ({
	frontier,
	kind,
	makeCurve,
	buyCurve,
	gateUsdPerRequest = '0',
	minQuality,
	monthUsd
}: {
	frontier: readonly HybridPoint[];
	kind: HybridKind;
	makeCurve: CostCurve;
	buyCurve: CostCurve;
	gateUsdPerRequest?: string;
	minQuality: number;
	/** USD a month of a curve, decimal text. */
	monthUsd: (curve: CostCurve) => string;
}): HybridChoice | null => {
	const combine = kind === 'router' ? routerCurve : cascadeCurve;
	const curveOf = ({ rule, apiItems, n }: HybridPoint): CostCurve => {
		if (rule.kind === 'all-local') return makeCurve;
		if (rule.kind === 'all-api') return buyCurve;
		const apiShare = new Decimal(apiItems).div(n).round(20).toFixed();
		return combine(makeCurve, buyCurve, apiShare, { gateUsdPerRequest });
	};
	let best: HybridChoice | null = null;
	for (const point of frontier) {
		if (point.quality < minQuality) continue;
		const usdPerMonth = monthUsd(curveOf(point));
		const order = best === null ? -1 : toDecimal(usdPerMonth).cmp(best.usdPerMonth);
		if (order < 0 || (order === 0 && best !== null && point.quality > best.point.quality)) {
			best = { point, usdPerMonth };
		}
	}
	return best;
};
