/** `bench quote targets`: the negotiation sheet. At which price the decision turns, line by line, and which clauses to ask for. */
import { toDecimal } from '#core/decimal.ts';
import type { ClauseFinding } from '#bench/economics/quotes/clause-checklist.ts';
import type { LineTarget, TargetPrice } from '#bench/economics/quotes/target-price.ts';
import { formatDecimal, formatUsd, formatVolume } from './cost-format.ts';
import { formatShare, renderTable, wrapText } from './format.ts';
import { clauseLines } from './quote-level.ts';

export interface QuoteTarget {
	target: TargetPrice;
	optionTitle: string;
	rivalTitle: string;
	/** Empty where the price is one line by itself. */
	lines: LineTarget[];
}

export interface QuoteTargetSheet {
	quoteId: string;
	/** Vendor, number, date and validity. */
	source: string;
	targets: QuoteTarget[];
	/** Why the option that names the quote takes part in no comparison, so that there are no targets; null where it does. */
	leftOut: string | null;
	clauses: readonly ClauseFinding[];
}

export interface TargetReport {
	title: string;
	requestsPerMonth: number;
	sheets: QuoteTargetSheet[];
	/** The next best option without any of the quotes: what to fall back on. Null where there is none. */
	fallback: { title: string; usdPerMonth: string } | null;
}

const amount = (value: string, unit: string): string =>
	unit.startsWith('USD')
		? `${formatUsd(value)}${unit.slice('USD'.length)}`
		: `${formatDecimal(value)} ${unit}`;

/** Rounded down: a price that was rounded up would be one at which the other side is cheaper. */
const floored = (value: string): string => {
	const price = toDecimal(value);
	return price.gte(1) ? price.round(2, 0).toFixed() : toDecimal(price.toPrecision(3, 0)).toFixed();
};

const percent = (share: string): string => {
	const value = toDecimal(share).times(100).round(1);
	return `${value.gt(0) ? '+' : value.lt(0) ? '−' : ''}${value.abs().toFixed()} %`;
};

const sentence = ({ target, optionTitle, rivalTitle }: QuoteTarget): string => {
	const { parameter, breakEven, winsToday, interval, hopelessShare, changeShare } = target;
	const offered = amount(parameter.value, parameter.unit);
	if (breakEven.state === 'none') {
		return `${parameter.label}, ${offered}: ${
			breakEven.why === 'always-cheaper'
				? `${optionTitle} stays cheaper than ${rivalTitle} at any price of this line`
				: breakEven.why === 'independent'
					? 'it does not matter at this volume'
					: `no price of this line alone makes ${optionTitle} as cheap as ${rivalTitle}`
		}`;
	}
	const price = amount(floored(breakEven.value), parameter.unit);
	const range = interval
		? `; 90 % interval of that price, ${amount(String(interval.low), parameter.unit)} to ${amount(String(interval.high), parameter.unit)}`
		: '';
	const hopeless =
		hopelessShare !== null && hopelessShare > 0
			? `; in ${formatShare(hopelessShare)} of the draws no price, not even $0, makes it the cheaper one`
			: '';
	const change = changeShare === null ? '' : ` (${percent(changeShare)})`;
	return winsToday
		? `${parameter.label}, offered ${offered}: ${optionTitle} wins against ${rivalTitle}; walk away above ${price}${change}${range}${hopeless}`
		: `${parameter.label}, offered ${offered}: ${optionTitle} loses to ${rivalTitle}; ask for ${price} or less${change}${range}${hopeless}`;
};

const lineTable = (lines: readonly LineTarget[], maxWidth: number | null): string[] =>
	lines.length === 0
		? []
		: renderTable(
				[
					{ title: 'line', align: 'left', wrapTo: 20 },
					{ title: 'offered', align: 'right' },
					{ title: 'if this alone moves', align: 'right' },
					{ title: 'if all move alike', align: 'right' }
				],
				lines.map(({ description, now, alone, alike }) => [
					description,
					formatUsd(now),
					alone === null ? 'not by this alone' : formatUsd(alone),
					formatUsd(alike)
				]),
				{ maxWidth: maxWidth === null ? null : maxWidth - 4 }
			)
				.split('\n')
				.map((line) => `    ${line}`);

/** The negotiation sheet as text. */
export const renderTargets = (
	{ title, requestsPerMonth, sheets, fallback }: TargetReport,
	maxWidth: number | null
): string => {
	const wrap = (text: string, indent: string): string[] => wrapText(text, maxWidth, indent);
	return [
		...wrap(`${title} at ${formatVolume(requestsPerMonth)} requests a month`, '  '),
		...wrap(
			fallback
				? `Without these quotes: ${fallback.title} at ${formatUsd(fallback.usdPerMonth)} a month.`
				: 'Without these quotes there is no option.',
			'  '
		),
		...sheets.flatMap(({ quoteId, source, targets, leftOut, clauses }) => [
			'',
			...wrap(`${quoteId}: ${source}`, '  '),
			...(targets.length === 0
				? wrap(`  ${leftOut ?? 'The comparison depends on none of its prices.'}`, '    ')
				: []),
			...targets.flatMap((each) => [
				...wrap(`  ${sentence(each)}`, '    '),
				...lineTable(each.lines, maxWidth)
			]),
			'  Clauses',
			...clauseLines(clauses).flatMap((line) => wrap(`  ${line}`, '             '))
		])
	].join('\n');
};
