/** The summary of a run as data. */
import type { CellTarget } from '#core/cell-target.ts';
import { isTunedOnScenario } from '#core/tuned-from.ts';
import { cellCapacity } from '../cell-capacity.ts';
import type { SummarisedRun } from './summarised-run.ts';

/** Null where another tool measured: a file names no endpoint. */
const modelOf = (target: CellTarget): string | null => {
	if (target.kind === 'imported') return null;
	return target.kind === 'embedded' ? target.modelFile : target.model;
};

/** The whole summary: `{ run, cells: [{ …, stages: [contract] }] }`. */
export const runSummaryJson = ({
	run,
	cells,
	storedAttempts,
	databaseName,
	judging = [],
	segments = [],
	visibleState
}: SummarisedRun) => ({
	run: {
		id: run.id,
		name: run.name,
		state: visibleState ?? run.state,
		stateReason: run.stateReason,
		configHash: run.configHash,
		seed: run.seed,
		startedAtUtc: run.startedAtUtc,
		endedAtUtc: run.endedAtUtc,
		host: run.host
	},
	database: databaseName,
	storedAttempts,
	/** The times that processes worked on it: more than one where it was broken off. */
	segments,
	/** By scenario that judges grade; costs apart from those of the stages. */
	judging,
	cells: cells.map(({ cell, stages, repeats }) => ({
		scenario: cell.scenarioId,
		scenarioVersion: cell.scenarioVersion,
		scenarioHash: cell.scenarioHash,
		target: cell.target.id,
		targetKind: cell.target.kind,
		emulated: cell.target.kind === 'emulated',
		protocol: cell.protocol,
		model: modelOf(cell.target),
		reportedModel: cell.reportedModel,
		/** Of items that were asked more than once; null where none was. */
		repeats,
		/** What a search for the capacity has found; null where there was none. */
		capacity: cellCapacity(stages),
		/** Null where the config does not say that the model was tuned. */
		tunedFrom: cell.target.tunedFrom ?? null,
		/** Whether the items asked may be among those that the model was tuned on. */
		tunedOnItems: isTunedOnScenario(cell.target.tunedFrom, cell.scenarioHash),
		stages: stages.map(
			({ id, state, load, startedAtUtc, endedAtUtc, summary, continuesStageId }) => ({
				id,
				state,
				load,
				startedAtUtc,
				endedAtUtc,
				...(continuesStageId !== undefined && { continuesStageId }),
				...summary
			})
		)
	}))
});
