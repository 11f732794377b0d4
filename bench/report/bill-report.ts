/** A reconciled bill as text for a buyer, or as JSON: what was billed, at what discount, what was wasted, what does not fit. */
import type { Bill } from '#core/bill.ts';
import { toDecimal } from '#core/decimal.ts';
import type { BillReconciliation } from '#bench/economics/bill/reconcile-bill.ts';
import {
	commitmentTable,
	formatKnown,
	formatMoney,
	formatPercent,
	kindTable,
	plural,
	skuTable,
	tokenTable
} from './bill-tables.ts';
import { renderTable } from './format.ts';

const day = (utc: string): string => utc.slice(0, 10);

/** Whose bill is lower in words: `12.0 % below`. */
const againstEstimate = (residual: string, estimate: string): string => {
	const base = toDecimal(estimate);
	if (base.eq(0)) return toDecimal(residual).eq(0) ? 'the same' : 'not comparable with 0';
	const share = toDecimal(residual).div(base);
	if (share.eq(0)) return 'the same';
	return `${formatPercent(share.abs().toFixed())} ${share.gt(0) ? 'above' : 'below'} it`;
};

/** SKUs that are named before the rest is counted. */
const namedSkus = 3;

/** What a comparison with list prices leaves out: `GPU hours (1 without a list cost)`. */
const incomplete = (skus: BillReconciliation['skus']): string => {
	const parts = skus
		.filter(({ comparable, chargeCount }) => comparable.chargeCount < chargeCount)
		.map(({ sku, service, chargeCount, comparable, list, effective }) => {
			const lacks = [
				...(list.missingCount > 0 ? ['list'] : []),
				...(effective.missingCount > 0 ? ['effective'] : [])
			];
			return `${sku ?? service} (${(chargeCount - comparable.chargeCount).toLocaleString('en-US')} without ${lacks.join(' or ')} cost)`;
		});
	const more = parts.length - namedSkus;
	return [...parts.slice(0, namedSkus), ...(more > 0 ? [plural(more, 'more SKU')] : [])].join(', ');
};

const headline = ({
	billed,
	consumption,
	commitment,
	discountAfterWasteShare,
	skus,
	currency
}: BillReconciliation): string[] => {
	const money = (amount: string | null): string => formatMoney(amount, currency);
	const lines = [`${money(billed)} billed.`];
	const { effective, comparable, effectiveDiscountShare, estimate } = consumption;
	if (consumption.chargeCount === 0) {
		lines.push('Nothing in it is about use or purchase.');
	} else if (effective.amount === null) {
		lines.push('The bill does not say what use or purchase cost effectively.');
	} else if (effectiveDiscountShare === null) {
		lines.push(
			`What was used or bought cost ${formatKnown(effective, currency)} effectively; the bill states no list price to compare that with.`
		);
	} else {
		const share = toDecimal(effectiveDiscountShare);
		const where =
			comparable.chargeCount === consumption.chargeCount
				? 'What was used or bought'
				: `Where the bill states both (${comparable.chargeCount.toLocaleString('en-US')} of ${plural(consumption.chargeCount, 'charge')}; not ${incomplete(skus)}), what was used or bought`;
		lines.push(
			`${where} cost ${money(comparable.effective)} effectively and ${money(comparable.list)} at list price: ${formatPercent(share.abs().toFixed())} ${share.gte(0) ? 'less' : 'more'}.`
		);
	}
	const waste = commitment?.unused.amount ?? null;
	if (commitment && waste !== null && toDecimal(waste).gt(0)) {
		const after =
			discountAfterWasteShare === null
				? ''
				: `; counting that, the discount is ${formatPercent(discountAfterWasteShare)}`;
		lines.push(
			`${money(waste)} of the commitments went unused, ${formatPercent(commitment.unusedShare)} of what they cost${after}.`
		);
	}
	if (estimate?.estimateUsd) {
		const { estimateUsd, estimatedCount, residualBilled, residualEffective } = estimate;
		const billedText = againstEstimate(residualBilled ?? '0', estimateUsd);
		const effectiveText =
			residualEffective === null
				? ''
				: `, effectively ${againstEstimate(residualEffective, estimateUsd)}`;
		lines.push(
			`By our price book ${plural(estimatedCount, 'charge')} would cost ${money(estimateUsd)}; billed was ${billedText}${effectiveText}.`
		);
	}
	return lines;
};

/** What is not known, and so in no figure: each as a sentence. */
const gapsOf = ({ consumption, estimates, currency }: BillReconciliation): string[] => {
	const { chargeCount, list, contracted, effective, estimate } = consumption;
	const gaps: string[] = [];
	const add = (count: number, what: string): void => {
		if (count === 0) return;
		gaps.push(
			`${count.toLocaleString('en-US')} of ${plural(chargeCount, 'charge')} for use or purchase ${what}`
		);
	};
	add(list.missingCount, 'without a list cost: in no list sum and in no discount');
	add(contracted.missingCount, 'without a contracted cost');
	add(effective.missingCount, 'without an effective cost');
	if (estimates === 'other-currency') {
		gaps.push(`nothing was estimated: our prices are in USD and the bill is in ${currency}`);
	}
	if (!estimate) return gaps;
	add(estimate.withoutPriceCount, 'without a price in our price book: not estimated');
	add(estimate.withoutQuantityCount, 'without a quantity: not estimated');
	add(
		estimate.unitMismatchCount,
		`in a unit that does not fit our price, not estimated: ${estimate.unitMismatches.join('; ')}`
	);
	return gaps;
};

const suspicionsOf = ({ skus }: BillReconciliation): string[] =>
	skus.flatMap(({ provider, service, sku, suspicions }) =>
		suspicions.map(
			(text) => `${[provider, service, ...(sku === null ? [] : [sku])].join(', ')}: ${text}`
		)
	);

const listed = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join('\n')}`];

/** The reconciliation as text: sentences first, then tables, then what is missing or looks wrong. `maxWidth` in columns. */
export const renderBill = (
	bill: Bill,
	reconciliation: BillReconciliation,
	maxWidth: number | null
): string => {
	const { commitments, tokens, skus, consumption } = reconciliation;
	const title = `${bill.id}: ${bill.fileName}, FOCUS ${bill.focusVersion}, ${day(bill.periodStartUtc)} to ${day(bill.periodEndUtc)}, ${plural(reconciliation.chargeCount, 'charge')} in ${bill.currency}`;
	const gaps = gapsOf(reconciliation);
	const hasStar = [consumption.list, consumption.contracted, consumption.effective].some(
		({ amount, missingCount }) => amount !== null && missingCount > 0
	);
	return [
		title,
		headline(reconciliation).join('\n'),
		kindTable(reconciliation),
		...(skus.length === 0 ? [] : [skuTable(reconciliation, maxWidth)]),
		...(commitments.length === 0 ? [] : [commitmentTable(reconciliation)]),
		...(tokens.length === 0 ? [] : [tokenTable(reconciliation)]),
		...listed('looks like a mistaken unit:', suspicionsOf(reconciliation)),
		...listed(hasStar ? 'not known (* where it is part of a sum):' : 'not known:', gaps),
		...listed('our prices:', consumption.estimate?.sources ?? [])
	].join('\n\n');
};

/** The bill and its reconciliation as JSON; amounts are exact decimal text. */
export const billJson = (bill: Bill, reconciliation: BillReconciliation): string =>
	JSON.stringify({ bill, reconciliation }, null, '\t');

/** Bills as a table. */
export const renderBillList = (bills: readonly (Bill & { chargeCount: number })[]): string =>
	renderTable(
		[
			{ title: 'bill', align: 'left' },
			{ title: 'from', align: 'left' },
			{ title: 'to', align: 'left' },
			{ title: 'currency', align: 'left' },
			{ title: 'charges', align: 'right' },
			{ title: 'FOCUS', align: 'left' },
			{ title: 'file', align: 'left' }
		],
		bills.map((bill) => [
			bill.id,
			day(bill.periodStartUtc),
			day(bill.periodEndUtc),
			bill.currency,
			bill.chargeCount.toLocaleString('en-US'),
			bill.focusVersion,
			bill.fileName
		])
	);
