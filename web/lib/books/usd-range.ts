/** Prices of the hardware book, which are ranges of what was read. */
import { toDecimal } from '#core/decimal.ts';
import { formatUsd, missing } from '../format.ts';
import { rateText } from '../prices/rate-text.ts';

export interface UsdRange {
	/** Decimal text, USD. */
	lowUsd: string;
	highUsd: string;
	/** Null where the source names no typical price. */
	typicalUsd: string | null;
}

/** Hourly prices to the cent and more where more was stated, larger ones as everywhere. */
const usdText = (usd: string): string => (Number(usd) < 1_000 ? rateText(usd) : formatUsd(usd));

/** `$250,000–$400,000`; one price where both ends are the same, an en dash where there is none. */
export const rangeText = (range: UsdRange | null): string => {
	if (range === null) return missing;
	const low = usdText(range.lowUsd);
	return range.lowUsd === range.highUsd ? low : `${low}–${usdText(range.highUsd)}`;
};

/** `typically $320,000`; empty where the source names none. */
export const typicalText = ({ typicalUsd }: UsdRange): string =>
	typicalUsd === null ? '' : `typically ${usdText(typicalUsd)}`;

/** What the price of something bought is for: `per GPU`, `for all 8 GPUs`. */
export const purchaseUnit = ({ gpus }: { gpus: number }): string =>
	gpus === 1 ? 'per GPU' : `for all ${String(gpus)} GPUs`;

/** The share of one GPU in what holds several, `$31,250–$50,000 per GPU`; null where it is one. */
export const perGpuText = (range: UsdRange & { gpus: number }): string | null => {
	if (range.gpus === 1) return null;
	const share = (usd: string): string => toDecimal(usd).div(range.gpus).toFixed();
	const text = rangeText({
		lowUsd: share(range.lowUsd),
		highUsd: share(range.highUsd),
		typicalUsd: null
	});
	return `${text} per GPU`;
};
