/** How much a quote is for: servers, GPUs, kilowatts, seats and tokens, month by month; what its cost is divided by. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote, QuoteLine, QuoteOfKind } from '#core/quote.ts';
import { hoursPerMonth, rampShareAt } from '#core/quote/line-amount.ts';
import { tokensPerUnit } from '#core/quote/quote-unit.ts';

const zero = new Decimal(0);

const sumQuantity = (lines: readonly QuoteLine[], keep: (line: QuoteLine) => boolean): Decimal =>
	lines.filter(keep).reduce((sum, { quantity = '0' }) => sum.plus(quantity), zero);

/** Servers; null where neither the quote nor a line says. */
export const nodesOf = (quote: QuoteOfKind<'server-purchase'>): Decimal | null => {
	if (quote.nodes !== undefined) return new Decimal(quote.nodes);
	const counted = sumQuantity(quote.lines, ({ item }) => item === 'server');
	return counted.eq(0) ? null : counted;
};

/** GPUs at full capacity; null where neither the quote nor a line by the hour or month says. */
export const gpusOf = (quote: QuoteOfKind<'gpu-cloud'>): Decimal | null => {
	if (quote.gpus !== undefined) return new Decimal(quote.gpus);
	const counted = sumQuantity(
		quote.lines,
		({ item, unit, recurring }) =>
			item === 'gpu' && ((unit === 'gpu-hour' && recurring === 'hour') || unit === 'gpu-month')
	);
	return counted.eq(0) ? null : counted;
};

/** Kilowatts that are paid for; null where neither the quote nor a line says. */
export const committedKwOf = (quote: QuoteOfKind<'colocation'>): Decimal | null => {
	if (quote.committedKw !== undefined) return toDecimal(quote.committedKw);
	const counted = sumQuantity(
		quote.lines,
		({ item, unit }) => item === 'power' && unit === 'kw-month'
	);
	return counted.eq(0) ? null : counted;
};

/** Seats; null where neither the quote nor a line says. */
export const seatsOf = (quote: QuoteOfKind<'seat-subscription'>): Decimal | null => {
	if (quote.seats !== undefined) return new Decimal(quote.seats);
	const counted = sumQuantity(quote.lines, ({ item }) => item === 'seat');
	return counted.eq(0) ? null : counted;
};

/** GPUs of the replicas that always run. */
export const runningGpusOf = (quote: QuoteOfKind<'managed-endpoint'>): Decimal =>
	new Decimal(quote.minReplicas).times(quote.gpusPerReplica);

/** Millions of tokens a month on lines priced by tokens; 0 where no line has a quantity. */
export const mtokPerMonth = (lines: readonly QuoteLine[]): Decimal =>
	lines.reduce((sum, { unit, quantity = '0' }) => {
		const tokens = tokensPerUnit[unit];
		return tokens === undefined ? sum : sum.plus(toDecimal(quantity).times(tokens).div('1000000'));
	}, zero);

/** A unit that a cost is given per, and how many there are in each month. */
export interface SizeByMonth {
	/** Such as `GPU-hour`. */
	unit: string;
	byMonth: Decimal[];
}

const perMonthOf = (quote: Quote, lines: readonly QuoteLine[]): [string, Decimal | null][] => {
	switch (quote.kind) {
		case 'server-purchase': {
			const nodes = nodesOf(quote);
			const gpuHours =
				quote.gpusPerNode === undefined
					? null
					: (nodes?.times(quote.gpusPerNode).times(hoursPerMonth) ?? null);
			return [
				['GPU-hour', gpuHours],
				['node-month', nodes]
			];
		}
		case 'gpu-cloud':
			return [['GPU-hour', (gpusOf(quote) ?? new Decimal(1)).times(hoursPerMonth)]];
		case 'api-contract':
			return [['1M tokens', mtokPerMonth(lines)]];
		case 'seat-subscription':
			return [['seat-month', seatsOf(quote)]];
		case 'colocation':
			return [['kW-month', committedKwOf(quote)]];
		case 'managed-endpoint':
			return [
				['GPU-hour', runningGpusOf(quote).times(hoursPerMonth)],
				['replica-month', new Decimal(quote.minReplicas)]
			];
	}
};

/** The units that the kind is compared by, the most telling first; those of which the quote has none are left out. */
export const sizesOf = (
	quote: Quote,
	lines: readonly QuoteLine[],
	months: number
): SizeByMonth[] => {
	const ramp = quote.kind === 'gpu-cloud' ? quote.ramp : undefined;
	return perMonthOf(quote, lines).flatMap(([unit, perMonth]) =>
		perMonth === null || perMonth.eq(0)
			? []
			: [
					{
						unit,
						byMonth: Array.from({ length: months }, (_, month) =>
							perMonth.times(rampShareAt(ramp, month))
						)
					}
				]
	);
};
