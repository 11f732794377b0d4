/**
 * Several use cases on the same nodes. Their demand adds hour by hour, so that nodes fill that each alone would leave half
 * empty, and spares are kept once; the saving against separate fleets is allotted to the use cases. Exact decimals.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { usdText } from '../crossover/amount-text.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import type { HourlyBilling } from '../demand/demand-levels.ts';
import { secondsPerMonth } from '../demand/demand.ts';
import { hoursPerMonth } from '../option/factors.ts';
import type { CostOption, Fleet } from '../option/option.ts';
import { optionCurve } from '../option/option-curve.ts';
import { nodeCostUsd, nodeTermsOf, type NodeTerms } from './shared-fleet/node-cost.ts';
import {
	addHours,
	nodeDemandOf,
	nodesByHour,
	type NodeDemand
} from './shared-fleet/node-demand.ts';
import { mostExactPlayers, proportionalParts, shapleyValues } from './shared-fleet/shapley.ts';

/** A use case that may share nodes with others. */
export interface SharedUse {
	id: string;
	title: string;
	/** The option as this use case would have it alone; it runs nodes. */
	option: CostOption;
	/** Whole requests a month. */
	requestsPerMonth: number;
	/** 168 rates / mean rate, from Monday 00:00 on; null where only the peak is known, which then may fall into any hour. */
	multipliers: readonly string[] | null;
}

export interface SharedUseOutcome {
	id: string;
	title: string;
	requestsPerMonth: number;
	/** Nodes of a fleet of its own in the busiest hour, spare included. */
	separateNodes: number;
	/** Month of the option with a fleet of its own, USD, decimal text. */
	separateUsdPerMonth: string;
	/** Its part of the saving, USD a month, decimal text. */
	savingUsdPerMonth: string;
	/** Its month on the shared nodes: separate less its part of the saving. USD, decimal text. */
	sharedUsdPerMonth: string;
	/** Node-hours a month that its requests fill: 730 · mean rate / (κ · headroom). Decimal text. */
	nodeHoursPerMonth: string;
}

export interface SharedFleet {
	uses: SharedUseOutcome[];
	/** Nodes in the busiest hour, spares included. */
	sharedNodes: number;
	separateNodes: number;
	/** All options in all, USD a month, decimal text. */
	separateUsdPerMonth: string;
	sharedUsdPerMonth: string;
	savingUsdPerMonth: string;
	/**
	 * `shapley`: what a use case adds on average over all orders. `node-hours`, beyond eight use cases: in proportion to them, and
	 * nobody saves more than its own nodes cost.
	 */
	allotment: 'shapley' | 'node-hours';
}

/** What the fleet of some use cases together looks like. */
interface Coalition {
	/** Provisioned in the busiest hour; 0 for none. */
	nodes: number;
	usd: Decimal;
}

/** Use cases with nodes in common, ready to be costed in any company. */
export interface Pool {
	uses: readonly SharedUse[];
	fleets: readonly Fleet[];
	demand: NodeDemand;
	terms: NodeTerms;
	coalition: (members: readonly number[], sums?: readonly bigint[]) => Coalition;
}

const sizingText = { peak: 'for its busiest hour', hourly: 'hour by hour' } as const;

/** An amount to the cent, or in full where two that differ would look the same. */
const usdBeside = (usd: Decimal, other: Decimal): string =>
	usdText(usd) === usdText(other) && !usd.eq(other) ? `$${usd.toFixed()}` : usdText(usd);

const rentText = ({ rent }: Fleet): string => {
	if (!rent) return 'nothing';
	const { onDemandUsdPerHour, reservedUsdPerHour } = rent;
	const onDemand = `$${toDecimal(onDemandUsdPerHour.value).toFixed()} an hour on demand`;
	return reservedUsdPerHour
		? `${onDemand} and $${toDecimal(reservedUsdPerHour.value).toFixed()} reserved`
		: onDemand;
};

const staffText = ({ staffStep }: Fleet): string =>
	staffStep
		? `a person at ${usdText(staffStep.usdPerMonth.value)} a month for every ${String(staffStep.nodesPerStep)} nodes`
		: 'nobody in whole steps';

/** What keeps two options from sharing nodes, each as what is said of a node: `costs $1 a month`. */
const nodeDifferences = (
	[own, ownFleet]: readonly [CostOption, Fleet],
	[other, otherFleet]: readonly [CostOption, Fleet]
): string[] => {
	const priceOf = (option: CostOption): Decimal =>
		nodeTermsOf(option, { minBilledHours: 0, startupHours: 0 }).usdPerNodeMonth;
	const [price, otherPrice] = [priceOf(own), priceOf(other)];
	const pairs: [string, string, string][] = [
		['the fleet is sized', sizingText[ownFleet.scaling], sizingText[otherFleet.scaling]],
		[
			'a node costs',
			`${usdBeside(price, otherPrice)} a month`,
			`${usdBeside(otherPrice, price)} a month`
		],
		['the rent is', rentText(ownFleet), rentText(otherFleet)],
		['its nodes need', staffText(ownFleet), staffText(otherFleet)]
	];
	return pairs
		.filter(([, mine, theirs]) => mine !== theirs)
		.map(([what, mine, theirs]) => `${what} ${mine} for one and ${theirs} for the other`);
};

/** What is wrong with sharing, one sentence each: nodes that are not the same. Empty where they may be shared. */
export const sharingProblems = (uses: readonly SharedUse[]): string[] => {
	const [first] = uses;
	if (!first) return [];
	const other = first.option.fleet;
	return uses.flatMap((use): string[] => {
		const { fleet } = use.option;
		if (!fleet || !other) {
			return fleet ? [] : [`option "${use.option.id}" of "${use.id}" runs no nodes of its own`];
		}
		return nodeDifferences([use.option, fleet], [first.option, other]).map(
			(difference) => `"${use.id}" and "${first.id}" cannot share nodes: ${difference}`
		);
	});
};

const maxOf = (values: readonly number[]): number =>
	values.reduce((most, each) => Math.max(most, each), 0);

/**
 * Use cases with their nodes thrown together. A fleet keeps the largest spare and the largest minimum that any of its use cases
 * asks for. Throws a RangeError with what `sharingProblems` finds.
 */
export const createPool = (uses: readonly SharedUse[], billing: HourlyBilling): Pool => {
	const problems = sharingProblems(uses);
	if (problems.length > 0) throw new RangeError(problems.join('; '));
	const [first] = uses;
	if (!first) throw new RangeError('a pool needs a use case');
	const fleets = uses.map(({ option }) => option.fleet as Fleet);
	const terms = nodeTermsOf(first.option, billing);
	const demand = nodeDemandOf(
		uses.map(({ requestsPerMonth, multipliers }, index) => ({
			fleet: fleets[index] as Fleet,
			requestsPerMonth,
			multipliers
		}))
	);
	const coalition = (members: readonly number[], sums?: readonly bigint[]): Coalition => {
		if (members.length === 0) return { nodes: 0, usd: new Decimal(0) };
		const chosen = members.map((index) => fleets[index] as Fleet);
		const spare = maxOf(chosen.map(({ spareNodes }) => spareNodes));
		const least = maxOf(chosen.map(({ minNodes }) => minNodes));
		const week = sums ?? addHours(members.map((index) => demand.hours[index] ?? []));
		const nodes = nodesByHour(week, demand.denominator, least);
		return { nodes: maxOf(nodes) + spare, usd: nodeCostUsd(nodes, spare, terms) };
	};
	return { uses, fleets, demand, terms, coalition };
};

const nodeHours = ({ option, requestsPerMonth }: SharedUse): Decimal => {
	const { kappaPerS, headroom } = option.fleet as Fleet;
	return toDecimal(requestsPerMonth)
		.times(hoursPerMonth)
		.div(secondsPerMonth.times(kappaPerS.value).times(headroom.value));
};

/** Saving of every coalition, by bit set: what its members cost apart less what they cost together. */
const savingsBySet = ({ uses, demand, coalition }: Pool, alone: readonly Decimal[]): Decimal[] => {
	const weeks: (readonly bigint[])[] = [addHours([])];
	return Array.from({ length: 1 << uses.length }, (_, set) => {
		if (set === 0) return new Decimal(0);
		const members = uses.flatMap((__, index) => ((set >> index) & 1 ? [index] : []));
		const [head = 0] = members;
		const rest = weeks[set & (set - 1)] ?? [];
		const week = addHours([rest, demand.hours[head] ?? []]);
		weeks[set] = week;
		return members
			.reduce((sum, index) => sum.plus(alone[index] ?? 0), new Decimal(0))
			.minus(coalition(members, week).usd);
	});
};

/**
 * Compares one shared fleet with a fleet for each use case, each rounded up with its own spare and minimum. What does not depend
 * on nodes (people at any size, energy of a request) is paid as each use case has it.
 */
export const sharedFleetOf = (pool: Pool): SharedFleet => {
	const { uses, coalition } = pool;
	const everyone = uses.map((_, index) => index);
	const single = everyone.map((index) => coalition([index]));
	const together = coalition(everyone);
	const alone = single.map(({ usd }) => usd);
	const saving = alone.reduce((sum, usd) => sum.plus(usd), new Decimal(0)).minus(together.usd);
	const hours = uses.map(nodeHours);
	const isExact = uses.length <= mostExactPlayers;
	const parts = isExact
		? shapleyValues(uses.length, savingsBySet(pool, alone))
		: proportionalParts(saving, hours, alone);
	const separate = uses.map(({ option, requestsPerMonth }) =>
		toDecimal(curveUsd(optionCurve(option), requestsPerMonth))
	);
	const separateUsd = separate.reduce((sum, usd) => sum.plus(usd), new Decimal(0));
	return {
		uses: uses.map(({ id, title, requestsPerMonth }, index) => {
			const own = separate[index] ?? new Decimal(0);
			const part = parts[index] ?? new Decimal(0);
			return {
				id,
				title,
				requestsPerMonth,
				separateNodes: single[index]?.nodes ?? 0,
				separateUsdPerMonth: own.toFixed(),
				savingUsdPerMonth: part.toFixed(),
				sharedUsdPerMonth: own.minus(part).toFixed(),
				nodeHoursPerMonth: (hours[index] ?? new Decimal(0)).toFixed()
			};
		}),
		sharedNodes: together.nodes,
		separateNodes: single.reduce((sum, { nodes }) => sum + nodes, 0),
		separateUsdPerMonth: separateUsd.toFixed(),
		sharedUsdPerMonth: separateUsd.minus(saving).toFixed(),
		savingUsdPerMonth: saving.toFixed(),
		allotment: isExact ? 'shapley' : 'node-hours'
	};
};
