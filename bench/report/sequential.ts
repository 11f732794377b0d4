/** What looking at a comparison while it was measured showed, in words. */
import type { SequentialSummary } from '#core/stage.ts';
import { points, type HeldWhileMeasured, type ReportedSide } from './compared-sides.ts';

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
	const margin = `by more than ${String(deltaPoints)} points`;
	const shown =
		last.conclusion === null
			? `not shown to be not worse ${margin}, nor to be worse`
			: `shown to be ${last.conclusion === 'not-worse' ? 'not worse' : 'worse'} ${margin}`;
	const saved = stoppedEarly ? ', and the rest was not asked' : '';
	return `Held against "${against}" at ${many}: ${shown} after ${String(last.items)} of ${String(plannedItems)} items${saved}. Right ${points(last.difference)} points (${points(last.low)} to ${points(last.high)}, 95 % over all looks).`;
};

/** The same of a pair whose sides are letters; `letter` is that of the other side than A. */
export const heldInWords = (
	held: HeldWhileMeasured,
	{ a, letter }: { a: ReportedSide; letter: string }
): string =>
	`${held.candidateCellId === a.id ? 'A' : letter}: ${sequentialInWords(held)} The interval of A − ${letter} is widened for having looked; the p-values are not.`;
