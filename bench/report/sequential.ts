/** What looking at a comparison while it was measured showed, of a pair whose sides are letters. */
import { sequentialInWords } from '#core/sequential-in-words.ts';
import type { HeldWhileMeasured, ReportedSide } from './compared-sides.ts';

/** `letter` is that of the other side than A. */
export const heldInWords = (
	held: HeldWhileMeasured,
	{ a, letter }: { a: ReportedSide; letter: string }
): string =>
	`${held.candidateCellId === a.id ? 'A' : letter}: ${sequentialInWords(held)} The interval of A − ${letter} is widened for having looked; the p-values are not.`;
