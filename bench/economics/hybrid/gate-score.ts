/**
 * How sure one can be that the own model will do, from the length of the request (router) or of its answer (cascade), and whether
 * that tells the items apart. It never looks at the reference.
 */
import type { PairedItem } from './paired-item.ts';

/** Short ones first: −tokens, so that a longer request or answer has a lower score. */
export const shortnessScore = (tokens: number): number => -tokens;

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
