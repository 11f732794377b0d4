/** Which of several options is cheapest at every volume: the lower envelope of their cost curves, exact to one request. */
import type { CostCurve } from '../option/cost-curve.ts';
import { compileCurve, curvePlaces, scaledUsd, type CompiledCurve } from './compiled-curve.ts';
import { differenceOf } from './difference.ts';
import { freshEffort, listRuns } from './runs.ts';
import { fromScaled } from './scaled-integers.ts';
import { createTimeline } from './timeline.ts';
import type { CrossoverLimits } from './crossover.ts';

export interface NamedCurve {
	id: string;
	curve: CostCurve;
}

export interface CheapestInterval {
	/** First and last whole number of requests a month, both included. */
	fromRequests: number;
	toRequests: number;
	/** The cheapest option; several, in the order given, only where they cost exactly the same throughout. */
	ids: string[];
	/** Their cost at both ends, USD a month, exact decimal text. */
	usdFrom: string;
	usdTo: string;
}

/** Volumes at which the order of two curves changes, and the volume up to which all of them are known. */
const changesBetween = (a: CostCurve, b: CostCurve, max: bigint, mostRuns: number) => {
	const timeline = createTimeline(differenceOf(a, b));
	const { runs, omitted } = listRuns(timeline, max, mostRuns, freshEffort(), 0);
	return {
		starts: runs.map((run) => run.from),
		knownTo: omitted === 0 ? max : (runs.at(-1)?.to ?? -1n)
	};
};

/**
 * Cheapest of `options` at each whole volume from 0 to the largest. Between two volumes at which any pair changes its order
 * nobody's rank changes, so that one evaluation stands for all volumes between. Intervals come in order from 0 without gaps; the
 * last one ends before the largest volume only where options change places too often to be listed. Empty without options.
 */
export const cheapestByVolume = (
	options: readonly NamedCurve[],
	{ maxRequestsPerMonth, maxIntervals = 10_000 }: CrossoverLimits
): CheapestInterval[] => {
	if (options.length === 0) return [];
	const max = BigInt(maxRequestsPerMonth);
	const starts = new Set<bigint>([0n]);
	let knownTo = max;
	for (const [index, { curve }] of options.entries()) {
		for (const other of options.slice(index + 1)) {
			const changes = changesBetween(curve, other.curve, max, maxIntervals);
			for (const start of changes.starts) starts.add(start);
			if (changes.knownTo < knownTo) knownTo = changes.knownTo;
		}
	}
	const places = Math.max(...options.map(({ curve }) => curvePlaces(curve)));
	const compiled = options.map(({ id, curve }) => ({ id, curve: compileCurve(curve, places) }));
	const cheapestAt = (volume: bigint): { id: string; curve: CompiledCurve }[] => {
		const costs = compiled.map((option) => ({ option, usd: scaledUsd(option.curve, volume) }));
		const least = costs.reduce((low, { usd }) => (usd < low ? usd : low), costs[0]?.usd ?? 0n);
		return costs.filter(({ usd }) => usd === least).map(({ option }) => option);
	};
	const stretches: { from: bigint; winners: { id: string; curve: CompiledCurve }[] }[] = [];
	for (const from of [...starts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
		if (from > knownTo) break;
		const winners = cheapestAt(from);
		const last = stretches.at(-1)?.winners;
		const isSame =
			last?.length === winners.length && winners.every(({ id }, at) => last[at]?.id === id);
		if (!isSame) stretches.push({ from, winners });
	}
	const listed = stretches.slice(0, maxIntervals);
	const cut = stretches[maxIntervals];
	const end = cut === undefined ? knownTo : cut.from - 1n;
	return listed.map(({ from, winners }, index): CheapestInterval => {
		const next = listed[index + 1];
		const to = next === undefined ? end : next.from - 1n;
		const usdAt = (volume: bigint) =>
			winners[0] === undefined ? '0' : fromScaled(scaledUsd(winners[0].curve, volume), places);
		return {
			fromRequests: Number(from),
			toRequests: Number(to),
			ids: winners.map(({ id }) => id),
			usdFrom: usdAt(from),
			usdTo: usdAt(to)
		};
	});
};
