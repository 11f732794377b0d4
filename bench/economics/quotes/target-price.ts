/**
 * The price at which the decision turns: what to ask a vendor for, and up to what to go. Solved exactly at the values of all other
 * numbers, with the interval that their uncertainty leaves.
 */
import { toDecimal } from '#core/decimal.ts';
import { breakEven, type BreakEven } from '../break-even/break-even.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import { optionCurve } from '../option/option-curve.ts';
import type { CostOption } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import { parametersOfOption, type UncertainCase } from '../uncertainty/case-parameters.ts';
import { evaluateDraws } from '../uncertainty/evaluate.ts';
import { sortedQuantile } from '../uncertainty/quantiles.ts';
import type { Samples } from '../uncertainty/sampling.ts';

export interface TargetPrice {
	optionId: string;
	parameter: Parameter;
	/** Id of the option that the price is held against. */
	rivalId: string;
	/** Whether the option is the cheaper one at the price offered. */
	winsToday: boolean;
	/** Price at which both cost the same today; what lies below wins. */
	breakEven: BreakEven;
	/**
	 * 5 % and 95 % points of that price over the draws of all other numbers, in the unit of the parameter; null where nothing else is
	 * uncertain, where no price does it, or where cost is not straight in the price.
	 */
	interval: { low: number; high: number } | null;
	/** Share of the draws in which no price of 0 or more does it; null without draws. */
	hopelessShare: number | null;
	/** (price at which it turns − price offered) / price offered, decimal text; null where there is none. */
	changeShare: string | null;
}

/** How far a third point may lie from the straight line through two others, as a share of the cost. */
const straightTolerance = 1e-9;

/** The price at which both cost the same, draw by draw: cost is straight in a price, so two evaluations give it. */
const flipsByDraw = (
	uncertain: UncertainCase,
	samples: Samples,
	parameter: Parameter
): Float64Array | null => {
	const today = Number(parameter.value);
	const differencesAt = (price: number): { difference: Float64Array; scale: Float64Array } => {
		const columns = new Map(samples.columns);
		columns.set(parameter.id, new Float64Array(samples.rows).fill(price));
		const { todayUsd } = evaluateDraws(
			uncertain,
			{ rows: samples.rows, columns },
			{ volumes: [], maxRequestsPerMonth: 1 }
		);
		const [make, buy] = todayUsd as [Float64Array, Float64Array];
		return {
			difference: make.map((value, row) => value - (buy[row] as number)),
			scale: make.map((value, row) => Math.abs(value) + Math.abs(buy[row] as number))
		};
	};
	const [low, middle, high] = [0.5, 1, 1.5].map((factor) => differencesAt(today * factor)) as [
		ReturnType<typeof differencesAt>,
		ReturnType<typeof differencesAt>,
		ReturnType<typeof differencesAt>
	];
	const flips = new Float64Array(samples.rows);
	for (let row = 0; row < samples.rows; row++) {
		const [a, b, c] = [low, middle, high].map(({ difference }) => difference[row] as number) as [
			number,
			number,
			number
		];
		const bend = Math.abs(a + c - 2 * b);
		if (bend > straightTolerance * (middle.scale[row] as number)) return null;
		const slope = (c - a) / today;
		flips[row] = slope === 0 ? Number.NaN : today - b / slope;
	}
	return flips;
};

const bandOf = (flips: Float64Array | null): Pick<TargetPrice, 'interval' | 'hopelessShare'> => {
	if (!flips || flips.length < 2 || flips.some(Number.isNaN)) {
		return { interval: null, hopelessShare: null };
	}
	const sorted = Float64Array.from(flips).sort();
	const hopeless = flips.reduce((count, flip) => count + (flip < 0 ? 1 : 0), 0);
	return {
		interval: {
			low: Math.max(0, sortedQuantile(sorted, 0.05)),
			high: Math.max(0, sortedQuantile(sorted, 0.95))
		},
		hopelessShare: hopeless / flips.length
	};
};

/** All prices of an option that come from quotes; what is offered for nothing has no target. */
export const quotedParameters = (option: CostOption): Parameter[] => [
	...new Map(
		parametersOfOption(option)
			.map(([parameter]) => parameter)
			.filter(
				({ basis, unit, value }) =>
					basis === 'quote' && unit.startsWith('USD') && !toDecimal(value).eq(0)
			)
			.map((parameter) => [parameter.id, parameter])
	).values()
];

/**
 * Target prices of one option against its rival at today's volume, one price at a time. `samples` are draws of the other numbers.
 */
export const targetPrices = (
	uncertain: UncertainCase,
	{
		option,
		rival,
		requestsPerMonth,
		samples
	}: { option: CostOption; rival: CostOption; requestsPerMonth: number; samples: Samples }
): TargetPrice[] => {
	const pair: UncertainCase = {
		...uncertain,
		options: [option, rival],
		compare: { makeId: option.id, buyId: rival.id }
	};
	const used = new Set(
		[option, rival].flatMap((each) => parametersOfOption(each).map(([parameter]) => parameter.id))
	);
	const varied = [...samples.columns.keys()].filter((id) => used.has(id));
	const monthUsd = (of: CostOption): string => curveUsd(optionCurve(of), requestsPerMonth);
	const winsToday = toDecimal(monthUsd(option)).lt(monthUsd(rival));
	return quotedParameters(option).map((parameter): TargetPrice => {
		const question = { option, rival, parameterId: parameter.id, requestsPerMonth };
		const solved = breakEven(question);
		const offered = toDecimal(parameter.value);
		const othersVary = varied.some((id) => id !== parameter.id);
		return {
			optionId: option.id,
			parameter,
			rivalId: rival.id,
			winsToday,
			breakEven: solved,
			...bandOf(othersVary && offered.gt(0) ? flipsByDraw(pair, samples, parameter) : null),
			changeShare:
				solved.state === 'found' && offered.gt(0)
					? toDecimal(solved.value).minus(offered).div(offered).toFixed()
					: null
		};
	});
};

export interface LineTarget {
	/** Id of the line in the quote. */
	lineId: string;
	description: string;
	/** What the line costs now, and where it would have to be if it alone moved; in the unit of the price. Decimal text. */
	now: string;
	/** Null where even a price of 0 for this line would not do it. */
	alone: string | null;
	/** If all lines moved by the same share. Decimal text. */
	alike: string;
}

/** Shares a target among the lines that a price is made of; `parts` add up to the price offered, which must not be 0. */
export const lineTargets = (
	parts: readonly { lineId: string; description: string; usd: string }[],
	offered: string,
	target: string
): LineTarget[] => {
	const change = toDecimal(target).minus(offered);
	const factor = toDecimal(target).div(offered);
	return parts.map(({ lineId, description, usd }) => {
		const alone = toDecimal(usd).plus(change);
		return {
			lineId,
			description,
			now: usd,
			alone: alone.lt(0) ? null : alone.toFixed(),
			alike: toDecimal(usd).times(factor).toFixed()
		};
	});
};
