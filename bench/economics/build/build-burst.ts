/**
 * Own nodes for the base, the API for what goes above them in the busy hours. The number of nodes is the best one at today's volume
 * and stays; what a volume sends to the API then grows by kinks, one for each level of the week, which is a metered plan with tiers.
 */
import { toDecimal } from '#core/decimal.ts';
import type { CostLine } from '../option/cost-line.ts';
import { secondsPerMonth } from '../demand/demand.ts';
import { times } from '../option/factors.ts';
import { bestBurst } from '../hybrid/burst.ts';
import type { CostOption, DemandLevel, Fleet } from '../option/option.ts';
import { sumOfLines } from '../option/option-curve.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';

/** What a burst is joined from; the number of nodes follows from it and the volume. */
export interface BurstSides {
	id: string;
	title: string;
	/** Own or rented nodes that stay up. */
	local: CostOption;
	/** Paid by request, without tiers and commitment. */
	api: CostOption;
	/** The week; only the peak is not enough. */
	levels: readonly DemandLevel[];
	/** Lines of the burst itself. */
	lines: readonly CostLine[];
}

/** Why these two cannot be joined so; null if they can. */
export const burstProblem = ({ local, api }: Pick<BurstSides, 'local' | 'api'>): string | null => {
	const { metered } = api;
	if (!local.fleet || local.fleet.scaling === 'hourly') {
		return `the nodes of "${local.id}" must stay up; nodes that follow the week need no overflow`;
	}
	if (local.fleet.staffStep) return `staff in whole steps ("${local.id}") cannot be part of it`;
	const hasTerms =
		metered?.reservedUnits ??
		metered?.commitUsdPerMonth ??
		[...(metered?.tiers ?? []), ...(metered?.spendTiers ?? [])][0];
	if (!metered || hasTerms) {
		return `the price of "${api.id}" must be per request, without tiers, commitment or reserved units`;
	}
	return null;
};

const loadPerS = ({ kappaPerS, headroom }: Fleet) =>
	toDecimal(kappaPerS.value).times(headroom.value);

/** The number of nodes as a parameter of each line that is paid for them. */
const nodesParameter = (id: string, nodes: number, fleet: Fleet): Parameter =>
	fixedParameter(String(nodes + fleet.spareNodes), {
		id: `${id}.nodes`,
		label: `nodes that stay up, ${String(fleet.spareNodes)} spare included`,
		unit: 'nodes',
		basis: 'definition',
		source: "the number that costs least at today's volume"
	});

/** Tier thresholds: above n·k / m_i requests a month, the hours of level i overflow as well. */
const overflowTiers = (
	levels: readonly DemandLevel[],
	fleet: Fleet,
	nodes: number
): { fromRequests: string; priceFactor: string }[] => {
	const capacity = loadPerS(fleet).times(secondsPerMonth).times(nodes);
	let share = toDecimal(0);
	return levels
		.filter(({ multiplier }) => toDecimal(multiplier).gt(0))
		.map(({ multiplier, hoursShare }) => {
			share = share.plus(toDecimal(multiplier).times(hoursShare));
			return {
				fromRequests: capacity.div(multiplier).round(30).toFixed(),
				priceFactor: toDecimal(1).plus(share).toFixed()
			};
		});
};

/**
 * The option for today's requests a month; throws a RangeError where `burstProblem` has an objection. Below the first threshold the API's price is taken off
 * again by lines of the opposite sign, so that nothing is paid for it.
 */
export const buildBurst = (sides: BurstSides, requestsPerMonth: number): CostOption => {
	const { id, title, local, api, levels, lines } = sides;
	const problem = burstProblem(sides);
	const { fleet } = local;
	const { metered } = api;
	if (problem !== null || !fleet || !metered) throw new RangeError(problem ?? 'no fleet');
	const { nodes } = bestBurst(
		{
			levels,
			kappaPerS: loadPerS(fleet).toFixed(),
			nodeUsdPerMonth: sumOfLines(local.lines, 'node-month').toFixed(),
			apiUsdPerRequest: sumOfLines(metered.lines, 'request').toFixed(),
			localUsdPerRequest: sumOfLines(local.lines, 'request').toFixed(),
			minNodes: Math.max(1, fleet.minNodes)
		},
		String(requestsPerMonth)
	);
	const count = nodesParameter(id, nodes, fleet);
	const ofNodes = local.lines.map((line): CostLine =>
		line.per === 'node-month'
			? { ...line, id: `own-${line.id}`, per: 'month', factors: [...line.factors, times(count)] }
			: { ...line, id: `own-${line.id}` }
	);
	const within = metered.lines.map((line) => ({ ...line, id: `within-${line.id}` }));
	const minusOne: Parameter = fixedParameter('-1', {
		id: `${id}.withinFleet`,
		label: 'served by the own nodes',
		unit: 'sign',
		basis: 'definition',
		source: 'definition'
	});
	return {
		id,
		title,
		kind: 'hybrid',
		emulated: local.emulated || api.emulated,
		lines: [
			...ofNodes,
			...api.lines.map((line) => ({ ...line, id: `api-${line.id}` })),
			...within.map((line) => ({ ...line, factors: [...line.factors, times(minusOne)] })),
			...lines
		],
		fleet: null,
		metered: {
			...metered,
			tiers: overflowTiers(levels, fleet, nodes),
			tierMode: 'graduated',
			offsetLineIds: within.map((line) => line.id),
			commitUsdPerMonth: null,
			overageFactor: '1'
		},
		purchase: null,
		blend: null
	};
};
