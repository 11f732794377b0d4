/**
 * Simple scores of how sure one can be that the own model will do, for scenarios that bring no better gate. A router may only
 * look at the request; a cascade also at the answer of the own model. None of them looks at the reference.
 */
import type { PairedItem } from './paired-item.ts';

/** Router: short requests first. −tokens, so that a longer request has a lower score. */
export const shortRequestScore = (inputTokens: number): number => -inputTokens;

/** Cascade: 1 where the answer has the form that was asked for (it parses, names a known label), 0 where not. */
export const validFormScore = (isValid: boolean): number => (isValid ? 1 : 0);

/**
 * Cascade: share of the own model's answers to the same request that equal the most frequent one, 0 to 1. Compares texts as
 * given: normalise them first. Null for fewer than two answers, which cannot agree.
 */
export const agreementScore = (answers: readonly string[]): number | null => {
	if (answers.length < 2) return null;
	const counts = new Map<string, number>();
	for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
	return Math.max(...counts.values()) / answers.length;
};

/** Cascade: mean natural logarithm of the probabilities of the answer's tokens, ≤ 0; null where the engine gave none. */
export const meanLogProbabilityScore = (logProbabilities: readonly number[]): number | null =>
	logProbabilities.length === 0
		? null
		: logProbabilities.reduce((sum, each) => sum + each, 0) / logProbabilities.length;

/** Whether items can be told apart: without scores, or with one score for all, there is random mixing only. */
export type GateState =
	| { state: 'scored'; distinctScores: number; withoutScore: number }
	| { state: 'no-gate-score'; reason: string };

/** What the scores of these items allow. */
export const gateState = (items: readonly PairedItem[]): GateState => {
	const scores = items.flatMap(({ score }) => (score === null ? [] : [score]));
	const withoutScore = items.length - scores.length;
	const distinctScores = new Set(scores).size;
	if (scores.length === 0) {
		const reason =
			'No gate score is known for these items: requests can only be mixed at random between the two models.';
		return { state: 'no-gate-score', reason };
	}
	if (distinctScores + (withoutScore > 0 ? 1 : 0) < 2) {
		const reason =
			'All items have the same gate score: requests can only be mixed at random between the two models.';
		return { state: 'no-gate-score', reason };
	}
	return { state: 'scored', distinctScores, withoutScore };
};
