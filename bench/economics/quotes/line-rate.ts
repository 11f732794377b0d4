/** The price of one unit of a line in USD, in units that can be compared: tokens by the million, GPUs by the hour. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { QuoteLine } from '#core/quote.ts';
import { hoursPerMonth } from '#core/quote/line-amount.ts';
import type { QuoteUnit } from '#core/quote/quote-unit.ts';

export interface LineRate {
	/** USD after discounts, before tiers; decimal text. */
	usd: string;
	/** Such as `1M tokens`, `GPU-hour`, `kW-month`. */
	unit: string;
}

const ratePlaces = 12;

/** How a unit is shown, and how many of it the shown unit has. */
const shownUnits: Partial<Record<QuoteUnit, { unit: string; times: Decimal }>> = {
	'1k-tokens': { unit: '1M tokens', times: new Decimal(1_000) },
	'1m-tokens': { unit: '1M tokens', times: new Decimal(1) },
	'gpu-hour': { unit: 'GPU-hour', times: new Decimal(1) },
	'gpu-minute': { unit: 'GPU-hour', times: new Decimal(60) },
	'gpu-month': { unit: 'GPU-hour', times: new Decimal(1).div(hoursPerMonth) },
	'kw-month': { unit: 'kW-month', times: new Decimal(1) },
	kwh: { unit: 'kWh', times: new Decimal(1) },
	'seat-year': { unit: 'seat-month', times: new Decimal(1).div(12) },
	gb: { unit: 'GB', times: new Decimal(1) },
	tb: { unit: 'GB', times: new Decimal(1).div(1_000) },
	'gb-month': { unit: 'GB-month', times: new Decimal(1) },
	'tb-month': { unit: 'GB-month', times: new Decimal(1).div(1_000) }
};

const shownUnit = (unit: QuoteUnit): { unit: string; times: Decimal } =>
	shownUnits[unit] ?? { unit, times: new Decimal(1) };

/** A rate per shown unit, such as USD/GPU-hour, as USD for one unit of a line, such as a GPU-month. Decimal text. */
export const usdPerLineUnit = (usdPerShownUnit: string, unit: QuoteUnit): string =>
	toDecimal(usdPerShownUnit).div(shownUnit(unit).times).toFixed();

/** USD per shown unit after the discount of the line. A printed total governs over the unit price, as it is what is paid. */
export const lineRate = (line: QuoteLine, usdPerUnit: Decimal): LineRate => {
	const { quantity, total, unitPrice, discountShare = '0', unit } = line;
	const price =
		total !== undefined && quantity !== undefined
			? toDecimal(total).div(quantity)
			: toDecimal(unitPrice).times(new Decimal(1).minus(discountShare));
	const shown = shownUnit(unit);
	return {
		usd: price.times(usdPerUnit).times(shown.times).round(ratePlaces, 2).toFixed(),
		unit: shown.unit
	};
};
