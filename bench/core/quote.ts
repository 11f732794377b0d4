/**
 * A vendor's offer as data: six kinds, one list of lines, terms with units. Amounts are decimal text in the currency of the quote;
 * whatever contradicts itself is refused here, so that a stored quote adds up.
 */
import { z } from 'zod';
import { checkQuote } from './quote/check-quote.ts';
import { quoteKindFields } from './quote/quote-kind-fields.ts';
import { itemsByKind, quoteLineSchema, type QuoteKind } from './quote/quote-line.ts';
import { quoteTerms } from './quote/quote-terms.ts';

/** Most lines of one quote. */
export const maxQuoteLines = 2_000;

const kindSchema = <const Kind extends QuoteKind>(kind: Kind) =>
	z.strictObject({
		kind: z.literal(kind),
		...quoteTerms,
		...quoteKindFields[kind],
		lines: z
			.array(quoteLineSchema(itemsByKind[kind]))
			.min(1)
			.max(maxQuoteLines)
			.describe('What is offered, line by line')
	});

/** A quote of any kind. */
export const quoteSchema = z
	.discriminatedUnion('kind', [
		kindSchema('server-purchase'),
		kindSchema('gpu-cloud'),
		kindSchema('api-contract'),
		kindSchema('seat-subscription'),
		kindSchema('colocation'),
		kindSchema('managed-endpoint')
	])
	.superRefine((quote, context) => {
		for (const { path, message } of checkQuote(quote)) {
			context.addIssue({ code: 'custom', path, message });
		}
	});

export type Quote = z.output<typeof quoteSchema>;
export type QuoteOfKind<Kind extends QuoteKind> = Extract<Quote, { kind: Kind }>;
export type QuoteLine = Quote['lines'][number];

/** A quote with the id under which it is stored. */
export interface StoredQuote {
	id: string;
	quote: Quote;
	fileName: string;
	/** SHA-256 of the file, hex. */
	fileHash: string;
	importedAtUtc: string;
	/** Who imported it, in their own words; null where nobody said. */
	enteredBy: string | null;
	/** Whether only those who negotiate may see it on the site; the same for all versions of a number. */
	confidential: boolean;
}

const slug = (text: string): string =>
	text
		.normalize('NFKD')
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-+|-+$/g, '')
		.slice(0, 40);

/** `meridian-compute-q-2026-118-v2`: readable, and the same for the same vendor, number and version. */
export const quoteId = ({
	vendor,
	number,
	version
}: Pick<Quote, 'vendor' | 'number' | 'version'>): string =>
	[slug(vendor), slug(number), `v${String(version)}`].filter((part) => part !== '').join('-');
