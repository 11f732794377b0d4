/** Where a search stands: which rates pass, which fail, and which could not be told. */
import {
	overloadedRate,
	passes,
	testedRates,
	type TestedRate
} from '#bench/economics/capacity/capacity-crossing.ts';
import { isTooShort } from './batch-dependence.ts';
import type { SearchedStage } from './search.ts';

/** A rate that no stage has decided. */
export interface UndecidedRate {
	ratePerS: number;
	/** Why the last of its stages does not count. */
	validity: 'client-bound' | 'unsteady' | 'too-few-samples' | 'error-bound';
	tries: number;
	/** Planned length of the longest of them, seconds. */
	durationS: number;
}

export interface Standing {
	/** The highest rate that passes, as every lower one does; null where none does. */
	passing: TestedRate | null;
	/** The lowest rate that fails, valid; null where none does, or an overloaded one is lower. */
	failing: TestedRate | null;
	/** The lower of the failing and the overloaded rate, as asked for; null where there is neither. */
	failsAtPerS: number | null;
	/** Rates that no stage has decided, from the lowest up. */
	undecided: UndecidedRate[];
	/** Rates whose longest stage was too short for its batches to be independent, while its share is not plainly too low; from the lowest up. */
	tooShort: { ratePerS: number; durationS: number }[];
}

/** Independent requests that tell a share of 95 % from one of 99 %, about. */
export const independentToDecide = 100;

/** Late requests from which the dependence of a rate is known. */
const fewestLate = 10;

/** So far below what is wanted a share is plain, however much its requests depend on each other. */
const plainlyBelow = 0.2;

const tooShortRates = (
	history: readonly SearchedStage[],
	tested: readonly TestedRate[],
	sloShare: number
): Standing['tooShort'] =>
	tested.flatMap(({ askedPerS, met, samples, effective }) => {
		if (met / samples < sloShare - plainlyBelow) return [];
		if (samples - met >= fewestLate && effective.met >= independentToDecide) return [];
		const longest = history
			.filter(({ ratePerS, evidence }) => ratePerS === askedPerS && evidence.validity === 'valid')
			.reduce<SearchedStage | null>(
				(most, each) => (!most || (each.durationS ?? 0) >= (most.durationS ?? 0) ? each : most),
				null
			);
		return longest && isTooShort(longest.evidence.batches)
			? [{ ratePerS: askedPerS, durationS: longest.durationS ?? 0 }]
			: [];
	});

const undecidedRates = (
	history: readonly SearchedStage[],
	isDecided: (ratePerS: number) => boolean
): UndecidedRate[] => {
	const byRate = new Map<number, UndecidedRate>();
	for (const { ratePerS, durationS, evidence } of history) {
		const { validity, overload } = evidence;
		if (ratePerS === null || isDecided(ratePerS) || overload) continue;
		if (validity === 'valid' || validity === 'not-measured') continue;
		const earlier = byRate.get(ratePerS);
		byRate.set(ratePerS, {
			ratePerS,
			validity,
			tries: (earlier?.tries ?? 0) + 1,
			durationS: Math.max(earlier?.durationS ?? 0, durationS ?? 0)
		});
	}
	return [...byRate.values()].sort((a, b) => a.ratePerS - b.ratePerS);
};

export const standingOf = (history: readonly SearchedStage[], sloShare: number): Standing => {
	const stages = history.map(({ evidence }) => evidence);
	const tested = testedRates(stages);
	const overloaded = overloadedRate(stages);
	const firstFailing = tested.findIndex((rate) => !passes(rate, sloShare));
	const failing = firstFailing < 0 ? null : (tested[firstFailing] ?? null);
	const passing = (firstFailing < 0 ? tested : tested.slice(0, firstFailing)).at(-1) ?? null;
	return {
		passing,
		failing,
		failsAtPerS: failing?.askedPerS ?? overloaded,
		tooShort: tooShortRates(history, tested, sloShare),
		undecided: undecidedRates(history, (ratePerS) =>
			tested.some(({ askedPerS }) => askedPerS === ratePerS)
		)
	};
};
