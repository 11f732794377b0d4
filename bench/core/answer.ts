/** The graded outcome of one item on one target. */
import { z } from 'zod';

export const gradeSchema = z.strictObject({
	/** Whether the answer counts as right. */
	passed: z.boolean(),
	/** 0 to 1; 1 is entirely right. */
	score: z.number().min(0).max(1),
	/** What the grader saw, in its own shape: the label read, or the score of each field. */
	details: z.json()
});

export type Grade = z.infer<typeof gradeSchema>;

/** Why an answer that arrived has no grade: its judges have not spoken, or not readably. */
export const ungradedReasons = ['awaits-judging', 'unreadable-judgement'] as const;
export type UngradedReason = (typeof ungradedReasons)[number];

/**
 * Why the text of an answer is not there although one arrived: `not-kept` by its config, or `purged` with `bench db purge`; or it cannot be read, as it is
 * `encrypted` and there is no key, with another key (`other-key`), or `damaged`. The last three are never stored.
 */
export const textAbsences = ['not-kept', 'purged', 'encrypted', 'other-key', 'damaged'] as const;
export type TextAbsence = (typeof textAbsences)[number];

export const answerSchema = z.strictObject({
	attemptId: z.string(),
	cellId: z.string(),
	itemId: z.string(),
	/** How often the item was asked before in this cell, from 0; quality is counted on trial 0. */
	trial: z.int().nonnegative(),
	/** The visible text as decoded; empty if there was none, and where it is not kept. */
	text: z.string(),
	/** Why there is no text of an answer that arrived; absent where its text is kept. */
	textAbsence: z.enum(textAbsences).optional(),
	/** Null where no answer arrived (rate limit, timeout, error, abort), or no judge has graded it: missing, neither right nor wrong. */
	grade: gradeSchema.nullable(),
	/** Only where an answer arrived that a judge is to grade and has not. */
	ungradedReason: z.enum(ungradedReasons).optional()
});

export type Answer = z.infer<typeof answerSchema>;
