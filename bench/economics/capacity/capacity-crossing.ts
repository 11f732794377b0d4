/** Where the shares of requests that are answered, and answered in time, cross what is wanted of them as the offered rate rises. */
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { minCompletedShare, type CapacityStage } from './capacity-stage.ts';

/** A valid offered rate; levels of the same rate are one. */
export interface TestedRate {
	ratePerS: number;
	stageIds: string[];
	samples: number;
	/** Requests, not shares. */
	met: number;
	completed: number;
}

/** The valid offered rates that were held against an objective, from the lowest up. */
export const testedRates = (stages: readonly CapacityStage[]): TestedRate[] => {
	const byRate = new Map<number, TestedRate>();
	for (const { stageId, offeredPerS, sloMetShare, completedShare, samples, validity } of stages) {
		if (offeredPerS === null || sloMetShare === null || completedShare === null) continue;
		if (validity !== 'valid') continue;
		const tested = byRate.get(offeredPerS) ?? {
			ratePerS: offeredPerS,
			stageIds: [],
			samples: 0,
			met: 0,
			completed: 0
		};
		byRate.set(offeredPerS, tested);
		tested.stageIds.push(stageId);
		tested.samples += samples;
		// Shares are counts divided by the samples: this brings the counts back.
		tested.met += Math.round(sloMetShare * samples);
		tested.completed += Math.round(completedShare * samples);
	}
	return [...byRate.values()].sort((a, b) => a.ratePerS - b.ratePerS);
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

const boundOf = (successes: number, samples: number, bound: Bound): number =>
	wilsonInterval(Math.min(successes, samples), samples)[bound] ?? 0;

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
	const sharesOf = (count: 'met' | 'completed') => [
		...idle,
		...tested.map((rate) => ({
			ratePerS: rate.ratePerS,
			share: boundOf(rate[count], rate.samples, bound)
		}))
	];
	const onTime = crossingOf(sharesOf('met'), sloShare);
	const answered = crossingOf(sharesOf('completed'), minCompletedShare);
	if (!onTime || !answered) return null;
	return answered.ratePerS < onTime.ratePerS ? answered : onTime;
};

/** Whether a rate meets both conditions, as measured. */
export const passes = ({ met, completed, samples }: TestedRate, sloShare: number): boolean =>
	met / samples >= sloShare && completed / samples >= minCompletedShare;
