/** How many answers on time count as right where not all of them have a grade. */

/** Answers on time. */
export interface OnTimeAnswers {
	right: number;
	wrong: number;
	/** Not judged yet. */
	waiting: number;
	/** Judged in words that nobody can read as a grade. */
	unreadable: number;
}

/**
 * Answers on time and right. Those whose judgement cannot be read count as the graded ones do: right · (1 + unreadable / graded). Null while any
 * of them waits for its judge, and where none has a grade: what is not graded is neither right nor wrong.
 */
export const goodAnswers = ({
	right,
	wrong,
	waiting,
	unreadable
}: OnTimeAnswers): number | null => {
	if (waiting > 0) return null;
	if (unreadable === 0) return right;
	const graded = right + wrong;
	return graded === 0 ? null : right * (1 + unreadable / graded);
};
