/** When two stages were measured, and whether they took turns: what of their difference may be one of the hour. */
import type { CellTargetKind } from './cell-target.ts';
import type { Interleaving, StageBlock } from './interleaving.ts';
import { pairedBlockDifference, type BlockDifference } from './statistics/paired-blocks.ts';

export interface MeasuredTimes {
	runId: string;
	targetId: string;
	targetKind: CellTargetKind;
	startedAtUtc: string;
	/** Null while it is measured, and where it was killed. */
	endedAtUtc: string | null;
	interleaving: Interleaving | null;
}

export type MeasuredWhen =
	| {
			kind: 'in-turns';
			/** Pairs of blocks that both have. */
			pairs: number;
			startedAtUtc: string;
			endedAtUtc: string;
			/** A − B of the medians of the blocks, ms, and of their rates; null with fewer than two pairs. */
			ttftMs: BlockDifference | null;
			e2eMs: BlockDifference | null;
			requestsPerS: BlockDifference | null;
	  }
	| {
			kind: 'one-after-the-other';
			a: { startedAtUtc: string; endedAtUtc: string | null };
			b: { startedAtUtc: string; endedAtUtc: string | null };
			/** Between their beginnings. */
			hoursApart: number;
			/** Whether that matters: one is a bought API, whose other users come and go with the hour. */
			isFarApart: boolean;
	  };

/** Hours between two measurements from which on a bought API may be another one. */
export const farApartHours = 3;
const msPerHour = 3_600_000;

const difference = (
	a: readonly StageBlock[],
	b: readonly StageBlock[],
	of: (block: StageBlock) => number | null
): BlockDifference | null => pairedBlockDifference(a.map(of), b.map(of));

const tookTurns = (a: MeasuredTimes, b: MeasuredTimes): boolean =>
	a.runId === b.runId &&
	a.targetId !== b.targetId &&
	(a.interleaving?.targets.includes(b.targetId) ?? false) &&
	(b.interleaving?.targets.includes(a.targetId) ?? false);

/** Null where either was imported: when another tool measured is not known. */
export const measuredWhen = (a: MeasuredTimes, b: MeasuredTimes): MeasuredWhen | null => {
	if (a.targetKind === 'imported' || b.targetKind === 'imported') return null;
	const [ofA, ofB] = [a.interleaving?.blocks ?? [], b.interleaving?.blocks ?? []];
	const pairs = Math.min(ofA.length, ofB.length);
	const both = [...ofA, ...ofB];
	const [first] = both;
	if (tookTurns(a, b) && first && pairs > 0) {
		return {
			kind: 'in-turns',
			pairs,
			startedAtUtc:
				both.map(({ startedAtUtc }) => startedAtUtc).toSorted()[0] ?? first.startedAtUtc,
			endedAtUtc:
				both
					.map(({ endedAtUtc }) => endedAtUtc)
					.toSorted()
					.at(-1) ?? first.endedAtUtc,
			ttftMs: difference(ofA, ofB, (block) => block.ttftP50Ms),
			e2eMs: difference(ofA, ofB, (block) => block.e2eP50Ms),
			requestsPerS: difference(ofA, ofB, (block) => block.requestsPerS)
		};
	}
	const hoursApart = Math.abs(Date.parse(a.startedAtUtc) - Date.parse(b.startedAtUtc)) / msPerHour;
	const isAnyBought = a.targetKind === 'measured-api' || b.targetKind === 'measured-api';
	const span = ({ startedAtUtc, endedAtUtc }: MeasuredTimes) => ({ startedAtUtc, endedAtUtc });
	return {
		kind: 'one-after-the-other',
		a: span(a),
		b: span(b),
		hoursApart,
		isFarApart: isAnyBought && hoursApart > farApartHours
	};
};
