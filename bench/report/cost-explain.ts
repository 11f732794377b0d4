/** `bench cost --explain`: every line of arithmetic with its factors, and every number with its source. */
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { toDecimal } from '#core/decimal.ts';
import { withArticle } from '#core/with-article.ts';
import {
	factorValue,
	lineUsd,
	type CostLine,
	type Factor
} from '#bench/economics/option/cost-line.ts';
import {
	breakdownAt,
	type Breakdown,
	type BreakdownLine
} from '#bench/economics/case/breakdown.ts';
import { hoursPerWeek } from '#core/named-weeks.ts';
import {
	bestReserved,
	nodesOverWeek,
	peakOf,
	requestsPerNodeMonth
} from '#bench/economics/fleet/fleet.ts';
import { parametersOfOption } from '#bench/economics/uncertainty/case-parameters.ts';
import type { CostOption, Fleet } from '#bench/economics/option/option.ts';
import type { Basis, Parameter } from '#bench/economics/option/parameter.ts';
import { formatExact, formatUsd, formatUsdExact } from './cost-format.ts';
import { textWidth, wrapText } from './format.ts';
import { kindText } from './option-kind.ts';

const perText: Record<CostLine['per'], string> = {
	month: 'a month',
	'node-month': 'a month for each node',
	request: 'for each request'
};

/** Units that say nothing beside a number: a share, and a count of what stands before it. */
const silentUnits = new Set(['share', 'ratio', 'units']);

const withUnit = (value: string, unit: string): string => {
	if (silentUnits.has(unit)) return formatExact(value);
	if (unit.startsWith('share/'))
		return `${formatExact(value)} ${withArticle(unit.slice('share/'.length))}`;
	return unit.startsWith('USD')
		? `${formatUsdExact(value)}${unit.slice('USD'.length)}`
		: `${formatExact(value)} ${unit}`;
};

/** A factor as it is multiplied: `× 0.146`, `÷ 12 months/year`. */
const renderFactor = (factor: Factor, isFirst: boolean): string => {
	const sign = isFirst ? '' : '× ';
	switch (factor.kind) {
		case 'constant':
			return `${sign}${withUnit(factor.value, factor.unit)}`;
		case 'parameter':
			return `${sign}${withUnit(factor.parameter.value, factor.parameter.unit)}`;
		case 'inverse':
			return `${isFirst ? '1 ÷ ' : '÷ '}${withUnit(factor.parameter.value, factor.parameter.unit)}`;
		case 'complement':
			return `${sign}(1 − ${formatExact(factor.parameter.value)})`;
		case 'difference':
			return `${sign}(${formatExact(factor.minuend.value)} − ${withUnit(factor.subtrahend.value, factor.subtrahend.unit)})`;
		case 'share-after':
			return `${sign}${formatExact(factorValue(factor))} (years after the first ${formatExact(factor.start.value)} of ${formatExact(factor.whole.value)})`;
		case 'annuity':
			return `${sign}${formatExact(factorValue(factor))}/year (price and interest of ${formatExact(factor.ratePerYear.value)} a year spread over ${formatExact(factor.lifeYears.value)} years, less ${formatExact(factor.residualShare.value)} resale value)`;
	}
};

/** `0.5 FTE × $200,000/FTE-year ÷ 12 months/year = $8,333.333333 a month` */
export const renderLine = (line: CostLine): string =>
	`${line.factors.map((factor, index) => renderFactor(factor, index === 0)).join(' ')} = ${formatUsdExact(lineUsd(line))} ${perText[line.per]}`;

/** Every parameter that an option depends on, each once, in the order in which it is met. */
export const parametersOf = (option: CostOption): Parameter[] => [
	...new Map(parametersOfOption(option).map(([parameter]) => [parameter.id, parameter])).values()
];

/** How nodes follow the week, and at which rate each of them is paid. */
const weekLines = (fleet: Fleet, requests: number): string[] => {
	if (!fleet.rent || fleet.scaling !== 'hourly') return [];
	const { onDemandUsdPerHour, reservedUsdPerHour } = fleet.rent;
	const hours = nodesOverWeek(fleet, requests).map(
		({ nodes, hoursShare }) =>
			`${String(nodes)} ${nodes === 1 ? 'node' : 'nodes'} in ${formatExact(toDecimal(hoursShare).times(hoursPerWeek).round(2))} hours`
	);
	const reserved = bestReserved(fleet, requests);
	const rates = reservedUsdPerHour
		? `${String(reserved)} of them, spares included, reserved at ${formatUsdExact(reservedUsdPerHour.value)} an hour all month, the rest on demand at ${formatUsdExact(onDemandUsdPerHour.value)} for the hours billed`
		: `all on demand at ${formatUsdExact(onDemandUsdPerHour.value)} for the hours billed`;
	return [`Of the 168 hours of a week it takes ${hours.join(', ')}, spares apart; ${rates}.`];
};

const fleetLines = (fleet: Fleet, { requests, nodes }: Breakdown): string[] => {
	const peak = peakOf(fleet);
	const perNode = requestsPerNodeMonth(fleet.kappaPerS.value, fleet.headroom.value, peak);
	const needed = toDecimal(requests).div(perNode).round(0, 3).toFixed();
	return [
		`One node serves ${formatExact(fleet.kappaPerS.value)} requests/s within the objective × ${formatExact(fleet.headroom.value)} planned with × 730 h/month × 3,600 s/h ÷ ${formatExact(peak)} (busiest hour / mean hour) = ${formatExact(perNode)} requests a month.`,
		`${formatExact(String(requests))} requests a month need ${needed} ${needed === '1' ? 'node' : 'nodes'} (at least ${String(fleet.minNodes)}); with ${String(fleet.spareNodes)} spare that is ${String(nodes ?? 0)} in the busiest hour.`,
		...weekLines(fleet, requests)
	];
};

const spreadText = ({ spread }: Parameter): string => {
	if (spread.kind === 'fixed') return '';
	const [low, high] = [formatExact(String(spread.low)), formatExact(String(spread.high))];
	return spread.kind === 'uniform' || spread.kind === 'triangular'
		? `, ${low} to ${high}`
		: `, 90 % of it between ${low} and ${high}`;
};

const basisText: Record<Basis, string> = {
	measured: 'measured',
	quote: 'quote',
	'price-book': 'price book',
	'hardware-book': 'hardware book',
	scenario: 'scenario',
	user: 'typed in',
	default: 'our default',
	definition: 'by definition'
};

/** One number in two lines: its value and range, and where it comes from. What is true by definition is left out. */
export const renderParameters = (
	parameters: readonly Parameter[],
	maxWidth: number | null
): string =>
	parameters
		.filter(({ basis }) => basis !== 'definition')
		.flatMap((parameter) => {
			const { label, value, unit, basis, source, asOf } = parameter;
			const date = asOf === null ? '' : ` (${asOf})`;
			const who = basisText[basis];
			const from = source.startsWith(who) ? source : `${who}: ${source}`;
			return [
				...wrapText(
					`  ${label}: ${withUnit(value, unit)}${spreadText(parameter)}`,
					maxWidth,
					'    '
				),
				...wrapText(`    ${from}${date}`, maxWidth, '    ')
			];
		})
		.join('\n');

/** What stands in place of a product where a line is none, by its id. */
const otherwise: Record<string, string> = {
	terms: 'what the volume tiers and the committed spend add to the lines above, or take off them',
	stairs: 'summed step by step: nodes in each hour of the week, people in whole ones',
	overflow:
		'price of a request × what the hours of the week have above the capacity of the own nodes',
	local: 'computed as that option is, for the requests that reach it',
	api: 'computed as that option is, for the requests that reach it'
};

const arithmeticOf = ({ id, line, quantity }: BreakdownLine): string => {
	if (!line || quantity === null) return otherwise[id] ?? '';
	const counted = { month: '', 'node-month': ' nodes', request: ' requests' }[line.per];
	const times = line.per === 'month' ? '' : `, × ${formatExact(quantity)}${counted}`;
	return `${renderLine(line)}${times}`;
};

/** Columns of an amount at the end of a line where the terminal does not bound it. */
const unboundedWidth = 100;

const amountLine = (label: string, amount: string, maxWidth: number | null): string[] => {
	const width = maxWidth ?? unboundedWidth;
	const lines = wrapText(label, Math.max(20, width - textWidth(amount) - 2), '    ');
	const last = lines.pop() ?? '';
	const gap = ' '.repeat(Math.max(2, width - textWidth(last) - textWidth(amount)));
	return [...lines, `${last}${gap}${amount}`];
};

/** One option at one volume, line by line. */
export const renderOptionExplanation = (
	option: CostOption,
	requests: number,
	maxWidth: number | null
): string => {
	const breakdown = breakdownAt(option, requests);
	const label = optionTitle(option);
	const wrap = (text: string, indent: string): string[] => wrapText(text, maxWidth, indent);
	return [
		...wrap(
			`${label} (${kindText[option.kind]}) at ${formatExact(String(requests))} requests a month`,
			'  '
		),
		...(option.fleet
			? fleetLines(option.fleet, breakdown).flatMap((line) => wrap(`  ${line}`, '  '))
			: []),
		'',
		...breakdown.lines.flatMap((line) => [
			...amountLine(`  ${line.label}`, formatUsd(line.usdPerMonth), maxWidth),
			...wrap(`    ${arithmeticOf(line)}`, '    ')
		]),
		...amountLine('  in all, a month', formatUsd(breakdown.totalUsdPerMonth), maxWidth),
		...(breakdown.usdPerRequest === null
			? []
			: amountLine('  for one request', formatUsd(breakdown.usdPerRequest), maxWidth)),
		'',
		'  Where the numbers come from',
		renderParameters(parametersOf(option), maxWidth)
	].join('\n');
};
