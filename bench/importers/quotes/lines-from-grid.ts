/** Turns the rows of an offer's table into lines of a quote by a mapping; remembers where each value stood, for messages. */
import type { Problem } from '#core/errors.ts';
import { quoteKinds } from '#core/quote/quote-line.ts';
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import type { DocumentPath } from '#core/schema-problems.ts';
import { columnNumber } from './cell-reference.ts';
import { gridPlace, type GridRow, type QuoteGrid } from './quote-grid.ts';
import { lineFromRow } from './line-from-row.ts';
import { ambiguousAmount, writtenAmount } from './written-amount.ts';

export interface MappedQuote {
	/** A quote as an author would write it, not yet checked. */
	written: Record<string, unknown>;
	problems: Problem[];
	/** Where the value at a path of `written` stands in the grid; null for what is not in the grid. */
	placeOf: (path: DocumentPath) => Omit<Problem, 'message'> | null;
	/** Rows below the titles that are no lines, with why. */
	leftOut: { row: number; text: string; reason: string }[];
	/** Cells that were taken although a formula made their value, such as `Quote!F7`. */
	computedCells: string[];
	/** Guesses about lines that a person has to confirm, in words. */
	questions: string[];
}

const totalWords =
	/^(grand |quote |contract |net )?total\b|^(sum|amount due|gesamtsumme|summe)\b/iu;
const skipWords = /^(sub-?\s?total|vat|sales tax|tax|mwst|zwischensumme|notes?|terms)\b/iu;

/** What to ask about an amount such as `265.000`. */
export const decimalMarkQuestion = (text: string): string =>
	`is "${text}" with a point before the decimals, or with one between thousands? Say decimalMark: "." or decimalMark: "," in the mapping`;

const checkDecimalMark = (
	grid: QuoteGrid,
	header: GridRow,
	positions: ReadonlyMap<MappedColumn, number>
): Problem[] => {
	const below = grid.rows.filter(({ number }) => number > header.number);
	const columns = (['unitPrice', 'total'] as const).map((field) => {
		const position = positions.get(field);
		return position === undefined
			? []
			: below.flatMap(({ cells }) => {
					const text = (cells[position] ?? '').trim();
					return text === '' ? [] : [text];
				});
	});
	const unclear = ambiguousAmount(columns);
	if (unclear === null) return [];
	const row = below.find(({ cells }) => cells.some((cell) => cell.trim() === unclear));
	const column = row?.cells.findIndex((cell) => cell.trim() === unclear) ?? null;
	return [
		{
			...gridPlace(grid, row?.number ?? header.number, column),
			message: decimalMarkQuestion(unclear)
		}
	];
};

/** Position of each mapped column among the titles; a problem for each that is not there. */
const columnPositions = (
	grid: QuoteGrid,
	header: GridRow,
	mapping: QuoteMapping,
	problems: Problem[]
): Map<MappedColumn, number> => {
	const titles = header.cells.map((cell) => cell.trim().toLowerCase());
	const positions = new Map<MappedColumn, number>();
	for (const [field, name] of Object.entries(mapping.columns) as [MappedColumn, string][]) {
		const matches = titles.flatMap((title, i) => (title === name.trim().toLowerCase() ? [i] : []));
		const [byTitle] = matches;
		if (matches.length > 1) {
			problems.push({
				...gridPlace(grid, header.number, matches[1] ?? 0),
				message: `two columns are called "${name}"; name the one for ${field} by its letter`
			});
		} else if (byTitle !== undefined) positions.set(field, byTitle);
		else if (/^[A-Z]{1,2}$/u.test(name)) {
			positions.set(field, columnNumber(name) - 1);
		} else {
			const known = header.cells.filter((cell) => cell.trim() !== '').join(', ');
			problems.push({
				...gridPlace(grid, header.number, null),
				message: `there is no column "${name}" for ${field}; found ${known}`
			});
		}
	}
	return positions;
};

/** Lines and total of a grid by a mapping, with every problem of every cell. */
export const linesFromGrid = (grid: QuoteGrid, mapping: QuoteMapping): MappedQuote => {
	const problems: Problem[] = [];
	const leftOut: MappedQuote['leftOut'] = [];
	const computedCells: string[] = [];
	const questions: string[] = [];
	const lineRows: number[] = [];
	const lines: Record<string, unknown>[] = [];
	const header = grid.rows.find(({ number }) => number === mapping.headerRow);
	const written: Record<string, unknown> = { ...mapping.quote, lines };
	const total: { row: number; column: number } = { row: 0, column: 0 };
	const result = (positions: ReadonlyMap<MappedColumn, number>): MappedQuote => ({
		written,
		problems,
		leftOut,
		computedCells,
		questions,
		placeOf: (path) => {
			if (path[0] === 'statedTotal' && total.row > 0) {
				return gridPlace(grid, total.row, total.column);
			}
			const row = path[0] === 'lines' ? lineRows[Number(path[1])] : undefined;
			if (row === undefined) return null;
			return gridPlace(grid, row, positions.get(path[2] as MappedColumn) ?? null);
		}
	});
	if (header === undefined) {
		problems.push({
			...gridPlace(grid, mapping.headerRow, null),
			message: 'the row of the column titles is empty'
		});
		return result(new Map());
	}
	const positions = columnPositions(grid, header, mapping, problems);
	if (problems.length > 0) return result(positions);
	if (grid.sheet === null && mapping.decimalMark === undefined) {
		problems.push(...checkDecimalMark(grid, header, positions));
	}
	const mark = mapping.decimalMark ?? '.';
	const kind = quoteKinds.find((each) => each === mapping.quote['kind']) ?? null;

	for (const row of grid.rows) {
		if (row.number <= header.number) continue;
		const cell = (field: MappedColumn): string => {
			const position = positions.get(field);
			return position === undefined ? '' : (row.cells[position] ?? '').trim();
		};
		const fail = (field: MappedColumn, message: string): void => {
			problems.push({ ...gridPlace(grid, row.number, positions.get(field) ?? null), message });
		};
		const amount = (field: MappedColumn): string | undefined => {
			const text = cell(field);
			if (text === '' || /^[-–—]$/u.test(text)) return undefined;
			const value = writtenAmount(text, mark);
			if (value === null) {
				fail(field, `"${text}" is not an amount with "${mark}" before the decimals`);
			}
			return value ?? undefined;
		};
		const label = row.cells.map((text) => text.trim()).find((text) => text !== '') ?? '';
		const matches = (labels: string[] | undefined, usual: RegExp): boolean =>
			labels === undefined
				? usual.test(label)
				: labels.some((each) => label.toLowerCase().startsWith(each.toLowerCase()));
		if (matches(mapping.skipLabels, skipWords) && cell('unitPrice') === '') {
			leftOut.push({ row: row.number, text: label, reason: 'not a line' });
			continue;
		}
		if (matches(mapping.totalLabels, totalWords) && cell('unitPrice') === '') {
			const column = positions.get('total');
			const value = column === undefined ? undefined : amount('total');
			if (column === undefined || value === undefined || total.row > 0) {
				leftOut.push({ row: row.number, text: label, reason: 'a total that is not checked' });
				continue;
			}
			Object.assign(total, { row: row.number, column });
			if (written['statedTotal'] === undefined) written['statedTotal'] = value;
			continue;
		}
		if (cell('unitPrice') === '' && cell('total') === '' && cell('quantity') === '') {
			leftOut.push({ row: row.number, text: label, reason: 'no price and no quantity' });
			continue;
		}
		for (const [, position] of positions) {
			const place = gridPlace(grid, row.number, position);
			if (grid.formulaCells.has(place.path.split('!').at(-1) ?? '')) computedCells.push(place.path);
		}
		lineRows.push(row.number);
		const ask = (question: string): void => {
			questions.push(`question: row ${String(row.number)}: ${question}`);
		};
		lines.push(lineFromRow({ kind, mapping, cell, amount, fail, ask, ordinal: lines.length + 1 }));
	}
	if (lines.length === 0 && problems.length === 0) {
		problems.push({
			...gridPlace(grid, header.number, null),
			message: 'no lines below the titles'
		});
	}
	return result(positions);
};
