/** Where the shares of requests that are answered, and answered in time, cross what is wanted of them as the offered rate rises. */
import { effectiveSamples, type ShareBatch } from '#core/statistics/effective-samples.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { minCompletedShare, type CapacityStage } from './capacity-stage.ts';

/** A valid offered rate; levels that were asked for the same rate are one. */
export interface TestedRate {
	/** The rate that was asked for, or the offered one where that is not known. */
	askedPerS: number;
	/** Offered requests / time, all levels of the rate together. */
	ratePerS: number;
	stageIds: string[];
	samples: number;
	/** Requests, not shares. */
	met: number;
	completed: number;
	/** How many independent requests each share is worth; the samples where no level has batches. */
	effective: { met: number; completed: number };
}

interface Gathered extends Omit<TestedRate, 'effective' | 'ratePerS' | 'askedPerS'> {
	durationS: number;
	offeredPerS: number;
	batches: { met: ShareBatch[]; completed: ShareBatch[] }[];
	/** Levels of the rate that say that it cannot be sustained. */
	overloads: number;
}

/** The rate by which levels are taken for one. */
const keyOf = ({ nominalPerS, offeredPerS }: CapacityStage): number | null =>
	offeredPerS === null ? null : (nominalPerS ?? offeredPerS);

/**
 * Bounds of Pocock (1977, Biometrika 64:191–199, table 1) for one, two … ten looks at 5 % in all, in standard errors: a rate is measured
 * again as long as its interval is too wide, and who looks after every level stops at a lucky one.
 */
const pocockBounds = [1.96, 2.178, 2.289, 2.361, 2.413, 2.453, 2.485, 2.512, 2.535, 2.555] as const;

/** What is left of the samples of a rate that was looked at after each of its levels. */
const shareLeft = (looks: number): number => {
	const bound = pocockBounds[Math.min(looks, pocockBounds.length) - 1] ?? pocockBounds[0];
	return (pocockBounds[0] / bound) ** 2;
};

const effectiveOf = ({ samples, batches }: Gathered, count: 'met' | 'completed'): number => {
	const known = batches.map((each) => each[count]);
	const inBatches = known.flat().reduce((sum, { n }) => sum + n, 0);
	const effective = effectiveSamples(known);
	// Levels without batches count in full, as they did before there were any.
	return effective === null
		? samples
		: effective * shareLeft(batches.length) + (samples - inBatches);
};

const gathered = (stages: readonly CapacityStage[]): Map<number, Gathered> => {
	const byRate = new Map<number, Gathered>();
	for (const stage of stages) {
		const { stageId, offeredPerS, sloMetShare, completedShare, samples, validity } = stage;
		const key = keyOf(stage);
		if (key === null || offeredPerS === null || sloMetShare === null || completedShare === null)
			continue;
		if (stage.variesRate) continue;
		const isCounted = validity === 'valid' && !stage.overload;
		if (!isCounted && !stage.overload) continue;
		const rate = byRate.get(key) ?? {
			durationS: 0,
			offeredPerS,
			stageIds: [],
			samples: 0,
			met: 0,
			completed: 0,
			batches: [],
			overloads: 0
		};
		byRate.set(key, rate);
		if (!isCounted) {
			rate.overloads++;
			continue;
		}
		rate.stageIds.push(stageId);
		rate.samples += samples;
		rate.durationS += offeredPerS > 0 ? samples / offeredPerS : 0;
		// Shares are counts divided by the samples: this brings the counts back.
		rate.met += Math.round(sloMetShare * samples);
		rate.completed += Math.round(completedShare * samples);
		if (stage.batches) {
			rate.batches.push({
				met: stage.batches.map(({ requests, met }) => ({ n: requests, successes: met })),
				completed: stage.batches.map(({ requests, completed }) => ({
					n: requests,
					successes: completed
				}))
			});
		}
	}
	return byRate;
};

/**
 * The lowest rate that cannot be sustained though no level of it is valid; null where there is none. A rate of which most levels are
 * valid is what they say it is: near saturation a queue now and then looks as if it grew without end.
 */
export const overloadedRate = (stages: readonly CapacityStage[]): number | null => {
	const rates = [...gathered(stages)]
		.filter(([, { overloads, stageIds }]) => overloads > 0 && overloads >= stageIds.length)
		.map(([rate]) => rate);
	return rates.length === 0 ? null : Math.min(...rates);
};

/** Fewer late requests than this do not tell how much requests depend on each other. */
const fewestLate = 10;

/** Rates of which the higher one is at most so many times the lower one are neighbours. */
const neighbourFactor = 1.25;

/**
 * How much requests depend on each other rises with the rate. A level without a burst is both too good and too sure of itself, so that
 * one whose neighbour above depends more takes the geometric mean of both; one at which next to nothing was late, too little to know
 * anything from, takes that of the next higher rate that shows it. With it the interval of a search holds the true
 * capacity of an M/M/4 queue in 98.5 % of 200 simulations rather than in 86.5 % (`npm run perf:capacity -- --simulate 200`).
 */
const withBorrowedDependence = (tested: readonly TestedRate[]): TestedRate[] => {
	let above = { dependence: 1, ratePerS: Infinity };
	return [...tested]
		.reverse()
		.map((rate) => {
			const { samples, met, ratePerS, effective } = rate;
			let { dependence } = above;
			if (samples - met >= fewestLate) {
				const own = samples / effective.met;
				const isNeighbour = above.ratePerS <= ratePerS * neighbourFactor;
				dependence = isNeighbour ? Math.max(own, Math.sqrt(own * above.dependence)) : own;
				above = { dependence, ratePerS };
			}
			return {
				...rate,
				effective: { ...effective, met: Math.min(effective.met, samples / dependence) }
			};
		})
		.reverse();
};

/** The valid offered rates that were held against an objective, from the lowest up; none from the lowest overloaded one on. */
export const testedRates = (stages: readonly CapacityStage[]): TestedRate[] => {
	const overloaded = overloadedRate(stages) ?? Infinity;
	const tested = [...gathered(stages)]
		.filter(([key, { stageIds }]) => stageIds.length > 0 && key < overloaded)
		.map(([askedPerS, rate]): TestedRate => {
			const { durationS, offeredPerS, stageIds, samples, met, completed } = rate;
			return {
				askedPerS,
				// Of a single level its own figure, to the last digit.
				ratePerS: stageIds.length === 1 || durationS === 0 ? offeredPerS : samples / durationS,
				stageIds,
				samples,
				met,
				completed,
				effective: { met: effectiveOf(rate, 'met'), completed: effectiveOf(rate, 'completed') }
			};
		})
		.sort((a, b) => a.ratePerS - b.ratePerS);
	return withBorrowedDependence(tested);
};

export interface Crossing {
	ratePerS: number;
	/** The tested rates around it; the upper one is null where no rate fails. */
	passingPerS: number;
	failingPerS: number | null;
}

/**
 * The rate at which shares that are linear between tested rates fall below what is wanted: between the first rate that fails
 * and the one before it, since a rate counts only if every lower one passes. The highest rate where none fails, null where
 * the first does.
 */
const crossingOf = (
	rates: readonly { ratePerS: number; share: number }[],
	wanted: number
): Crossing | null => {
	const firstFailing = rates.findIndex(({ share }) => share < wanted);
	const below = rates.at(firstFailing < 0 ? -1 : firstFailing - 1);
	if (firstFailing === 0 || !below) return null;
	const above = rates[firstFailing];
	if (!above) {
		return { ratePerS: below.ratePerS, passingPerS: below.ratePerS, failingPerS: null };
	}
	const position = (below.share - wanted) / (below.share - above.share);
	return {
		ratePerS: below.ratePerS + position * (above.ratePerS - below.ratePerS),
		passingPerS: below.ratePerS,
		failingPerS: above.ratePerS
	};
};

/** The share as measured, or an end of its 95 % Wilson interval. */
export type Bound = 'share' | 'low' | 'high';

const boundOf = (
	{ samples, effective, ...counts }: TestedRate,
	count: 'met' | 'completed',
	bound: Bound
): number => {
	const n = effective[count];
	const share = Math.min(counts[count], samples) / samples;
	if (bound === 'share') return share;
	return (
		wilsonInterval(n === samples ? Math.min(counts[count], samples) : share * n, n)[bound] ?? 0
	);
};

/**
 * The low bounds of rates that pass borrow from each other, as a share does not rise with the rate: what is certain of a
 * rate is certain of every lower one.
 */
const borrowed = (bounds: readonly number[], bound: Bound, passing: number): number[] => {
	const borrowing = [...bounds];
	if (bound === 'low') {
		for (let i = passing - 2; i >= 0; i--) {
			borrowing[i] = Math.max(borrowing[i] as number, borrowing[i + 1] as number);
		}
	}
	return borrowing;
};

/**
 * The rate at which either condition stops to hold, with the shares as measured or at an end of their intervals. `idle` are points
 * below the tested rates. Null where the lowest rate fails already.
 */
export const kappaOf = (
	tested: readonly TestedRate[],
	sloShare: number,
	bound: Bound,
	idle: readonly { ratePerS: number; share: number }[] = []
): Crossing | null => {
	const firstFailing = tested.findIndex((rate) => !passes(rate, sloShare));
	const passing = firstFailing < 0 ? tested.length : firstFailing;
	const sharesOf = (count: 'met' | 'completed') => {
		const bounds = borrowed(
			tested.map((rate) => boundOf(rate, count, bound)),
			bound,
			passing
		);
		return [
			...idle,
			...tested.map(({ ratePerS }, i) => ({ ratePerS, share: bounds[i] as number }))
		];
	};
	const onTime = crossingOf(sharesOf('met'), sloShare);
	const answered = crossingOf(sharesOf('completed'), minCompletedShare);
	if (!onTime || !answered) return null;
	return answered.ratePerS < onTime.ratePerS ? answered : onTime;
};

/** Whether a rate meets both conditions, as measured. */
export const passes = ({ met, completed, samples }: TestedRate, sloShare: number): boolean =>
	met / samples >= sloShare && completed / samples >= minCompletedShare;
