/**
 * The price at which the decision turns: what to ask a vendor for, and up to what to go. Solved exactly at the values of all other
 * numbers, with the interval that their uncertainty leaves.
 */
import { toDecimal } from '#core/decimal.ts';
import { breakEven, type BreakEven } from '../break-even/break-even.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import type { CostLine, Factor } from '../option/cost-line.ts';
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
	/**
	 * Highest prices at which the option still wins in 50 % and in 90 % of the draws: quantiles of the price at which each draw turns.
	 * A price is null where even 0 does not win that often; all of it is null where `interval` is.
	 */
	winsIn: {
		half: number | null;
		nineInTen: number | null;
		/** Share of the draws in which it wins at the price offered. */
		shareAtOffer: number;
	} | null;
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
		// Where a higher price helps, or nothing does, there is no price to stay below.
		flips[row] = slope > 0 ? today - b / slope : Number.NaN;
	}
	return flips;
};

type Spread = Pick<TargetPrice, 'interval' | 'winsIn' | 'hopelessShare'>;

const spreadOf = (flips: Float64Array | null, offered: number): Spread => {
	if (!flips || flips.length < 2 || flips.some(Number.isNaN)) {
		return { interval: null, winsIn: null, hopelessShare: null };
	}
	// At a price the option wins in the draws that turn above it.
	const winsAtShare = (share: number): number | null => {
		const price = sortedQuantile(sorted, 1 - share);
		return price > 0 ? price : null;
	};
	const sorted = Float64Array.from(flips).sort();
	const hopeless = flips.reduce((count, flip) => count + (flip < 0 ? 1 : 0), 0);
	return {
		interval: {
			low: Math.max(0, sortedQuantile(sorted, 0.05)),
			high: Math.max(0, sortedQuantile(sorted, 0.95))
		},
		winsIn: {
			half: winsAtShare(0.5),
			nineInTen: winsAtShare(0.9),
			shareAtOffer: flips.filter((flip) => flip > offered).length / flips.length
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

export interface TargetQuestion {
	option: CostOption;
	rival: CostOption;
	requestsPerMonth: number;
	/** Draws of the other numbers. */
	samples: Samples;
}

const targetOf = (
	uncertain: UncertainCase,
	{ option, rival, requestsPerMonth, samples }: TargetQuestion,
	parameter: Parameter
): TargetPrice => {
	const pair: UncertainCase = {
		...uncertain,
		options: [option, rival],
		compare: { makeId: option.id, buyId: rival.id }
	};
	const used = new Set(
		[option, rival].flatMap((each) => parametersOfOption(each).map(([{ id }]) => id))
	);
	const othersVary = [...samples.columns.keys()].some((id) => id !== parameter.id && used.has(id));
	const monthUsd = (of: CostOption): string => curveUsd(optionCurve(of), requestsPerMonth);
	const solved = breakEven({ option, rival, parameterId: parameter.id, requestsPerMonth });
	const offered = toDecimal(parameter.value);
	return {
		optionId: option.id,
		parameter,
		rivalId: rival.id,
		winsToday: toDecimal(monthUsd(option)).lt(monthUsd(rival)),
		breakEven: solved,
		...spreadOf(
			othersVary && offered.gt(0) ? flipsByDraw(pair, samples, parameter) : null,
			offered.toNumber()
		),
		changeShare:
			solved.state === 'found' && offered.gt(0)
				? toDecimal(solved.value).minus(offered).div(offered).toFixed()
				: null
	};
};

/** Target prices of one option against its rival at today's volume, one price at a time. */
export const targetPrices = (uncertain: UncertainCase, question: TargetQuestion): TargetPrice[] =>
	quotedParameters(question.option).map((parameter) => targetOf(uncertain, question, parameter));

const namesAny = (factor: Factor, ids: ReadonlySet<string>): boolean =>
	factor.kind === 'parameter' && ids.has(factor.parameter.id);

/** The option with `factor` on every line that one of the prices is in. */
const withFactor = (
	option: CostOption,
	ids: ReadonlySet<string>,
	factor: Parameter
): CostOption => {
	const scaled = (lines: readonly CostLine[]): CostLine[] =>
		lines.map((line) =>
			line.factors.some((each) => namesAny(each, ids))
				? { ...line, factors: [...line.factors, { kind: 'parameter', parameter: factor }] }
				: line
		);
	const { lines, metered } = option;
	return {
		...option,
		lines: scaled(lines),
		metered: metered && { ...metered, lines: scaled(metered.lines) }
	};
};

/** Unit of the factor that `togetherTarget` solves for. */
export const togetherUnit = 'of the rates quoted';

/**
 * The common factor on all token prices of a contract at which it turns; 1 is as offered. Tiers go by the spend that results and a
 * commitment stays. Null where the option has fewer than two such prices among `isOfQuote`.
 */
export const togetherTarget = (
	uncertain: UncertainCase,
	question: TargetQuestion,
	isOfQuote: (parameter: Parameter) => boolean
): TargetPrice | null => {
	const prices = quotedParameters(question.option).filter(
		(parameter) => parameter.unit === 'USD/Mtok' && isOfQuote(parameter)
	);
	const [first] = prices;
	if (!first || prices.length < 2) return null;
	const factor: Parameter = {
		...first,
		id: `${question.option.id}.allQuotedRates`,
		label: 'all token prices together',
		unit: togetherUnit,
		value: '1',
		spread: { kind: 'fixed' }
	};
	const option = withFactor(question.option, new Set(prices.map(({ id }) => id)), factor);
	return targetOf(uncertain, { ...question, option }, factor);
};
