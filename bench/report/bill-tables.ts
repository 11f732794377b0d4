/** The tables of a reconciled bill: by kind of charge, by SKU, by commitment, by model. */
import { toDecimal } from '#core/decimal.ts';
import type { ChargeKind } from '#bench/economics/bill/charge-kind.ts';
import type { ChargeSums } from '#bench/economics/bill/group-charges.ts';
import type { KnownSum } from '#bench/economics/bill/known-sum.ts';
import type { BillReconciliation } from '#bench/economics/bill/reconcile-bill.ts';
import { formatDecimal, formatUsd } from './cost-format.ts';
import { fitText, missing, renderTable, type Column } from './format.ts';

/** SKUs and commitments that are listed; --json has all. */
const shownSkus = 20;
const shownCommitments = 10;
const skuWidth = 40;

/** `1 charge`, `1,200 charges`. */
export const plural = (count: number, noun: string): string =>
	`${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

/** `$1,234.50`, `1,234.50 EUR`; an en dash where missing. */
export const formatMoney = (amount: string | null, currency: string): string => {
	if (amount === null) return missing;
	// Both digits of the cents also below a dollar.
	const usd = formatUsd(amount).replace(/\.\d$/u, '$&0');
	return currency === 'USD' ? usd : `${usd.replace('$', '')} ${currency}`;
};

/** `23.4 %`; an en dash where missing. */
export const formatPercent = (share: string | null): string => {
	if (share === null) return missing;
	const text = toDecimal(share).times(100).toFixed(1);
	return `${text.replace('-', '−')} %`;
};

/** An amount of which some parts are not known: `$12.00 *`. */
export const formatKnown = ({ amount, missingCount }: KnownSum, currency: string): string =>
	`${formatMoney(amount, currency)}${amount !== null && missingCount > 0 ? ' *' : ''}`;

const kindTitles: Readonly<Record<ChargeKind, string>> = {
	consumption: 'used or bought',
	'unused-commitment': 'commitment, unused',
	prepayment: 'prepaid, charged when used',
	credit: 'credits',
	tax: 'taxes',
	adjustment: 'adjustments'
};

/** The sum of what is known. */
const knownTotal = (sums: readonly KnownSum[]): KnownSum => {
	const known = sums.flatMap(({ amount }) => amount ?? []);
	return {
		amount:
			known.length === 0
				? null
				: known.reduce((sum, amount) => sum.plus(amount), toDecimal('0')).toFixed(),
		knownCount: sums.reduce((count, each) => count + each.knownCount, 0),
		missingCount: sums.reduce((count, each) => count + each.missingCount, 0)
	};
};

/** What was billed by kind of charge. */
export const kindTable = ({ kinds, billed, chargeCount, currency }: BillReconciliation): string =>
	renderTable(
		[
			{ title: 'charges', align: 'left' },
			{ title: 'count', align: 'right' },
			{ title: 'billed', align: 'right' },
			{ title: 'effective', align: 'right' }
		],
		[
			...kinds.map((sums) => [
				kindTitles[sums.kind],
				sums.chargeCount.toLocaleString('en-US'),
				formatMoney(sums.billed, currency),
				formatKnown(sums.effective, currency)
			]),
			[
				'in all',
				chargeCount.toLocaleString('en-US'),
				formatMoney(billed, currency),
				formatKnown(knownTotal(kinds.map(({ effective }) => effective)), currency)
			]
		]
	);

const sumCells = (sums: ChargeSums, currency: string): string[] => [
	sums.chargeCount.toLocaleString('en-US'),
	formatKnown(sums.list, currency),
	formatKnown(sums.contracted, currency),
	formatKnown(sums.effective, currency),
	formatMoney(sums.billed, currency),
	formatPercent(sums.effectiveDiscountShare),
	formatMoney(sums.estimate?.estimateUsd ?? null, 'USD'),
	formatMoney(sums.estimate?.residualBilled ?? null, 'USD'),
	formatMoney(sums.estimate?.residualEffective ?? null, 'USD')
];

/** The dearest SKUs: list, contracted, effective and billed cost, discount and our estimate. */
export const skuTable = (reconciliation: BillReconciliation, maxWidth: number | null): string => {
	const { skus, consumption, currency } = reconciliation;
	const columns: Column[] = [
		{ title: 'provider', align: 'left', dropOrder: 4 },
		{ title: 'service', align: 'left', dropOrder: 3 },
		{ title: 'SKU', align: 'left' },
		{ title: 'charges', align: 'right', dropOrder: 5 },
		{ title: 'list', align: 'right' },
		{ title: 'contracted', align: 'right', dropOrder: 2 },
		{ title: 'effective', align: 'right' },
		{ title: 'billed', align: 'right' },
		{ title: 'discount', align: 'right' },
		{ title: 'estimate', align: 'right' },
		{ title: 'billed − est.', align: 'right', dropOrder: 0 },
		{ title: 'effective − est.', align: 'right', dropOrder: 1 }
	];
	const rows = skus
		.slice(0, shownSkus)
		.map(({ provider, service, sku, ...sums }) => [
			fitText(provider, skuWidth),
			fitText(service, skuWidth),
			sku === null ? missing : fitText(sku, skuWidth),
			...sumCells(sums, currency)
		]);
	if (skus.length > shownSkus) {
		rows.push([`and ${plural(skus.length - shownSkus, 'more SKU')}; --json has all`]);
	}
	rows.push(['in all', '', '', ...sumCells(consumption, currency)]);
	return renderTable(columns, rows, { maxWidth });
};

/** Used and unused cost of each commitment. */
export const commitmentTable = ({ commitments, currency }: BillReconciliation): string =>
	renderTable(
		[
			{ title: 'commitment', align: 'left' },
			{ title: 'used', align: 'right' },
			{ title: 'unused', align: 'right' },
			{ title: 'wasted', align: 'right' }
		],
		commitments
			.slice(0, shownCommitments)
			.map(({ commitment, used, unused, unusedShare }) => [
				commitment === null ? missing : fitText(commitment, skuWidth),
				formatKnown(used, currency),
				formatKnown(unused, currency),
				formatPercent(unusedShare)
			])
	);

/** Tokens by model and kind, what they really cost, and the share of input that came from a cache. */
export const tokenTable = ({ tokens, currency }: BillReconciliation): string =>
	renderTable(
		[
			{ title: 'provider', align: 'left' },
			{ title: 'model', align: 'left' },
			{ title: 'tokens', align: 'left' },
			{ title: 'count', align: 'right' },
			{ title: 'effective', align: 'right' },
			{ title: 'per 1M tokens', align: 'right' },
			{ title: 'of all input', align: 'right' }
		],
		tokens.flatMap(({ provider, model, kinds, cacheReadShare }) =>
			kinds.map((each) => [
				fitText(provider, skuWidth),
				model === null ? missing : fitText(model, skuWidth),
				each.kind.replace('-', ' '),
				each.tokens.amount === null ? missing : formatDecimal(each.tokens.amount, 18),
				formatKnown(each.effective, currency),
				formatMoney(each.effectivePerMtok, currency),
				each.kind === 'cache-read' ? formatPercent(cacheReadShare) : ''
			])
		)
	);
