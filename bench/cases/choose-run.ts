/** Which run a case without a spec is made from: the newest that can carry one, not just the newest. */
import { defaultSloShare } from '#core/slo.ts';
import { measureCapacity } from '#bench/economics/capacity/capacity.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import type { MeasuredCell } from '#core/measured.ts';
import type { CaseRun, CaseSources } from './case-sources.ts';

export interface ChosenRun {
	run: CaseRun;
	/** The newest run, where another was taken, and why it was not; null where it is the one. */
	passedOver: { run: CaseRun; reason: string } | null;
}

/** How many runs are looked through. A small run made to try something is soon followed by one that is meant. */
const mostRuns = 10;

/** Whether the stages of a cell say how much it carries, or show that it cannot serve the objective: of the usual share of requests. */
const tellsCapacity = ({ stages }: MeasuredCell): boolean =>
	measureCapacity(
		stages
			.map((stage) => capacityStageOf(stage, { nodes: 1, sloShare: defaultSloShare }))
			.filter((stage) => stage !== null)
	).state !== 'refused';

/**
 * Why a run carries no case of make against buy; null where it does. It takes a target paid by the hour of which it tells the
 * capacity, and one paid by use.
 */
export const whyItCarriesNone = (
	{ cells }: Pick<CaseRun, 'cells'>,
	includeEmulated: boolean
): string | null => {
	const counted = cells.filter(({ emulated }) => includeEmulated || !emulated);
	const hourly = counted.filter(({ price }) => price?.kind === 'per-hour');
	const byUse = counted.filter(({ price }) => price !== null && price.kind !== 'per-hour');
	if (hourly.length === 0) return 'it measured no target that is paid by the hour';
	if (byUse.length === 0) return 'it measured no target that is paid by use';
	return hourly.some(tellsCapacity)
		? null
		: 'its load does not tell how much a target that is paid by the hour carries';
};

/** The newest run of a use case that carries a case, else the newest. Throws E_NOT_FOUND where none is complete. */
export const chooseRun = async (useCase: string, sources: CaseSources): Promise<ChosenRun> => {
	const newest = await sources.run('latest', useCase);
	const reason = whyItCarriesNone(newest, sources.includeEmulated);
	if (reason === null) return { run: newest, passedOver: null };
	for (const id of await sources.newestRunIds(useCase, mostRuns)) {
		if (id === newest.id) continue;
		const run = await sources.run(id, useCase);
		if (whyItCarriesNone(run, sources.includeEmulated) === null) {
			return { run, passedOver: { run: newest, reason } };
		}
	}
	return { run: newest, passedOver: null };
};
