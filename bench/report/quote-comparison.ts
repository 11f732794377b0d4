/** Levelled quotes side by side as text: the cheapest first in words, then item by item, then the terms. */
import type { ComparedItem, QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
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

const verdict = ({ quotes, unit }: QuoteComparison): string => {
	const ranked = quotes
		.filter(({ rank }) => rank !== null)
		.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
	const [best, second] = ranked;
	const per = unit === null ? 'a month' : `per ${unit}`;
	if (best === undefined) return 'none of these quotes can be ranked';
	const name = best.levelled.quote.vendor;
	if (second === undefined)
		return `${name} at ${formatUsd(best.usdPerUnit)} ${per} is the only one that can be ranked`;
	if (second.rank === 1)
		return `${name} and ${second.levelled.quote.vendor} cost the same, ${formatUsd(best.usdPerUnit)} ${per}`;
	return `${name} is the cheapest at ${formatUsd(best.usdPerUnit)} ${per}; ${second.levelled.quote.vendor} is ${percentText(Number(second.aboveBestShare ?? 0).toFixed(3))} above it`;
};

/** What to ask each vendor for before prices are held against each other. */
const gapLines = ({ quotes, items }: QuoteComparison): string[] => {
	const lines = quotes.flatMap(({ id }, index) => {
		const gaps = items.filter(({ cells }) => cells[index]?.state === 'gap');
		return gaps.length === 0
			? []
			: [
					`  ${id}: ${gaps.map(({ item }) => item).join(', ')}; another offer has it: ask for a price, or whether it is within the one quoted`
				];
	});
	return lines.length === 0 ? [] : ['', 'gaps, in no figure above', ...lines];
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
