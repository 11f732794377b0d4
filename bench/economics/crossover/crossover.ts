/**
 * Where making becomes cheaper than buying, exact to one request: the intervals of volume with one winner, not one break-even
 * point, since each added node moves the comparison. Work grows with the steps that can decide, not with the volume.
 */
import type { CostCurve } from '../option/cost-curve.ts';
import { scaledUsd, stepsAt } from './compiled-curve.ts';
import { differenceOf, type Difference } from './difference.ts';
import { eventBefore, type CrossoverEvent } from './event-kind.ts';
import { reasonOf } from './reason.ts';
import { changesOf, listRuns, type Run } from './runs.ts';
import { fromScaled } from './scaled-integers.ts';
import { createTimeline } from './timeline.ts';

export type { CrossoverEvent } from './event-kind.ts';

/** Who is cheaper; `tie` only where both cost exactly the same. */
export type Winner = 'make' | 'buy' | 'tie';

/** A stretch of volumes with one winner. */
export interface CrossoverInterval {
	/** First and last whole number of requests a month, both included. */
	fromRequests: number;
	toRequests: number;
	winner: Winner;
	/**
	 * How the winner changed on the way to `fromRequests`: `jump` where a step or a price for all units changed it, `root`
	 * where the costs met between steps. Null for the first interval.
	 */
	fromEvent: CrossoverEvent | null;
	/** USD a month at both ends, exact decimal text. */
	makeUsdFrom: string;
	buyUsdFrom: string;
	makeUsdTo: string;
	buyUsdTo: string;
}

export interface CrossoverResult {
	/** In order from 0 to the largest volume looked at, without gaps. */
	intervals: CrossoverInterval[];
	/**
	 * First whole volume at which the winner has changed between make and buy; at a tie between them already where there is
	 * one. A tie that leads back to the same winner, or that the volumes begin or end with, is no crossing. Null without one.
	 */
	firstCrossover: number | null;
	/** Last such volume, if no larger volume, however large, changes the winner again; else null. */
	permanentCrossover: number | null;
	/** `never`: make is nowhere cheaper up to the largest volume; `always`: nowhere dearer. */
	verdict: 'crosses' | 'never' | 'always';
	/** Why, in sentences with figures. */
	reason: string;
	/** Intervals beyond those listed; null where they were too many to count. */
	omittedIntervals: number | null;
}

export interface CrossoverLimits {
	/** Largest volume looked at, whole, 1 to 2^53 − 1. */
	maxRequestsPerMonth: number;
	/** Most intervals listed; the others are counted. Default 10,000. */
	maxIntervals?: number;
}

const winners = { [-1]: 'make', 0: 'tie', 1: 'buy' } as const;

/** Requests on the first node after whose arrival buying wins until it is filled; null where no node does that. */
const filledRequests = ({ make }: Difference, runs: readonly Run[]): bigint | null => {
	const [stair] = make.stairs;
	if (stair === undefined) return null;
	for (const [index, { from, sign }] of runs.entries()) {
		if (index === 0 || sign < 1 || stepsAt(stair, from) === stepsAt(stair, from - 1n)) continue;
		const end = runs.slice(index + 1, index + 3).find((run) => run.sign < 0);
		if (end && stepsAt(stair, end.from) === stepsAt(stair, from)) return end.from - from + 1n;
	}
	return null;
};

/** Compares two cost curves over all whole volumes from 0 on. See `CrossoverResult`. */
export const findCrossovers = (
	make: CostCurve,
	buy: CostCurve,
	{ maxRequestsPerMonth, maxIntervals = 10_000 }: CrossoverLimits
): CrossoverResult => {
	const max = BigInt(maxRequestsPerMonth);
	const difference = differenceOf(make, buy);
	const timeline = createTimeline(difference);
	const list = listRuns(timeline, max, maxIntervals);
	const changes = changesOf(timeline, list, max);
	const makeUsdAt = (volume: bigint) =>
		fromScaled(scaledUsd(difference.make, volume), difference.make.places);
	const buyUsdAt = (volume: bigint) =>
		fromScaled(scaledUsd(difference.buy, volume), difference.buy.places);
	const verdict = changes.makeIsCheaperSomewhere
		? changes.buyIsCheaperSomewhere
			? 'crosses'
			: 'always'
		: 'never';
	const intervals = list.runs.map(({ from, to, sign }, index): CrossoverInterval => {
		const isOne = from === to;
		const [makeUsdFrom, buyUsdFrom] = [makeUsdAt(from), buyUsdAt(from)];
		return {
			fromRequests: Number(from),
			toRequests: Number(to),
			winner: winners[sign],
			fromEvent: index === 0 ? null : eventBefore(difference, from),
			makeUsdFrom,
			buyUsdFrom,
			makeUsdTo: isOne ? makeUsdFrom : makeUsdAt(to),
			buyUsdTo: isOne ? buyUsdFrom : buyUsdAt(to)
		};
	});
	return {
		intervals,
		firstCrossover: changes.first === null ? null : Number(changes.first),
		permanentCrossover:
			changes.last !== null && changes.beyond.kind === 'none' ? Number(changes.last) : null,
		verdict,
		reason: reasonOf(
			{
				make,
				buy,
				max,
				changes,
				makeUsdAt,
				buyUsdAt,
				filledRequests: filledRequests(difference, list.runs)
			},
			verdict
		),
		omittedIntervals: list.omitted
	};
};
