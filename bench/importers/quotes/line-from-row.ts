/** Turns one row of an offer's table into a line: words into codes, amounts into decimals. */
import { toDecimal } from '#core/decimal.ts';
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';
import { itemOf, recurrenceOf, unitOf, usualRecurrence } from './cell-words.ts';
import { writtenShare } from './written-amount.ts';

const lookUp = <T>(words: Record<string, T> | undefined, text: string): T | undefined => {
	const wanted = text.trim().toLowerCase();
	return Object.entries(words ?? {}).find(([word]) => word.trim().toLowerCase() === wanted)?.[1];
};

/** What one row of a table holds, and what to do about cells that cannot be read. */
export interface RowReader {
	/** Null where it is not known yet. */
	kind: QuoteKind | null;
	mapping: QuoteMapping;
	cell: (field: MappedColumn) => string;
	amount: (field: MappedColumn) => string | undefined;
	fail: (field: MappedColumn, message: string) => void;
	/** Told of a guess that a person has to confirm. */
	ask: (question: string) => void;
	/** Position among the lines, from 1: the id where the table has none. */
	ordinal: number;
}

/** A row as a line of a quote, as an author would write it; what cannot be read is reported through `fail`. */
export const lineFromRow = ({
	kind,
	mapping,
	cell,
	amount,
	fail,
	ask,
	ordinal
}: RowReader): Record<string, unknown> => {
	const description = cell('description') === '' ? cell('item') : cell('description');
	const guess = (text: string): string => (kind === null ? 'other' : itemOf(kind, text));
	const written = cell('item');
	const fromItem = guess(written);
	const item =
		lookUp(mapping.items, written) ??
		lookUp(mapping.items, description) ??
		mapping.defaults?.item ??
		(written !== '' && fromItem !== 'other' ? fromItem : guess(description));
	const unitText = cell('unit');
	const unit =
		lookUp(mapping.units, unitText) ??
		(unitText === '' ? (mapping.defaults?.unit ?? 'each') : unitOf(unitText));
	if (unit === null)
		fail('unit', `"${unitText}" is not a known unit; say under "units" what it is`);
	const periodText = cell('recurring');
	const [quantity, unitPrice, total] = [amount('quantity'), amount('unitPrice'), amount('total')];
	const guessed = unit === null ? 'once' : usualRecurrence(unit);
	// Three years at a price a year are paid once or year by year, but not three times over in each of them.
	const isWholeTerm =
		(unit === 'year' || unit === 'month') && quantity !== undefined && toDecimal(quantity).gt(1);
	const isSaid = periodText !== '' || mapping.defaults?.recurring !== undefined;
	const recurring =
		lookUp(mapping.recurring, periodText) ??
		(periodText === ''
			? (mapping.defaults?.recurring ?? (isWholeTerm ? 'once' : guessed))
			: recurrenceOf(periodText));
	if (isWholeTerm && !isSaid) {
		ask(
			`is "${description.slice(0, 40)}", ${quantity} ${unit}, paid once for all of them, as it is taken, or every ${unit}? For every ${unit} write quantity 1 and ${unit} in a column Billing`
		);
	}
	if (recurring === null) {
		fail('recurring', `"${periodText}" is not a period; expected once, hour, month or year`);
	}
	const discountText = cell('discountShare');
	const discountShare =
		discountText === '' || /^[-–—]$/u.test(discountText)
			? undefined
			: writtenShare(discountText, mapping.decimalMark ?? '.');
	if (discountShare === null) {
		fail('discountShare', `"${discountText}" is not a share such as 10 % or 0.1`);
	}
	const whole = (field: MappedColumn): number | undefined => {
		const text = cell(field);
		if (text === '') return undefined;
		if (!/^\d{1,4}$/u.test(text)) fail(field, `"${text}" is not a whole number`);
		return Number(text);
	};
	const line = {
		id: cell('id') === '' ? String(ordinal) : cell('id'),
		item,
		description,
		model: cell('model') === '' ? undefined : cell('model'),
		quantity,
		unit: unit ?? 'each',
		unitPrice: unitPrice ?? impliedPrice(quantity, total),
		discountShare: discountShare ?? undefined,
		total: quantity === undefined ? undefined : total,
		recurring: recurring ?? 'once',
		startMonth: whole('startMonth'),
		months: whole('months'),
		page: whole('page')
	};
	return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined));
};

/** A lump sum is its own unit price; anything else without a unit price stays without one. */
const impliedPrice = (
	quantity: string | undefined,
	total: string | undefined
): string | undefined => (quantity === '1' ? total : undefined);
