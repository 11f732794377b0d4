/** The table of an offer, from CSV or from a sheet, as rows of text with the place of each cell for messages. */
import Papa from 'papaparse';
import { BenchError, type Problem } from '#core/errors.ts';
import { csvDelimiters, csvHint, readCsvTable } from '../csv-table.ts';
import { columnLetters } from './cell-reference.ts';
import type { Sheet } from './workbook.ts';

export interface GridRow {
	/** 1-based row of the sheet, or line of the file. */
	number: number;
	cells: string[];
}

export interface QuoteGrid {
	file: string;
	/** Null for CSV. */
	sheet: string | null;
	rows: GridRow[];
	/** Cells whose value a formula made, such as `C7`. */
	formulaCells: ReadonlySet<string>;
}

/** Most rows of an offer. */
const maxRows = 10_000;

/** Rows that are looked at to find out what separates the cells. */
const sampleRows = 30;

/** A place in the grid as problems name it: `Quote!C7` in a sheet; line and `column "C"` in CSV. `column` counts from 0. */
export const gridPlace = (
	{ file, sheet }: QuoteGrid,
	row: number,
	column: number | null
): Omit<Problem, 'message'> => {
	const letters = column === null ? '' : columnLetters(column + 1);
	if (sheet === null) {
		return { file, line: row, path: column === null ? '' : `column "${letters}"` };
	}
	return { file, line: null, path: `${sheet}!${letters}${String(row)}` };
};

const shape = (text: string): { delimiter: string; columns: number } => {
	const shapes = csvDelimiters.map((delimiter) => {
		const { data } = Papa.parse<string[]>(text, {
			delimiter,
			preview: sampleRows,
			skipEmptyLines: true
		});
		const widths = data.map((row) => row.length);
		return {
			delimiter,
			columns: widths[0] ?? 1,
			cells: widths.reduce((sum, width) => sum + width, 0)
		};
	});
	return shapes.reduce((best, each) => (each.cells > best.cells ? each : best));
};

/**
 * The grid of CSV text, all rows alike: what is above the table is read too. Throws `E_CONFIG` with all problems: ragged rows, open
 * quotation marks, formulas.
 */
export const gridFromCsv = (written: string, file: string): QuoteGrid => {
	const text = written.replace(/^\uFEFF/u, '');
	const { delimiter, columns } = shape(text);
	const letters = Array.from({ length: columns }, (_, i) => columnLetters(i + 1));
	try {
		// Letters as titles, since the titles of the offer need not be in its first line.
		const { rows } = readCsvTable(`${letters.join(delimiter)}\n${text}`, file, { maxRows });
		return {
			file,
			sheet: null,
			rows: rows.map(({ line, cells }) => ({ number: line - 1, cells })),
			formulaCells: new Set()
		};
	} catch (error) {
		if (!(error instanceof BenchError)) throw error;
		throw new BenchError(error.code, error.message, {
			problems: error.problems.map((problem) => ({
				...problem,
				line: problem.line === null ? null : Math.max(1, problem.line - 1)
			})),
			hint: error.hint ?? csvHint
		});
	}
};

/**
 * Text that a spreadsheet would run as a formula if it were typed. Laxer than for CSV: a sheet says itself what is text, so numbers,
 * telephone numbers and lone dashes pass.
 */
const formulaText = /^(?:[\t\r]|\s*[=@＝＠]|\s*[-+－＋](?!\s*$|[\d\s.,()/%-]*$))/u;

/** The grid of a sheet by its name; the first one that has rows where no name is given. Throws `E_CONFIG` for formulas in text. */
export const gridFromSheets = (
	sheets: readonly Sheet[],
	file: string,
	name: string | undefined
): QuoteGrid => {
	const sheet =
		name === undefined
			? sheets.find(({ rows }) => rows.length > 0)
			: sheets.find((each) => each.name === name);
	if (sheet === undefined) {
		const names = sheets.map((each) => `"${each.name}"`).join(', ');
		throw new BenchError(
			'E_CONFIG',
			name === undefined
				? `${file} has no cells; nothing was imported`
				: `${file} has no sheet "${name}"; nothing was imported`,
			{ hint: `Its sheets: ${names}` }
		);
	}
	const grid: QuoteGrid = {
		file,
		sheet: sheet.name,
		rows: sheet.rows
			.map((cells, index) => ({ number: index + 1, cells }))
			.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
		formulaCells: new Set(sheet.formulaCells)
	};
	const problems = grid.rows.flatMap(({ number, cells }) =>
		cells.flatMap((cell, column): Problem[] =>
			formulaText.test(cell)
				? [
						{
							...gridPlace(grid, number, column),
							message: `"${cell.trim().slice(0, 40).toWellFormed()}" would be a formula; expected plain text or a number`
						}
					]
				: []
		)
	);
	if (problems.length > 0) {
		throw new BenchError('E_CONFIG', `${file} has formulas; nothing was imported`, {
			problems,
			hint: 'Paste values in place of formulas and save the file again.'
		});
	}
	return grid;
};
