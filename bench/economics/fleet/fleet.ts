/**
 * How many nodes a volume needs, whole ones, and how they are paid by the hour where they are rented: each node reserved or on
 * demand, whichever is cheaper for the hours in which it is needed; and both in the form of a cost curve. Exact decimals throughout.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Stair } from '../option/cost-curve.ts';
import { meanRatePerS, secondsPerMonth } from '../demand/demand.ts';
import { hoursPerMonth } from '../option/factors.ts';
import type { DemandLevel, Fleet } from '../option/option.ts';

type Amount = string | number | Decimal;

/** Decimal places of the requests that a node carries; see `requestsPerNodeMonth`. */
const carriedPlaces = 30;
const roundUp = 3;

/**
 * Requests a month that one node carries while the busiest hour is `peakToAverage` times the mean: κ · h · 730 · 3600 / ρ.
 * Rounded up at the 30th decimal place, so that a volume of exactly n nodes' worth still divides into n and not n + 1.
 */
export const requestsPerNodeMonth = (
	kappaPerS: Amount,
	headroom: Amount,
	peakToAverage: Amount
): Decimal =>
	toDecimal(kappaPerS)
		.times(headroom)
		.times(secondsPerMonth)
		.div(peakToAverage)
		.round(carriedPlaces, roundUp);

/** Busiest hour / mean hour of a fleet: of its week where it follows one. Decimal text. */
export const peakOf = ({ scaling, levels, peakToAverage }: Fleet): string =>
	(scaling === 'hourly' ? levels[0]?.multiplier : undefined) ?? peakToAverage.value;

/**
 * Nodes in service, spares apart, at a volume, in the hours in which the rate is `multiplier` times the mean (in the busiest ones
 * unless said): max(minimum, ⌈V · multiplier / (κ · h · 730 · 3600)⌉).
 */
export const nodesFor = (
	fleet: Fleet,
	requestsPerMonth: Amount,
	multiplier: Amount = peakOf(fleet)
): number => {
	const carried = toDecimal(fleet.kappaPerS.value)
		.times(fleet.headroom.value)
		.times(secondsPerMonth);
	const needed = toDecimal(requestsPerMonth).times(multiplier).div(carried).round(0, roundUp);
	return Math.max(fleet.minNodes, needed.toNumber());
};

/** Nodes in service over the week of an hourly fleet, spares apart: how many, and in which share of the hours; most nodes first. */
export const nodesOverWeek = (
	fleet: Fleet,
	requestsPerMonth: Amount
): { nodes: number; hoursShare: string }[] => {
	const shares = new Map<number, Decimal>();
	for (const { multiplier, hoursShare } of fleet.levels) {
		const nodes = nodesFor(fleet, requestsPerMonth, multiplier);
		shares.set(nodes, (shares.get(nodes) ?? new Decimal(0)).plus(hoursShare));
	}
	return [...shares].map(([nodes, share]) => ({ nodes, hoursShare: share.toFixed() }));
};

/** Nodes that are kept ready for the busiest hour, spares included. */
export const provisionedNodes = (fleet: Fleet, requestsPerMonth: Amount): number =>
	nodesFor(fleet, requestsPerMonth) + fleet.spareNodes;

/** Mean rate / (provisioned nodes · κ): the use that the fleet is put to, as a share. Null without nodes. */
export const utilisation = (fleet: Fleet, requestsPerMonth: Amount): Decimal | null => {
	const nodes = provisionedNodes(fleet, requestsPerMonth);
	if (nodes === 0) return null;
	return meanRatePerS(requestsPerMonth).div(toDecimal(fleet.kappaPerS.value).times(nodes));
};

/** An hourly fleet, checked to have what following the week needs. */
interface HourlyTerms {
	onDemandUsdPerHour: Decimal;
	/** Null where no node can be reserved. */
	reservedUsdPerHour: Decimal | null;
	levels: readonly DemandLevel[];
}

/** Throws a RangeError where the fleet has no rent or no levels. */
export const hourlyTerms = ({ rent, levels }: Fleet): HourlyTerms => {
	if (!rent) throw new RangeError('a fleet that follows the hours needs a rent per hour');
	if (levels.length === 0) throw new RangeError('a fleet that follows the hours needs a profile');
	const { onDemandUsdPerHour, reservedUsdPerHour } = rent;
	return {
		onDemandUsdPerHour: toDecimal(onDemandUsdPerHour.value),
		reservedUsdPerHour: reservedUsdPerHour && toDecimal(reservedUsdPerHour.value),
		levels
	};
};

const isReservedCheaper = (
	{ onDemandUsdPerHour, reservedUsdPerHour }: HourlyTerms,
	billedShare: Amount
): boolean => reservedUsdPerHour?.lt(onDemandUsdPerHour.times(billedShare)) ?? false;

/**
 * USD a month for a node that is needed in a share of the hours (start-up and minimum billing included):
 * min(730 · reserved, 730 · on demand · share), the second alone without a reservation.
 */
export const hourlyNodeUsdPerMonth = (terms: HourlyTerms, billedShare: Amount): Decimal => {
	const { onDemandUsdPerHour, reservedUsdPerHour } = terms;
	const usdPerHour =
		reservedUsdPerHour && isReservedCheaper(terms, billedShare)
			? reservedUsdPerHour
			: onDemandUsdPerHour.times(billedShare);
	return usdPerHour.times(hoursPerMonth);
};

/**
 * Best number of reserved nodes of an hourly fleet at a volume, spares included: the j-th node is reserved where the share of hours
 * billed for it exceeds reserved / on-demand price; of equal cost, on demand. 0 where none can be reserved.
 * Throws a RangeError for a fleet without rent or levels.
 */
export const bestReserved = (fleet: Fleet, requestsPerMonth: Amount): number => {
	const terms = hourlyTerms(fleet);
	// Nodes needed at a lower level are billed for more hours: the first level worth it holds all that are.
	const level = terms.levels.find(({ billedShare }) => isReservedCheaper(terms, billedShare));
	const inService = level ? nodesFor(fleet, requestsPerMonth, level.multiplier) : 0;
	return inService + (isReservedCheaper(terms, 1) ? fleet.spareNodes : 0);
};

export interface FleetStairs {
	/** What does not depend on the volume: spare nodes, and minimum fleets at levels without demand. */
	fixedUsdPerMonth: Decimal;
	stairs: readonly Stair[];
}

const carriedBy = (fleet: Fleet, multiplier: string): Decimal =>
	requestsPerNodeMonth(fleet.kappaPerS.value, fleet.headroom.value, multiplier);

const nodeStair = (fleet: Fleet, usdPerNode: Decimal, multiplier: string): Stair => ({
	usdPerStep: usdPerNode.toFixed(),
	requestsPerStep: carriedBy(fleet, multiplier).toFixed(),
	offsetRequests: '0',
	minSteps: fleet.minNodes
});

/**
 * One person for every m provisioned nodes begun: ⌈(⌈V/k⌉ + s)/m⌉ = ⌈(V + s·k)/(k·m)⌉, as s and m are whole
 * (nested ceilings; Graham, Knuth & Patashnik, Concrete Mathematics, 3.11), and ⌈(nmin + s)/m⌉ at least.
 */
const staffStair = (fleet: Fleet): Stair[] => {
	const { staffStep, spareNodes, minNodes } = fleet;
	if (!staffStep) return [];
	const carried = carriedBy(fleet, peakOf(fleet));
	return [
		{
			usdPerStep: staffStep.usdPerMonth.value,
			requestsPerStep: carried.times(staffStep.nodesPerStep).toFixed(),
			offsetRequests: carried.times(spareNodes).toFixed(),
			minSteps: Math.ceil((minNodes + spareNodes) / staffStep.nodesPerStep)
		}
	];
};

/** Sized once for the busiest hour: every node costs the same, spares included. */
const peakStairs = (fleet: Fleet, nodeUsdPerMonth: Decimal): FleetStairs => ({
	fixedUsdPerMonth: nodeUsdPerMonth.times(fleet.spareNodes),
	stairs: [nodeStair(fleet, nodeUsdPerMonth, peakOf(fleet))]
});

/**
 * Following the week: with C_i the month of a node that is needed at the levels 1 to i, a fleet with n_i nodes at level i costs
 * Σ n_i (C_i − C_(i−1)), one stair for each level. Spares are always on. What a node costs beside its rent is paid for all
 * provisioned nodes, and so belongs to the stair of the busiest level.
 */
const hourlyStairs = (fleet: Fleet, nodeUsdPerMonth: Decimal): FleetStairs => {
	const terms = hourlyTerms(fleet);
	let fixedUsdPerMonth = hourlyNodeUsdPerMonth(terms, 1)
		.plus(nodeUsdPerMonth)
		.times(fleet.spareNodes);
	let busierUsd = nodeUsdPerMonth.times(-1);
	const stairs: Stair[] = [];
	for (const { multiplier, billedShare } of terms.levels) {
		const levelUsd = hourlyNodeUsdPerMonth(terms, billedShare);
		const moreUsd = levelUsd.minus(busierUsd);
		busierUsd = levelUsd;
		if (moreUsd.eq(0)) continue;
		if (toDecimal(multiplier).eq(0)) {
			fixedUsdPerMonth = fixedUsdPerMonth.plus(moreUsd.times(fleet.minNodes));
		} else stairs.push(nodeStair(fleet, moreUsd, multiplier));
	}
	return { fixedUsdPerMonth, stairs };
};

/**
 * The nodes of a fleet in the form of a cost curve. `nodeUsdPerMonth` is what every provisioned node costs, rent
 * included for a fleet that stays up for its peak, and without the rent for one that follows the hours.
 * Throws a RangeError for an hourly fleet without rent or levels.
 */
export const fleetStairs = (fleet: Fleet, nodeUsdPerMonth: Decimal): FleetStairs => {
	const { fixedUsdPerMonth, stairs } =
		fleet.scaling === 'hourly'
			? hourlyStairs(fleet, nodeUsdPerMonth)
			: peakStairs(fleet, nodeUsdPerMonth);
	return { fixedUsdPerMonth, stairs: [...stairs, ...staffStair(fleet)] };
};
