/** What judges made of pairs of answers: who won, and what speaks against it. */
import type { Judgement } from '#core/judgement.ts';
import {
	mcNemarExactP,
	pairedDifference,
	type PairedDifference
} from '#core/statistics/paired-difference.ts';
import { wilsonInterval, type Proportion } from '#core/statistics/wilson.ts';
import { pairOutcome } from '#bench/graders/judge/pair-outcome.ts';
import { requireJudgeText } from '../kept-texts.ts';
import { readPairJudgement } from '#bench/graders/judge/read-judgement.ts';

/** Both orders of one pair, as one judge saw them; null where an order is missing. */
export interface JudgedPair {
	itemId: string;
	/** Lengths of the answers, UTF-16 code units. */
	lengthA: number;
	lengthB: number;
	aFirst: Judgement | null;
	bFirst: Judgement | null;
}

export interface PairFigures {
	/** Pairs of which both orders could be read. */
	n: number;
	/** Pairs without both. */
	unread: number;
	winsA: number;
	winsB: number;
	/** Those included on which the orders disagree. */
	ties: number;
	/** Wins of A among the pairs that have a winner, 95 % Wilson interval. */
	winRateA: Proportion;
	/** (wins of A − wins of B) / n, with its 95 % score interval. */
	difference: PairedDifference;
	/** Two-sided exact p-value that both win as often; null where no pair could be read. */
	exactP: number | null;
	/** Pairs on which the orders disagree, of all; those that favour the place that is first, and second. */
	inconsistent: Proportion;
	favouringFirst: number;
	favouringSecond: number;
	/** Of the pairs with a winner and different lengths: how often the longer answer won, 95 % Wilson interval. */
	longerWins: Proportion;
}

const readOf = (judgement: Judgement | null) => {
	if (!judgement) return { state: 'failed' as const, problem: 'not asked' };
	requireJudgeText(judgement);
	return readPairJudgement(judgement.rawText, judgement.outcome);
};

export const pairFigures = (pairs: readonly JudgedPair[]): PairFigures => {
	let [n, winsA, winsB, inconsistent, favouringFirst, favouringSecond] = [0, 0, 0, 0, 0, 0];
	let [longer, unequal] = [0, 0];
	for (const { aFirst, bFirst, lengthA, lengthB } of pairs) {
		const outcome = pairOutcome(readOf(aFirst), readOf(bFirst));
		if (!outcome) continue;
		n++;
		if (!outcome.isConsistent) inconsistent++;
		if (outcome.favouredPlace === 'first') favouringFirst++;
		if (outcome.favouredPlace === 'second') favouringSecond++;
		if (outcome.winner === 'tie') continue;
		const isA = outcome.winner === 'a';
		if (isA) winsA++;
		else winsB++;
		if (lengthA === lengthB) continue;
		unequal++;
		if (lengthA > lengthB === isA) longer++;
	}
	return {
		n,
		unread: pairs.length - n,
		winsA,
		winsB,
		ties: n - winsA - winsB,
		winRateA: wilsonInterval(winsA, winsA + winsB),
		difference: pairedDifference({ onlyFirst: winsA, onlySecond: winsB, n }),
		exactP: n === 0 ? null : mcNemarExactP(winsA, winsB),
		inconsistent: wilsonInterval(inconsistent, n),
		favouringFirst,
		favouringSecond,
		longerWins: wilsonInterval(longer, unequal)
	};
};
