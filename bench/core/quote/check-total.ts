/** Checks that the figures printed in a quote agree with each other, and says by how much they do not. */
import { Decimal, decimalText, toDecimal } from '../decimal.ts';
import {
	chargesByMonth,
	effectiveLines,
	computedLineAmount,
	lineAmount,
	type PricedLine,
	type RampStep
} from './line-amount.ts';

/** A problem at a place within the quote. */
export interface QuoteProblem {
	path: (string | number)[];
	message: string;
}

interface TotalledQuote {
	currency: string;
	lines: readonly (PricedLine & { id: string; item: string })[];
	statedTotal?: string | { amount: string; covers: 'lines' | 'term' } | undefined;
	termMonths?: number | undefined;
	escalatorSharePerYear?: string | undefined;
	ramp?: readonly RampStep[] | undefined;
	/** Contract discount of an API quote. */
	discountShare?: string | undefined;
}

/** Currencies without hundredths in common use (ISO 4217 minor unit 0). */
const wholeCurrencies: readonly string[] = [
	'CLP',
	'ISK',
	'JPY',
	'KRW',
	'PYG',
	'UGX',
	'VND',
	'XAF',
	'XOF'
];

/** What rounding one printed amount to the smallest coin can hide. */
const roundingOf = (currency: string): string =>
	wholeCurrencies.includes(currency) ? '0.5' : '0.005';

const sum = (amounts: readonly Decimal[]): Decimal =>
	amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

/** `270` as `270.00`; more digits stay. */
const money = (amount: Decimal): string => {
	const text = amount.round(6).toFixed();
	const digits = text.split('.')[1]?.length ?? 0;
	return digits >= 2 ? text : amount.toFixed(2);
};

const differenceWords = (stated: Decimal, computed: Decimal): string =>
	`${money(stated.minus(computed).abs())} ${stated.gt(computed) ? 'more' : 'less'}`;

const lineProblem = (line: PricedLine, index: number, currency: string): QuoteProblem[] => {
	const computed = computedLineAmount(line);
	if (line.total === undefined || computed === null) return [];
	const stated = toDecimal(line.total);
	if (stated.minus(computed).abs().lte(roundingOf(currency))) return [];
	const discount =
		line.discountShare === undefined
			? ''
			: ` less ${decimalText(toDecimal(line.discountShare).times(100))} %`;
	return [
		{
			path: ['lines', index, 'total'],
			message: `${line.quantity ?? ''} × ${line.unitPrice}${discount} is ${money(computed)} ${currency}, the line says ${money(stated)} (${differenceWords(stated, computed)})`
		}
	];
};

/** The line whose amount is just what is missing or too much. */
const culprit = (quote: TotalledQuote, difference: Decimal): string => {
	const guilty = quote.lines.find((line) => {
		const amount = lineAmount(line);
		return amount !== null && !amount.eq(0) && amount.abs().eq(difference.abs());
	});
	return guilty === undefined ? '' : `; that is the amount of the line "${guilty.id}"`;
};

const sumProblem = (quote: TotalledQuote): QuoteProblem[] => {
	if (quote.statedTotal === undefined) return [];
	const { amount, covers } =
		typeof quote.statedTotal === 'string'
			? { amount: quote.statedTotal, covers: 'lines' as const }
			: quote.statedTotal;
	if (covers === 'term' && quote.termMonths === undefined) {
		return [
			{ path: ['statedTotal', 'covers'], message: 'a total over the term needs "termMonths"' }
		];
	}
	const parts = quote.lines.map((line) => {
		if (covers === 'lines') return lineAmount(line);
		const charges = chargesByMonth(line, { ...quote, months: quote.termMonths ?? 0 });
		return charges === null ? null : sum(charges);
	});
	const known = parts.filter((part): part is Decimal => part !== null);
	const computed = sum(known);
	const stated = toDecimal(amount);
	const unprinted = quote.lines.filter(
		(line) => line.total === undefined && line.quantity !== undefined
	).length;
	const tolerance = toDecimal(roundingOf(quote.currency)).times(
		covers === 'term' ? Math.max(1, known.length) * (quote.termMonths ?? 1) : unprinted
	);
	const difference = stated.minus(computed);
	if (difference.abs().lte(tolerance)) return [];
	return [
		{
			path: ['statedTotal'],
			message: `the ${String(known.length)} lines add up to ${money(computed)} ${quote.currency}, the quote says ${money(stated)} (${differenceWords(stated, computed)})${culprit(quote, difference)}`
		}
	];
};

/**
 * Where printed totals differ from what lines come to, by more than rounding each amount to the smallest coin explains. A sum of
 * lines is checked by the printed totals of the lines where they have one.
 */
export const checkTotals = (written: TotalledQuote): QuoteProblem[] => {
	const quote = { ...written, lines: effectiveLines(written.lines, written.discountShare) };
	return [
		...quote.lines.flatMap((line, index) => lineProblem(line, index, quote.currency)),
		...sumProblem(quote)
	];
};
