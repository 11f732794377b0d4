/** Rows of the traces that are CSV: a header with known columns, one request a line, no line breaks within a cell. */
import Papa from 'papaparse';
import type { ReadRow, RowProblem, TraceReader, TraceRow } from './trace-row.ts';
import { quoted, tokensOf } from './trace-row.ts';

const cellsOf = (line: string): string[] =>
	line.includes('"') ? (Papa.parse<string[]>(line).data[0] ?? []) : line.split(',');

/** A number in a cell; null where it is none. Neither empty cells nor hexadecimal count. */
export const cellNumber = (cell: string): number | null => {
	const text = cell.trim();
	return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text) ? Number(text) : null;
};

/** The cells of one line by the names of their columns. */
export type Cells = Readonly<Record<string, string>>;

/** A cell as a length in tokens; a problem where it is none. */
export const tokensIn = (cells: Cells, column: string): number | { problem: RowProblem } => {
	const cell = cells[column] ?? '';
	const tokens = tokensOf(cellNumber(cell) ?? cell);
	return typeof tokens === 'number'
		? tokens
		: { problem: { path: `column "${column}"`, message: tokens } };
};

const columnProblems = (
	names: readonly string[],
	required: readonly string[],
	optional: readonly string[]
): RowProblem[] => {
	const known = [...required, ...optional];
	const expected = `expected ${required.join(',')}${optional.length === 0 ? '' : ` and perhaps ${optional.join(', ')}`}`;
	return [
		...required
			.filter((column) => !names.includes(column))
			.map((column) => ({
				path: `column "${column}"`,
				message: `is missing in the header; ${expected}`
			})),
		...names
			.filter((column) => !known.includes(column))
			.map((column) => ({
				path: `column ${quoted(column)}`,
				message: `is not known in this format; ${expected}`
			})),
		...names
			.filter((column, at) => names.indexOf(column) !== at)
			.map((column) => ({
				path: `column ${quoted(column)}`,
				message: 'stands in the header more than once'
			}))
	];
};

/** A reader of a format in CSV whose rows `read` understands. */
export const delimitedReader = ({
	format,
	required,
	optional = [],
	read
}: {
	format: TraceReader['format'];
	required: readonly string[];
	optional?: readonly string[];
	read: (cells: Cells) => { row: TraceRow } | { problem: RowProblem };
}): TraceReader => ({
	format,
	looksLike: `CSV with the header ${required.join(',')}`,
	// A misspelt column of a header is named as such; two that are right make it this format.
	matches: (firstLine) => {
		const names = cellsOf(firstLine).map((name) => name.trim());
		return required.filter((column) => names.includes(column)).length >= 2;
	},
	open: (firstLine) => {
		const names = cellsOf(firstLine).map((name) => name.trim());
		return {
			firstLineIsRow: false,
			problems: columnProblems(names, required, optional),
			read: (line): ReadRow => {
				const cells = cellsOf(line);
				if (cells.length !== names.length) {
					return {
						problem: {
							path: '',
							message: `has ${String(cells.length)} cell${cells.length === 1 ? '' : 's'}; expected ${String(names.length)}, as the header has`
						}
					};
				}
				return read(Object.fromEntries(names.map((name, i) => [name, cells[i] as string])));
			}
		};
	}
});
