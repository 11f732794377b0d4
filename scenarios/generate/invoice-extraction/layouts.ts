/** The layouts: each turns the facts of a document into lines of text. */
import { pick, randomInt } from '#core/random.ts';
import { addDays } from './calendar.ts';
import type { Line } from './facts.ts';
import { renderRate } from './money.ts';
import {
	fill,
	footLines,
	metaRows,
	quantity,
	spread,
	totalLabel,
	totalRows,
	type Pen
} from './page.ts';
import { customers } from './vendors.ts';

/** Characters a line. */
const pageWidth = 70;
const slipWidth = 34;

const customerOf = (pen: Pen): readonly string[] => {
	const { country, language } = pen.facts.vendor;
	return pick(pen.random, customers[country] ?? customers[language] ?? []);
};

const title = (pen: Pen): string =>
	pen.facts.kind === 'credit-note' ? pen.words.creditNote : pen.words.invoice;

const tableLine = (line: Line, pen: Pen): string => {
	const amounts = [
		quantity(line.halves, pen).padStart(5),
		pen.number(line.unitPriceMinor).padStart(11),
		pen.number(line.amountMinor * pen.sign).padStart(12)
	];
	return `${line.name.padEnd(38)}${amounts.join(' ')}`;
};

const tableHead = (pen: Pen): string => {
	const { description, quantity: count, unitPrice, amount } = pen.words;
	const heads = [count.padStart(5), unitPrice.padStart(11), amount.padStart(12)];
	return `${description.padEnd(38)}${heads.join(' ')}`;
};

/** The lines, on two pages where `breakAfter` says so: with a carried sum and the head of the next page. */
const table = (pen: Pen, breakAfter: number | null): string[] => {
	const { facts, words } = pen;
	const out = [tableHead(pen), '-'.repeat(pageWidth)];
	let carried = 0;
	facts.lines.forEach((line, index) => {
		out.push(tableLine(line, pen));
		carried += line.amountMinor * pen.sign;
		if (index + 1 !== breakAfter) return;
		const sum = spread(words.carried, pen.amount(carried), pageWidth);
		out.push(sum, '', fill(words.page, { page: 1, pages: 2 }), '\f');
		out.push(spread(facts.vendor.name, fill(words.page, { page: 2, pages: 2 }), pageWidth));
		out.push('', sum);
	});
	out.push('-'.repeat(pageWidth));
	return out;
};

const totals = (pen: Pen, width: number): string[] =>
	totalRows(pen).map(([label, minor]) =>
		minor === null
			? label
			: spread(`${' '.repeat(width > 40 ? 24 : 0)}${label}`, pen.amount(minor), width)
	);

const breakOf = (pen: Pen): number | null =>
	pen.facts.lines.length >= 4 && pen.random() < 0.5 ? 2 + randomInt(pen.random, 2) : null;

/** One block under the other, references in two columns. */
export const classic = (pen: Pen): string[] => {
	const { vendor } = pen.facts;
	const meta = metaRows(pen).map(([label, value]) => `${label}: ${value}`);
	const pairs: string[] = [];
	for (let i = 0; i < meta.length; i += 2) {
		pairs.push(`${(meta[i] ?? '').padEnd(36)}${meta[i + 1] ?? ''}`.trimEnd());
	}
	return [
		vendor.name,
		vendor.address.join(' · '),
		vendor.taxId,
		'',
		`${pen.words.billTo}:`,
		...customerOf(pen),
		'',
		title(pen),
		...pairs,
		'',
		...table(pen, breakOf(pen)),
		...totals(pen, pageWidth),
		'',
		...footLines(pen)
	];
};

/** Customer at the left and references at the right on the same lines; the vendor at the foot as well. */
export const columns = (pen: Pen): string[] => {
	const { vendor } = pen.facts;
	const left = [...customerOf(pen)];
	const right = metaRows(pen);
	const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
		const [label, value] = right[index] ?? ['', ''];
		return `${(left[index] ?? '').padEnd(34)}${label.padEnd(20)} ${value}`.trimEnd();
	});
	return [
		spread(vendor.name, title(pen), pageWidth),
		'',
		...rows,
		'',
		...table(pen, breakOf(pen)),
		...totals(pen, pageWidth),
		'',
		...footLines(pen),
		'',
		[vendor.name, ...vendor.address, vendor.taxId].join(' | ')
	];
};

/** A plain letter of a one-person business. */
export const letter = (pen: Pen): string[] => {
	const { facts } = pen;
	const items = facts.lines.flatMap((line) => [
		`- ${line.name}`,
		`    ${quantity(line.halves, pen)} x ${pen.amount(line.unitPriceMinor)} = ${pen.amount(line.amountMinor)}`
	]);
	return [
		facts.vendor.name,
		...facts.vendor.address,
		facts.vendor.taxId,
		'',
		...customerOf(pen),
		'',
		...metaRows(pen).map(([label, value]) => `${label} ${value}`),
		'',
		...items,
		'',
		...totals(pen, slipWidth),
		'',
		...footLines(pen)
	];
};

/** A till slip: narrow, prices with tax, cash and change. */
export const slip = (pen: Pen): string[] => {
	const { facts, random } = pen;
	const w = pen.words;
	const center = (text: string): string =>
		' '.repeat(Math.max(0, Math.floor((slipWidth - text.length) / 2))) + text;
	const items = facts.lines.map((line) => {
		const count = line.halves / 2;
		const name = count === 1 ? line.name : `${String(count)} x ${line.name}`;
		return spread(name, pen.number(line.amountMinor), slipWidth);
	});
	const total = spread(totalLabel(pen).toUpperCase(), pen.amount(facts.grossMinor), slipWidth);
	const taxes =
		facts.taxing === 'added'
			? []
			: facts.taxes.map((row) =>
					spread(
						fill(w.taxIncluded, { rate: renderRate(row.rate, facts.vendor) }),
						pen.number(row.taxMinor),
						slipWidth
					)
				);
	if (facts.taxing === 'included' && facts.printsNet) {
		taxes.push(spread(w.net[0] ?? '', pen.number(facts.netMinor), slipWidth));
	}
	const step = facts.vendor.currency === 'JPY' ? 1_000 : 500;
	const given = Math.ceil((facts.grossMinor + 1) / step) * step;
	const paid =
		random() < 0.5
			? [
					spread(w.cash, pen.number(given), slipWidth),
					spread(w.change, pen.number(given - facts.grossMinor), slipWidth)
				]
			: [
					spread(
						fill(w.card, { digits: 1_000 + randomInt(random, 9_000) }),
						pen.number(facts.grossMinor),
						slipWidth
					)
				];
	const clock = `${String(8 + randomInt(random, 12))}:${String(10 + randomInt(random, 49))}`;
	return [
		center(facts.vendor.name),
		...facts.vendor.address.map(center),
		center(facts.vendor.taxId),
		'',
		w.receipt,
		`${w.receiptNo} ${facts.number}`,
		`${pen.day(facts.issued)}  ${clock}`,
		'='.repeat(slipWidth),
		...items,
		'-'.repeat(slipWidth),
		...(facts.taxing === 'added' ? totals(pen, slipWidth) : [total, ...taxes]),
		...paid,
		'',
		w.thanks
	];
};

/** The bill of a utility: period, charges, and what is open from before. */
export const statement = (pen: Pen): string[] => {
	const { facts } = pen;
	const w = pen.words;
	const from = addDays(facts.issued, -30 * facts.months - 5);
	const due = facts.grossMinor + facts.previousMinor;
	const previous =
		facts.previousMinor === 0
			? []
			: [
					spread(w.previousBalance, pen.amount(facts.previousMinor), pageWidth),
					spread(w.amountDue, pen.amount(due), pageWidth)
				];
	return [
		facts.vendor.name,
		facts.vendor.address.join(', '),
		'',
		...customerOf(pen),
		'',
		...metaRows(pen).map(([label, value]) => spread(label, value, 48)),
		spread(w.period, `${pen.day(from)} - ${pen.day(addDays(facts.issued, -5))}`, 48),
		'',
		...table(pen, null),
		...totals(pen, pageWidth),
		...previous,
		'',
		...footLines(pen),
		facts.vendor.taxId
	];
};
