/** What looking at a comparison while it was measured showed, in words. */
import { signedPoints } from './signed-points.ts';
import type { SequentialSummary } from './stage.ts';

/** `shown to be not worse by more than 2 points`. */
export const conclusionInWords = (
	conclusion: SequentialSummary['looks'][number]['conclusion'],
	deltaPoints: number
): string => {
	const margin = `by more than ${String(deltaPoints)} points`;
	return conclusion === null
		? `not shown to be not worse ${margin}, nor to be worse`
		: `shown to be ${conclusion === 'not-worse' ? 'not worse' : 'worse'} ${margin}`;
};

/** `Held against "api" at 2 of 5 planned looks: shown to be not worse … after 108 of 272 items …`. */
export const sequentialInWords = ({
	against,
	deltaPoints,
	plannedItems,
	plannedLooks,
	looks,
	stoppedEarly
}: SequentialSummary): string => {
	const last = looks.at(-1);
	const many = `${String(looks.length)} of ${String(plannedLooks)} planned looks`;
	if (!last)
		return `Held against "${against}", but no look was made: too few items have an answer.`;
	const saved = stoppedEarly ? ', and the rest was not asked' : '';
	return `Held against "${against}" at ${many}: ${conclusionInWords(last.conclusion, deltaPoints)} after ${String(last.items)} of ${String(plannedItems)} items${saved}. Right ${signedPoints(last.difference)} points (${signedPoints(last.low)} to ${signedPoints(last.high)}, 95 % over all looks).`;
};

/** `over all 2 looks`: what an interval that was widened for having looked holds over. */
export const overLooks = (looks: number): string =>
	looks === 1 ? 'over the one look' : `over all ${String(looks)} looks`;
