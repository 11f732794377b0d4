/** A comparison of offers in words: which is cheapest and by how much, and what stands in its cells. */
import type { ComparedItem, QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import { formatUsd, missing } from '#lib/format.ts';
import { changeInWords, itemInWords } from './quote-words.ts';

/** `Meridian Systems is the cheapest at $4.12 per GPU-hour; Aldenfels is +3 % above it.` */
export const comparisonSentence = ({ quotes, unit }: QuoteComparison): string => {
	const ranked = quotes
		.filter(({ rank }) => rank !== null)
		.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
	const [best, second] = ranked;
	const per = unit === null ? 'a month' : `per ${unit}`;
	if (!best) return 'None of these offers can be ranked: a price or a volume is missing.';
	const { vendor } = best.levelled.quote;
	const price = `${formatUsd(best.usdPerUnit)} ${per}`;
	if (!second) return `${vendor} at ${price} is the only one that can be ranked.`;
	if (second.rank === 1) {
		return `${vendor} and ${second.levelled.quote.vendor} cost the same, ${price}.`;
	}
	return `${vendor} is the cheapest at ${price}; ${second.levelled.quote.vendor} costs ${changeInWords(second.aboveBestShare)?.replace('+', '') ?? 'more'} more.`;
};

/** What each vendor must be asked for before prices are held against each other. */
export const gapSentences = ({ quotes, items }: QuoteComparison): string[] =>
	quotes.flatMap(({ levelled }, index) => {
		const gaps = items.filter(({ cells }) => cells[index]?.state === 'gap');
		return gaps.length === 0
			? []
			: [
					`${levelled.quote.vendor} does not offer ${gaps.map(({ item }) => itemInWords(item).toLowerCase()).join(', ')}, which another does; that is in no figure here. Ask for a price, or whether it is within the one quoted.`
				];
	});

export interface ItemCellInWords {
	text: string;
	/** What else is to be said: an assumption, a gap. Null for a plain price. */
	mark: 'assumed' | 'gap' | null;
}

/** What a quote has of an item. */
export const itemCellInWords = ({
	state,
	levelMonthlyUsd,
	rates
}: ComparedItem): ItemCellInWords => {
	if (state === 'absent') return { text: missing, mark: null };
	if (state === 'gap') return { text: 'not offered', mark: 'gap' };
	if (state === 'covered') return { text: 'within the price', mark: null };
	const [rate] = rates;
	const text =
		levelMonthlyUsd === null
			? rate
				? `${formatUsd(rate.usd)}/${rate.unit}`
				: 'quoted'
			: formatUsd(levelMonthlyUsd);
	return { text, mark: state === 'default' ? 'assumed' : null };
};
