/** Two measured cells held against each other, A and B, as their page gets them. A is the candidate, B what it is held against: every difference is A − B, as in `bench compare`. */
import type { MeasuredWhen } from '#core/measured-when.ts';
import type { UngradedReason } from '#core/answer.ts';
import type { QualityGate } from '#bench/economics/verdict/quality-gate.ts';
import type { CellTargetKind } from '#core/cell-target.ts';
import type { RunState } from '#core/run-state.ts';
import type { Stage } from '#core/run.ts';
import type { SequentialSummary, StageSummary } from '#core/stage.ts';
import type { PairedDifference } from '#core/statistics/paired-difference.ts';
import type { Proportion } from '#core/statistics/wilson.ts';

export interface ComparedStage {
	/** Part of its id below the run. */
	name: string;
	/** Position in its cell, from 0: its name in the address of a comparison. */
	ordinal: number;
	/** `closed ×16`. */
	load: string;
	state: Stage['state'];
	/** Null until the stage has ended. */
	summary: StageSummary | null;
}

export interface ComparedCell {
	/** `RUN:CELL`; see `parseCellRef`. */
	ref: string;
	runId: string;
	runName: string;
	runState: RunState | 'killed';
	/** Of the run. */
	startedAtUtc: string;
	scenarioId: string;
	target: string;
	kind: CellTargetKind;
	emulated: boolean;
	/** In the order of the cell. */
	stages: ComparedStage[];
	/** Right answers among all items that were graded, first answers only, 95 % Wilson interval. */
	right: Proportion;
}

/** What a reader must know before believing a difference. */
export interface CompareWarning {
	tone: 'plain' | 'warn' | 'bad';
	title: string;
	/** One each; may be empty. */
	sentences: string[];
}

/** Something that was not the same, as written in the config or told by the machine; null where one has none. */
export interface SetupDifference {
	group: 'Use case' | 'Target' | 'Run' | 'Measuring side';
	/** Such as `parameters.temperature`. */
	name: string;
	a: string | null;
	b: string | null;
}

/** Items by who was right; `unpaired` where either brought no graded answer. */
export interface PairedItemCounts {
	bothRight: number;
	onlyA: number;
	onlyB: number;
	bothWrong: number;
	unpaired: number;
}

export type ComparedQuality =
	/** They are the same answers. */
	| { state: 'same-cell' }
	/** Of another scenario, or another version of it. */
	| { state: 'other-items' }
	/** No item has a graded answer of both; `commonItems`: asked of both. */
	| {
			state: 'nothing-paired';
			itemsOfA: number;
			itemsOfB: number;
			commonItems: number;
			/** Answers that arrived without a grade, by the reason. */
			ungradedOfA: Record<UngradedReason, number>;
			ungradedOfB: Record<UngradedReason, number>;
	  }
	| {
			state: 'compared';
			counts: PairedItemCounts;
			/** Items asked of each. */
			itemsOfA: number;
			itemsOfB: number;
			/** Over the items with a graded answer of both, 95 % Wilson intervals. */
			rightOfA: Proportion;
			rightOfB: Proportion;
			/** Share right of A minus that of B, with its 95 % score interval; that of the last look where it was looked at early. */
			difference: PairedDifference;
			/** How one of both was held against the other while it was measured, and which; null where it was not. */
			held: { side: 'a' | 'b'; sequential: SequentialSummary } | null;
			/** Two-sided exact McNemar p-value. */
			mcNemarP: number;
			/** Whether A is shown to be not worse than B by more than 2 points, and B than A. */
			gateOfA: QualityGate;
			gateOfB: QualityGate;
	  };

export const comparedLatencies = ['ttftMs', 'tpotMs', 'itlMs', 'e2eMs'] as const;
export type ComparedLatency = (typeof comparedLatencies)[number];

export const comparedQuantiles = [0.5, 0.9, 0.95, 0.99] as const;

/** A percentile of a latency over the whole answers of both stages, ms. */
export interface LatencyDifference {
	metric: ComparedLatency;
	/** Such as 0.95. */
	quantile: number;
	/** Null where nothing was measured. */
	aMs: number | null;
	bMs: number | null;
	/** Values behind each. */
	aCount: number;
	bCount: number;
	/** Values that a claim about this percentile needs of each; see `minimumSamples`. */
	needed: number;
	/**
	 * A − B with its 95 % bootstrap interval. Null where either has too few values, and for gaps between deltas, which are not
	 * independent of each other within an answer.
	 */
	difference: { ms: number; lowMs: number; highMs: number } | null;
}

/** What an answer cost at a load. USD, decimal text. */
export interface StageCost {
	/** Cost of the stage / whole answers; null where unknown. */
	usdPerAnswer: string | null;
	/** The same / share right of the items graded in this stage; null where either is unknown or nothing was right. */
	usdPerAcceptedAnswer: string | null;
	/** Null without a cost. */
	basis: StageSummary['costBasis'];
	/** The same with every hour of a month paid for; null where it is not paid by the hour, or nobody says how many requests there are. */
	monthly: MonthlyAnswerCost | null;
}

/** What an answer costs where whole servers stand all month, busy or idle. USD, decimal text. */
export interface MonthlyAnswerCost {
	/** As many as carry the demand where each is as busy as in the stage. */
	servers: number;
	usdPerAnswer: string;
	/** The same / share right of the items graded in this stage; null where nothing was graded, or right. */
	usdPerAcceptedAnswer: string | null;
}

/** One stage of A against one of B; both have ended. */
export interface StageComparison {
	a: ComparedStage & { summary: StageSummary };
	b: ComparedStage & { summary: StageSummary };
	isSameLoad: boolean;
	/** When both were measured, and where they took turns the difference block by block; null where another tool measured either. */
	measured: MeasuredWhen | null;
	latencies: LatencyDifference[];
	costs: { a: StageCost; b: StageCost };
	/** Requests a month by the demand of the scenario, over which hours are spread; null where it is not found. */
	requestsPerMonth: number | null;
}

/** Stages of A and B with the same load, by their ordinals. */
export interface StagePair {
	a: number;
	b: number;
	load: string;
}

export interface Comparison {
	a: ComparedCell;
	b: ComparedCell;
	/** The gravest first. */
	warnings: CompareWarning[];
	setup: {
		differences: SetupDifference[];
		/** Settings and facts that both share. */
		sameCount: number;
	};
	quality: ComparedQuality;
	/** By whom the shares right were judged and how far that holds, a sentence for each side that judges graded. */
	judged: string[];
	/** Loads that both have measured to the end. */
	pairs: StagePair[];
	/** Null where no stages were chosen and no load was measured on both. */
	stages: StageComparison | null;
}
