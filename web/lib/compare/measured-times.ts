/** When the stages of a comparison were measured. */
import type { MeasuredTimes } from '#core/measured-when.ts';
import type { MeasuredSetup } from './setup-difference.ts';

/** Of the stage at a position in its cell, from 0; of the run where it is not there. */
export const measuredTimesOf = (
	{ run, cell, stages }: MeasuredSetup,
	ordinal: number
): MeasuredTimes => {
	const stage = stages.find((each) => each.ordinal === ordinal);
	return {
		runId: run.id,
		targetId: cell.target.id,
		targetKind: cell.target.kind,
		startedAtUtc: stage?.startedAtUtc ?? run.startedAtUtc,
		endedAtUtc: stage?.endedAtUtc ?? null,
		interleaving: stage?.summary?.interleaving ?? null
	};
};
