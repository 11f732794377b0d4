/** The interface of a grader: text and reference in, grade out. No clock, and randomness only as an argument. */
import type { Grade } from '#core/answer.ts';
import type { JsonValue } from '#core/json.ts';
import type { RandomSource } from '#core/random.ts';

export interface Grader {
	/** Whether `reference` has the shape this grader needs; a sentence that says what is wrong, or null. */
	checkReference(reference: JsonValue): string | null;
	/**
	 * Grades any text, empty or absurd ones included; never throws for a text. A promise where something has to be run for it, which is
	 * then ended hard at its deadline.
	 */
	grade(text: string, reference: JsonValue): Grade | Promise<Grade>;
	/** An answer that must pass, as a good model would write it. */
	rightAnswer(reference: JsonValue): string;
	/** An answer that must not pass but looks like one, as a weak model would write it. */
	wrongAnswer(reference: JsonValue, random: RandomSource): string;
}

/** A grader that needs nothing but the text. */
export interface RuleGrader extends Grader {
	grade(text: string, reference: JsonValue): Grade;
}
