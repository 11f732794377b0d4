/** At which price each draw turns: draw by draw, also where tiers, a commitment or whole nodes bend the cost. */
import type { Parameter } from '../option/parameter.ts';
import type { UncertainCase } from '../uncertainty/case-parameters.ts';
import { todayCosts } from '../uncertainty/evaluate.ts';
import type { Samples } from '../uncertainty/sampling.ts';

/** How far cost may lie from a straight line, as a share of itself. */
const straightTolerance = 1e-9;

/** Doublings of the price offered up to which a draw is looked at: beyond a million times of it nothing is offered. */
const doublings = 20;

/** Halvings of the bracket of a draw; what is left of it is below a billionth of its upper end. */
const halvings = 32;

/** A draw that turns above this share of the highest price looked at does not turn: it wins whatever the price. */
export const highestPrice = (offered: number): number => offered * 2 ** doublings;

interface Differences {
	/** Cost of the option less that of its rival in the first month, by draw; USD. */
	usd: Float64Array;
	/** Sum of both sizes, by draw: what rounding is a share of. */
	scale: Float64Array;
}

type Measure = (prices: Float64Array) => Differences;

const measureOf =
	(pair: UncertainCase, samples: Samples, parameterId: string): Measure =>
	(prices) => {
		const columns = new Map(samples.columns);
		columns.set(parameterId, prices);
		const [own, rival] = todayCosts(pair, { rows: samples.rows, columns }) as [
			Float64Array,
			Float64Array
		];
		return {
			usd: own.map((value, row) => value - (rival[row] as number)),
			scale: own.map((value, row) => Math.abs(value) + Math.abs(rival[row] as number))
		};
	};

/** The root of the straight line through three prices; NaN in the draws where cost is none, or level, or falls. */
const straightRoots = (measure: Measure, rows: number, offered: number): Float64Array => {
	const [low, middle, high] = [0.5, 1, 1.5].map((factor) =>
		measure(new Float64Array(rows).fill(offered * factor))
	) as [Differences, Differences, Differences];
	const roots = middle.usd.map((b, row) => {
		const [a, c] = [low.usd[row] as number, high.usd[row] as number];
		const isBent = Math.abs(a + c - 2 * b) > straightTolerance * (middle.scale[row] as number);
		const slope = (c - a) / offered;
		return isBent || slope <= 0 ? Number.NaN : offered - b / slope;
	});
	// The line may bend beyond the three prices: what it says is held against the cost itself.
	const check = measure(roots.map((root) => (Number.isNaN(root) ? offered : Math.max(0, root))));
	return roots.map((root, row) => {
		const usd = check.usd[row] as number;
		const holds =
			root < 0 ? usd > 0 : Math.abs(usd) <= straightTolerance * (check.scale[row] as number);
		return holds ? root : Number.NaN;
	});
};

/** Closes in, in all draws at once, on the change of sign that is nearest to the price offered. */
const bracketedRoots = (measure: Measure, rows: number, offered: number): Float64Array => {
	const start = measure(new Float64Array(rows).fill(offered)).usd;
	const free = measure(new Float64Array(rows)).usd;
	const wins = new Float64Array(rows);
	const loses = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
	for (let row = 0; row < rows; row++) {
		if ((start[row] as number) < 0) wins[row] = offered;
		else {
			loses[row] = offered;
			if ((free[row] as number) >= 0) wins[row] = Number.NEGATIVE_INFINITY;
		}
	}
	for (let step = 1; step <= doublings && loses.includes(Number.POSITIVE_INFINITY); step++) {
		const price = offered * 2 ** step;
		const { usd } = measure(new Float64Array(rows).fill(price));
		for (let row = 0; row < rows; row++) {
			if (loses[row] !== Number.POSITIVE_INFINITY) continue;
			if ((usd[row] as number) < 0) wins[row] = price;
			else loses[row] = price;
		}
	}
	const isOpen = (row: number): boolean =>
		Number.isFinite(wins[row]) && Number.isFinite(loses[row]);
	for (let halving = 0; halving < halvings; halving++) {
		const middle = wins.map((low, row) =>
			isOpen(row) ? (low + (loses[row] as number)) / 2 : offered
		);
		const { usd } = measure(middle);
		for (let row = 0; row < rows; row++) {
			if (!isOpen(row)) continue;
			((usd[row] as number) < 0 ? wins : loses)[row] = middle[row] as number;
		}
	}
	return wins;
};

/**
 * The highest price at which the option is the cheaper one this month, for each draw of the other numbers, in the unit of the
 * parameter: of several the one nearest to what is offered. Below 0 where not even 0 does it (−Infinity where it is not known by how
 * much), `highestPrice` where it wins whatever the price. `pair` holds the option and then its rival; `offered` is above 0.
 */
export const flipsByDraw = (
	pair: UncertainCase,
	samples: Samples,
	parameter: Parameter
): Float64Array => {
	const offered = Number(parameter.value);
	const measure = measureOf(pair, samples, parameter.id);
	const straight = straightRoots(measure, samples.rows, offered);
	if (!straight.some(Number.isNaN)) return straight;
	const bracketed = bracketedRoots(measure, samples.rows, offered);
	return straight.map((root, row) => (Number.isNaN(root) ? (bracketed[row] as number) : root));
};
