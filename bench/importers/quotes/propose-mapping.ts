/**
 * Guesses how a vendor's table is to be read: the row of titles, the columns, and what is said beside the table. A proposal to be
 * confirmed, never applied by itself.
 */
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import {
	columnField,
	fewestTitles,
	kindOf,
	quoteField,
	titlesIn,
	wholeNumberFields
} from './cell-words.ts';
import type { GridRow, QuoteGrid } from './quote-grid.ts';
import { columnLetters } from './cell-reference.ts';
import { decimalMarkQuestion } from './lines-from-grid.ts';
import { ambiguousAmount, decimalMarkOf } from './written-amount.ts';
import { writtenDay } from './written-day.ts';

const headerOf = (rows: readonly GridRow[]): GridRow | null => {
	let best: GridRow | null = null;
	for (const row of rows) {
		if (titlesIn(row.cells) > (best === null ? fewestTitles - 1 : titlesIn(best.cells))) best = row;
	}
	return best;
};

const columnsOf = (header: GridRow): QuoteMapping['columns'] => {
	const columns: Partial<Record<MappedColumn, string>> = {};
	for (const [index, cell] of header.cells.entries()) {
		const title = cell.trim();
		const field = columnField(title);
		if (field === null || columns[field] !== undefined || quoteField(title) === 'number') continue;
		const doubled = header.cells.filter((other) => other.trim() === title).length > 1;
		columns[field] = doubled ? columnLetters(index + 1) : title;
	}
	return columns;
};

/** A day that is not clear stays as it is written, so that it is refused where it stands. */
const fieldValue = (field: string, text: string): unknown => {
	if (wholeNumberFields.has(field)) {
		const number = /^v?(\d+)(\.0)?\b/iu.exec(text)?.[1];
		return number === undefined ? text : Number(number);
	}
	if (field === 'currency') return text.toUpperCase();
	const day = writtenDay(text);
	return day?.state === 'read' ? day.day : text;
};

/** `Valid until | 2026-12-31` and `Valid until: 2026-12-31` above the titles. */
const labelledFields = (rows: readonly GridRow[]): Record<string, unknown> => {
	const fields: Record<string, unknown> = {};
	for (const { cells } of rows) {
		const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
		for (const [index, cell] of filled.entries()) {
			const [, label = '', rest = ''] = /^([^:]+):\s*(.+)$/su.exec(cell) ?? [];
			const inside = quoteField(label);
			if (inside !== null) fields[inside] ??= fieldValue(inside, rest.trim());
			const field = quoteField(cell);
			const value = filled[index + 1];
			if (field !== null && value !== undefined) fields[field] ??= fieldValue(field, value);
		}
	}
	return fields;
};

/** Columns such as `vendor` that say the same in every row. */
const constantFields = (header: GridRow, body: readonly GridRow[]): Record<string, unknown> => {
	const fields: Record<string, unknown> = {};
	for (const [index, title] of header.cells.entries()) {
		const field = quoteField(title);
		if (field === null || columnField(title) !== null) continue;
		const values = new Set(
			body.map(({ cells }) => (cells[index] ?? '').trim()).filter((text) => text !== '')
		);
		const [value] = values;
		if (values.size === 1 && value !== undefined) fields[field] = fieldValue(field, value);
	}
	return fields;
};

const currencyCodes = /\b(USD|EUR|GBP|CHF|JPY|CNY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|INR|SGD|KRW)\b/gu;
const currencySigns = { '€': 'EUR', '£': 'GBP' } as const;

/** The currency that the titles of amounts name, as in `Unit price EUR`; null for none, or for several. */
const titledCurrency = (header: GridRow): string | null => {
	const codes = header.cells.flatMap((title) => {
		const field = columnField(title);
		if (field !== 'unitPrice' && field !== 'total') return [];
		const signs = Object.entries(currencySigns).flatMap(([sign, code]) =>
			title.includes(sign) ? [code] : []
		);
		return [...(title.match(currencyCodes) ?? []), ...signs];
	});
	const [code, ...others] = new Set(codes);
	return code !== undefined && others.length === 0 ? code : null;
};

/** Days that were read out of another form than YYYY-MM-DD: for a person to confirm. */
const dayQuestions = (rows: readonly GridRow[], quote: Record<string, unknown>): string[] => {
	const texts = rows.flatMap(({ cells }) =>
		cells.flatMap((cell) => [cell.trim(), cell.replace(/^[^:]*:/u, '').trim()])
	);
	return ['quotedOn', 'validUntil'].flatMap((field) => {
		const text = texts.find((each) => {
			const day = writtenDay(each);
			return day?.state === 'read' && !day.isPlain && day.day === quote[field];
		});
		return text === undefined
			? []
			: [`question: is ${field} "${text}" the day ${String(quote[field])}?`];
	});
};

/** A mapping as it was guessed, and what a person has to look at besides the lines. */
export interface MappingProposal {
	mapping: QuoteMapping;
	questions: string[];
}

/** A proposal; null where no row looks like titles of columns. */
export const proposeMapping = (grid: QuoteGrid): MappingProposal | null => {
	const header = headerOf(grid.rows);
	if (header === null) return null;
	const columns = columnsOf(header);
	if (columns.unitPrice === undefined) return null;
	const above = grid.rows.filter(({ number }) => number < header.number);
	const below = grid.rows.filter(({ number }) => number > header.number);
	const texts = (field: MappedColumn): string[] => {
		const position = header.cells.findIndex((cell) => columnField(cell) === field);
		return below.flatMap(({ cells }) => {
			const text = position === -1 ? '' : (cells[position] ?? '').trim();
			return text === '' ? [] : [text];
		});
	};
	const kind = kindOf(texts('unit'), [...texts('item'), ...texts('description')]);
	const currency = titledCurrency(header);
	const quote = {
		...(kind === null ? {} : { kind }),
		...(currency === null ? {} : { currency }),
		...constantFields(header, below),
		...labelledFields(above)
	};
	const amounts = [texts('unitPrice'), texts('total')];
	// Numbers of a sheet are numbers; only text can be read in two ways.
	const unclear = grid.sheet === null ? ambiguousAmount(amounts) : null;
	return {
		mapping: {
			...(grid.sheet === null ? {} : { sheet: grid.sheet }),
			headerRow: header.number,
			columns,
			...(unclear === null ? { decimalMark: decimalMarkOf(amounts.flat()) } : {}),
			quote
		},
		questions: [
			...(unclear === null ? [] : [`question: ${decimalMarkQuestion(unclear)}`]),
			...dayQuestions(grid.rows, quote)
		]
	};
};
