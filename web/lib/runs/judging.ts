/** What judges did for a run, and what they said of an answer, as the pages get it. */
import type { Judgement } from '#core/judgement.ts';
import type { CorrectedRate } from '#core/statistics/corrected-rate.ts';
import type { Proportion } from '#core/statistics/wilson.ts';

/** How far a judge, or a panel of them, agrees with people. */
export interface ShownCalibration {
	/** Cohen's κ with the ends of its 95 % interval; null where it is not defined. */
	kappa: number | null;
	kappaLow: number | null;
	kappaHigh: number | null;
	/** Labelled answers behind it, and those that no readable judgement was had of: they count for nothing. */
	n: number;
	unreadable: number;
	/** Whether no model was behind the judge when it was held against people. */
	emulated: boolean;
	calibratedAtUtc: string;
}

/** One judge on one scenario of a run; counts are of questions, those asked again and those of pairs included. */
export interface ShownJudge {
	judgeId: string;
	judgeModel: string;
	emulated: boolean;
	read: number;
	unreadable: number;
	failed: number;
	/** USD, decimal text; null where none is known. Never part of the cost of a target. */
	costUsd: string | null;
	/** Questions whose cost is not known. */
	unpriced: number;
	/** Null where it was never held against people at this threshold. */
	calibration: ShownCalibration | null;
}

/** What the judges made of one cell; counts are of answers that arrived. */
export interface ShownJudgedCell {
	cellId: string;
	target: string;
	emulated: boolean;
	answers: number;
	graded: number;
	awaiting: number;
	unreadable: number;
	/** First answers that passed, 95 % Wilson interval. */
	right: Proportion;
	/** The same corrected for the errors of the judges; null where they are not calibrated, or no better than chance. */
	corrected: CorrectedRate | null;
}

export interface ShownJudging {
	scenarioId: string;
	judges: ShownJudge[];
	/** Krippendorff's α of the votes of several judges; null for one, and where it is not defined. */
	alpha: number | null;
	/** Of the judge, or of the panel as a whole. */
	calibration: ShownCalibration | null;
	cells: ShownJudgedCell[];
}

/** One judgement of an answer by itself. */
export type ShownJudgement = Pick<
	Judgement,
	| 'judgeId'
	| 'judgeModel'
	| 'emulated'
	| 'order'
	| 'repeat'
	| 'state'
	| 'problem'
	| 'scores'
	| 'verdict'
	| 'reasons'
	| 'rawText'
	| 'textAbsence'
	| 'costUsd'
	| 'judgedAtUtc'
> & {
	/** Whether the same question was put to the same judge again later, so that this no longer counts. */
	isReplaced: boolean;
};
