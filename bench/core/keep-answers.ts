/** Of which answers the texts are stored: some of them may not be, or nobody may want them to be. */
import { z } from 'zod';
import type { Answer, Grade } from './answer.ts';
import type { Attempt } from './attempt.ts';
import { isObject, type JsonValue } from './json.ts';
import { createRandom } from './random.ts';

export const keepAnswersSchema = z
	.union(
		[
			z.enum(['all', 'none']),
			z.strictObject({
				share: z
					.number()
					.gt(0)
					.lt(1)
					.describe('Share of the items whose texts are stored, the same ones for every target')
			})
		],
		{ error: 'expected all, none, or { share: … } with a number between 0 and 1' }
	)
	.describe(
		'Of which answers the texts are stored, and with them their streams, what graders quote of them and messages of endpoints. Of the others outcome, moments, tokens, cost and grade are; they cannot be graded again, and judges need them all'
	);

export type KeepAnswers = z.infer<typeof keepAnswersSchema>;

type Asked = Pick<Attempt, 'itemId' | 'trial' | 'ordinal'>;

/** Whether the text that an attempt brought is stored. A share is drawn from the seed by item and trial, so that targets can be held side by side. */
export const keptTexts =
	(keep: KeepAnswers, seed: number): ((attempt: Asked) => boolean) =>
	({ itemId, trial, ordinal }) => {
		if (typeof keep === 'string') return keep === 'all';
		const name =
			itemId === null ? `request ${String(ordinal)}` : `${itemId}, trial ${String(trial)}`;
		return createRandom(seed, `kept text of ${name}`)() < keep.share;
	};

/** Labels are words of the scenario; whatever else a grader saw may be words of the answer. */
const labelsIn = (details: JsonValue): JsonValue => {
	if (!isObject(details) || !('expected' in details) || !('predicted' in details)) return null;
	const { expected, predicted, how = null } = details as Record<string, JsonValue>;
	return { expected: expected ?? null, predicted: predicted ?? null, how };
};

const gradeWithoutText = (grade: Grade | null): Grade | null =>
	grade && { ...grade, details: labelsIn(grade.details) };

/** The answer without its text. One that is empty keeps that: it says that nothing was answered. */
export const answerWithoutText = (answer: Answer): Answer => ({
	...answer,
	text: '',
	...(answer.text !== '' && { textAbsence: 'not-kept' as const }),
	grade: gradeWithoutText(answer.grade)
});
