/** From the currency of a quote to the USD that it costs the buyer: exchange rate, and tax that is not got back. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';

/**
 * USD of cost for one unit of money in the quote. Tax that is included and got back is taken out; tax that is neither included
 * nor got back is added.
 */
export const usdPerQuotedUnit = ({ fx, tax }: Quote): Decimal => {
	const rate = toDecimal(fx?.usdPerUnit ?? '1');
	if (tax?.rateShare === undefined) return rate;
	const withTax = toDecimal(tax.rateShare).plus(1);
	if (tax.treatment === 'included') return tax.recoverable ? rate.div(withTax) : rate;
	return tax.recoverable ? rate : rate.times(withTax);
};

const msPerDay = 86_400_000;

/** Whether an offer still stands. */
export type QuoteValidity =
	/** `days`: days from `asOf` to the last valid one. */
	| { state: 'valid'; days: number }
	/** `days`: days since the last valid one. */
	| { state: 'expired'; days: number };

/** `asOf` is the day that counts as today, YYYY-MM-DD. A quote is valid on its last day. */
export const quoteValidity = (
	{ validUntil }: Pick<Quote, 'validUntil'>,
	asOf: string
): QuoteValidity => {
	const days = Math.round((Date.parse(validUntil) - Date.parse(asOf)) / msPerDay);
	return days < 0 ? { state: 'expired', days: -days } : { state: 'valid', days };
};
