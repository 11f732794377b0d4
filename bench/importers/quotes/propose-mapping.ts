/**
 * Guesses how a vendor's table is to be read: the row of titles, the columns, and what is said beside the table. A proposal to be
 * confirmed, never applied by itself.
 */
import type { MappedColumn, QuoteMapping } from '#core/quote/quote-mapping.ts';
import { columnField, kindOf, quoteField, wholeNumberFields } from './cell-words.ts';
import type { GridRow, QuoteGrid } from './quote-grid.ts';
import { columnLetters } from './cell-reference.ts';
import { decimalMarkOf } from './written-amount.ts';

/** Titles that a row needs to be taken for the row of titles. */
const fewestTitles = 3;

const recognised = ({ cells }: GridRow): number =>
	new Set(cells.flatMap((cell) => columnField(cell) ?? [])).size;

const headerOf = (rows: readonly GridRow[]): GridRow | null => {
	let best: GridRow | null = null;
	for (const row of rows) {
		if (recognised(row) > (best === null ? fewestTitles - 1 : recognised(best))) best = row;
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

const dayPattern = /^(\d{4}-\d{2}-\d{2})(T.*)?$/u;

const fieldValue = (field: string, text: string): unknown => {
	if (wholeNumberFields.has(field)) {
		const number = /^v?(\d+)(\.0)?\b/iu.exec(text)?.[1];
		return number === undefined ? text : Number(number);
	}
	if (field === 'currency') return text.toUpperCase();
	return dayPattern.exec(text)?.[1] ?? text;
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

/** A proposal; null where no row looks like titles of columns. */
export const proposeMapping = (grid: QuoteGrid): QuoteMapping | null => {
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
	return {
		...(grid.sheet === null ? {} : { sheet: grid.sheet }),
		headerRow: header.number,
		columns,
		decimalMark: decimalMarkOf([...texts('unitPrice'), ...texts('total')]),
		quote: {
			...(kind === null ? {} : { kind }),
			...constantFields(header, below),
			...labelledFields(above)
		}
	};
};
