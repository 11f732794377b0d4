/** Brings a resolved option into the canonical form in which it is compared: everything multiplied out, exact. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { lineUsd, type CostLine } from './cost-line.ts';
import type { CostCurve, MeteredPlan, Stair } from './cost-curve.ts';
import { fleetStairs } from '../fleet/fleet.ts';
import { scaledCurve, sumOfCurves } from '../hybrid/hybrid-option.ts';
import type { CostOption, MeteredTerms } from './option.ts';

/** Sum of the lines of one kind, USD per month, per node and month, or per request. */
export const sumOfLines = (lines: readonly CostLine[], per: CostLine['per']): Decimal =>
	lines
		.filter((line) => line.per === per)
		.reduce((sum, line) => sum.plus(lineUsd(line)), new Decimal(0));

/** Thresholds of a plan in requests; those in spend are divided by the base price, and nothing is reached where that is 0. */
const tiersInRequests = (terms: MeteredTerms, base: Decimal): MeteredTerms['tiers'] => {
	const { spendTiers, tiers } = terms;
	if (!spendTiers) return tiers;
	return base.eq(0)
		? []
		: spendTiers.map(({ fromUsd, priceFactor }) => ({
				fromRequests: toDecimal(fromUsd).div(base).toFixed(),
				priceFactor
			}));
};

/** The metered plan of an option; its base price is the sum of its lines, tiers are shares of it. */
const meteredPlan = (terms: MeteredTerms): MeteredPlan => {
	const base = sumOfLines(terms.lines, 'request');
	return {
		usdPerRequest: base.toFixed(),
		tiers: tiersInRequests(terms, base).map(({ fromRequests, priceFactor }) => ({
			fromRequests,
			usdPerRequest: base.times(priceFactor).toFixed()
		})),
		tierMode: terms.tierMode,
		commitUsdPerMonth: terms.commitUsdPerMonth?.value ?? '0',
		overageFactor: terms.overageFactor
	};
};

/** Throughput bought in whole units that cover the busiest hour: a stair in place of the price per request. */
const reservedStair = ({ reservedUnits }: MeteredTerms): Stair | null =>
	reservedUnits && {
		usdPerStep: reservedUnits.usdPerUnitMonth.value,
		requestsPerStep: reservedUnits.requestsPerUnitMonth.value,
		offsetRequests: '0',
		minSteps: 0
	};

const withLines = (curve: CostCurve, lines: readonly CostLine[]): CostCurve => ({
	...curve,
	fixedUsdPerMonth: sumOfLines(lines, 'month').plus(curve.fixedUsdPerMonth).toFixed(),
	usdPerRequest: sumOfLines(lines, 'request').plus(curve.usdPerRequest).toFixed()
});

/** Both sides of a hybrid as functions of the whole volume, each with its part of the requests. */
export const blendSides = ({
	mode,
	local,
	api,
	apiShare
}: NonNullable<CostOption['blend']>): { local: CostCurve; api: CostCurve } => ({
	// A cascade asks the own nodes first for every request.
	local: scaledCurve(
		optionCurve(local),
		mode === 'cascade' ? '1' : toDecimal(1).minus(apiShare.value).toFixed()
	),
	api: scaledCurve(optionCurve(api), apiShare.value)
});

/** Cost of a month of an option as a function of its volume, exact to 40 decimal places. */
export const optionCurve = (option: CostOption): CostCurve => {
	const { lines, fleet, metered, blend } = option;
	if (blend) {
		const { local, api } = blendSides(blend);
		return withLines(sumOfCurves(local, api), lines);
	}
	const nodeUsdPerMonth = sumOfLines(lines, 'node-month');
	const nodes = fleet
		? fleetStairs(fleet, nodeUsdPerMonth)
		: { fixedUsdPerMonth: toDecimal(0), stairs: [] };
	const reserved = metered && reservedStair(metered);
	return {
		fixedUsdPerMonth: sumOfLines(lines, 'month').plus(nodes.fixedUsdPerMonth).toFixed(),
		usdPerRequest: sumOfLines(lines, 'request').toFixed(),
		stairs: [...nodes.stairs, ...(reserved ? [reserved] : [])],
		metered: metered && !reserved ? meteredPlan(metered) : null
	};
};
