/** A quote in USD over a common term: what levelling gives, and what reports and the cost model read. */
import type { Quote } from '#core/quote.ts';
import type { Recurrence } from '#core/quote/quote-unit.ts';
import type { ClauseFinding } from './clause-checklist.ts';
import type { LineRate } from './line-rate.ts';
import type { QuoteValidity } from './quote-usd.ts';
import type { ShouldCost } from './should-cost.ts';

export interface LevelledLine {
	/** Id of the line in the quote; `default:ITEM` and `terms:ITEM` for lines that are not in it. */
	id: string;
	item: string;
	description: string;
	/** `default`: missing in the quote and assumed. `terms`: follows from a commitment or a buy-back. */
	origin: 'quoted' | 'default' | 'terms';
	/** What was assumed; null for quoted lines. */
	assumption: string | null;
	/** Where an assumption comes from; null for quoted lines. */
	source: string | null;
	/** Whether it goes beyond what offers of the kind usually have. */
	addition: boolean;
	/** How often it falls due; null for a rate without a quantity. */
	recurring: Recurrence | null;
	/** Price of one unit in USD after discounts; null for lines that have none. */
	rate: LineRate | null;
	/** USD at the start; decimal text. Null for a rate without a quantity. */
	presentValueUsd: string | null;
	/** USD at the end of each month of the term with the same present value; decimal text. Null like the present value. */
	levelMonthlyUsd: string | null;
}

export interface LevelledQuote {
	quote: Quote;
	/** Vendor, number, date and validity, as figures cite it. */
	source: string;
	validity: QuoteValidity;
	/** The common term. */
	months: number;
	/** Decimal text. */
	waccPerYear: string;
	/** USD of cost for one unit of the currency of the quote, tax considered; decimal text. */
	usdPerUnit: string;
	lines: LevelledLine[];
	/** What is paid, USD by month after the start (0: at the start, negative: before it); defaults included. Decimal text. */
	payments: { month: number; usd: string }[];
	/** Items without a price and without a default; such a quote has no total and is not ranked. */
	unknown: { item: string; assumption: string }[];
	/** USD at the start; decimal text. This and the figures below are null where an item is unknown or nothing has a quantity. */
	presentValueUsd: string | null;
	/** Of it what the quote itself says, without defaults. */
	quotedPresentValueUsd: string | null;
	/** What is paid once, undiscounted: purchase, installation, setup, defaults for them included. */
	onceUsd: string | null;
	/** Of `onceUsd` the main item less discounts on it: of a server purchase the servers, without network, installation and freight. */
	mainOnceUsd: string | null;
	/** The equal amount at the end of each month with the same present value. */
	levelMonthlyUsd: string | null;
	/** The equal amount at the end of each year with the same present value (capital recovery). */
	levelAnnualUsd: string | null;
	/** Present value of the cost / present value of the units, such as USD per GPU-hour; the most telling unit first. */
	perUnit: { unit: string; usdPerUnit: string | null }[];
	/** What a reader should know about how it was levelled. */
	notes: string[];
	clauses: ClauseFinding[];
	/** Only for GPU clouds with a known GPU. */
	shouldCost: ShouldCost | null;
}
