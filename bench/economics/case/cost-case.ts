/** A make-or-buy question with every reference resolved: demand, options, what was left out and why. Pure data. */
import type { BurstSides } from '../build/build-burst.ts';
import type { Constraints, OptionFacts } from './constraints.ts';
import type { Drifts } from './drifts.ts';
import type { HybridFrontier } from '../hybrid/frontier-points.ts';
import type { CostOption, OptionKind } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';

export interface ExcludedOption {
	option: CostOption;
	/** One sentence each; at least one. */
	reasons: string[];
}

/** An option that cannot be computed, with what would make it so. */
export interface UnavailableOption {
	id: string;
	title: string;
	kind: OptionKind;
	/** Whether it was measured on an endpoint without a model. */
	emulated: boolean;
	reason: string;
	/** What to do: the run, price or quote that is missing. */
	remedy: string;
	/** The same without commands and keys, for who decides; absent where `remedy` has none. */
	plainRemedy?: string;
	/** Ids of the stored quotes that would price it, which `reason` may name; absent where none would. */
	quoteIds?: string[];
}

/** What an option showed about quality, if anything. */
export interface OptionQuality {
	/** Share of answers that were right; null where nobody knows. */
	acceptShare: Parameter | null;
}

/** How both options of a comparison did on the same items; counts of items. */
export interface PairedCounts {
	bothRight: number;
	onlyMake: number;
	onlyBuy: number;
	bothWrong: number;
	/** Half width of the interval of their difference, standard errors; 1.96 where absent. */
	z?: number;
}

/** What constraints ask about an option that can be computed. */
export interface OptionWithFacts extends OptionFacts {
	optionId: string;
}

export interface CostCase {
	useCase: string;
	title: string;
	demand: {
		/** Requests a month, today. */
		requestsPerMonth: Parameter;
		/** Null where a path is given. */
		growthPerMonth: Parameter | null;
		/** Requests of each month; null where there is a growth. */
		path: readonly number[] | null;
		peakToAverage: Parameter;
	};
	/** Options that may be used. */
	options: CostOption[];
	excluded: ExcludedOption[];
	constraints: Constraints;
	/** Of all options and excluded ones, in the order of the spec: what is excluded follows from it, at any volume. */
	facts: readonly OptionWithFacts[];
	unavailable: UnavailableOption[];
	/** What the bursts among the options were joined from, by id: their nodes follow from it and from today's volume. */
	bursts: Readonly<Record<string, BurstSides>>;
	/** What the measured hybrids come to at other thresholds, by id. */
	frontiers: Readonly<Record<string, HybridFrontier>>;
	quality: Readonly<Record<string, OptionQuality>>;
	/** Ids that the author wants compared; null: the cheapest of its side at today's volume. */
	compare: { makeId: string | null; buyId: string | null };
	/** Paired results by `makeId|buyId`. */
	paired: Readonly<Record<string, PairedCounts>>;
	marginShare: number;
	/** What a person costs who does it instead, and an error that nobody noticed; null where nobody has said. */
	rework: { humanUsd: Parameter | null; errorUsd: Parameter | null };
	/** What a change of vendor takes; null where nobody has said. */
	vendorChange: { approvalUsd: string | null; leadTimeMonths: number | null };
	horizonMonths: number;
	discountRatePerYear: Parameter;
	drifts: Drifts;
	/** Largest volume looked at, requests a month. */
	maxRequestsPerMonth: number;
	/** Whether the spec gives it; else it is a multiple of today's volume (`largestVolumeOf`). */
	maxRequestsPerMonthGiven: boolean;
	/** Whether figures of endpoints without a model may be part of the verdict. */
	allowEmulated: boolean;
	seed: number;
	draws: number;
	/** What a reader must know, one sentence each. */
	notes: string[];
}
