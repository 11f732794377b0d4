/** Finds a cell of any run by its name in an address. */
import { BenchError } from '#core/errors.ts';
import type { Run } from '#core/run.ts';
import type { Database } from '#db/client.server.ts';
import { parseCellRef } from '../runs/cell-ref.ts';
import type { CellDetail, RunDetail } from '../runs/run-detail.ts';
import { findCellDetail, readRunDetail } from './run-detail.ts';

export interface FoundCell extends CellDetail {
	run: Run;
	runState: RunDetail['state'];
}

/** Throws E_USAGE for a text of another form, E_NOT_FOUND for an unknown run or cell. */
export const findCellByRef = async (database: Database, text: string): Promise<FoundCell> => {
	const ref = parseCellRef(text);
	if (!ref) {
		throw new BenchError('E_USAGE', `expected RUN:CELL, got "${text}"`, {
			hint: 'CELL is the number of a cell in its run, a target, or scenario@target.'
		});
	}
	const detail = await readRunDetail(database, ref.runId);
	return { run: detail.run, runState: detail.state, ...findCellDetail(detail, ref.cell) };
};
