/** `bench quote targets`: the negotiation sheet. At which price the decision turns, line by line, and which clauses to ask for. */
import { toDecimal } from '#core/decimal.ts';
import { isDoubled, type Ask, type Negotiation } from '#bench/economics/quotes/negotiation.ts';
import type { LineTarget } from '#bench/economics/quotes/line-target.ts';
import { targetRule } from '#bench/economics/quotes/target-rule.ts';
import { togetherUnit } from '#bench/economics/quotes/target-price.ts';
import type { TargetReport } from '#bench/economics/quotes/target-report.ts';
import type { QuoteTarget } from '#bench/economics/quotes/targets-against.ts';
import { formatDecimal, formatUsd, formatUsdWhole, formatVolume } from './cost-format.ts';
import { formatShare, renderTable, wrapText } from './format.ts';
import { clauseLines } from './quote-level.ts';

const amount = (value: string, unit: string): string =>
	unit.startsWith('USD')
		? `${formatUsd(value)}${unit.slice('USD'.length)}`
		: `${formatDecimal(value)} ${unit}`;

const percent = (share: string): string => {
	const value = toDecimal(share).times(100).round(1);
	return `${value.gt(0) ? '+' : value.lt(0) ? '−' : ''}${value.abs().toFixed()} %`;
};

const intro = ({ target: { parameter }, vendor }: QuoteTarget): string => {
	if (parameter.unit === togetherUnit) return `${parameter.label} (the same change on each)`;
	const line = vendor ? ` (${vendor.label} ${amount(vendor.offered, vendor.unit)})` : '';
	return `${parameter.label}, offered ${amount(parameter.value, parameter.unit)}${line}`;
};

/** `$12.30/node-hour (−38 %, GPU line $1.45/GPU-hour, even chance)`; a common factor is its change alone. */
const askText = (
	{ price, vendorPrice, changeShare }: Ask,
	{ target: { parameter }, vendor }: QuoteTarget,
	remark?: string
): string => {
	const tail = remark === undefined ? [] : [remark];
	if (parameter.unit === togetherUnit) {
		return `${percent(changeShare)} on all lines${remark === undefined ? '' : ` (${remark})`}`;
	}
	const line =
		vendor && vendorPrice !== null ? [`${vendor.label} ${amount(vendorPrice, vendor.unit)}`] : [];
	return `${amount(price, parameter.unit)} (${[percent(changeShare), ...line, ...tail].join(', ')})`;
};

const noPrice = ({ target, optionTitle, rivalTitle }: QuoteTarget): string => {
	const { breakEven, hopelessShare, alwaysShare } = target;
	if (alwaysShare === 1)
		return `${optionTitle} stays cheaper than ${rivalTitle} at any price of this line`;
	if (hopelessShare === 1) {
		return `no price of this line alone makes ${optionTitle} as cheap as ${rivalTitle}`;
	}
	if (hopelessShare !== null && alwaysShare !== null && hopelessShare + alwaysShare === 1) {
		return 'it does not matter at this volume';
	}
	if (breakEven.state === 'found') return 'it turns, but not for a lower price';
	return breakEven.why === 'always-cheaper'
		? `${optionTitle} stays cheaper than ${rivalTitle} at any price of this line`
		: breakEven.why === 'independent'
			? 'it does not matter at this volume'
			: `no price of this line alone makes ${optionTitle} as cheap as ${rivalTitle}`;
};

const askParts = (each: QuoteTarget, plan: Negotiation): string[] => {
	const { opening, target, walkAway, basis, outOfReach } = plan;
	const { winsToday } = each.target;
	if (outOfReach?.what === 'both' || walkAway === null) {
		const found = walkAway === null ? '' : `${askText(walkAway, each)} is `;
		return [`${found}out of reach: ${outOfReach?.reason ?? 'no price does it'}`];
	}
	const start = opening ? [`opening ${askText(opening, each, opening.reason)}`] : [];
	const last = isDoubled(walkAway)
		? 'it does not decide by itself: it could more than double'
		: basis === 'draws'
			? `walk away above ${askText(walkAway, each, 'even chance')}`
			: `walk away above ${askText(walkAway, each, 'both cost the same at the central values')}`;
	if (basis === 'central') {
		return winsToday || isDoubled(walkAway)
			? [...start, last]
			: [
					...start,
					`ask for less than ${askText(walkAway, each, 'both cost the same at the central values')}`,
					'walk away above it'
				];
	}
	const isSafe = target !== null && toDecimal(target.changeShare).gte(0);
	return [
		...start,
		target === null || outOfReach?.what === 'target'
			? `no target: ${outOfReach?.reason ?? ''}`
			: isSafe
				? 'target: hold what is offered, it wins in 90 % of draws and more'
				: `target ${askText(target, each, 'wins in 90 % of draws')}`,
		last
	];
};

/** What one price decides and what to ask for, without a full stop. */
export const targetSentence = (each: QuoteTarget): string => {
	const { target, optionTitle, rivalTitle, negotiation: plan } = each;
	if (!plan) return `${intro(each)}: ${noPrice(each)}`;
	const { hopelessShare, winsIn, winsToday } = target;
	const share = winsIn ? ` in ${formatShare(winsIn.shareAtOffer)} of the draws` : '';
	const verdict = winsIn
		? `${winsToday ? 'wins' : 'loses'}: cheaper than ${rivalTitle}${share}`
		: `${winsToday ? 'wins against' : 'loses to'} ${rivalTitle}`;
	const hopeless =
		hopelessShare !== null && hopelessShare > 0 && plan.walkAway !== null
			? `; in ${formatShare(hopelessShare)} of the draws no price, not even $0, makes it the cheaper one`
			: '';
	return `${intro(each)}: ${optionTitle} ${verdict}; ${askParts(each, plan).join(', ')}${hopeless}`;
};

const hiddenText: Record<NonNullable<LineTarget['aloneHidden']>, string> = {
	'below-zero': 'not by this alone',
	'too-small': '',
	doubles: ''
};

const lineTable = ({ lines, askedUsd }: QuoteTarget, maxWidth: number | null): string[] =>
	lines.length === 0
		? []
		: renderTable(
				[
					{ title: 'line', align: 'left', wrapTo: 20 },
					{ title: 'offered', align: 'right' },
					{ title: `this alone, for ${formatUsdWhole(askedUsd)}`, align: 'right' },
					{ title: 'all alike', align: 'right' }
				],
				lines.map(({ description, now, alone, aloneHidden, alike }) => [
					description,
					formatUsd(now),
					alone === null ? hiddenText[aloneHidden ?? 'too-small'] : formatUsd(alone),
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
				: wrap(`  ${targetRule(targets)}`, '    ')),
			...targets.flatMap((each) => [
				...wrap(`  ${targetSentence(each)}`, '    '),
				...lineTable(each, maxWidth)
			]),
			'  Clauses',
			...clauseLines(clauses).flatMap((line) => wrap(`  ${line}`, '             '))
		])
	].join('\n');
};
