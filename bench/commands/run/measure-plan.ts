/** Measures the cells of a plan and its mixes, or tries failed requests of a stored run again. */
import { BenchError } from '#core/errors.ts';
import type { ExecuteOptions, Retries } from './execute-options.ts';
import { measureMix } from './measure-mix.ts';
import { cellsTogether, measureTogether } from './measure-together.ts';
import type { PlannedCell } from './plan.ts';
import type { PlannedMix } from './plan-mixes.ts';
import type { ReadyCells } from './ready-cells.ts';
import { retryStage } from './retry-stage.ts';
import { createCellRun, type CellRun, type CellTools } from './run-cell.ts';

export interface PlanParts {
	cells: ReadyCells;
	tools: CellTools;
	/** Another target may still be there where one is gone: its cells are worth measuring. */
	lose: (error: BenchError) => void;
}

/** The error where it says that a target is gone. Throws any other. */
const goneOf = (error: unknown): BenchError => {
	if (error instanceof BenchError && error.code === 'E_UNREACHABLE') return error;
	throw error;
};

const retryAll = async (
	options: ExecuteOptions,
	{ cells, tools, lose }: PlanParts,
	retries: Retries
): Promise<void> => {
	for (const planned of options.plan.cells) {
		const ofCell = retries.get(planned);
		if (!ofCell) {
			cells.pass(planned);
			continue;
		}
		const { prepared, result } = await cells.ready(planned);
		try {
			for (const retry of ofCell) {
				if (options.signals.drain.aborted) break;
				await retryStage(options, tools, { prepared, result, retry });
			}
		} catch (error) {
			lose(goneOf(error));
		}
	}
};

const mixTogether = async (
	{ mix, target, parts }: PlannedMix,
	waiting: Map<PlannedCell, CellRun>,
	{ progress }: ExecuteOptions,
	lose: PlanParts['lose']
): Promise<void> => {
	const lost = parts.find(({ cell }) => !waiting.has(cell));
	if (lost) {
		progress.remark(
			`the mix "${mix}" is left out on "${target.id}", as ${lost.cell.scenarioId} could not be measured there`
		);
		return;
	}
	if (parts.every(({ cell }) => waiting.get(cell)?.peek() === 'complete')) {
		for (const { cell, load } of parts) await waiting.get(cell)?.pass(load);
		return;
	}
	try {
		await measureMix(
			parts.map(
				({ cell, load }) =>
					async () =>
						(await waiting.get(cell)?.open(load, null)) ?? null
			)
		);
	} catch (error) {
		const gone = goneOf(error);
		for (const { cell } of parts) waiting.delete(cell);
		lose(gone);
	}
};

/** Returns when all is measured or the user has stopped it. Throws what the run must end for. */
export const measurePlan = async (options: ExecuteOptions, parts: PlanParts): Promise<void> => {
	const { plan, signals, retries } = options;
	const { cells, tools, lose } = parts;
	if (retries) {
		await retryAll(options, parts, retries);
		return;
	}
	const isStopped = (): boolean => signals.drain.aborted;
	/** Cells that a mix asks once more. */
	const waiting = new Map<PlannedCell, CellRun>();
	const begin = async (planned: PlannedCell): Promise<CellRun> => {
		const { prepared, result, before } = await cells.ready(planned);
		const cellRun = createCellRun(options, tools, prepared, result, before);
		if (planned.mixLoads) waiting.set(planned, cellRun);
		return cellRun;
	};
	const loseCell = (planned: PlannedCell, error: BenchError): void => {
		waiting.delete(planned);
		lose(error);
	};
	for (const together of cellsTogether(plan.cells)) {
		if (isStopped()) break;
		await measureTogether(together, { begin, lose: loseCell, isStopped });
	}
	for (const mix of plan.mixes ?? []) {
		if (isStopped()) break;
		await mixTogether(mix, waiting, options, lose);
	}
};
