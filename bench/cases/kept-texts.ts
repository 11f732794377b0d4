/** Whether the texts of answers, and of judges, are still there for those who read them. */
import type { Answer, TextAbsence } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import type { Judgement } from '#core/judgement.ts';
import { dataKeyHint } from '#db/data-key.ts';

/** Of texts that are there and cannot be read. */
const unreadable: Partial<Record<TextAbsence, string>> = {
	encrypted: 'are encrypted, and no key is given',
	'other-key': 'are encrypted with another key than that of BENCH_DATA_KEY',
	damaged: 'cannot be decrypted: they were damaged, or moved'
};

/** Throws what tells why texts cannot be read, where that is why they are absent. `what`: such as `the texts of 2 of 3 answers`. */
const refuseUnreadable = (
	absences: readonly (TextAbsence | undefined)[],
	what: (n: number) => string
): void => {
	for (const [absence, why] of Object.entries(unreadable)) {
		const n = absences.filter((each) => each === absence).length;
		if (n === 0) continue;
		const isDamaged = absence === 'damaged';
		throw new BenchError(isDamaged ? 'E_DATABASE' : 'E_AUTH', `${what(n)} ${why}`, {
			hint: isDamaged ? 'Count what is damaged with "bench db check".' : dataKeyHint
		});
	}
};

/**
 * Throws E_NOT_FOUND where the text of an answer is gone, and E_AUTH where it is encrypted and the key is not there; a part of the answers alone would give
 * other figures than all of them. `done`: what needs them, such as `graded again`.
 */
export const requireTexts = (
	answers: readonly Pick<Answer, 'textAbsence'>[],
	{ scenarioId, targetId }: { scenarioId: string; targetId: string },
	done: string
): void => {
	const of = (n: number): string =>
		`the texts of ${String(n)} of ${String(answers.length)} answers to ${scenarioId} on "${targetId}"`;
	refuseUnreadable(
		answers.map(({ textAbsence }) => textAbsence),
		of
	);
	const absences = answers.flatMap(({ textAbsence }) => textAbsence ?? []);
	if (absences.length === 0) return;
	const why = absences.includes('purged')
		? 'have been purged'
		: 'were not kept ("keepAnswers" of the config)';
	throw new BenchError(
		'E_NOT_FOUND',
		`${of(absences.length)} ${why}, so that they cannot be ${done}`,
		{ hint: 'Their grades and figures stay as they are. A new run brings new answers.' }
	);
};

/** Throws E_AUTH where what a judge wrote is encrypted and the key is not there. */
export const requireJudgeText = ({
	judgeId,
	textAbsence
}: Pick<Judgement, 'judgeId' | 'textAbsence'>): void => {
	refuseUnreadable([textAbsence], () => `the words of the judge "${judgeId}"`);
};
