/**
 * Distributions as guidellm computes them: weighted, and a percentile is the first value at which the cumulated weight reaches it, without
 * interpolation. Rules from vllm-project/guidellm: `src/guidellm/schemas/base/statistics.py` (0280467).
 */
import { Unknown, type Known } from './known.ts';

export interface Weighted {
	value: number;
	weight: number;
}

export interface WeightedDistribution {
	/** Of samples the sum of their weights, of a rate the occurrences; rounded. */
	count: number;
	mean: number;
	median: number;
	min: number;
	max: number;
	stdDev: number;
	/** `share` from 0 to 1. */
	quantile: (share: number) => number;
}

/** Unknown where no value has a weight. (guidellm prints 0 then.) */
export const weightedDistribution = (
	samples: readonly Weighted[],
	count = samples.reduce((sum, { weight }) => sum + weight, 0)
): Known<WeightedDistribution> => {
	const weights = new Map<number, number>();
	for (const { value, weight } of samples) weights.set(value, (weights.get(value) ?? 0) + weight);
	const values = [...weights].filter(([, weight]) => weight > 0).sort(([a], [b]) => a - b);
	const total = values.reduce((sum, [, weight]) => sum + weight, 0);
	const [first] = values;
	const last = values.at(-1);
	if (!first || !last) return new Unknown('no request brought a sample of it');
	let cumulated = 0;
	const upTo = values.map(([value, weight]) => {
		cumulated += weight / total;
		return [value, cumulated] as const;
	});
	const quantile = (share: number): number =>
		(upTo.find(([, probability]) => probability >= share) ?? last)[0];
	const mean = values.reduce((sum, [value, weight]) => sum + (value * weight) / total, 0);
	const variance = values.reduce(
		(sum, [value, weight]) => sum + ((value - mean) ** 2 * weight) / total,
		0
	);
	return {
		count: Math.round(count),
		mean,
		median: quantile(0.5),
		min: first[0],
		max: last[0],
		stdDev: Math.sqrt(variance),
		quantile
	};
};

/** Every sample once. */
export const unweighted = (values: readonly number[]): Weighted[] =>
	values.map((value) => ({ value, weight: 1 }));

/** Events closer than this are one, s. */
const mergedS = 1e-4;
/** Least time of the last event, s. */
const leastS = 1e-6;

/** Something that happened at a moment, so many times. */
export interface Occurrence {
	atS: number;
	times: number;
}

/** Those in order of time, with those that follow within `mergedS` of the first of a group added to it. */
const merged = (occurrences: readonly Occurrence[]): Occurrence[] => {
	const groups: Occurrence[] = [];
	for (const { atS, times } of [...occurrences].sort((a, b) => a.atS - b.atS)) {
		const group = groups.at(-1);
		if (group && atS - group.atS <= mergedS) group.times += times;
		else groups.push({ atS, times });
	}
	return groups;
};

/**
 * Rates over time: every event has the time from the middle between it and the one before to the middle between it and the next. With a
 * window its ends are events of no occurrence. The mean is the number of occurrences over the time from the first to the last event.
 */
export const rateDistribution = (
	occurrences: readonly Occurrence[],
	window: { startS: number; endS: number } | null = null
): Known<WeightedDistribution> => {
	const events = merged(
		window === null
			? occurrences
			: [
					{ atS: window.startS, times: 0 },
					...occurrences.filter(({ atS }) => atS >= window.startS && atS <= window.endS),
					{ atS: window.endS, times: 0 }
				]
	);
	if (events.length <= 1) return new Unknown('a rate needs two moments');
	const middles = events.slice(1).map(({ atS }, i) => (atS + (events[i] as Occurrence).atS) / 2);
	return weightedDistribution(
		events.map(({ atS, times }, i) => {
			const start = middles[i - 1] ?? atS;
			const end = middles[i] ?? Math.max(atS, start + leastS);
			return { value: times / (end - start), weight: end - start };
		}),
		events.reduce((sum, { times }) => sum + times, 0)
	);
};
