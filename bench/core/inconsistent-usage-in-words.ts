/** What is said beside a cost that rests on token counts which contradict each other. */

/** One sentence without its full stop; null where there are none. `answers`: how many; null where nobody looked. */
export const inconsistentUsageInWords = (answers: number | null): string | null => {
	if (!answers) return null;
	return answers === 1
		? '1 answer whose usage does not add up: what it cost is doubtful'
		: `${answers.toLocaleString('en-US')} answers whose usage does not add up: what they cost is doubtful`;
};

/** Stands behind an amount that rests on such counts, and before the sentence that says so. */
export const doubtMark = '†';

/** The mark where any count is contradicted; nothing where none is, and where nobody looked. */
export const doubtMarkOf = (answers: number | null | undefined): string =>
	answers ? doubtMark : '';
