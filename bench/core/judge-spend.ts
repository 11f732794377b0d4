/** What judges have cost, which counts against the cap of a run as its attempts do. */
import { toDecimal } from './decimal.ts';

export interface JudgeSpend {
	/** Sum of the questions whose cost is known, USD, decimal text; null where that of none is. */
	usd: string | null;
	/** Questions that were asked. */
	asked: number;
	/** Questions whose cost is not known: no price, or no usage in the answer. */
	unpriced: number;
}

/** What attempts and judges cost together, USD, decimal text; null where the cost of neither is known. */
export const spentWithJudges = (
	attemptsUsd: string | null,
	judging: JudgeSpend | null
): string | null => {
	const judgesUsd = judging?.usd ?? null;
	if (attemptsUsd === null) return judgesUsd;
	return judgesUsd === null ? attemptsUsd : toDecimal(attemptsUsd).plus(judgesUsd).toFixed();
};
