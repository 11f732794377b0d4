/** The order in which the cells of a run are measured: one after the other, but where they take turns, load by load. */
import { BenchError } from '#core/errors.ts';
import type { PlannedCell } from './plan.ts';
import type { CellRun } from './run-cell.ts';
import { takeTurns } from './take-turns.ts';

/** Cells of a plan that are measured together, in order: those of a scenario of which any take turns, each of the others alone. */
export const cellsTogether = (cells: readonly PlannedCell[]): PlannedCell[][] => {
	const groups: PlannedCell[][] = [];
	for (const cell of cells) {
		const last = groups.at(-1);
		const first = last?.[0];
		if (last && first?.takesTurnsIn !== undefined && first.takesTurnsIn === cell.takesTurnsIn)
			last.push(cell);
		else groups.push([cell]);
	}
	return groups;
};

export interface MeasureContext {
	begin: (planned: PlannedCell) => Promise<CellRun>;
	/** Told of a cell whose endpoint is gone; the rest of it is left out. */
	lose: (planned: PlannedCell, error: BenchError) => void;
	isStopped: () => boolean;
}

/** Measures cells to their end, or until the run is stopped. Throws what the whole run must end for. */
export const measureTogether = async (
	cells: readonly PlannedCell[],
	{ begin, lose, isStopped }: MeasureContext
): Promise<void> => {
	const runs = new Map<PlannedCell, CellRun>();
	for (const planned of cells) runs.set(planned, await begin(planned));
	/** Does a part of a cell, and leaves the cell out where its endpoint is gone. */
	const attempt = async (planned: PlannedCell, part: (run: CellRun) => Promise<void>) => {
		const run = runs.get(planned);
		if (!run || isStopped()) return;
		try {
			await part(run);
		} catch (error) {
			if (!(error instanceof BenchError) || error.code !== 'E_UNREACHABLE') throw error;
			runs.delete(planned);
			lose(planned, error);
		}
	};
	const loads = Math.max(...cells.map((cell) => cell.loads.length));
	for (let i = 0; i < loads; i++) {
		const done = new Set<PlannedCell>();
		for (const planned of cells) {
			const load = planned.loads[i];
			if (!load || done.has(planned)) continue;
			const turns = planned.turns?.[i];
			if (!turns) {
				await attempt(planned, (run) => run.measure(load));
				continue;
			}
			const takers = cells.filter(
				(each) => each.turns?.[i] && turns.targets.includes(each.target.id)
			);
			for (const each of takers) done.add(each);
			// In a run that is gone on with, turns that were broken off cannot be taken up again: what is left is measured target by target.
			if (takers.some((each) => runs.get(each)?.peek() !== 'unbegun')) {
				for (const each of takers) await attempt(each, (run) => run.measure(load));
				continue;
			}
			await takeTurns(
				takers.flatMap((each) => {
					const run = runs.get(each);
					return run
						? [
								{
									open: () => run.open(load, turns),
									lost: (error: BenchError) => {
										runs.delete(each);
										lose(each, error);
									}
								}
							]
						: [];
				}),
				turns.blocks,
				isStopped
			);
		}
	}
	for (const planned of cells) await attempt(planned, (run) => run.search());
};
