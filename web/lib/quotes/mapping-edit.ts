/** Changes that a person makes to how a vendor's table is read. Each gives another mapping; the old one stays as it is. */
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import type { QuoteUnit, Recurrence } from '#core/quote/quote-unit.ts';

/** A column as the table shows it. */
export interface TitledColumn {
	letters: string;
	title: string;
}

/** What the mapping calls a column: its title where no other has it, else its letters. */
const nameOf = (column: TitledColumn, columns: readonly TitledColumn[]): string => {
	const title = column.title.toLowerCase();
	const isUnique = columns.filter((each) => each.title.toLowerCase() === title).length === 1;
	return column.title !== '' && isUnique ? column.title : column.letters;
};

/** The mapping with a column read as a field, or as nothing; a field is read from one column only. */
export const withColumn = (
	mapping: QuoteMapping,
	columns: readonly TitledColumn[],
	column: TitledColumn,
	field: MappedColumn | null
): QuoteMapping => {
	const name = nameOf(column, columns);
	const kept = Object.entries(mapping.columns).filter(
		([each, named]) =>
			each !== field && named.toLowerCase() !== name.toLowerCase() && named !== column.letters
	);
	const added: [string, string][] = field === null ? [] : [[field, name]];
	return { ...mapping, columns: Object.fromEntries<string>([...kept, ...added]) };
};

/** The mapping with a text of the unit column meaning a unit; as it is understood by itself where null. */
export const withUnit = (
	mapping: QuoteMapping,
	text: string,
	unit: QuoteUnit | null
): QuoteMapping => {
	const others = Object.entries(mapping.units ?? {}).filter(([each]) => each !== text);
	const added: [string, QuoteUnit][] = unit === null ? [] : [[text, unit]];
	return { ...mapping, units: Object.fromEntries<QuoteUnit>([...others, ...added]) };
};

/** The mapping with how often a line falls due that does not say it; as understood from its unit where null. */
export const withRecurrence = (
	mapping: QuoteMapping,
	recurring: Recurrence | null
): QuoteMapping => {
	const others = { ...mapping.defaults };
	delete others.recurring;
	const defaults = recurring === null ? others : { ...others, recurring };
	const changed: QuoteMapping = { ...mapping, defaults };
	if (Object.keys(defaults).length === 0) delete changed.defaults;
	return changed;
};

/** The mapping with the sign before the decimals of amounts; without one for anything but a point and a comma. */
export const withDecimalMark = (mapping: QuoteMapping, mark: string): QuoteMapping => {
	const others = { ...mapping };
	delete others.decimalMark;
	return mark === '.' || mark === ',' ? { ...others, decimalMark: mark } : others;
};

/** Fields that stay text although they may consist of digits. */
const textFields = new Set([
	'vendor',
	'number',
	'title',
	'gpu',
	'sku',
	'supportTier',
	'governingLaw'
]);

/** The mapping with a field of the quote beside the table, such as `validUntil`; without it where the text is empty. */
export const withQuoteField = (
	mapping: QuoteMapping,
	field: string,
	text: string
): QuoteMapping => {
	const written = text.trim();
	const [name = field, part] = field.split('.');
	const value = /^\d{1,12}$/u.test(written) && !textFields.has(name) ? Number(written) : written;
	const before = mapping.quote[name];
	const object =
		part === undefined
			? value
			: {
					...(typeof before === 'object' ? before : {}),
					[part]: value
				};
	const others = Object.entries(mapping.quote).filter(([each]) => each !== name);
	const isGone = written === '' && part === undefined;
	const added: [string, unknown][] = isGone ? [] : [[name, object]];
	return { ...mapping, quote: Object.fromEntries<unknown>([...others, ...added]) };
};

/** What a field of the quote beside the table says; empty for nothing. */
export const quoteFieldText = ({ quote }: QuoteMapping, field: string): string => {
	const [name = field, part] = field.split('.');
	const value = quote[name];
	const text =
		part !== undefined && typeof value === 'object' && value !== null
			? (value as Record<string, unknown>)[part]
			: value;
	return typeof text === 'string' || typeof text === 'number' ? String(text) : '';
};

const everyQuote = ['vendor', 'number', 'version', 'quotedOn', 'validUntil', 'currency'];

/**
 * Fields beside the table to ask for: those that every quote has, an exchange rate where the currency is another than USD, and what
 * a problem names.
 */
export const askedFields = (
	mapping: QuoteMapping,
	problems: readonly { quoteField: string | null }[]
): string[] => {
	const currency = quoteFieldText(mapping, 'currency');
	const named = problems.flatMap(({ quoteField }) => quoteField ?? []);
	const given = Object.entries(mapping.quote).flatMap(([name, value]) =>
		typeof value === 'object' ? [] : [name]
	);
	const fx = currency !== '' && currency !== 'USD';
	const all = [...everyQuote, ...given, ...named].filter(
		(name) => !['kind', 'fx', 'lines', 'statedTotal'].includes(name.split('.')[0] ?? '')
	);
	return [...new Set([...all, ...(fx ? ['fx.usdPerUnit', 'fx.asOf', 'fx.source'] : [])])];
};
