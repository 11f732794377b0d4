/** Grades an answer that should be a given text, or one of several. */
import { z } from 'zod';
import type { Grade } from '#core/answer.ts';
import type { ExactSpec, NormalisedSpec } from '#core/grader-spec/written-answer.ts';
import type { JsonValue } from '#core/json.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { textKey } from './field-value.ts';
import type { RuleGrader } from './grader.ts';
import { keptText } from './kept-text.ts';
import { slippedText } from './slipped-text.ts';

/** One text or several, of which each is right. */
export const acceptedTextsSchema = z
	.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
		error: 'expected a text, or a list of texts of which each is right'
	})
	.transform((texts) => (typeof texts === 'string' ? [texts] : texts));

/** What both texts have to have in common. */
const keys: Record<'exact' | 'normalised', (text: string) => string> = {
	exact: (text) => text.normalize('NFC').trim(),
	normalised: textKey
};

/** Creates the grader for texts that must be the same, or the same but for case, accents and punctuation. */
export const createTextMatchGrader = ({ kind }: ExactSpec | NormalisedSpec): RuleGrader => {
	const keyOf = keys[kind];
	const acceptedOf = (reference: JsonValue): string[] =>
		checkedReference(acceptedTextsSchema, reference);

	const checkReference = (reference: JsonValue): string | null => {
		const problem = problemOf(acceptedTextsSchema, reference);
		if (problem !== null) return problem;
		const blank = acceptedOf(reference).find((text) => keyOf(text) === '');
		return blank === undefined ? null : `"${blank}" has nothing that is compared`;
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const accepted = acceptedOf(reference);
		// Far longer than any reference is wrong, whatever it says; punctuation is the only slack.
		const longest = Math.max(...accepted.map(({ length }) => length));
		const isComparable = text.length <= 4 * longest + 1_000;
		const got = isComparable ? keyOf(text) : null;
		const passed = got !== null && accepted.some((each) => keyOf(each) === got);
		return {
			passed,
			score: passed ? 1 : 0,
			details: { got: keptText(text.trim()), expected: accepted.slice(0, 5).map(keptText) }
		};
	};

	const rightAnswer = (reference: JsonValue): string => acceptedOf(reference)[0] as string;

	return {
		checkReference,
		grade,
		rightAnswer,
		wrongAnswer: (reference, random) =>
			slippedText(rightAnswer(reference), random, (text) => grade(text, reference).passed)
	};
};
