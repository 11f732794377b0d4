/** From the failed requests of a stored run to what is sent again: each at the place of the schedule at which it failed. */
import { BenchError } from '#core/errors.ts';
import type { Stage } from '#core/run.ts';
import type { FailedPlace } from '#db/failed-places.server.ts';
import type { Retries, StageRetry } from '../run/execute-options.ts';
import type { Plan, PlannedCell } from '../run/plan.ts';
import type { StoredCell } from '../run/resumed-cell.ts';

export interface FailedCell extends StoredCell {
	failed: readonly FailedPlace[];
}

/** Where the schedule of a stage began among the items of its cell: the same for all its places. */
const cursorOf = (planned: PlannedCell, stage: Stage, failed: readonly FailedPlace[]): number => {
	const placeOf = new Map(planned.items.map(({ itemId }, index) => [itemId, index]));
	const cursors = new Set(
		failed.map(({ itemId, trial, ordinal }) => {
			const index = placeOf.get(itemId);
			return index === undefined ? null : trial * planned.items.length + index - ordinal;
		})
	);
	const [cursor] = cursors;
	if (cursors.size === 1 && cursor !== undefined && cursor !== null && cursor >= 0) return cursor;
	throw new BenchError(
		'E_DRIFT',
		`the items of stage ${stage.id} are not those that the plan asks now, or not in that order, so that nothing of it can be tried again`,
		{ hint: 'Undo the change of the config or the scenario, or measure anew with bench run.' }
	);
};

/** Throws E_DRIFT where a cell that has failures, or its items, are no longer in the plan. */
export const retriesOf = (
	plan: Plan,
	cells: readonly FailedCell[],
	concurrency: number
): Retries => {
	const retries = new Map<PlannedCell, StageRetry[]>();
	for (const { cell, stages, failed } of cells) {
		if (failed.length === 0) continue;
		const planned = plan.cells.find(
			({ scenarioId, target }) => scenarioId === cell.scenarioId && target.id === cell.target.id
		);
		if (!planned) {
			throw new BenchError(
				'E_DRIFT',
				`the plan no longer has ${cell.scenarioId} on "${cell.target.id}", of which requests failed`,
				{ hint: 'Undo the change of the config.' }
			);
		}
		retries.set(
			planned,
			stages.flatMap((stage) => {
				const ofStage = failed.filter(({ stageId }) => stageId === stage.id);
				return ofStage.length === 0
					? []
					: [
							{
								stage,
								cursor: cursorOf(planned, stage, ofStage),
								places: Uint32Array.from(ofStage, ({ ordinal }) => ordinal),
								concurrency
							}
						];
			})
		);
	}
	return retries;
};
