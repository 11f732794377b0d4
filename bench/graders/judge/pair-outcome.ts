/** From both orders of a pair to who won. */
import type { ReadPairJudgement } from './read-judgement.ts';

/** `inconsistent`: the two orders name different winners, which counts as a tie. Null where an order could not be read. */
export interface PairOutcome {
	winner: 'a' | 'b' | 'tie';
	/** Whether both orders say the same. */
	isConsistent: boolean;
	/** The place that both orders favour where they disagree on the answer; null where they do not. */
	favouredPlace: 'first' | 'second' | null;
}

/**
 * `aFirst`: A stood first; `bFirst`: B did. Both orders count, always: where they do not name the same winner, the pair is a tie
 * (Zheng et al. 2023, "Judging LLM-as-a-judge", section 3.4). Null where either cannot be read.
 */
export const pairOutcome = (
	aFirst: ReadPairJudgement,
	bFirst: ReadPairJudgement
): PairOutcome | null => {
	if (aFirst.state !== 'read' || bFirst.state !== 'read') return null;
	const one = { first: 'a', second: 'b', tie: 'tie' } as const;
	const other = { first: 'b', second: 'a', tie: 'tie' } as const;
	const [said, saidAgain] = [one[aFirst.verdict], other[bFirst.verdict]];
	if (said === saidAgain) return { winner: said, isConsistent: true, favouredPlace: null };
	const isPlace = aFirst.verdict === bFirst.verdict && aFirst.verdict !== 'tie';
	return {
		winner: 'tie',
		isConsistent: false,
		favouredPlace: isPlace ? (aFirst.verdict as 'first' | 'second') : null
	};
};
