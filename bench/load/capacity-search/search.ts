/** What a search for the capacity is told, what it has seen, and what it may say next. Data only. */
import type { CapacityStage } from '#bench/economics/capacity/capacity-stage.ts';
import type { CapacitySearchNote } from '#core/stage.ts';

export interface SearchSettings {
	/** Share of requests that must meet the objective. */
	sloShare: number;
	/** Half the width of the interval to reach, as a share of the capacity: 0.05 is ± 5 %. */
	precision: number;
	/** Most stages, the probe included. */
	maxStages: number;
	/** Longest time of all stages with their drains, seconds. */
	maxDurationS: number;
	/** Most requests of all stages; Infinity where nothing bounds them. */
	maxRequests: number;
	/** Highest rate to offer; Infinity where nothing bounds it. */
	maxRatePerS: number;
	/** First rate to offer; null: one over the latency of an idle endpoint, from a probe. */
	startRatePerS: number | null;
	/** Decides the order of repeats. */
	seed: number;
	/** Whether a deciding stage can be run with one more worker, to see whether the client was part of what was measured. */
	canAddWorker: boolean;
}

/** A stage of the search that has ended. */
export interface SearchedStage {
	purpose: CapacitySearchNote['purpose'];
	/** The rate that was asked for; null for a probe. */
	ratePerS: number | null;
	/** Time during which requests were due as planned, seconds; null for a probe. */
	durationS: number | null;
	evidence: CapacityStage;
	/** From its beginning to its last answer, seconds. */
	elapsedS: number;
	/** Mean time of a whole answer, ms; null without one. */
	e2eMeanMs: number | null;
}

export type SearchEndWhy = NonNullable<CapacitySearchNote['ended']>['why'];

export type SearchStep =
	/** A closed loop of one user, to learn the latency of an idle endpoint. */
	| { kind: 'probe'; requests: number }
	/** A Poisson stage. */
	| {
			kind: 'stage';
			purpose: Exclude<CapacitySearchNote['purpose'], 'probe'>;
			ratePerS: number;
			durationS: number;
	  }
	| { kind: 'done'; why: SearchEndWhy; reason: string };
