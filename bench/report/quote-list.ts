/** Stored quotes as a list and one by one, as text for a buyer. */
import type { Quote, QuoteLine, StoredQuote } from '#core/quote.ts';
import { lineAmount } from '#core/quote/line-amount.ts';
import type { QuoteValidity } from '#bench/economics/quotes/quote-usd.ts';
import { formatDecimal } from './cost-format.ts';
import { fitText, missing, renderTable, type Column } from './format.ts';

/** A quote in a list. */
export interface ListedQuote {
	id: string;
	kind: string;
	vendor: string;
	number: string;
	version: number;
	validUntil: string;
	currency: string;
	superseded: boolean;
	validity: QuoteValidity;
}

const days = (count: number): string => `${String(count)} day${count === 1 ? '' : 's'}`;

/** `valid, 12 days left`; expired quotes stand out. */
export const validityText = (validity: QuoteValidity): string =>
	validity.state === 'expired'
		? `EXPIRED ${days(validity.days)} ago`
		: validity.days === 0
			? 'valid, last day'
			: `valid, ${days(validity.days)} left`;

const listColumns: Column[] = [
	{ title: 'quote', align: 'left' },
	{ title: 'kind', align: 'left' },
	{ title: 'vendor', align: 'left', dropOrder: 2 },
	{ title: 'number', align: 'left', dropOrder: 3 },
	{ title: 'version', align: 'right', dropOrder: 1 },
	{ title: 'valid until', align: 'left' },
	{ title: 'state', align: 'left' }
];

/** A table of quotes; expired and superseded ones say so. */
export const renderQuoteList = (quotes: readonly ListedQuote[], columns: number | null): string =>
	renderTable(
		listColumns,
		quotes.map(({ id, kind, vendor, number, version, validUntil, superseded, validity }) => [
			id,
			kind,
			vendor,
			number,
			String(version),
			validUntil,
			`${validityText(validity)}${superseded ? ', superseded' : ''}`
		]),
		{ maxWidth: columns }
	);

const lineColumns: Column[] = [
	{ title: 'line', align: 'left', dropOrder: 2 },
	{ title: 'item', align: 'left' },
	{ title: 'description', align: 'left', dropOrder: 1 },
	{ title: 'quantity', align: 'right' },
	{ title: 'unit', align: 'left' },
	{ title: 'unit price', align: 'right' },
	{ title: 'discount', align: 'right', dropOrder: 3 },
	{ title: 'total', align: 'right' },
	{ title: 'due', align: 'left' }
];

const descriptionWidth = 44;

/** `2.5 %` of a share as decimal text. */
export const percentText = (share: string): string =>
	`${String(Number((Number(share) * 100).toFixed(4)))} %`;

const dueText = ({ quantity, recurring, startMonth, months }: QuoteLine): string => {
	if (quantity === undefined) return 'by use';
	const from = startMonth === undefined ? '' : ` from month ${String(startMonth)}`;
	return `${recurring}${from}${months === undefined ? '' : ` for ${String(months)} months`}`;
};

const exact = (amount: string): string => formatDecimal(amount, 20);

const lineRow = (line: QuoteLine): string[] => [
	line.id,
	line.item,
	fitText(
		line.model === undefined ? line.description : `${line.model}: ${line.description}`,
		descriptionWidth
	),
	line.quantity === undefined ? missing : exact(line.quantity),
	line.unit,
	exact(line.unitPrice),
	line.discountShare === undefined ? '' : percentText(line.discountShare),
	lineAmount(line) === null ? missing : exact(lineAmount(line)?.toFixed() ?? '0'),
	dueText(line)
];

/** Keys that are shown elsewhere or say nothing to a reader. */
const shownElsewhere = new Set([
	'kind',
	'vendor',
	'number',
	'version',
	'fictional',
	'quotedOn',
	'validUntil',
	'currency',
	'lines',
	'statedTotal',
	'title'
]);

const plainText = (value: unknown): string => {
	if (Array.isArray(value)) return value.map(plainText).join('; ');
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value)
			.map(([key, part]) => `${key} ${plainText(part)}`)
			.join(', ');
	}
	return String(value);
};

const termLines = (quote: Quote): string[] =>
	Object.entries(quote)
		.filter(([key, value]) => !shownElsewhere.has(key) && value !== undefined)
		.map(([key, value]) => `  ${key}: ${plainText(value)}`);

/** One quote with its lines and terms, in its own currency. */
export const renderQuote = (
	{ id, quote, fileName, importedAtUtc, enteredBy }: StoredQuote,
	validity: QuoteValidity,
	columns: number | null
): string => {
	const total = quote.statedTotal;
	const stated =
		total === undefined
			? []
			: [
					typeof total === 'string'
						? `stated total: ${exact(total)} ${quote.currency}`
						: `stated total over the ${total.covers}: ${exact(total.amount)} ${quote.currency}`
				];
	return [
		`quote ${id}${quote.title === undefined ? '' : `: ${quote.title}`}`,
		`${quote.kind}, ${quote.vendor} no. ${quote.number} version ${String(quote.version)} of ${quote.quotedOn}, until ${quote.validUntil}: ${validityText(validity)}`,
		...(quote.fictional ? ['FICTIONAL: an example, not an offer of anybody'] : []),
		'',
		`amounts in ${quote.currency}`,
		renderTable(lineColumns, quote.lines.map(lineRow), { maxWidth: columns }),
		...stated,
		'',
		'terms',
		...termLines(quote),
		'',
		`from ${fileName}, imported ${importedAtUtc.slice(0, 10)}${enteredBy === null ? '' : ` by ${enteredBy}`}`
	].join('\n');
};
