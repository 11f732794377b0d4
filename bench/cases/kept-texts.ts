/** Whether the texts of answers are still there for those who read them. */
import type { Answer } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';

/**
 * Throws E_NOT_FOUND where the text of an answer is gone; a part of the answers alone would give other figures than all of them. `done`: what needs them,
 * such as `graded again`.
 */
export const requireTexts = (
	answers: readonly Pick<Answer, 'textAbsence'>[],
	{ scenarioId, targetId }: { scenarioId: string; targetId: string },
	done: string
): void => {
	const absences = answers.flatMap(({ textAbsence }) => textAbsence ?? []);
	if (absences.length === 0) return;
	const why = absences.includes('purged')
		? 'have been purged'
		: 'were not kept ("keepAnswers" of the config)';
	throw new BenchError(
		'E_NOT_FOUND',
		`the texts of ${String(absences.length)} of ${String(answers.length)} answers to ${scenarioId} on "${targetId}" ${why}, so that they cannot be ${done}`,
		{ hint: 'Their grades and figures stay as they are. A new run brings new answers.' }
	);
};
