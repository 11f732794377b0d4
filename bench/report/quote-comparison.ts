/** Levelled quotes side by side as text: the cheapest first in words, then item by item, then the terms. */
import type { ComparedItem, QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import {
	cheapestAsOffered,
	leftOutItems,
	offerName,
	rankedQuotes,
	type LeftOut
} from '#bench/economics/quotes/comparison-facts.ts';
import { formatUsd } from './cost-format.ts';
import { missing, renderTable, type Column } from './format.ts';
import { percentText, validityText } from './quote-list.ts';

const cellText = ({ state, levelMonthlyUsd, rates }: ComparedItem): string => {
	if (state === 'absent') return missing;
	if (state === 'gap') return 'GAP';
	if (state === 'covered') return 'within the price';
	const [rate] = rates;
	const price =
		levelMonthlyUsd === null
			? rate === undefined
				? 'quoted'
				: `${formatUsd(rate.usd)}/${rate.unit}`
			: formatUsd(levelMonthlyUsd);
	return state === 'default' ? `${price} ASSUMED` : price;
};

/** `acme-q-1-v1 leaves out rack, which orbis-9-v1 includes`. */
const leftOutText = ({ name, items, includedBy }: LeftOut): string =>
	`${name} leaves out ${items.join(', ')}, which ${includedBy.join(' and ')} ${includedBy.length === 1 ? 'includes' : 'include'}`;

const perOf = ({ unit }: QuoteComparison): string => (unit === null ? 'a month' : `per ${unit}`);

const ranking = (comparison: QuoteComparison): string => {
	const [best, second] = rankedQuotes(comparison);
	const per = perOf(comparison);
	if (best === undefined) return 'none of these quotes can be ranked';
	const name = offerName(comparison, best);
	if (second === undefined)
		return `${name} at ${formatUsd(best.usdPerUnit)} ${per} is the only one that can be ranked`;
	const next = offerName(comparison, second);
	if (second.rank === 1)
		return `${name} and ${next} cost the same, ${formatUsd(best.usdPerUnit)} ${per}`;
	return `${name} is the cheapest at ${formatUsd(best.usdPerUnit)} ${per}; ${next} is ${percentText(Number(second.aboveBestShare ?? 0).toFixed(3))} above it`;
};

/** The ranking, with what makes it no fair win: first what the cheapest itself leaves out. */
const verdict = (comparison: QuoteComparison): string => {
	const first = rankedQuotes(comparison).filter(({ rank }) => rank === 1);
	const left = leftOutItems(comparison);
	const ofFirst = left.filter(({ quoteId }) => first.some(({ id }) => id === quoteId));
	const offered = cheapestAsOffered(comparison);
	return [
		...(ofFirst.length === 0
			? []
			: [`not comparable yet: ${ofFirst.map(leftOutText).join('; ')}; leaving that aside,`]),
		ranking(comparison),
		...left.filter((each) => !ofFirst.includes(each)).map(leftOutText),
		...(offered
			? [
					`as offered, without what is assumed, ${offered.name} would be the cheapest at ${formatUsd(offered.usdPerUnit)} ${perOf(comparison)}`
				]
			: [])
	].join('\n');
};

/** What to ask each vendor for before prices are held against each other. */
const gapLines = (comparison: QuoteComparison): string[] => {
	const lines = leftOutItems(comparison).map(
		({ quoteId, items, includedBy }) =>
			`  ${quoteId}: ${items.join(', ')}; its figures are without it, those of ${includedBy.join(' and ')} with it: ask for a price, or whether it is within the one quoted`
	);
	return lines.length === 0 ? [] : ['', 'gaps', ...lines];
};

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

/** The comparison. */
export const renderQuoteComparison = (comparison: QuoteComparison): string => {
	const { quotes, items, clauses, excluded, unit } = comparison;
	const columns = quotes.map(({ id }) => right(id));
	const row = (title: string, cell: (quote: (typeof quotes)[number]) => string): string[] => [
		title,
		...quotes.map(cell)
	];
	const [first] = quotes;
	const overview = renderTable(
		[left(''), ...columns],
		[
			row('rank', ({ rank }) => (rank === null ? 'not ranked' : String(rank))),
			row(unit === null ? 'a month' : `per ${unit}`, ({ usdPerUnit }) => formatUsd(usdPerUnit)),
			row('above the cheapest', ({ aboveBestShare }) =>
				aboveBestShare === null ? missing : percentText(Number(aboveBestShare).toFixed(3))
			),
			row('a month, level', ({ levelled }) => formatUsd(levelled.levelMonthlyUsd)),
			row('a year, level', ({ levelled }) => formatUsd(levelled.levelAnnualUsd)),
			row('present value', ({ levelled }) => formatUsd(levelled.presentValueUsd)),
			row('assumed share of it', ({ assumedShare }) =>
				assumedShare === null ? missing : percentText(Number(assumedShare).toFixed(3))
			),
			row('currency', ({ levelled }) => levelled.quote.currency),
			row('lead time', ({ levelled }) =>
				levelled.quote.leadTimeWeeks === undefined
					? 'not stated'
					: `${String(levelled.quote.leadTimeWeeks)} weeks`
			),
			row('warranty', ({ levelled }) =>
				levelled.quote.warrantyMonths === undefined
					? 'not stated'
					: `${String(levelled.quote.warrantyMonths)} months`
			),
			row(
				'state',
				({ levelled }) =>
					`${validityText(levelled.validity)}${levelled.quote.fictional ? ', FICTIONAL' : ''}`
			),
			row('clauses there/weak/missing', ({ clauseCounts: { present, weak, missing: none } }) =>
				[present, weak, none].join('/')
			)
		]
	);
	const unknown = quotes.flatMap(({ id, levelled }) =>
		levelled.unknown.map(({ item, assumption }) => `  ${id}: ${item}: ${assumption}`)
	);
	return [
		verdict(comparison),
		first === undefined
			? ''
			: `level over ${String(first.levelled.months)} months at ${percentText(first.levelled.waccPerYear)}, in USD`,
		'',
		overview,
		'',
		'by item, USD a month, level',
		renderTable(
			[left('item'), ...columns],
			items.map(({ item, addition, cells }) => [
				`${item}${addition ? ' (addition)' : ''}`,
				...cells.map(cellText)
			])
		),
		...gapLines(comparison),
		'',
		'clauses',
		renderTable(
			[left('clause'), ...quotes.map(({ id }) => left(id))],
			clauses.map(({ title, findings }) => [
				title,
				...findings.map((each) => each?.state ?? missing)
			])
		),
		...(unknown.length > 0 ? ['', 'not priced', ...unknown] : []),
		...(excluded.length > 0
			? [
					'',
					'left out',
					...excluded.map(({ id, reason }) => `  ${id}: ${reason}; --expired takes it in`)
				]
			: [])
	].join('\n');
};
