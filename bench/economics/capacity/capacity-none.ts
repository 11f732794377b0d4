/** An objective that the endpoint cannot meet at any rate: its capacity is 0. */
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { minCompletedShare, type CapacityStage } from './capacity-stage.ts';

export interface NoCapacity {
	state: 'none';
	/** Requests per second within the objective. */
	kappaPerS: 0;
	/** Why, one sentence. */
	reason: string;
	/** The levels that show it. */
	stageIds: string[];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * Whether even an idle endpoint misses what is wanted, beyond chance (the upper end of the 95 % Wilson interval lies below it); null where that
 * is not shown. Few answers are enough where none is on time, so that such a level need not support a claim about the share itself.
 */
export const incapacity = (stages: readonly CapacityStage[]): NoCapacity | null => {
	const idle = stages.filter(
		({ isIdle, validity, sloMetShare, completedShare }) =>
			isIdle &&
			sloMetShare !== null &&
			completedShare !== null &&
			(validity === 'valid' || validity === 'too-few-samples' || validity === 'error-bound')
	);
	const samples = idle.reduce((sum, stage) => sum + stage.samples, 0);
	const sloShare = idle[0]?.sloShare;
	if (samples === 0 || sloShare === undefined) return null;
	const countOf = (share: 'sloMetShare' | 'completedShare'): number =>
		idle.reduce((sum, stage) => sum + Math.round((stage[share] ?? 0) * stage.samples), 0);
	const isBelow = (count: number, wanted: number): boolean =>
		(wilsonInterval(count, samples).high ?? 1) < wanted;
	const [met, completed] = [countOf('sloMetShare'), countOf('completedShare')];
	const stageIds = idle.map(({ stageId }) => stageId);
	if (isBelow(completed, minCompletedShare)) {
		return {
			state: 'none',
			kappaPerS: 0,
			reason: `even with one request at a time only ${percent(completed / samples)} of ${String(samples)} requests were answered, where ${percent(minCompletedShare)} must be`,
			stageIds
		};
	}
	if (!isBelow(met, sloShare)) return null;
	return {
		state: 'none',
		kappaPerS: 0,
		reason: `even with one request at a time only ${percent(met / samples)} of ${String(samples)} requests met the objective, where ${percent(sloShare)} must: no rate is low enough`,
		stageIds
	};
};
