/** A run as the pages get it: what was asked for, what came of it, and the names under which its stages are shown. */
import type { JudgeSpend } from '#core/judge-spend.ts';
import { renderStageLoad } from '#core/render-load-shape.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import type { RunSegment } from '#core/run-basis.ts';
import type { RunState } from '#core/run-state.ts';
import { targetTitle } from '#core/target-title.ts';

export interface CellDetail {
	cell: Cell;
	stages: Stage[];
	/** Whether the target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
}

export interface RunDetail {
	run: Run;
	/** `killed` where the process that should end the run is gone. */
	state: RunState | 'killed';
	/** Cell by cell, in the order of the run. */
	cells: CellDetail[];
	/** The times that processes worked on it: more than one where it was broken off and gone on with. */
	segments: readonly RunSegment[];
	/** Whether answers of it were graded by a list of labels, so that one can be taken for another. */
	hasLabels: boolean;
	/** Stored attempts. */
	attemptCount: number;
	/** What the stored attempts cost by their own usage, USD, decimal text; null where none has a cost. Without the judges. */
	spentUsd: string | null;
	/** What its judges cost beside that; null where none was asked. */
	judging: JudgeSpend | null;
}

/** `support-triage · open model on a GPU`: a cell in a list. */
export const cellLabel = ({ scenarioId, target }: Cell): string =>
	`${scenarioId} · ${targetTitle(target)}`;

/** `support-triage · open model on a GPU · closed ×16`: a stage in a legend. */
export const stageLabel = (cell: Cell, stage: Pick<Stage, 'load' | 'continuesStageId'>): string =>
	`${cellLabel(cell)} · ${renderStageLoad(stage)}`;
