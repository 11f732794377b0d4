/** Prices of the hardware book, which are ranges of what was read. */
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
