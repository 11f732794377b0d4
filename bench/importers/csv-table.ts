/**
 * Reads and writes CSV strictly: every row has the cells that the header names, quotation marks are closed, and no cell is a
 * formula that a spreadsheet would run. Every problem names its line and column, and the lines are those of the file.
 */
import Papa from 'papaparse';
import { formulaCell } from '#core/formula-cell.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';

export const csvDelimiters = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof csvDelimiters)[number];

export interface CsvRow {
	/** 1-based line of the file on which the row begins. */
	line: number;
	/** As many as the header has names, exactly as written (not trimmed); line breaks within a cell are `\n`. */
	cells: string[];
}

export interface CsvHead {
	/** Names of the columns, trimmed, no two equal. */
	header: string[];
	delimiter: CsvDelimiter;
}

export interface CsvTable extends CsvHead {
	/** Rows with anything in them; blank lines and rows of empty cells are left out. */
	rows: CsvRow[];
}

export interface CsvLimits {
	/** Most rows below the header; default 100,000. */
	maxRows?: number;
	/** Most bytes of the text in UTF-8; default 16 MiB. */
	maxBytes?: number;
}

const defaultMaxRows = 100_000;
const defaultMaxBytes = 16 * 1_048_576;

/** More columns than any export has; a wider file is something else, and each problem in it would be reported so often. */
const maxColumns = 2_000;

/** The header lies within the first so many characters. */
const headerCharacters = 262_144;

/** Control characters other than tab and line ends, and what decoders put where bytes were not UTF-8. */
const notText = /[^\P{Cc}\t\n\r]|\uFFFD/u;

/** Longest quotation of a cell in a message, UTF-16 code units. */
const longestQuote = 40;

const quoted = (cell: string): string => {
	const text = JSON.stringify(cell);
	return text.length <= longestQuote ? text : `${text.slice(0, longestQuote).toWellFormed()}…"`;
};

/** `column "unitPrice"`: the place of a cell beside its line. */
export const columnPath = (column: string): string => `column ${quoted(column)}`;

const plural = (count: number, noun: string): string =>
	`${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

const lineBreaksIn = (text: string): number => {
	let count = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
	return count;
};

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** The delimiter that stands most often in the header, outside of quotation marks; a comma where none does. */
const detectDelimiter = (text: string): CsvDelimiter => {
	const beginning = text.slice(0, headerCharacters).trimStart();
	const counts: Record<CsvDelimiter, number> = { ',': 0, ';': 0, '\t': 0 };
	let inQuotes = false;
	for (const character of beginning) {
		if (character === '"') inQuotes = !inQuotes;
		else if (inQuotes) continue;
		else if (character === '\n') break;
		else if (character === ',' || character === ';' || character === '\t') counts[character]++;
	}
	return csvDelimiters.reduce((best, each) => (counts[each] > counts[best] ? each : best));
};

/** The names of the columns, with what is wrong with them in `problems`. */
const checkHeader = (row: CsvRow, problems: ProblemList): string[] => {
	const names = row.cells.map((cell) => cell.trim());
	if (names.length > maxColumns) {
		problems.add(
			row.line,
			'',
			`${plural(names.length, 'column')}; expected ${maxColumns.toLocaleString('en-US')} or fewer`
		);
		return names;
	}
	const firstPosition = new Map<string, number>();
	for (const [index, name] of names.entries()) {
		const position = index + 1;
		if (name === '') {
			problems.add(row.line, `column ${String(position)}`, 'has no name in the header');
			continue;
		}
		const first = firstPosition.get(name);
		if (first !== undefined) {
			problems.add(
				row.line,
				columnPath(name),
				`columns ${String(first)} and ${String(position)} have the same name`
			);
		} else firstPosition.set(name, position);
		const cell = row.cells[index] ?? '';
		if (formulaCell.test(cell)) addFormula(cell, row.line, columnPath(name), problems);
	}
	return names;
};

const addFormula = (cell: string, line: number, path: string, problems: ProblemList): void => {
	problems.add(
		line,
		path,
		`${quoted(cell)} would be a formula in a spreadsheet; expected plain text or a number`
	);
};

/** Adds a problem and returns false where the text is none, is empty, or is too long. */
const checkText = (text: string, maxBytes: number, problems: ProblemList): boolean => {
	const bytes = Buffer.byteLength(text);
	if (bytes > maxBytes) {
		problems.add(
			null,
			'',
			`the file has ${bytes.toLocaleString('en-US')} bytes; expected ${maxBytes.toLocaleString('en-US')} or fewer`
		);
		return false;
	}
	const wrong = notText.exec(text);
	if (wrong) {
		const before = text.slice(0, wrong.index);
		const code = (wrong[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
		problems.add(
			lineBreaksIn(before) + 1,
			'',
			`is not text in UTF-8: found the character U+${code}; expected a CSV file`
		);
		return false;
	}
	if (text.trim() === '') {
		problems.add(null, '', 'the file is empty; expected a header line and rows');
		return false;
	}
	return true;
};

/**
 * Walks through CSV text, calling `visit` for each row that has as many cells as the header has names. Problems go into
 * `problems` and the walk goes on where it can. Null where there is no header to read by; the caller throws the problems.
 */
export const walkCsv = (
	written: string,
	problems: ProblemList,
	visit: (row: CsvRow, header: readonly string[]) => void,
	{ maxRows = defaultMaxRows, maxBytes = defaultMaxBytes }: CsvLimits = {}
): CsvHead | null => {
	if (!checkText(written, maxBytes, problems)) return null;
	const text = (written.startsWith('\uFEFF') ? written.slice(1) : written).replaceAll('\r\n', '\n');
	const delimiter = detectDelimiter(text);
	const walk: { header: string[] | null; line: number; rowCount: number } = {
		header: null,
		line: 1,
		rowCount: 0
	};

	const checkRow = (row: CsvRow, names: readonly string[]): boolean => {
		if (row.cells.length === names.length) return true;
		problems.add(
			row.line,
			'',
			`has ${plural(row.cells.length, 'cell')}, the header has ${plural(names.length, 'column')}`
		);
		return false;
	};

	const take = (row: CsvRow): void => {
		if (isBlank(row.cells)) return;
		if (walk.header === null) {
			walk.header = checkHeader(row, problems);
			return;
		}
		walk.rowCount++;
		const whole = checkRow(row, walk.header);
		for (const [index, cell] of row.cells.entries()) {
			if (!formulaCell.test(cell)) continue;
			const name = walk.header[index];
			const path = name ? columnPath(name) : `column ${String(index + 1)}`;
			addFormula(cell, row.line, path, problems);
		}
		if (whole) visit(row, walk.header);
	};

	Papa.parse<string[]>(text, {
		delimiter,
		newline: '\n',
		step: ({ data: cells, errors }, parser) => {
			const row = { line: walk.line, cells };
			walk.line += 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
			const [error] = errors;
			if (error) {
				const open = error.code === 'MissingQuotes';
				const place = open ? walk.line - 1 - lineBreaksIn(cells.at(-1) ?? '') : row.line;
				const name = walk.header?.[cells.length - 1];
				problems.add(
					place,
					open && name ? columnPath(name) : '',
					open
						? 'a quotation mark opens a cell and none closes it'
						: 'a quotation mark within a quoted cell; expected it doubled ("")'
				);
				return;
			}
			take(row);
			if (walk.rowCount > maxRows || (walk.header !== null && walk.header.length > maxColumns))
				parser.abort();
		}
	});

	if (walk.rowCount > maxRows) {
		problems.add(
			null,
			'',
			`has more than ${maxRows.toLocaleString('en-US')} rows, the most that are read`
		);
	}
	if (walk.header === null) return null;
	if (walk.rowCount === 0 && problems.count === 0) {
		problems.add(null, '', 'there are no rows below the header');
	}
	return { header: walk.header, delimiter };
};

/** What to do about a CSV file that is refused. */
export const csvHint =
	'Export the table again as CSV in UTF-8 with values only: one header line, the same number of cells in each row, no formulas.';

/**
 * The table in CSV text; a comma, semicolon or tab between the cells is found out, a byte order mark and the line ends of
 * Windows are taken. Throws `E_CONFIG` with all problems (the first ones and a count, where there are many).
 */
export const readCsvTable = (text: string, file: string, limits: CsvLimits = {}): CsvTable => {
	const problems = createProblemList(file);
	const rows: CsvRow[] = [];
	const head = walkCsv(text, problems, (row) => rows.push(row), limits);
	problems.throwIfAny(csvHint);
	// Without a head there is at least one problem.
	return { ...(head ?? { header: [], delimiter: ',' }), rows };
};

/**
 * CSV text with commas and `\n`. A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers, also
 * negative ones, stay as they are.
 */
export const writeCsv = (
	header: readonly string[],
	rows: readonly (readonly string[])[]
): string => {
	const text = Papa.unparse(
		{ fields: [...header], data: rows.map((row) => [...row]) },
		{
			newline: '\n',
			// Quoted, so that they are never taken for a delimiter; a lone empty cell would be a blank line.
			quotes: (value: unknown) =>
				typeof value === 'string' &&
				(/[;\t]/u.test(value) || (value === '' && header.length === 1)),
			escapeFormulae: formulaCell
		}
	);
	return `${text}\n`;
};
