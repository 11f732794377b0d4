/** One attempt as its page gets it. */
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import type { JsonValue } from '#core/json.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import type { ShownJudgement } from './judging.ts';

export interface ShownReview {
	attemptId: string;
	reviewer: string;
	thumb: 'up' | 'down' | null;
	comment: string | null;
	reviewedAtUtc: string;
}

export interface AttemptView {
	attempt: Attempt;
	run: Pick<Run, 'id' | 'name'>;
	cell: Cell;
	stage: Pick<Stage, 'id' | 'ordinal' | 'load'>;
	/** Whether no model stands behind it. */
	emulated: boolean;
	/** Null where it was not about an item. */
	answer: Answer | null;
	/** What judges said of its answer, in the order in which they said it; empty where none was asked. */
	judgements: ShownJudgement[];
	/** The newest review of each reviewer. */
	reviews: ShownReview[];
	/** What was asked and expected; null where the scenario of this version cannot be found. */
	item: { system: string | null; user: string; reference: JsonValue } | null;
	/** What is kept of the response; null where nothing is. */
	evidence: {
		/** Deltas whose moments are kept. */
		deltaCount: number;
		headers: Record<string, string>;
		/** Length of the body as received; null where streams are not kept. */
		bodyBytes: number | null;
		/** What it takes in the database. */
		storedBytes: number | null;
	} | null;
}
