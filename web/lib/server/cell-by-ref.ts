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

/** Cells in the order asked for; a run of several is read once. Throws E_USAGE for a text of another form, E_NOT_FOUND for an unknown run or cell. */
export const findCellsByRef = async (
	database: Database,
	texts: readonly string[]
): Promise<FoundCell[]> => {
	const read = new Map<string, RunDetail>();
	const found: FoundCell[] = [];
	for (const text of texts) {
		const ref = parseCellRef(text);
		if (!ref) {
			throw new BenchError('E_USAGE', `expected RUN:CELL, got "${text}"`, {
				hint: 'CELL is the number of a cell in its run, a target, or scenario@target.'
			});
		}
		const detail = read.get(ref.runId) ?? (await readRunDetail(database, ref.runId));
		read.set(ref.runId, detail);
		found.push({ run: detail.run, runState: detail.state, ...findCellDetail(detail, ref.cell) });
	}
	return found;
};

/** Throws what `findCellsByRef` throws. */
export const findCellByRef = async (database: Database, text: string): Promise<FoundCell> => {
	const [found] = await findCellsByRef(database, [text]);
	if (!found) throw new RangeError('one cell was asked for, none was found');
	return found;
};
