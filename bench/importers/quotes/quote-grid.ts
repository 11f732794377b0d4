/** The table of an offer, from CSV or from a sheet, as rows of text with the place of each cell for messages. */
import Papa from 'papaparse';
import { BenchError, type Problem } from '#core/errors.ts';
import { csvDelimiters, csvHint, readCsvTable } from '../csv-table.ts';
import { columnLetters } from './cell-reference.ts';
import { fewestTitles, titlesIn } from './cell-words.ts';
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

interface SampleRow {
	cells: string[];
	/** Where it ends in the text, its line end included. */
	end: number;
}

const sampleOf = (text: string, delimiter: string): SampleRow[] => {
	const rows: SampleRow[] = [];
	Papa.parse<string[]>(text, {
		delimiter,
		newline: '\n',
		preview: sampleRows,
		step: ({ data, meta }) => rows.push({ cells: data, end: meta.cursor })
	});
	return rows;
};

const isFilled = ({ cells }: SampleRow): boolean => cells.some((cell) => cell.trim() !== '');

/**
 * The row of titles: that which names the most fields; where none names enough, the first as wide as most rows are. What stands
 * above it need not be as wide.
 */
const titleRowOf = (rows: readonly SampleRow[]): SampleRow | null => {
	const filled = rows.filter(isFilled);
	const titled = filled.reduce<SampleRow | null>(
		(best, row) => (titlesIn(row.cells) > (best ? titlesIn(best.cells) : 0) ? row : best),
		null
	);
	if (titled && titlesIn(titled.cells) >= fewestTitles) return titled;
	const alike = ({ cells }: SampleRow): number =>
		filled.filter((other) => other.cells.length === cells.length).length;
	return filled.reduce<SampleRow | null>(
		(best, row) => (best === null || alike(row) > alike(best) ? row : best),
		null
	);
};

/** The text with the rows above the titles filled up to the width of the table; every line keeps its number. */
const withWholeHead = (text: string, rows: readonly SampleRow[], delimiter: string): string => {
	const titles = titleRowOf(rows);
	if (titles === null) return text;
	const above = rows.slice(0, rows.indexOf(titles));
	const start = above.at(-1)?.end ?? 0;
	const head = above.map((row, index) => {
		const written = text.slice(above[index - 1]?.end ?? 0, row.end);
		const missing = titles.cells.length - row.cells.length;
		return isFilled(row) && missing > 0
			? written.replace(/\n?$/u, (lineEnd) => `${delimiter.repeat(missing)}${lineEnd}`)
			: written;
	});
	return `${head.join('')}${text.slice(start)}`;
};

/** What separates the cells: that which gives the most of them. */
const delimiterOf = (text: string): string => {
	const counted = csvDelimiters.map((delimiter) => ({
		delimiter,
		cells: sampleOf(text, delimiter).reduce((sum, { cells }) => sum + cells.length, 0)
	}));
	return counted.reduce((best, each) => (each.cells > best.cells ? each : best)).delimiter;
};

/**
 * The grid of CSV text, what is above the table too. The table has the same number of cells in each row; lines above it may have
 * fewer. Throws `E_CONFIG` with all problems: ragged rows, open quotation marks, formulas.
 */
export const gridFromCsv = (written: string, file: string): QuoteGrid => {
	const text = written.replace(/^\uFEFF/u, '').replaceAll('\r\n', '\n');
	const delimiter = delimiterOf(text);
	const rows = sampleOf(text, delimiter);
	const columns = titleRowOf(rows)?.cells.length ?? 1;
	const letters = Array.from({ length: columns }, (_, i) => columnLetters(i + 1));
	try {
		// Letters as titles, since the titles of the offer need not be in its first line.
		const table = `${letters.join(delimiter)}\n${withWholeHead(text, rows, delimiter)}`;
		const { rows: read } = readCsvTable(table, file, { maxRows });
		return {
			file,
			sheet: null,
			rows: read.map(({ line, cells }) => ({ number: line - 1, cells })),
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
