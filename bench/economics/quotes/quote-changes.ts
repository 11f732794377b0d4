/** What differs between two versions of one quote: lines and terms, in the vendor's own figures. */
import { toDecimal } from '#core/decimal.ts';
import type { Quote, QuoteLine } from '#core/quote.ts';

export interface QuoteChange {
	/** Id of the line; null for a term of the whole quote. */
	lineId: string | null;
	/** What changed: `unitPrice`, `validUntil`; `line` where a whole line came or went. */
	field: string;
	/** For a reader: description of the line, or the name of the term. */
	label: string;
	/** As text; null where it was not there. */
	before: string | null;
	after: string | null;
	/** (after − before) / before for amounts, decimal text with six places; null for the rest and from 0. */
	changeShare: string | null;
}

const placesOfShare = 6;

/** Keys that identify a version, and the lines, which are compared one by one. */
const notTerms = new Set(['kind', 'vendor', 'number', 'version', 'lines', 'fictional']);

const textOf = (value: unknown): string | null => {
	if (value === undefined || value === null) return null;
	if (Array.isArray(value)) return value.map((each) => textOf(each) ?? '').join('; ');
	if (typeof value === 'object') {
		return Object.entries(value)
			.map(([key, each]) => `${key} ${textOf(each) ?? ''}`)
			.join(', ');
	}
	return typeof value === 'string' ? value : JSON.stringify(value);
};

const isAmount = (text: string | null): text is string =>
	text !== null && /^-?\d+(\.\d+)?$/u.test(text);

const shareOf = (before: string | null, after: string | null): string | null => {
	if (!isAmount(before) || !isAmount(after) || toDecimal(before).eq(0)) return null;
	return toDecimal(after).minus(before).div(toDecimal(before).abs()).round(placesOfShare).toFixed();
};

const fieldChanges = (
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
	place: (field: string) => Pick<QuoteChange, 'lineId' | 'label'>
): QuoteChange[] =>
	[...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
		const [was, is] = [textOf(before[field]), textOf(after[field])];
		const same = was === is || (isAmount(was) && isAmount(is) && toDecimal(was).eq(is));
		return same
			? []
			: [{ ...place(field), field, before: was, after: is, changeShare: shareOf(was, is) }];
	});

const labelOf = ({ description, item }: QuoteLine): string =>
	description === '' ? item : description;

const wholeLine = ({ quantity, unit, unitPrice }: QuoteLine): string =>
	`${quantity === undefined ? '' : `${quantity} × `}${unitPrice} per ${unit}`;

const termsOf = (quote: Quote): Record<string, unknown> =>
	Object.fromEntries(Object.entries(quote).filter(([key]) => !notTerms.has(key)));

/** Changes from one version to a later one: terms first, then lines in the order of the later version, then lines that went. */
export const quoteChanges = (before: Quote, after: Quote): QuoteChange[] => {
	const earlier = new Map(before.lines.map((line) => [line.id, line]));
	const kept = new Set(after.lines.map(({ id }) => id));
	const wholeChange = (line: QuoteLine, was: string | null, is: string | null): QuoteChange => ({
		lineId: line.id,
		field: 'line',
		label: labelOf(line),
		before: was,
		after: is,
		changeShare: null
	});
	return [
		...fieldChanges(termsOf(before), termsOf(after), (field) => ({ lineId: null, label: field })),
		...after.lines.flatMap((line) => {
			const old = earlier.get(line.id);
			if (!old) return [wholeChange(line, null, wholeLine(line))];
			return fieldChanges(old, line, () => ({ lineId: line.id, label: labelOf(line) }));
		}),
		...before.lines
			.filter(({ id }) => !kept.has(id))
			.map((line) => wholeChange(line, wholeLine(line), null))
	];
};
