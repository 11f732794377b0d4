/**
 * What a line of a quote amounts to, each time it falls due and month by month. Pure arithmetic in the currency of the quote,
 * used by the check of totals and by levelling, so that both mean the same by a line.
 */
import { Decimal, toDecimal } from '../decimal.ts';
import type { Recurrence } from './quote-unit.ts';

/** Hours in a month: 8,760 / 12. */
export const hoursPerMonth = 730;

/** What of a line decides about its amount. */
export interface PricedLine {
	quantity?: string | undefined;
	unitPrice: string;
	discountShare?: string | undefined;
	total?: string | undefined;
	recurring: Recurrence;
	startMonth?: number | undefined;
	months?: number | undefined;
}

/** The lines of a quote with the discount of the contract on token prices that have none of their own. */
export const effectiveLines = <Line extends PricedLine & { item: string }>(
	lines: readonly Line[],
	contractDiscountShare: string | undefined
): Line[] =>
	lines.map((line) =>
		contractDiscountShare !== undefined &&
		line.discountShare === undefined &&
		line.item.endsWith('-tokens')
			? { ...line, discountShare: contractDiscountShare }
			: line
	);

/** A share of the full quantity from a month on; months count from 0 at the start. */
export interface RampStep {
	fromMonth: number;
	share: string;
}

/** `quantity × unitPrice × (1 − discount)`; null for a rate without a quantity. */
export const computedLineAmount = ({
	quantity,
	unitPrice,
	discountShare = '0'
}: PricedLine): Decimal | null =>
	quantity === undefined
		? null
		: toDecimal(quantity).times(unitPrice).times(new Decimal(1).minus(discountShare));

/** What falls due each time: the printed total where there is one; null for a rate without a quantity. */
export const lineAmount = (line: PricedLine): Decimal | null =>
	line.total === undefined ? computedLineAmount(line) : toDecimal(line.total);

/** The share that holds in a month: that of the last step that has begun; 1 without steps and 0 before the first. */
export const rampShareAt = (steps: readonly RampStep[] | undefined, month: number): string => {
	if (steps === undefined) return '1';
	const begun = steps.filter(({ fromMonth }) => fromMonth <= month);
	return begun.at(-1)?.share ?? '0';
};

export interface AmountOptions {
	/** Months that are looked at. */
	months: number;
	/** Yearly change of recurring prices; decimal text. */
	escalatorSharePerYear?: string | undefined;
	/** Steps of the quantity of recurring charges. */
	ramp?: readonly RampStep[] | undefined;
}

const timesAMonth: Record<Recurrence, number> = { once: 1, month: 1, hour: hoursPerMonth, year: 1 };

/**
 * What a line charges for each month, by the position of the month: once in its first month, yearly in the first month of each
 * of its years, monthly and hourly (730 hours) in every month of its run. Null for a rate without a quantity.
 */
export const chargesByMonth = (
	line: PricedLine,
	{ months, escalatorSharePerYear = '0', ramp }: AmountOptions
): Decimal[] | null => {
	const amount = lineAmount(line);
	if (amount === null) return null;
	const from = line.startMonth ?? 0;
	const until = line.months === undefined ? months : Math.min(months, from + line.months);
	const growth = toDecimal(escalatorSharePerYear).plus(1);
	return Array.from({ length: months }, (_, month) => {
		if (month < from || month >= until) return new Decimal(0);
		if (line.recurring === 'once') return month === from ? amount : new Decimal(0);
		if (line.recurring === 'year' && (month - from) % 12 !== 0) return new Decimal(0);
		return amount
			.times(timesAMonth[line.recurring])
			.times(growth.pow(Math.floor(month / 12)))
			.times(rampShareAt(ramp, month));
	});
};
