/** What a judged item knows of good answers, in one shape. */
import { judgeReferenceSchema, pointsInWords, pointsOf } from '#core/grader-spec/judge.ts';
import type { JsonValue } from '#core/json.ts';
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { checkedReference } from '../checked-reference.ts';

export interface PlainReference {
	points: string[];
	answer: string | null;
	wrong: string[];
}

/** Throws E_CONFIG for a reference of another shape. */
export const plainReference = (reference: JsonValue): PlainReference => {
	const checked = checkedReference(judgeReferenceSchema, reference);
	const points = pointsOf(checked);
	if (typeof checked === 'string' || Array.isArray(checked)) {
		return { points, answer: null, wrong: [] };
	}
	return {
		points,
		answer: checked.answer ?? null,
		wrong: checked.wrong ?? []
	};
};

/** What the judge is shown. */
export const referenceText = (reference: JsonValue): string =>
	pointsInWords(plainReference(reference).points);

export const rightAnswerOf = (reference: JsonValue): string => {
	const { points, answer } = plainReference(reference);
	return answer ?? pointsInWords(points);
};

const empty = 'I have read it, but cannot say more about it than that it was interesting.';

/** One of its own wrong answers, else the points with at least one left out, else a sentence that says nothing. */
export const wrongAnswerOf = (reference: JsonValue, random: RandomSource): string => {
	const { points, wrong } = plainReference(reference);
	if (wrong.length > 0) return pick(random, wrong);
	if (points.length < 2) return empty;
	const kept = shuffle(random, [...points.keys()])
		.slice(0, randomInt(random, points.length))
		.sort((a, b) => a - b);
	return kept.length === 0 ? empty : kept.map((index) => `- ${points[index] ?? ''}`).join('\n');
};
