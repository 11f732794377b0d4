/** Reads a run with everything below it but its attempts. */
import { BenchError } from '#core/errors.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { hasLabels } from '#db/label-pairs.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { findRun } from '#db/runs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import type { Stage } from '#core/run.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import { isNamed, localId } from '../runs/paths.ts';
import type { CellDetail, RunDetail } from '../runs/run-detail.ts';

/** Throws E_NOT_FOUND for an unknown run. `id` may be the beginning of one. */
export const readRunDetail = async (database: Database, id: string): Promise<RunDetail> => {
	const { run, owner } = await findRun(database, id);
	const stages = Map.groupBy(await stagesOfRun(database, run.id), ({ cellId }) => cellId);
	const { attemptCount, spentUsd, judging } = await runProgress(database, run.id);
	const cells = (await cellsOfRun(database, run.id)).map((cell): CellDetail => {
		const ofCell = stages.get(cell.id) ?? [];
		const emulated =
			cell.target.kind === 'emulated' || ofCell.some(({ summary }) => summary?.emulated === true);
		return { cell, stages: ofCell, emulated };
	});
	const labelled = await hasLabels(
		database,
		cells.map(({ cell }) => cell.id)
	);
	return {
		run,
		state: visibleRunState(run, owner),
		cells,
		segments: await segmentsOfRun(database, run.id),
		hasLabels: labelled,
		attemptCount,
		spentUsd,
		judging
	};
};

/** A cell by the part of its id below the run, `scenario@target`, or the first of a target. Throws E_NOT_FOUND where there is none. */
export const findCellDetail = ({ run, cells }: RunDetail, name: string): CellDetail => {
	const found =
		cells.find(({ cell }) => isNamed(run.id, cell.id, name)) ??
		cells.find(({ cell }) => `${cell.scenarioId}@${cell.target.id}` === name) ??
		cells.find(({ cell }) => cell.target.id === name);
	if (found) return found;
	const known = cells
		.map(({ cell }) => `${localId(run.id, cell.id)} (${cell.scenarioId}@${cell.target.id})`)
		.join(', ');
	throw new BenchError('E_NOT_FOUND', `run ${run.id} has no cell "${name}"`, {
		hint: known === '' ? 'No cell of it has begun.' : `It has: ${known}.`
	});
};

/** A stage by the part of its id below the run, with its cell. Throws E_NOT_FOUND where there is none. */
export const findStageDetail = (
	{ run, cells }: RunDetail,
	name: string
): CellDetail & { stage: Stage } => {
	for (const each of cells) {
		const stage = each.stages.find(({ id }) => isNamed(run.id, id, name));
		if (stage) return { ...each, stage };
	}
	const known = cells
		.flatMap(({ stages }) => stages.map(({ id }) => localId(run.id, id)))
		.join(', ');
	throw new BenchError('E_NOT_FOUND', `run ${run.id} has no stage "${name}"`, {
		hint: known === '' ? 'No stage of it has begun.' : `It has: ${known}.`
	});
};
