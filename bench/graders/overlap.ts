/** Grades an answer by what it has in common with a reference text: words in order (ROUGE-L), or characters (edit distance). */
import { distance } from 'fastest-levenshtein';
import { l as rougeL } from 'js-rouge';
import type { Grade } from '#core/answer.ts';
import type { EditDistanceSpec, RougeLSpec } from '#core/grader-spec/written-answer.ts';
import type { JsonValue } from '#core/json.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import type { RuleGrader } from './grader.ts';
import { slippedText } from './slipped-text.ts';
import { acceptedTextsSchema } from './text-match.ts';

/** Both measures take time in the product of the lengths: what is longer than any reference could make useful is not compared. */
const longestAnswer = 20_000;

const wordsOf = (text: string): string[] =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** F-measure over the words in order, 0 to 1: case and punctuation do not count (Lin 2004, "ROUGE", section 3, on the whole text). */
export const rougeLScore = (text: string, reference: string): number => {
	const [words, wanted] = [wordsOf(text), wordsOf(reference)];
	if (words.length === 0 || wanted.length === 0) return 0;
	return rougeL(text, reference, {
		segmenter: (input) => [input],
		tokenizer: wordsOf
	});
};

/** 1 − Levenshtein distance / length of the longer text, 0 to 1. */
export const editSimilarity = (text: string, reference: string): number => {
	const longer = Math.max(text.length, reference.length);
	return longer === 0 ? 1 : 1 - distance(text, reference) / longer;
};

const measures: Record<'rouge-l' | 'edit-distance', (text: string, reference: string) => number> = {
	'rouge-l': rougeLScore,
	'edit-distance': (text, reference) => editSimilarity(text.trim(), reference.trim())
};

/** Creates the grader for texts that should be like a reference. */
export const createOverlapGrader = ({
	kind,
	passScore
}: RougeLSpec | EditDistanceSpec): RuleGrader => {
	const measure = measures[kind];
	const acceptedOf = (reference: JsonValue): string[] =>
		checkedReference(acceptedTextsSchema, reference);

	const grade = (text: string, reference: JsonValue): Grade => {
		const isTooLong = text.length > longestAnswer;
		const scores = acceptedOf(reference).map((each) => (isTooLong ? 0 : measure(text, each)));
		const score = Math.min(1, Math.max(0, ...scores));
		return {
			passed: score + 1e-9 >= passScore,
			score,
			details: { passScore, nearest: scores.indexOf(Math.max(...scores)), isTooLong }
		};
	};

	const rightAnswer = (reference: JsonValue): string => acceptedOf(reference)[0] as string;

	return {
		checkReference: (reference) => {
			const problem = problemOf(acceptedTextsSchema, reference);
			if (problem !== null) return problem;
			const long = acceptedOf(reference).find(({ length }) => length > longestAnswer);
			return long === undefined
				? null
				: `a text is longer than ${longestAnswer.toLocaleString('en-US')} characters`;
		},
		grade,
		rightAnswer,
		wrongAnswer: (reference, random) => {
			// A few words of the middle: short answers of a weak model, and always far from a pass.
			const words = rightAnswer(reference).split(/\s+/u);
			const middle = words.slice(Math.floor(words.length * 0.45), Math.ceil(words.length * 0.55));
			return slippedText(middle.join(' '), random, (text) => grade(text, reference).passed);
		}
	};
};
