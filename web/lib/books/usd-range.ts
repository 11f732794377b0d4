/** Prices of the hardware book, which are ranges of what was read. */
import { formatUsd, missing } from '../format.ts';

export interface UsdRange {
	/** Decimal text, USD. */
	lowUsd: string;
	highUsd: string;
	/** Null where the source names no typical price. */
	typicalUsd: string | null;
}

/** `$250,000–$400,000`; one price where both ends are the same, an en dash where there is none. */
export const rangeText = (range: UsdRange | null): string => {
	if (range === null) return missing;
	const low = formatUsd(range.lowUsd);
	return range.lowUsd === range.highUsd ? low : `${low}–${formatUsd(range.highUsd)}`;
};

/** `typically $320,000`; empty where the source names none. */
export const typicalText = ({ typicalUsd }: UsdRange): string =>
	typicalUsd === null ? '' : `typically ${formatUsd(typicalUsd)}`;
