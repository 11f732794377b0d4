/**
 * What must be true: the value of one parameter at which two options cost the same in a month. Exact decimals: where cost is
 * straight in the parameter the answer is solved for, elsewhere it is closed in on.
 */
import type { Decimal } from '#core/decimal.ts';
import { toDecimal } from '#core/decimal.ts';
import { parameterDomain } from './parameter-domain.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import type { CostOption } from '../option/option.ts';
import { optionCurve } from '../option/option-curve.ts';
import { withParameter } from '../option/with-parameter.ts';

/** Width of the last bracket / its value, where the answer is closed in on rather than solved for. */
export const bracketTolerance = '0.000000000001';

/** Costs closer than this share of their size are the same: it is what rounding at the 40th decimal can leave. */
const sameShare = toDecimal('0.000000000000000000000001');
const valuePlaces = 20;
const maxHalvings = 200;

export interface BreakEvenQuestion {
	/** The option that is to become the cheaper one, and the one that it is held against. */
	option: CostOption;
	rival: CostOption;
	/** Id of the parameter that is moved; it may occur in both. */
	parameterId: string;
	/** Whole requests a month. */
	requestsPerMonth: number;
}

export type BreakEven =
	| {
			state: 'found';
			/** Value at which both cost the same, in the unit of the parameter. Decimal text, 20 places. */
			value: string;
			/** Today's value, decimal text. */
			today: string;
			/** Where the option is the cheaper one: for values below or above. */
			cheaperWhen: 'below' | 'above';
			/**
			 * `solved`: cost is straight there, the value is exact to 20 places. `bracketed`: closed in on to `bracketTolerance`.
			 * `jump`: no value makes both equal, since a whole node comes or goes there; the value is the nearest known one
			 * (within the tolerance) at which the option is cheaper.
			 */
			method: 'solved' | 'bracketed' | 'jump';
	  }
	| {
			state: 'none';
			/** `independent`: neither cost depends on it. Else the option stays on one side for any value that makes sense. */
			why: 'independent' | 'always-cheaper' | 'always-dearer';
			/** In a sentence. */
			reason: string;
			today: string;
			/** Ends between which was looked, decimal text. */
			lowest: string;
			highest: string;
	  };

interface Point {
	value: Decimal;
	/** Cost of the option less that of its rival, USD a month; 0 where they are the same but for rounding. */
	differenceUsd: Decimal;
}

const signOf = ({ differenceUsd }: Point): number => differenceUsd.cmp(0);

/** Where a straight line through two points is 0; null where it is level. */
const rootOf = (a: Point, b: Point): Decimal | null => {
	const rise = b.differenceUsd.minus(a.differenceUsd);
	if (rise.eq(0)) return null;
	return a.value.minus(a.differenceUsd.times(b.value.minus(a.value)).div(rise));
};

type Measure = (value: Decimal) => Point;

const measureOf = ({
	option,
	rival,
	parameterId,
	requestsPerMonth
}: BreakEvenQuestion): Measure => {
	const costOf = (of: CostOption, value: string): Decimal =>
		toDecimal(curveUsd(optionCurve(withParameter(of, parameterId, value)), requestsPerMonth));
	return (value) => {
		const text = value.toFixed();
		const [own, other] = [costOf(option, text), costOf(rival, text)];
		const differenceUsd = own.minus(other);
		const rounding = own.abs().plus(other.abs()).times(sameShare);
		return {
			value,
			differenceUsd: differenceUsd.abs().lte(rounding) ? toDecimal(0) : differenceUsd
		};
	};
};

/** Values from today's outwards, in steps that double, to both ends. */
const probesOf = (today: Decimal, lowest: Decimal, highest: Decimal): [Decimal[], Decimal[]] => {
	const span = highest.minus(lowest);
	const scale = today.eq(0) ? span.div(1_000_000) : today.abs();
	const up: Decimal[] = [];
	const down: Decimal[] = [];
	for (let step = scale.div(8); step.lt(span); step = step.times(2)) {
		if (today.plus(step).lt(highest)) up.push(today.plus(step));
		if (today.minus(step).gt(lowest)) down.push(today.minus(step));
	}
	// Below today's value, towards 0, steps that double jump over too much.
	for (let part = today.div(8); part.gt(lowest) && down.length < 40; part = part.div(2)) {
		if (part.lt(down.at(-1) ?? today)) down.push(part);
	}
	return [
		[...up, highest],
		[...down, lowest]
	];
};

/** The first two neighbouring points, from today's outwards, between which the sign changes. */
const bracketFrom = (
	start: Point,
	probes: readonly Decimal[],
	measure: Measure
): [Point, Point] | null => {
	let before = start;
	for (const value of probes) {
		const point = measure(value);
		if (signOf(point) !== signOf(start)) return [before, point];
		before = point;
	}
	return null;
};

const found = (
	value: Decimal,
	today: Decimal,
	cheaperWhen: 'below' | 'above',
	method: 'solved' | 'bracketed' | 'jump'
): BreakEven => ({
	state: 'found',
	value: value.round(valuePlaces).toFixed(),
	today: today.toFixed(),
	cheaperWhen,
	method
});

/** Whether the cost difference is one straight line through three points; then it is solved at once. */
const isStraight = (a: Point, b: Point, c: Point): boolean => {
	const [first, second] = [b, c].map((point) =>
		point.differenceUsd.minus(a.differenceUsd).times((point === b ? c : b).value.minus(a.value))
	) as [Decimal, Decimal];
	return first.minus(second).abs().lte(first.abs().plus(second.abs()).times(sameShare));
};

/** Closes in on a change of sign: by the straight line through the ends in turn with halving. */
const closeIn = (ends: [Point, Point], today: Decimal, measure: Measure): BreakEven => {
	let [low, high] = ends[0].value.lt(ends[1].value) ? ends : [ends[1], ends[0]];
	const cheaperWhen = signOf(low) < 0 || signOf(high) > 0 ? 'below' : 'above';
	const tolerance = toDecimal(bracketTolerance);
	for (let halving = 0; halving < maxHalvings; halving++) {
		for (const end of [low, high]) {
			if (signOf(end) === 0) return found(end.value, today, cheaperWhen, 'solved');
		}
		const width = high.value.minus(low.value);
		if (width.lte(tolerance.times(high.value.abs().plus(low.value.abs())).div(2))) break;
		const root = halving % 2 === 0 ? rootOf(low, high) : null;
		const point = measure(root ?? low.value.plus(high.value).div(2).round(30));
		if (signOf(point) === 0) return found(point.value, today, cheaperWhen, 'solved');
		if (signOf(point) === signOf(low)) low = point;
		else high = point;
	}
	const cheaper = signOf(low) < 0 ? low : high;
	// Across so narrow a bracket a cost that is steady has moved by next to nothing.
	const moved = high.differenceUsd.minus(low.differenceUsd).abs();
	return found(cheaper.value, today, cheaperWhen, moved.lt('0.0001') ? 'bracketed' : 'jump');
};

const words = {
	independent: 'Neither cost depends on it at this volume.',
	'always-cheaper': 'The option is cheaper whatever the value.',
	'always-dearer': 'No value makes the option as cheap as the other.'
} as const;

/**
 * Solves for a parameter; of several answers the one nearest to today's value. Looks within what the parameter can be (not
 * below 0, a share up to 1, a time in service up to a century), else from a millionth to a million times today's value.
 * Throws a RangeError where no option has the parameter.
 */
export const breakEven = (question: BreakEvenQuestion): BreakEven => {
	const { option, rival, parameterId } = question;
	const { today, lowest, highest } = parameterDomain([option, rival], parameterId);
	const measure = measureOf(question);
	const start = measure(today);
	const ends: [Point, Point] = [measure(lowest), measure(highest)];
	const none = (why: 'independent' | 'always-cheaper' | 'always-dearer'): BreakEven => ({
		state: 'none',
		why,
		reason: words[why],
		today: today.toFixed(),
		lowest: lowest.toFixed(),
		highest: highest.toFixed()
	});
	const oneSided = signOf(start) < 0 ? 'always-cheaper' : 'always-dearer';
	const isEnd = today.eq(lowest) || today.eq(highest);
	const inside = isEnd ? measure(lowest.plus(highest).div(2)) : start;
	if (isStraight(ends[0], inside, ends[1])) {
		if (ends[0].differenceUsd.eq(ends[1].differenceUsd)) return none('independent');
		const [low, high] = ends.map(signOf) as [number, number];
		return low * high > 0 ? none(oneSided) : closeIn(ends, today, measure);
	}
	const [up, down] = probesOf(today, lowest, highest);
	const brackets = [up, down]
		.map((probes) => bracketFrom(start, probes, measure))
		.filter((bracket) => bracket !== null);
	if (signOf(start) === 0 && brackets.length > 0) {
		const [, beyond] = brackets[0] as [Point, Point];
		const isAbove = beyond.value.gt(today);
		const cheaperWhen = signOf(beyond) < 0 === isAbove ? 'above' : 'below';
		return found(today, today, cheaperWhen, 'solved');
	}
	const solutions = brackets.map((bracket) => closeIn(bracket, today, measure));
	const distance = (answer: BreakEven): Decimal =>
		answer.state === 'found' ? toDecimal(answer.value).minus(today).abs() : span;
	const span = highest.minus(lowest);
	const [nearest] = solutions.sort((a, b) => distance(a).cmp(distance(b)));
	return nearest ?? none(oneSided);
};
