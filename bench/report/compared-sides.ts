/** Names and numbers that every comparison of targets prints alike. */
import type { SequentialSummary } from '#core/stage.ts';
import type { PairedComparison } from '#bench/economics/verdict/paired-comparison.ts';
import { markEmulated } from '#core/mark-emulated.ts';

/** Where the figures of one side come from. */
export interface ReportedSide {
	id: string;
	runId: string;
	targetId: string;
	targetTitle: string | null;
	emulated: boolean;
}

/** Its title or id; EMULATED behind it where no model answered. */
export const sideTitle = ({ targetTitle, targetId, emulated }: ReportedSide): string =>
	markEmulated(targetTitle ?? targetId, emulated);

export { signedPoints as points } from '#core/signed-points.ts';

/** p-values as they are read: two digits, and no pretence below a ten-thousandth. */
export const formatP = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toPrecision(2));

/** What looks at a comparison showed while one of both, the candidate, was measured. */
export interface HeldWhileMeasured extends SequentialSummary {
	candidateCellId: string;
}

/** The first of several targets against one of the others. */
export interface ReportedPair extends PairedComparison {
	a: ReportedSide;
	b: ReportedSide;
	holmP: number;
	/** Where one of both was held against the other while it was measured; null otherwise. */
	sequential: HeldWhileMeasured | null;
}
