/** Names of cells in addresses: `RUN:CELL`, where CELL is the part of its id below the run, a target, or `scenario@target`. */
import { localId } from './paths.ts';

export interface CellRef {
	runId: string;
	/** See `findCellDetail`. */
	cell: string;
}

/** Null where it is not of this form. */
export const parseCellRef = (text: string): CellRef | null => {
	const at = text.indexOf(':');
	const [runId, cell] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
	return at < 1 || cell === '' ? null : { runId, cell };
};

export const cellRefOf = (runId: string, cellId: string): string =>
	`${runId}:${localId(runId, cellId)}`;
