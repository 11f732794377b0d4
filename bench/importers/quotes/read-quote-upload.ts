/**
 * A vendor's offer that somebody sends as bytes, with all that a person needs to correct how a table was understood: its titles and
 * first values, every line, every problem at its cell. Nothing is kept.
 */
import { createHash } from 'node:crypto';
import { BenchError, renderProblem, type Problem } from '#core/errors.ts';
import type { Quote } from '#core/quote.ts';
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import { decodeText } from '../text-file.ts';
import { columnLetters } from './cell-reference.ts';
import { gridFromCsv, gridFromSheets, type QuoteGrid } from './quote-grid.ts';
import { quoteForm, quoteOfDocument } from './read-quote-file.ts';
import { readSheets } from './read-workbook-file.ts';
import { understandTable, type PreviewLine } from './understand-table.ts';

/** Largest file that is taken over the network, bytes. */
export const maxUploadBytes = 5 * 1_048_576;

/**
 * Largest YAML or JSON document that is taken over the network, bytes: some hundred lines of an offer. It is read on the thread that answers everybody, and one
 * that was made for it takes time by the square of its length (64 KiB: 2 s, 256 KiB: 22 s, `yaml` 2.9, November 2026).
 */
export const maxDocumentBytes = 65_536;

/** A column of the table, as a person recognises it. */
export interface UploadedColumn {
	/** `A`, `AA`. */
	letters: string;
	/** Empty where the column has no title. */
	title: string;
	/** The first value below the title; empty for none. */
	sample: string;
	/** What the mapping takes from it; null for nothing. */
	field: MappedColumn | null;
}

/** A problem, at its cell where it has one. */
export interface UploadProblem {
	/** Row of the sheet or line of the file, from 1; null for what stands beside the table. */
	row: number | null;
	/** Letters of the column; null where the whole row or no row is meant. */
	column: string | null;
	/** Field of the quote beside the table, such as `validUntil` or `fx.asOf`; null for cells. */
	quoteField: string | null;
	message: string;
	/** The place in words, such as `offer.csv:3 column "C"`. */
	place: string;
}

export interface UploadedLine extends PreviewLine {
	/** Row of the sheet or line of the file, from 1. */
	row: number;
}

export type QuoteUpload =
	| { state: 'document'; fileHash: string; quote: Quote }
	| {
			state: 'table';
			fileHash: string;
			/** Sheets of the file with rows; empty for CSV. */
			sheets: string[];
			columns: UploadedColumn[];
			/** Texts of the unit column that occur, each once. */
			unitTexts: string[];
			mapping: QuoteMapping;
			lines: UploadedLine[];
			remarks: string[];
			/** Null where something is missing; `problems` says what. */
			quote: Quote | null;
			problems: UploadProblem[];
	  };

const columnsOf = (grid: QuoteGrid, { headerRow, columns }: QuoteMapping): UploadedColumn[] => {
	const header = grid.rows.find(({ number }) => number === headerRow);
	const below = grid.rows.filter(({ number }) => number > headerRow);
	const width = Math.max(header?.cells.length ?? 0, ...below.map(({ cells }) => cells.length));
	const named = Object.entries(columns) as [MappedColumn, string][];
	const titles = Array.from({ length: width }, (_, index) => header?.cells[index]?.trim() ?? '');
	return titles.map((title, index) => {
		const letters = columnLetters(index + 1);
		const isTitle = (name: string): boolean =>
			title !== '' && name.trim().toLowerCase() === title.toLowerCase();
		const isLetter = (name: string): boolean =>
			name === letters && !titles.some((each) => each.toLowerCase() === name.toLowerCase());
		return {
			letters,
			title,
			sample:
				below.map(({ cells }) => cells[index]?.trim() ?? '').find((text) => text !== '') ?? '',
			field: named.find(([, name]) => isTitle(name) || isLetter(name))?.[0] ?? null
		};
	});
};

const unitTextsOf = (grid: QuoteGrid, columns: readonly UploadedColumn[], headerRow: number) => {
	const index = columns.findIndex(({ field }) => field === 'unit');
	const texts = grid.rows
		.filter(({ number }) => number > headerRow)
		.map(({ cells }) => (index === -1 ? '' : (cells[index]?.trim() ?? '')));
	return [...new Set(texts)].filter((text) => text !== '').slice(0, 40);
};

const placedProblem = (problem: Problem): UploadProblem => {
	const { line, path, message } = problem;
	const cell = /!([A-Z]{0,3})(\d+)$/u.exec(path);
	const column = cell?.[1] ?? /^column "([A-Z]+)"$/u.exec(path)?.[1] ?? '';
	return {
		row: line ?? (cell ? Number(cell[2]) : null),
		column: column === '' ? null : column,
		quoteField: /^quote\.(\w+(?:\.\w+)?)/u.exec(path)?.[1] ?? null,
		message,
		place: renderProblem({ ...problem, message: '' }).replace(/: $/u, '')
	};
};

const rowOf = ({ place }: PreviewLine): number => Number(/(\d+)$/u.exec(place)?.[1] ?? 0);

/**
 * Reads an offer from its bytes by the ending of its name; a table by the given mapping, or by a guess. Throws `E_USAGE` for other
 * files, and `E_CONFIG` with all problems for what cannot be read at all.
 */
export const readQuoteUpload = async (
	bytes: Buffer,
	fileName: string,
	mapping: QuoteMapping | undefined
): Promise<QuoteUpload> => {
	const form = quoteForm(fileName);
	if (bytes.length === 0) throw new BenchError('E_FILE', `${fileName} is empty`);
	if (bytes.length > maxUploadBytes) {
		throw new BenchError('E_FILE', `${fileName} is larger than 5 MiB`, {
			hint: 'Save the sheet with the table alone as a file of its own.'
		});
	}
	const fileHash = createHash('sha256').update(bytes).digest('hex');
	if (form === 'document') {
		if (bytes.length > maxDocumentBytes) {
			throw new BenchError(
				'E_FILE',
				`${fileName} is larger than 64 KiB, which a document of an offer may have here`,
				{
					hint: 'Send it as CSV or a workbook, or import it on the command line: bench quote import FILE'
				}
			);
		}
		return {
			state: 'document',
			fileHash,
			quote: quoteOfDocument(decodeText(bytes, fileName), fileName)
		};
	}
	const sheets = form === 'csv' ? [] : await readSheets(bytes, fileName);
	const grid =
		form === 'csv'
			? gridFromCsv(decodeText(bytes, fileName), fileName)
			: gridFromSheets(sheets, fileName, mapping?.sheet);
	const { preview, problems, ...understood } = understandTable(grid, fileName, mapping);
	const columns = columnsOf(grid, understood.mapping);
	return {
		state: 'table',
		fileHash,
		sheets: sheets.filter(({ rows }) => rows.length > 0).map(({ name }) => name),
		columns,
		unitTexts: unitTextsOf(grid, columns, understood.mapping.headerRow),
		...understood,
		lines: preview.map((line) => ({ ...line, row: rowOf(line) })),
		problems: problems.map(placedProblem)
	};
};
