/** Quotes as the list shows them: as printed, and level over the usual term so that they can be told apart by size. */
import type { StoredQuote } from '#core/quote.ts';
import { isSameOffer } from '#core/quote/offer-key.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';
import { quoteSource } from '#core/quote/quote-names.ts';
import {
	defaultLevelMonths,
	defaultWaccPerYear,
	levelQuote
} from '#bench/economics/quotes/level-quote.ts';
import type { QuoteValidity } from '#bench/economics/quotes/quote-usd.ts';

export interface QuoteRow {
	id: string;
	kind: QuoteKind;
	vendor: string;
	number: string;
	version: number;
	title: string | null;
	/** How figures cite it. */
	source: string;
	quotedOn: string;
	/** Last valid day, YYYY-MM-DD. */
	validUntil: string;
	validity: QuoteValidity;
	currency: string;
	/** Total as printed, in its currency, decimal text; null where none is. */
	statedTotal: string | null;
	/** Level cost over 36 months, what is missing assumed, USD a month, decimal text; null where it has no volume. */
	levelUsdPerMonth: string | null;
	lines: number;
	fictional: boolean;
	fileName: string;
	importedAtUtc: string;
	enteredBy: string | null;
	/** Whether only those who negotiate see it. */
	confidential: boolean;
	/** Whether a higher version of it is stored. */
	superseded: boolean;
}

/** Rows of quotes that come by vendor and number, the newest version first. `asOf` is today, YYYY-MM-DD. */
export const quoteRows = (stored: readonly StoredQuote[], asOf: string): QuoteRow[] =>
	stored.map(({ id, quote, fileName, importedAtUtc, enteredBy, confidential }, index) => {
		const before = stored[index - 1]?.quote;
		const { statedTotal } = quote;
		const { levelMonthlyUsd, validity } = levelQuote(quote, {
			months: defaultLevelMonths,
			waccPerYear: defaultWaccPerYear,
			asOf
		});
		return {
			id,
			kind: quote.kind,
			vendor: quote.vendor,
			number: quote.number,
			version: quote.version,
			title: quote.title ?? null,
			source: quoteSource(quote),
			quotedOn: quote.quotedOn,
			validUntil: quote.validUntil,
			validity,
			currency: quote.currency,
			statedTotal: typeof statedTotal === 'object' ? statedTotal.amount : (statedTotal ?? null),
			levelUsdPerMonth: levelMonthlyUsd,
			lines: quote.lines.length,
			fictional: quote.fictional,
			fileName,
			importedAtUtc,
			enteredBy,
			confidential,
			superseded: before !== undefined && isSameOffer(before, quote)
		};
	});
