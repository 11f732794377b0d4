/**
 * What an option costs month by month over the horizon, with the path of demand and the drifts of prices: as level cost, and as
 * cash with servers bought when they are needed and sold at the end. Exact decimals but for twelfth roots of yearly rates.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { capitalOf, createNodeHolding, withoutCapital, type Refresh } from './capital.ts';
import type { CostCase } from '../case/cost-case.ts';
import { curveCost } from '../crossover/curve-usd.ts';
import { volumeInMonth, type VolumePath } from '../demand/demand.ts';
import {
	driftedOption,
	driftFactors,
	driftsOfOption,
	type DriftFactors
} from '../option/drifted-option.ts';
import { provisionedNodes } from '../fleet/fleet.ts';
import type { CostOption } from '../option/option.ts';
import { recurringUsd, withoutRecurring } from './recurring-work.ts';
import { optionCurve } from '../option/option-curve.ts';
import { discounting } from '../quotes/present-value.ts';

export interface CashFlowMonth {
	/** Counted from 0, the current month. */
	month: number;
	/** Whole requests of the month. */
	requests: number;
	/** Nodes that stand, spares included; null where none are run. */
	nodes: number | null;
	/** Level cost: servers by their capital recovery. USD, decimal text. */
	levelUsd: string;
	/** Cash out, purchases included, less what replaced servers bring. USD, decimal text. */
	usd: string;
	/** Cash out from the start to the end of this month. USD, decimal text. */
	cumulativeUsd: string;
	/** The same with each month discounted to the start, by (1+r)^(−month/12). USD, decimal text. */
	discountedCumulativeUsd: string;
}

export interface CashFlow {
	optionId: string;
	months: CashFlowMonth[];
	/** When the horizon is over. Amounts as in `CashFlowMonth`; `month` is the length of the horizon. */
	end: {
		month: number;
		/** What the servers that still stand are sold for; `0` without any. Decimal text. */
		resaleUsd: string;
		cumulativeUsd: string;
		discountedCumulativeUsd: string;
	};
	/** Present value of the cash, resale at the end taken off. USD, decimal text. */
	presentUsd: string;
	/** The same amount every month with this present value. USD a month, decimal text. */
	levelUsdPerMonth: string;
	/** Present value of the level costs: what the sampling of uncertainty computes. USD, decimal text. */
	levelPresentUsd: string;
	/** Most cash out in one month, USD, decimal text, and the month, counted from 0. */
	peakUsd: string;
	peakMonth: number;
	/** Cash out of the first twelve months, servers sold then; null where the horizon is shorter. USD, decimal text. */
	exitAtMonth12Usd: string | null;
}

/** What a cash flow needs of a case. */
export type CashFlowCase = Pick<CostCase, 'drifts' | 'discountRatePerYear' | 'horizonMonths'> & {
	demand: Pick<CostCase['demand'], 'requestsPerMonth' | 'growthPerMonth' | 'path'>;
};

const exitMonth = 12;
/** Decimal places of discounted amounts. */
const presentPlaces = 30;

/** How the volume of a case goes on from today. */
export const volumePathOf = ({
	requestsPerMonth,
	growthPerMonth,
	path
}: CashFlowCase['demand']): VolumePath =>
	path
		? { kind: 'typed', requestsPerMonth: path }
		: {
				kind: 'growth',
				requestsPerMonth: requestsPerMonth.value,
				growthPerMonth: growthPerMonth?.value ?? '0'
			};

/** Whole requests of each month of the horizon, half a request rounded up. */
export const volumesOf = ({ demand, horizonMonths }: CashFlowCase): number[] =>
	Array.from({ length: horizonMonths }, (_, month) =>
		volumeInMonth(volumePathOf(demand), month).round(0, 1).toNumber()
	);

/** Σ (1+r)^(−m/12) over the months from 0 on: present value / level amount. */
export const annuityFactor = (factor: (month: number) => Decimal, months: number): Decimal =>
	Array.from({ length: months }, (_, month) => factor(month)).reduce(
		(sum, each) => sum.plus(each),
		new Decimal(0)
	);

/** The part of an option that runs nodes, and its share of the requests. */
const nodeSide = (option: CostOption): { side: CostOption; share: Decimal } => {
	const { blend } = option;
	if (!blend) return { side: option, share: toDecimal(1) };
	const share = blend.mode === 'cascade' ? toDecimal(1) : toDecimal(1).minus(blend.apiShare.value);
	return { side: blend.local, share };
};

/** The option with another side that runs its nodes. */
const withNodeSide = (option: CostOption, side: CostOption): CostOption =>
	option.blend ? { ...option, blend: { ...option.blend, local: side } } : side;

/** The option with servers paid as they are bought, and at least so many of them running. */
const runningOption = (option: CostOption, standing: number | null): CostOption => {
	const { side } = nodeSide(option);
	const { fleet } = side;
	if (!side.purchase || !fleet) return option;
	const minNodes = Math.max(fleet.minNodes, (standing ?? 0) - fleet.spareNodes);
	return withNodeSide(option, { ...withoutCapital(side), fleet: { ...fleet, minNodes } });
};

type MonthCost = (
	option: CostOption,
	key: string,
	factors: DriftFactors,
	requests: number
) => Decimal;

/** Cost of a month; what does not move is compiled once. `key` tells variants of the option apart. */
const createMonthCost = (of: CostOption): MonthCost => {
	const moving = driftsOfOption(of);
	const compiled = new Map<string, ReturnType<typeof curveCost>>();
	return (option, key, factors, requests) => {
		const own = Object.fromEntries(
			Object.entries(factors).filter(([name]) => moving.has(name as keyof DriftFactors))
		);
		const full = `${key}|${Object.values(own).map(String).join('|')}`;
		const known = compiled.get(full) ?? curveCost(optionCurve(driftedOption(option, own)));
		compiled.set(full, known);
		return toDecimal(known(requests));
	};
};

/**
 * The months of an option. Servers are bought in the month in which a node is first needed, at the price of that month
 * (`hardware` drift), replaced at the end of their life or as `refresh` says, and sold at the end for what is left of them.
 * With `saleable` false nothing is. Nodes that stand are paid for though demand falls. Work that is done again every so
 * many months, such as a tuning, is paid in the months in which it is done. Other costs that a spec spreads over months stay spread.
 */
export const cashFlowOf = (
	costCase: CashFlowCase,
	option: CostOption,
	settings: { refresh?: Refresh; saleable?: boolean } = {}
): CashFlow => {
	const { drifts, discountRatePerYear, horizonMonths } = costCase;
	const factor = discounting(discountRatePerYear.value);
	const factorsAt = driftFactors(drifts);
	const { side, share } = nodeSide(option);
	const capital = capitalOf(side);
	const holding = capital && createNodeHolding(capital, settings);
	const monthCost = createMonthCost(option);
	const recurring = recurringUsd(option);
	const running = recurring ? withoutRecurring(option) : option;
	const zero = new Decimal(0);
	let [cumulative, discounted, levelPresent] = [zero, zero, zero];
	let peak: { usd: Decimal; month: number } | null = null;
	let exitUsd: Decimal | null = null;
	const months = volumesOf(costCase).map((requests, month): CashFlowMonth => {
		const moved = factorsAt(month);
		const needed = side.fleet && provisionedNodes(side.fleet, share.times(requests));
		const boughtUsd =
			holding && needed !== null
				? holding.advance(month, needed, moved.hardware ?? toDecimal(1))
				: zero;
		const nodes = holding ? holding.nodes() : needed;
		const levelUsd = monthCost(option, 'level', moved, requests);
		const runningUsd =
			holding || recurring
				? monthCost(
						holding ? runningOption(running, nodes) : running,
						holding ? `standing ${String(nodes)}` : 'without recurring work',
						moved,
						requests
					)
				: levelUsd;
		const usd = runningUsd.plus(boughtUsd).plus(recurring ? recurring(month) : zero);
		const worth = factor(month);
		cumulative = cumulative.plus(usd);
		discounted = discounted.plus(usd.times(worth)).round(presentPlaces);
		levelPresent = levelPresent.plus(levelUsd.times(worth)).round(presentPlaces);
		if (peak === null || usd.gt(peak.usd)) peak = { usd, month };
		if (month === exitMonth - 1) {
			exitUsd = cumulative.minus(holding?.resaleUsd(exitMonth) ?? zero);
		}
		return {
			month,
			requests,
			nodes,
			levelUsd: levelUsd.toFixed(),
			usd: usd.toFixed(),
			cumulativeUsd: cumulative.toFixed(),
			discountedCumulativeUsd: discounted.toFixed()
		};
	});
	const resaleUsd = holding?.resaleUsd(horizonMonths) ?? zero;
	const presentUsd = discounted.minus(resaleUsd.times(factor(horizonMonths))).round(presentPlaces);
	const { usd: peakUsd, month: peakMonth } = (peak as { usd: Decimal; month: number } | null) ?? {
		usd: zero,
		month: 0
	};
	return {
		optionId: option.id,
		months,
		end: {
			month: horizonMonths,
			resaleUsd: resaleUsd.toFixed(),
			cumulativeUsd: cumulative.minus(resaleUsd).toFixed(),
			discountedCumulativeUsd: presentUsd.toFixed()
		},
		presentUsd: presentUsd.toFixed(),
		levelUsdPerMonth: presentUsd.div(annuityFactor(factor, horizonMonths)).toFixed(),
		levelPresentUsd: levelPresent.toFixed(),
		peakUsd: peakUsd.toFixed(),
		peakMonth,
		exitAtMonth12Usd: (exitUsd as Decimal | null)?.toFixed() ?? null
	};
};
