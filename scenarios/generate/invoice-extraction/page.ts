/** Lines of plain text as a scanner or a PDF reader leaves them, and the pieces that every layout is made of. */
import { pick, type RandomSource } from '#core/random.ts';
import { renderDay, type Day } from './calendar.ts';
import type { Facts } from './facts.ts';
import { renderIban } from './iban.ts';
import { renderAmount, renderNumber, renderRate } from './money.ts';
import { words, type Words } from './words.ts';

/** What a layout needs to write one document. */
export interface Pen {
	facts: Facts;
	words: Words;
	random: RandomSource;
	day: (day: Day) => string;
	/** With the mark of the currency. */
	amount: (minor: number) => string;
	/** Without it, as in most columns. */
	number: (minor: number) => string;
	/** −1 where a credit note is written with minus signs. */
	sign: 1 | -1;
}

/** Prepares a pen: one style of dates for the whole document. */
export const createPen = (facts: Facts, random: RandomSource): Pen => {
	const { vendor } = facts;
	const vocabulary = words[vendor.language];
	if (vocabulary === undefined) throw new RangeError(`no words for "${vendor.language}"`);
	const pattern = pick(random, vendor.dates);
	return {
		facts,
		words: vocabulary,
		random,
		day: (day) => renderDay(day, pattern, vendor.language),
		amount: (minor) => renderAmount(minor, vendor),
		number: (minor) => renderNumber(minor, vendor),
		sign: facts.kind === 'credit-note' && random() < 0.5 ? -1 : 1
	};
};

/** Fills `{name}` in a phrase. */
export const fill = (phrase: string, values: Record<string, string | number>): string =>
	phrase.replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));

/** Two texts at the ends of a line, at least two spaces apart. */
export const spread = (left: string, right: string, width: number): string =>
	`${left}${' '.repeat(Math.max(2, width - left.length - right.length))}${right}`;

/** `2`, `2,5`, `2.5` */
export const quantity = (halves: number, pen: Pen): string =>
	halves % 2 === 0 ? String(halves / 2) : renderRate(halves * 50, pen.facts.vendor);

/** Words that the country uses in place of its language's general ones. */
const taxWords: Record<string, string> = {
	US: 'Sales tax {rate} % on {base}',
	CA: 'HST {rate} % on {base}',
	CH: 'MWST {rate} % auf {base}'
};
const noTaxWords: Record<string, string> = {
	AT: 'Umsatzsteuerbefreit - Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG',
	BR: 'Empresa optante pelo Simples Nacional'
};

/** Words that would promise a tax on a document without one, or an invoice on a till slip. */
const taxedTotal = /VAT|IVA|TTC|btw|税込|brutto/iu;
const invoicedTotal = /fattura|factura|fatura|invoice|rechnung|factuur|請求|document/iu;

/** The label of the grand total. */
export const totalLabel = (pen: Pen): string => {
	const { kind, taxing, vendor } = pen.facts;
	if (kind === 'credit-note') return pen.words.totalCredit;
	const fitting = pen.words.total.filter(
		(label) =>
			!(taxing === 'none' && taxedTotal.test(label)) &&
			!(kind === 'receipt' && invoicedTotal.test(label)) &&
			!(vendor.country === 'US' && taxedTotal.test(label))
	);
	return fitting.length === 0 ? 'Total' : pick(pen.random, fitting);
};

/** The rows under the lines: label and amount in minor units, or a note without an amount. */
export const totalRows = (pen: Pen): [label: string, minor: number | null][] => {
	const { facts, random } = pen;
	const { country } = facts.vendor;
	const w = pen.words;
	const rows: [string, number | null][] = [];
	const add = (label: string, minor: number | null): void => {
		rows.push([label, minor === null ? null : minor * pen.sign]);
	};
	if (facts.discount !== null) {
		add(fill(w.discount, { percent: facts.discount.percent }), -facts.discount.amountMinor);
	}
	if (facts.taxing === 'added') {
		add(country === 'US' ? 'Subtotal' : pick(random, w.net), facts.netMinor);
		for (const row of facts.taxes) {
			const rate = renderRate(row.rate, facts.vendor);
			const base = pen.number(row.baseMinor * pen.sign);
			add(fill(taxWords[country] ?? w.tax, { rate, base }), row.taxMinor);
		}
	}
	add(totalLabel(pen), facts.grossMinor);
	if (facts.taxing === 'none') add(noTaxWords[country] ?? w.noTax, null);
	if (facts.reverseCharge) add(w.reverseCharge, null);
	if (facts.prepaidMinor > 0) {
		add(w.prepaid, -facts.prepaidMinor);
		add(w.balance, facts.grossMinor - facts.prepaidMinor);
	}
	return rows;
};

/** Number, dates and references with their labels, in the order in which they are printed. */
export const metaRows = (pen: Pen): [label: string, value: string][] => {
	const { facts, random } = pen;
	const w = pen.words;
	const isCredit = facts.kind === 'credit-note';
	const rows: [string, string][] = [
		[isCredit ? w.creditNoteNo : pick(random, w.invoiceNo), facts.number],
		[pick(random, w.date), pen.day(facts.issued)]
	];
	if (random() < 0.6) rows.push([w.customerNo, facts.customerNo]);
	if (facts.kind !== 'utility' && random() < 0.5)
		rows.push([w.deliveryDate, pen.day(facts.delivered)]);
	if (random() < 0.45) rows.push([w.ourOrderNo, facts.ourOrder]);
	if (facts.purchaseOrder !== null) rows.push([pick(random, w.purchaseOrder), facts.purchaseOrder]);
	if (facts.payment.kind === 'date') {
		rows.push([pick(random, w.dueDate), pen.day(facts.payment.day)]);
	}
	return rows;
};

/** Euros for one unit, rounded: for a note that must not be taken for the total. */
const euroRates: Record<string, number> = {
	GBP: 1.17,
	USD: 0.92,
	CAD: 0.67,
	CHF: 1.05,
	SEK: 0.09,
	PLN: 0.23,
	BRL: 0.16
};

/** Terms, bank and thanks at the foot. */
export const footLines = (pen: Pen): string[] => {
	const { facts, random } = pen;
	const w = pen.words;
	const lines: string[] = [];
	if (facts.kind === 'credit-note') {
		lines.push(
			fill(w.originalInvoice, {
				number: facts.original.number,
				date: pen.day(facts.original.day)
			})
		);
	}
	if (facts.payment.kind === 'days') lines.push(fill(w.terms, { days: facts.payment.days }));
	if (facts.cashDiscountDay !== null) {
		lines.push(fill(w.cashDiscount, { date: pen.day(facts.cashDiscountDay) }));
	}
	const rate = euroRates[facts.vendor.currency];
	if (rate !== undefined && random() < 0.2) {
		const euros = Math.round((facts.grossMinor * rate) / 100);
		lines.push(fill(w.converted, { amount: `EUR ${String(euros)}` }));
	}
	if (facts.iban !== null) {
		const iban = random() < 0.8 ? renderIban(facts.iban) : facts.iban;
		lines.push(`${w.bank}: ${facts.vendor.name}`, `IBAN ${iban}`);
	}
	if (random() < 0.5) lines.push(w.thanks);
	return lines;
};
