/** When the charges of a quote are paid, by its payment terms: deposits, milestones, prepayment, days to pay. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';
import type { Recurrence } from '#core/quote/quote-unit.ts';
import type { Payment } from './present-value.ts';

/** Charges of one line by month, as they fall due. */
export interface Charges {
	recurring: Recurrence;
	/** By the position of the month, USD. */
	byMonth: readonly Decimal[];
}

const weeksPerYear = 52;
const daysPerMonth = 30;

/** Whole months between order and start; 0 where the quote does not say. */
export const leadMonths = ({ leadTimeWeeks = 0 }: Quote): number =>
	Math.round((leadTimeWeeks * 12) / weeksPerYear);

const onceParts = (quote: Quote): { month: number; share: Decimal }[] => {
	const { payment } = quote;
	if (payment?.milestones !== undefined) {
		return payment.milestones.map(({ month, share }) => ({ month, share: toDecimal(share) }));
	}
	const deposit = toDecimal(payment?.depositShare ?? '0');
	return [
		{ month: -leadMonths(quote), share: deposit },
		{ month: 0, share: new Decimal(1).minus(deposit) }
	];
};

const upfrontOf = (quote: Quote): { share: Decimal; months: number } =>
	quote.kind === 'gpu-cloud' && quote.upfrontShare !== undefined
		? { share: toDecimal(quote.upfrontShare), months: quote.termMonths ?? 0 }
		: { share: new Decimal(0), months: 0 };

/**
 * Payments of a line. What is due once is paid in its month, by deposit or milestones; a year at its beginning; months and hours
 * at the end of the month, or at the beginning of the block that is prepaid. Days to pay move a payment by whole months (30 days),
 * except deposits and milestones, which have dates of their own.
 */
export const paymentsOf = (quote: Quote, { recurring, byMonth }: Charges): Payment[] => {
	const delay = Math.round((quote.payment?.netDays ?? 0) / daysPerMonth);
	const due = byMonth.map((usd, month) => ({ month, usd })).filter(({ usd }) => !usd.eq(0));
	if (recurring === 'once') {
		const spread = quote.payment?.milestones !== undefined;
		return due.flatMap(({ month, usd }) =>
			onceParts(quote)
				.filter(({ share }) => !share.eq(0))
				.map((part) => ({
					month: month + part.month + (spread || part.month < 0 ? 0 : delay),
					usd: usd.times(part.share)
				}))
		);
	}
	const upfront = upfrontOf(quote);
	return due.flatMap(({ month, usd }): Payment[] => {
		const early = month < upfront.months ? usd.times(upfront.share) : new Decimal(0);
		const block = quote.payment?.prepayMonths;
		const end = recurring === 'year' ? month : month + 1;
		const regular = block === undefined ? end : Math.min(end, Math.floor(month / block) * block);
		const parts = [{ month: regular + delay, usd: usd.minus(early) }];
		return early.eq(0) ? parts : [{ month: 0, usd: early }, ...parts];
	});
};
