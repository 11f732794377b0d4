/**
 * Bid levelling: a quote becomes USD over a common term, line by line, with what is missing filled by marked defaults, so that
 * offers of different length, currency and payment terms can stand side by side.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';
import { quoteSource } from '#core/quote/quote-names.ts';
import { clauseChecklist } from './clause-checklist.ts';
import { levelNotes } from './level-notes.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import { chargesOfQuote, isMainItem, type LineCharges } from './line-charges.ts';
import {
	discounting,
	levelPerMonth,
	levelPerYear,
	presentValueUsd,
	type Payment
} from './present-value.ts';
import { paymentsOf } from './quote-payments.ts';
import { sizesOf } from './quote-size.ts';
import { quoteValidity, usdPerQuotedUnit } from './quote-usd.ts';
import { shouldCost } from './should-cost.ts';

export interface LevelOptions {
	/** The common term, months. */
	months: number;
	/** Weighted average cost of capital a year; decimal text. */
	waccPerYear: string;
	/** The day that counts as today, YYYY-MM-DD. */
	asOf: string;
	/**
	 * Units a month by item, decimal text, in place of the quantities of the quote: `{ 'input-tokens': '500' }`, millions of
	 * tokens for token items.
	 */
	volumes?: Readonly<Record<string, string>>;
}

/** Three years, as in the comparison of options. */
export const defaultLevelMonths = 36;

/** Within what US industries show (Damodaran, January 2026: 5–9.4 %). */
export const defaultWaccPerYear = '0.08';

/** Places to which levelled USD are rounded: far below a cent, and the same from any currency. */
const usdPlaces = 12;

const usdText = (usd: Decimal): string => usd.round(usdPlaces, 2).toFixed();

const sum = (amounts: readonly Decimal[]): Decimal =>
	amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

/** Payments added up by month, in order. */
const paymentsByMonth = (payments: readonly Payment[]): LevelledQuote['payments'] => {
	const sums = new Map<number, Decimal>();
	for (const { month, usd } of payments) {
		sums.set(month, (sums.get(month) ?? new Decimal(0)).plus(usd));
	}
	return [...sums].sort(([a], [b]) => a - b).map(([month, usd]) => ({ month, usd: usdText(usd) }));
};

/** What is paid once, USD, undiscounted. */
const onceOf = (lines: readonly LineCharges[]): Decimal[] =>
	lines.flatMap(({ charges }) => (charges?.recurring === 'once' ? charges.byMonth : []));

/** Levels one quote. What cannot be said, for want of a quantity or a price, is null. */
export const levelQuote = (
	quote: Quote,
	{ months, waccPerYear, asOf, volumes = {} }: LevelOptions
): LevelledQuote => {
	const usdPerUnit = usdPerQuotedUnit(quote);
	const factor = discounting(waccPerYear);
	const spread = (presentValue: Decimal): Decimal => levelPerMonth(presentValue, months, factor);
	const { lines, charges, unknown } = chargesOfQuote(quote, { months, usdPerUnit, volumes });
	const levelled = charges.map(({ line, charges: ofLine }) => {
		const payments = ofLine === null ? [] : paymentsOf(quote, ofLine);
		const presentValue = presentValueUsd(payments, factor);
		return {
			payments,
			presentValue,
			line: {
				...line,
				recurring: ofLine?.recurring ?? null,
				presentValueUsd: ofLine === null ? null : usdText(presentValue),
				levelMonthlyUsd: ofLine === null ? null : usdText(spread(presentValue))
			}
		};
	});
	const total = sum(levelled.map(({ presentValue }) => presentValue));
	const quoted = levelled.filter(({ line }) => line.origin !== 'default');
	const anyPayment = levelled.some(({ payments }) => payments.length > 0);
	const known = unknown.length === 0 && anyPayment;
	const ifKnown = (usd: () => Decimal): string | null => (known ? usdText(usd()) : null);
	const perUnit = sizesOf(quote, lines, months).map(({ unit, byMonth }) => {
		const present = sum(byMonth.map((size, month) => size.times(factor(month + 1))));
		return { unit, usdPerUnit: present.eq(0) ? null : ifKnown(() => total.div(present)) };
	});
	const gpuRate = levelled.find(({ line }) => line.item === 'gpu')?.line.rate;
	return {
		quote,
		source: quoteSource(quote),
		validity: quoteValidity(quote, asOf),
		months,
		waccPerYear,
		usdPerUnit: usdPerUnit.round(usdPlaces).toFixed(),
		lines: levelled.map(({ line }) => line),
		payments: paymentsByMonth(levelled.flatMap(({ payments }) => payments)),
		unknown,
		presentValueUsd: ifKnown(() => total),
		quotedPresentValueUsd: ifKnown(() => sum(quoted.map(({ presentValue }) => presentValue))),
		onceUsd: ifKnown(() => sum(onceOf(charges))),
		mainOnceUsd: ifKnown(() =>
			sum(onceOf(charges.filter(({ line }) => isMainItem(quote, line.item))))
		),
		levelMonthlyUsd: ifKnown(() => spread(total)),
		levelAnnualUsd: ifKnown(() => levelPerYear(total, months, waccPerYear)),
		perUnit,
		notes: levelNotes(quote, { months, unknownVolume: !anyPayment }),
		clauses: clauseChecklist(quote),
		shouldCost: shouldCost(quote, gpuRate?.unit === 'GPU-hour' ? toDecimal(gpuRate.usd) : null)
	};
};
