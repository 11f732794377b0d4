/** What a ranking of offers does not show by itself: what an offer leaves out that another includes, and where what is assumed decides. */
import { toDecimal } from '#core/decimal.ts';
import type { ComparedQuote, QuoteComparison } from './compare-quotes.ts';

export interface LeftOut {
	quoteId: string;
	/** The offer as a reader knows it. */
	name: string;
	items: string[];
	/** Offers that include these items; their figures are with them, those of `quoteId` are without. */
	includedBy: string[];
}

/** The vendor, with the number of the offer where the vendor has several in the comparison. */
export const offerName = (
	{ quotes }: QuoteComparison,
	{ levelled: { quote } }: ComparedQuote
): string =>
	quotes.filter(({ levelled }) => levelled.quote.vendor === quote.vendor).length === 1
		? quote.vendor
		: `${quote.vendor} no. ${quote.number} v${String(quote.version)}`;

/** Ranked offers, the cheapest first. */
export const rankedQuotes = ({ quotes }: QuoteComparison): ComparedQuote[] =>
	quotes.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));

/** Items that an offer has no price for, assumed or quoted, although another includes them; by who includes them. */
export const leftOutItems = (comparison: QuoteComparison): LeftOut[] =>
	comparison.quotes.flatMap((quote, index) => {
		const groups = new Map<string, LeftOut>();
		for (const { item, cells } of comparison.items) {
			if (cells[index]?.state !== 'gap') continue;
			const includedBy = comparison.quotes
				.filter((_, other) => cells[other]?.state === 'quoted')
				.map((other) => offerName(comparison, other));
			const group = groups.get(includedBy.join()) ?? {
				quoteId: quote.id,
				name: offerName(comparison, quote),
				items: [],
				includedBy
			};
			group.items.push(item);
			groups.set(includedBy.join(), group);
		}
		return [...groups.values()];
	});

/**
 * The cheapest of the ranked offers if nothing were assumed: cost per unit × quoted share of the present value, USD per unit of the
 * comparison, decimal text. Null where it is the one that is ranked first, or where it cannot be said.
 */
export const cheapestAsOffered = (
	comparison: QuoteComparison
): { name: string; usdPerUnit: string } | null => {
	const offered = rankedQuotes(comparison).map((quote) => {
		const { presentValueUsd: whole, quotedPresentValueUsd: quoted } = quote.levelled;
		const isKnown = whole !== null && quoted !== null && toDecimal(whole).gt(0);
		return {
			quote,
			usd: isKnown
				? toDecimal(quote.usdPerUnit ?? '0')
						.times(quoted)
						.div(whole)
				: null
		};
	});
	const [first] = offered;
	if (!first || offered.some(({ usd }) => usd === null)) return null;
	const least = offered.reduce((best, each) =>
		toDecimal(each.usd ?? '0').lt(best.usd ?? '0') ? each : best
	);
	return least.quote.rank === 1 || least.usd === null
		? null
		: { name: offerName(comparison, least.quote), usdPerUnit: least.usd.toFixed() };
};
