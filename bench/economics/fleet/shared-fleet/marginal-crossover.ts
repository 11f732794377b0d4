/** Where making one more use case on shared nodes becomes cheaper than buying it, the others being there already. */
import type { Decimal } from '#core/decimal.ts';
import { toDecimal } from '#core/decimal.ts';
import { findCrossovers, type Winner } from '../../crossover/crossover.ts';
import type { CostCurve } from '../../option/cost-curve.ts';
import { curveCost } from '../../crossover/curve-usd.ts';
import { sumOfLines } from '../../option/option-curve.ts';
import type { Pool } from '../shared-fleet.ts';
import { marginalPieces } from './marginal-curves.ts';
import { addHours } from './node-demand.ts';

export interface MarginalCrossover {
	/** First whole volume at which the winner changes between make and buy; null where it never does up to the largest looked at. */
	firstCrossover: number | null;
	/** Last such volume; null where there is none, or where a larger volume changes it again. */
	permanentCrossover: number | null;
	/** `never`: making is nowhere cheaper; `always`: nowhere dearer. */
	verdict: 'crosses' | 'never' | 'always';
	/**
	 * `exact` to one request. `bracketed`, for nodes that follow the hours: sign changes between steps of a grid of volumes, each
	 * closed in on to one request; changes and returns within one step of the grid are not seen.
	 */
	method: 'exact' | 'bracketed';
}

interface Stretch {
	from: number;
	winner: Winner;
}

/** Changes between make and buy; a tie takes the side that comes after it. */
const changesOf = (stretches: readonly Stretch[]): number[] => {
	const changes: number[] = [];
	let side: Winner | null = null;
	let tieFrom: number | null = null;
	for (const { from, winner } of stretches) {
		if (winner === 'tie') {
			tieFrom ??= from;
			continue;
		}
		if (side !== null && winner !== side) changes.push(tieFrom ?? from);
		side = winner;
		tieFrom = null;
	}
	return changes;
};

const resultOf = (
	stretches: readonly Stretch[],
	permanentCrossover: number | null,
	method: MarginalCrossover['method']
): MarginalCrossover => {
	const has = (wanted: Winner): boolean => stretches.some(({ winner }) => winner === wanted);
	return {
		firstCrossover: changesOf(stretches)[0] ?? null,
		permanentCrossover,
		verdict: has('make') ? (has('buy') ? 'crosses' : 'always') : 'never',
		method
	};
};

const exactCrossover = (
	pool: Pool,
	index: number,
	buy: CostCurve,
	maxRequestsPerMonth: number
): MarginalCrossover => {
	const stretches: Stretch[] = [];
	let permanent: number | null = null;
	for (const { from, to, curve } of marginalPieces(pool, index)) {
		// Where another hour becomes the busiest beyond what is looked at, nothing is claimed about what stays.
		if (from > BigInt(maxRequestsPerMonth)) break;
		// The last piece is looked at as far as numbers go: a larger volume may take a change back.
		const end = to === null ? Number.MAX_SAFE_INTEGER : Math.max(1, Number(to));
		const found = findCrossovers(curve, buy, { maxRequestsPerMonth: end });
		for (const { fromRequests, toRequests, winner } of found.intervals) {
			if (toRequests < Number(from) || fromRequests > maxRequestsPerMonth) continue;
			stretches.push({ from: Math.max(fromRequests, Number(from)), winner });
		}
		if (to !== null) continue;
		const last = found.permanentCrossover;
		const isSettled = last !== null || found.verdict !== 'crosses';
		// A change at or before the beginning of the piece is one of its curve, not of the cost.
		const isWithin = last !== null && last > Number(from);
		if (isSettled) permanent = isWithin ? last : (changesOf(stretches).at(-1) ?? null);
	}
	const isShown = permanent !== null && permanent <= maxRequestsPerMonth;
	return resultOf(stretches, isShown ? permanent : null, 'exact');
};

/** Steps of the grid of volumes for one factor of ten. */
const stepsPerDecade = 8;

const gridOf = (max: number, today: number): number[] => {
	const steps = Math.ceil(Math.log10(max) * stepsPerDecade);
	const grid = Array.from({ length: steps }, (_, step) =>
		Math.round(Math.pow(10, step / stepsPerDecade))
	);
	return [...new Set([0, ...grid, today, max])]
		.filter((volume) => volume <= max)
		.sort((a, b) => a - b);
};

/** Cost of a month that a use case adds at a volume, its own lines included; exact. */
export const marginalUsd = (
	{ uses, demand, coalition }: Pool,
	index: number
): ((requests: number) => Decimal) => {
	const lines = uses[index]?.option.lines ?? [];
	const [perMonth, perRequest] = [sumOfLines(lines, 'month'), sumOfLines(lines, 'request')];
	const everyone = uses.map((_, each) => each);
	const others = everyone.filter((each) => each !== index);
	const base = addHours(others.map((each) => demand.hours[each] ?? []));
	const without = coalition(others).usd;
	const slope = demand.perRequest[index] ?? [];
	return (requests) => {
		const week = base.map((sum, hour) => sum + (slope[hour] ?? 0n) * BigInt(requests));
		return coalition(everyone, week)
			.usd.minus(without)
			.plus(perMonth)
			.plus(perRequest.times(requests));
	};
};

const bracketedCrossover = (
	pool: Pool,
	index: number,
	buy: CostCurve,
	maxRequestsPerMonth: number
): MarginalCrossover => {
	const made = marginalUsd(pool, index);
	const bought = curveCost(buy);
	const winnerAt = (requests: number): Winner => {
		const sign = made(requests).cmp(toDecimal(bought(requests)));
		return sign < 0 ? 'make' : sign > 0 ? 'buy' : 'tie';
	};
	/** First volume above `low` with another winner; the winner differs at `high`. */
	const closeIn = (low: number, high: number, winner: Winner): number => {
		let [before, after] = [low, high];
		while (after - before > 1) {
			const middle = Math.floor((before + after) / 2);
			if (winnerAt(middle) === winner) before = middle;
			else after = middle;
		}
		return after;
	};
	const stretches: Stretch[] = [];
	let before = 0;
	for (const volume of gridOf(maxRequestsPerMonth, pool.uses[index]?.requestsPerMonth ?? 0)) {
		const winner = winnerAt(volume);
		const last = stretches.at(-1);
		if (last?.winner !== winner) {
			stretches.push({ from: last ? closeIn(before, volume, last.winner) : 0, winner });
		}
		before = volume;
	}
	return resultOf(stretches, changesOf(stretches).at(-1) ?? null, 'bracketed');
};

/**
 * Crossovers of one use case of a pool against buying it, all other use cases at their volumes.
 * `maxRequestsPerMonth` is the largest volume looked at.
 */
export const marginalCrossover = (
	pool: Pool,
	index: number,
	buy: CostCurve,
	maxRequestsPerMonth: number
): MarginalCrossover =>
	pool.terms.scaling === 'peak'
		? exactCrossover(pool, index, buy, maxRequestsPerMonth)
		: bracketedCrossover(pool, index, buy, maxRequestsPerMonth);
