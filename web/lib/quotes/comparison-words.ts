/** A comparison of offers in words: which is cheapest and by how much, and what stands in its cells. */
import type { ComparedItem, QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import {
	cheapestAsOffered,
	leftOutItems,
	offerName,
	rankedQuotes,
	type LeftOut
} from '#bench/economics/quotes/comparison-facts.ts';
import { formatUsd, missing } from '#lib/format.ts';
import { changeInWords, itemInWords } from './quote-words.ts';

const listed = (words: readonly string[]): string =>
	words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const itemsInWords = ({ items }: LeftOut): string =>
	listed(items.map((item) => itemInWords(item).toLowerCase()));

/** `Orbis Compute leaves out rack, which Meridian Systems includes`. */
const leftOutInWords = (left: LeftOut): string =>
	`${left.name} leaves out ${itemsInWords(left)}, which ${listed(left.includedBy)} ${left.includedBy.length === 1 ? 'includes' : 'include'}`;

const rankedInWords = (comparison: QuoteComparison): string => {
	const [best, second] = rankedQuotes(comparison);
	const { unit } = comparison;
	const per = unit === null ? 'a month' : `per ${unit}`;
	if (!best) return 'None of these offers can be ranked: a price or a volume is missing.';
	const name = offerName(comparison, best);
	const price = `${formatUsd(best.usdPerUnit)} ${per}`;
	if (!second) return `${name} at ${price} is the only one that can be ranked.`;
	const next = offerName(comparison, second);
	if (second.rank === 1) return `${name} and ${next} cost the same, ${price}.`;
	return `${name} is the cheapest at ${price}; ${next} costs ${changeInWords(second.aboveBestShare)?.replace('+', '') ?? 'more'} more.`;
};

/**
 * Which offer is the cheapest and by how much, and what makes that no fair win: first what the cheapest itself leaves out, last what
 * dearer ones leave out, and whether only what we assume puts the cheapest first.
 */
export const comparisonSentence = (comparison: QuoteComparison): string => {
	const first = rankedQuotes(comparison).filter(({ rank }) => rank === 1);
	const left = leftOutItems(comparison);
	const ofFirst = left.filter(({ quoteId }) => first.some(({ id }) => id === quoteId));
	const ofOthers = left.filter((each) => !ofFirst.includes(each));
	const offered = cheapestAsOffered(comparison);
	const per = comparison.unit === null ? 'a month' : `per ${comparison.unit}`;
	const ranked = rankedInWords(comparison);
	return [
		ofFirst.length === 0
			? ranked
			: `Not comparable yet: ${ofFirst.map(leftOutInWords).join('; ')}. Leaving that aside, ${ranked}`,
		...ofOthers.map((each) => `${leftOutInWords(each)}.`),
		...(offered
			? [
					`As offered, without what we assume, ${offered.name} would be the cheapest at ${formatUsd(offered.usdPerUnit)} ${per}.`
				]
			: [])
	].join(' ');
};

/** What each vendor must be asked for before prices are held against each other. */
export const gapSentences = (comparison: QuoteComparison): string[] =>
	leftOutItems(comparison).map(
		(left) =>
			`${leftOutInWords(left)}: the figures of ${left.name} are without it, those of ${listed(left.includedBy)} with it. Ask ${left.name} for a price, or whether it is within the one quoted.`
	);

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
