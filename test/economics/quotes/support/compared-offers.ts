/** Offers of servers side by side, for tests of what is said about them. */
import { compareQuotes, type QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { sampleQuote, type Written } from '../../../core/quote/sample-quote.ts';

export const rack: Written = {
	id: 'r',
	item: 'rack',
	quantity: 1,
	unit: 'each',
	unitPrice: 9_800,
	recurring: 'once'
};

export interface SampleOffer {
	vendor: string;
	number?: string;
	/** USD for each of two servers. */
	price: number;
	more?: Written[];
	/** With network and installation, 48,000 USD; they are assumed otherwise. */
	isWhole?: boolean;
}

const wholeLines: Written[] = [
	{ id: 'n', item: 'network', quantity: 1, unit: 'lot', unitPrice: 40_000, recurring: 'once' },
	{ id: 'i', item: 'install', quantity: 1, unit: 'lot', unitPrice: 8_000, recurring: 'once' }
];

/** Compared over 36 months without interest; ids are the vendors, with the number where one is given. */
export const comparedOffers = (offers: readonly SampleOffer[]): QuoteComparison =>
	compareQuotes(
		offers.map(({ vendor, number, price, more = [], isWhole = false }) => {
			const server = { id: 's', item: 'server', quantity: 2, unit: 'node', unitPrice: price };
			const quote = sampleQuote('server-purchase', {
				vendor,
				...(number === undefined ? {} : { number }),
				lines: [{ ...server, recurring: 'once' }, ...(isWhole ? wholeLines : []), ...more]
			});
			const levelled = levelQuote(quote, { months: 36, waccPerYear: '0', asOf: '2026-11-20' });
			return { id: `${vendor}${number ?? ''}`, levelled };
		}),
		{ includeExpired: false }
	);
