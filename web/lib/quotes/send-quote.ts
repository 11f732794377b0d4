/** Sends a vendor's file: once to see how it is read, and again to store it. Nothing waits on the server in between. */
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import { sendChange, type Outcome } from '#lib/api.ts';
import type { QuotePreview } from '#lib/server/api/quote-import.ts';

/** Largest file that is taken, bytes. */
export const maxQuoteFileBytes = 5 * 1_048_576;

const headersOf = (file: File, mapping: QuoteMapping | null): Record<string, string> => ({
	'x-file-name': encodeURIComponent(file.name),
	...(mapping === null ? {} : { 'x-quote-mapping': encodeURIComponent(JSON.stringify(mapping)) })
});

export const previewQuote = (
	file: File,
	mapping: QuoteMapping | null
): Promise<Outcome<QuotePreview>> =>
	sendChange<QuotePreview>('/api/quotes/preview', file, headersOf(file, mapping));

export const storeQuote = (
	file: File,
	mapping: QuoteMapping | null,
	{ enteredBy, confidential }: { enteredBy: string; confidential: boolean }
): Promise<Outcome<{ id: string }>> =>
	sendChange<{ id: string }>('/api/quotes', file, {
		...headersOf(file, mapping),
		'x-entered-by': encodeURIComponent(enteredBy),
		'x-confidential': confidential ? 'yes' : 'no'
	});

/** Marks all versions of a quote as confidential, or as open to everybody who may read. */
export const markQuote = (
	id: string,
	confidential: boolean
): Promise<Outcome<{ id: string; confidential: boolean }>> =>
	sendChange(`/api/quotes/${encodeURIComponent(id)}/confidential`, { confidential });
