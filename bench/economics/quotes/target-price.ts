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
import { sortedQuantile } from '../uncertainty/quantiles.ts';
import type { Samples } from '../uncertainty/sampling.ts';
import { flipsByDraw, highestPrice } from './flips-by-draw.ts';

export interface TargetPrice {
	optionId: string;
	parameter: Parameter;
	/** Id of the option that the price is held against. */
	rivalId: string;
	/**
	 * Whether the option is the cheaper one at the price offered: in more than half of the draws, and where there are none to count, at
	 * the values of all numbers.
	 */
	winsToday: boolean;
	/** Whether it is the cheaper one at the values of all numbers, which the draws may contradict. */
	winsAtValues: boolean;
	/** Price at which both cost the same today; what lies below wins. */
	breakEven: BreakEven;
	/**
	 * 5 % and 95 % points of that price over the draws of all other numbers, in the unit of the parameter; a million times what is
	 * offered stands for draws that it wins at any price. Null where nothing else is uncertain.
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
	/** Share of the draws in which it wins at any price; null without draws. */
	alwaysShare: number | null;
	/** (price at which it turns − price offered) / price offered, decimal text; null where there is none. */
	changeShare: string | null;
}

type Spread = Pick<TargetPrice, 'interval' | 'winsIn' | 'hopelessShare' | 'alwaysShare'>;

const spreadOf = (flips: Float64Array | null, offered: number): Spread => {
	if (!flips || flips.length < 2) {
		return { interval: null, winsIn: null, hopelessShare: null, alwaysShare: null };
	}
	// At a price the option wins in the draws that turn above it.
	const winsAtShare = (share: number): number | null => {
		const price = sortedQuantile(sorted, 1 - share);
		return price > 0 ? price : null;
	};
	const sorted = Float64Array.from(flips).sort();
	const shareOf = (counts: (flip: number) => boolean): number =>
		flips.reduce((count, flip) => count + (counts(flip) ? 1 : 0), 0) / flips.length;
	const highest = highestPrice(offered);
	return {
		interval: {
			low: Math.max(0, sortedQuantile(sorted, 0.05)),
			high: Math.max(0, sortedQuantile(sorted, 0.95))
		},
		winsIn: {
			half: winsAtShare(0.5),
			nineInTen: winsAtShare(0.9),
			shareAtOffer: shareOf((flip) => flip > offered)
		},
		hopelessShare: shareOf((flip) => flip < 0),
		alwaysShare: shareOf((flip) => flip >= highest)
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
	const varying = [...samples.columns.keys()].filter((id) => used.has(id));
	// What is uncertain of one price is counted for the others, and all prices of an offer are judged by one rule.
	const isCounted =
		varying.some((id) => id !== parameter.id) ||
		(varying.length > 0 && quotedParameters(option).length > 1);
	const monthUsd = (of: CostOption): string => curveUsd(optionCurve(of), requestsPerMonth);
	const solved = breakEven({ option, rival, parameterId: parameter.id, requestsPerMonth });
	const offered = toDecimal(parameter.value);
	const winsAtValues = toDecimal(monthUsd(option)).lt(monthUsd(rival));
	const spread = spreadOf(
		isCounted && offered.gt(0) ? flipsByDraw(pair, samples, parameter) : null,
		offered.toNumber()
	);
	return {
		optionId: option.id,
		parameter,
		rivalId: rival.id,
		winsToday: spread.winsIn ? spread.winsIn.shareAtOffer > 0.5 : winsAtValues,
		winsAtValues,
		breakEven: solved,
		...spread,
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
