/** What is understood of a vendor's table by a mapping: the lines for a person to check, and the quote where it is whole. */
import type { Problem } from '#core/errors.ts';
import { BenchError } from '#core/errors.ts';
import { quoteSchema, type Quote } from '#core/quote.ts';
import { quoteKinds } from '#core/quote/quote-line.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import { quoteTermsSchema } from '#core/quote/quote-terms.ts';
import {
	checkValue,
	renderPath,
	type DocumentPath,
	type ValueProblem
} from '#core/schema-problems.ts';
import { linesFromGrid, type MappedQuote } from './lines-from-grid.ts';
import { proposeMapping } from './propose-mapping.ts';
import type { QuoteGrid } from './quote-grid.ts';
import { writtenDay } from './written-day.ts';

/** One line of a table as it was understood, for a person to check. */
export interface PreviewLine {
	/** Such as `Quote!7` or `line 7`. */
	place: string;
	item: string;
	description: string;
	quantity: string | null;
	unit: string;
	unitPrice: string | null;
	/** Share; decimal text. */
	discountShare: string | null;
	total: string | null;
	recurring: string;
}

const previewOf = ({ written, placeOf }: MappedQuote): PreviewLine[] =>
	(written['lines'] as Record<string, unknown>[]).map((line, index) => {
		const place = placeOf(['lines', index]);
		const text = (key: string): string | null => {
			const value = line[key];
			return typeof value === 'string' ? value : null;
		};
		return {
			place: place?.line === null ? place.path : `line ${String(place?.line ?? 0)}`,
			item: text('item') ?? '',
			description: text('description') ?? '',
			quantity: text('quantity'),
			unit: text('unit') ?? '',
			unitPrice: text('unitPrice'),
			discountShare: text('discountShare'),
			total: text('total'),
			recurring: text('recurring') ?? ''
		};
	});

const remarksOf = ({ computedCells, leftOut, questions }: MappedQuote): string[] => [
	...questions,
	...(computedCells.length === 0
		? []
		: [
				`the results stored for formulas were taken in ${computedCells.slice(0, 8).join(', ')}${computedCells.length > 8 ? ` and ${String(computedCells.length - 8)} more` : ''}`
			]),
	...leftOut.map(
		({ row, text, reason }) => `row ${String(row)} "${text.slice(0, 40)}" was left out: ${reason}`
	)
];

/** Both readings of a day whose month is not clear; null for other problems. */
const dayProblem = (path: DocumentPath, written: Record<string, unknown>): string | null => {
	const value = path.length === 1 ? written[String(path[0])] : undefined;
	const day = typeof value === 'string' ? writtenDay(value) : null;
	if (day === null) return null;
	return day.state === 'ambiguous'
		? `"${String(value)}" is ${day.monthFirst} (month first) or ${day.dayFirst} (day first); write it as YYYY-MM-DD`
		: null;
};

/** A field can fail by itself and again beside another; one place and sentence is said once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
	...new Map(problems.map((each) => [JSON.stringify([each.path, each.message]), each])).values()
];

/** A mapped table as a checked quote, every problem at its cell. */
const checkMapped = (
	file: string,
	mapped: MappedQuote
): { quote: Quote | null; problems: Problem[] } => {
	const { written, placeOf } = mapped;
	const placed = ({ path, message }: ValueProblem): Problem => ({
		...(placeOf(path) ?? { file, line: null, path: `quote.${renderPath(path)}` }),
		message: dayProblem(path, written) ?? message
	});
	const hasKind = quoteKinds.some((kind) => kind === written['kind']);
	const checked = checkValue(written, quoteSchema);
	// Cells that cannot be read would be reported a second time as lines; the terms beside the table are not.
	if (mapped.problems.length > 0 || !hasKind) {
		const kind = checked.ok || hasKind ? [] : checked.problems;
		const terms = checkValue(written, quoteTermsSchema);
		const beside = [...kind, ...(terms.ok ? [] : terms.problems)];
		return { quote: null, problems: [...mapped.problems, ...distinct(beside.map(placed))] };
	}
	if (checked.ok) return { quote: checked.value, problems: [] };
	return { quote: null, problems: distinct(checked.problems.map(placed)) };
};

export interface UnderstoodTable {
	/** The given mapping, or the proposed one. */
	mapping: QuoteMapping;
	preview: PreviewLine[];
	/** What a reader should know: questions about a guess, cells whose value a formula made, rows that were left out. */
	remarks: string[];
	/** Null where the mapping does not give a whole quote; `problems` says what is missing. */
	quote: Quote | null;
	problems: Problem[];
}

/** Reads a table by a mapping, or by a guess where there is none. Throws `E_CONFIG` where no table of prices is found. */
export const understandTable = (
	grid: QuoteGrid,
	file: string,
	mapping: QuoteMapping | undefined
): UnderstoodTable => {
	const proposal = mapping === undefined ? proposeMapping(grid) : null;
	const used = mapping ?? proposal?.mapping;
	if (used === undefined) {
		throw new BenchError(
			'E_CONFIG',
			`no table of prices was found in ${file}; nothing was imported`,
			{
				hint: 'It needs a row of titles such as Description, Quantity, Unit, Unit price. Otherwise say with --mapping which column is which.'
			}
		);
	}
	const mapped = linesFromGrid(grid, used);
	const { quote, problems } = checkMapped(file, mapped);
	return {
		mapping: used,
		preview: previewOf(mapped),
		remarks: [...(proposal?.questions ?? []), ...remarksOf(mapped)],
		quote,
		problems
	};
};
