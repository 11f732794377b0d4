/** A file of results as lines of named values: JSONL, or CSV with a header. */
import Papa from 'papaparse';
import { errorMessage } from '#core/errors.ts';
import { isObject } from '#core/json.ts';
import type { BadResult } from './result-row.ts';

export interface ResultLine {
	/** 1-based. */
	line: number;
	value: Record<string, unknown>;
}

export interface ResultLines {
	lines: ResultLine[];
	bad: BadResult[];
}

const broken = (line: number, message: string, reason: string): BadResult => ({
	line,
	path: '',
	message,
	reason
});

/** Blank lines are left out; a line that is no JSON object is a problem. */
export const linesOfJson = (text: string): ResultLines => {
	const found: ResultLines = { lines: [], bad: [] };
	for (const [index, raw] of text.split(/\r?\n/u).entries()) {
		if (raw.trim() === '') continue;
		const line = index + 1;
		try {
			const value: unknown = JSON.parse(raw);
			if (isObject(value)) found.lines.push({ line, value });
			else found.bad.push(broken(line, 'expected a JSON object', 'the line is no JSON object'));
		} catch (error) {
			const message = /(?<![\w"])(?:NaN|-?Infinity)(?![\w"])/u.test(raw)
				? 'holds NaN or Infinity, which JSON does not have; expected a number, or null where there is none'
				: `not JSON: ${errorMessage(error)}`;
			found.bad.push(broken(line, message, 'the line is not JSON'));
		}
	}
	return found;
};

const lineBreaksIn = (cells: readonly string[]): number =>
	cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);

/** An empty cell is an absent value; a row with more or fewer cells than the header is a problem. */
export const linesOfCsv = (text: string): ResultLines => {
	const found: ResultLines = { lines: [], bad: [] };
	let header: string[] | null = null;
	let next = 1;
	Papa.parse<string[]>(text.replaceAll('\r\n', '\n'), {
		newline: '\n',
		step: ({ data: cells, errors }) => {
			const line = next;
			next += 1 + lineBreaksIn(cells);
			const quote = errors.find(({ type }) => type === 'Quotes');
			if (quote) {
				const message =
					quote.code === 'MissingQuotes'
						? 'a quotation mark opens a cell and none closes it'
						: 'a quotation mark within a quoted cell; expected it doubled ("")';
				found.bad.push({
					...broken(line, message, 'its quotation marks are wrong'),
					// Up to the next quotation mark lines are one cell, each of them a result that is lost.
					lineCount: cells
						.join()
						.split('\n')
						.filter((each) => each.trim() !== '').length
				});
				return;
			}
			if (cells.every((cell) => cell.trim() === '')) return;
			if (header === null) {
				header = cells.map((cell) => cell.trim());
				for (const name of new Set(header)) {
					if (name !== '' && header.indexOf(name) !== header.lastIndexOf(name)) {
						found.bad.push(broken(line, `two columns are called "${name}"`, 'a column is twice'));
					}
				}
				return;
			}
			if (cells.length !== header.length) {
				const message = `has ${String(cells.length)} cells, the header has ${String(header.length)}`;
				found.bad.push(broken(line, message, 'it has more or fewer cells than the header'));
				return;
			}
			const value = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
			found.lines.push({ line, value });
		}
	});
	return found;
};
