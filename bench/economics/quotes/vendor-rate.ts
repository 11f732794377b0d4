/** A price that covers all lines of a quote, said again in the unit that the vendor quotes its main line in. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { Parameter } from '../option/parameter.ts';
import type { LevelledLine, LevelledQuote } from './levelled-quote.ts';

export interface VendorRate {
	/** The line that would move: `GPU line`. */
	label: string;
	/** `USD/GPU-hour`, `USD/kW-month`. */
	unit: string;
	/** Rate of that line as quoted; decimal text. */
	offered: string;
	/** Of the covering price, the share that this line is; decimal text, above 0. */
	share: string;
	/** The least that a provider can be expected to ask, in `unit`; null where unknown. */
	floor: string | null;
	/** Where the floor comes from; null without one. */
	floorSource: string | null;
}

const monthUsd = (lines: readonly LevelledLine[]): Decimal =>
	lines.reduce((sum, { levelMonthlyUsd }) => sum.plus(levelMonthlyUsd ?? '0'), toDecimal(0));

/**
 * The line behind an all-in price of a GPU cloud (per node-hour) or a colocation (per kW-month, electricity left out). Null for
 * other prices, and where the quote has several rates of the line or none.
 */
export const vendorRateOf = (levelled: LevelledQuote, { id }: Parameter): VendorRate | null => {
	const { kind } = levelled.quote;
	const [item, label, unit, lines] =
		kind === 'gpu-cloud' && id.endsWith('.rent.quotedUsdPerHour')
			? ['gpu', 'GPU line', 'USD/GPU-hour', levelled.lines]
			: kind === 'colocation' && id.endsWith('.site.quotedUsdPerKwMonth')
				? [
						'power',
						'power line',
						'USD/kW-month',
						levelled.lines.filter((line) => line.item !== 'metered-power')
					]
				: [null, '', '', []];
	if (item === null) return null;
	const main = lines.filter((line) => line.item === item && line.origin === 'quoted');
	const rate = main[0]?.rate;
	const whole = monthUsd(lines);
	if (main.length !== 1 || `USD/${rate?.unit ?? ''}` !== unit || whole.lte(0)) return null;
	const share = monthUsd(main).div(whole);
	if (share.lte(0)) return null;
	return {
		label,
		unit,
		offered: (rate as NonNullable<typeof rate>).usd,
		share: share.toFixed(),
		floor: kind === 'gpu-cloud' ? (levelled.shouldCost?.floorUsdPerGpuHour ?? null) : null,
		floorSource: kind === 'gpu-cloud' ? (levelled.shouldCost?.source ?? null) : null
	};
};

/** The rate of the line at which the whole costs `price`, the other lines unchanged; negative where they alone cost more. */
export const vendorRateAt = (
	{ offered, share }: VendorRate,
	wholeOffered: string,
	price: string
): string => {
	const whole = toDecimal(wholeOffered);
	const own = whole.times(share);
	return toDecimal(offered)
		.times(toDecimal(price).minus(whole.minus(own)))
		.div(own)
		.toFixed();
};

/** The whole price at which the line costs `rate`, the other lines unchanged; the inverse of `vendorRateAt`. */
export const wholePriceAt = (
	{ offered, share }: VendorRate,
	wholeOffered: string,
	rate: string
): string => {
	const own = toDecimal(wholeOffered).times(share);
	return toDecimal(wholeOffered).minus(own).plus(own.times(rate).div(offered)).toFixed();
};
