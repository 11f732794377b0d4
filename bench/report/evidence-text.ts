/** Figures of the books with where they come from, in one line. */
import type { Evidence, Figure } from '#core/book-evidence.ts';
import { toDecimal } from '#core/decimal.ts';
import type { UsdRange } from '#bench/economics/fit/gpu-price-range.ts';
import { formatUsd, formatUsdWhole } from './cost-format.ts';
import { missing } from './format.ts';

/** `[InferenceX gpu-specs, 2026-04-01, read]` */
export const evidenceText = ({ source, asOf, grade }: Omit<Evidence, 'note'>): string =>
	`[${source}${asOf === null ? ', undated' : `, ${asOf}`}, ${grade.replace('-', ' ')}]`;

const grouped = (value: number): string =>
	value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** `1,100 W (to 1,400 by source)`; an en dash where missing. */
export const figureText = (figure: Figure | null, unit: string): string => {
	if (figure === null) return missing;
	const { value, low, high } = figure;
	const ends = [
		...(low === null ? [] : [`from ${grouped(low)}`]),
		...(high === null ? [] : [`to ${grouped(high)}`])
	].join(' ');
	const range = ends === '' ? '' : ` (${ends} by source)`;
	return `${grouped(value)}${unit === '' ? '' : ` ${unit}`}${range}`;
};

/** `$250,000–400,000, typically $320,000`; whole dollars from a thousand on. */
export const usdRangeText = ({ lowUsd, highUsd, typicalUsd }: UsdRange): string => {
	const low = formatUsdWhole(lowUsd);
	const range = lowUsd === highUsd ? low : `${low}–${formatUsdWhole(highUsd).replace('$', '')}`;
	return typicalUsd === null ? range : `${range}, typically ${formatUsdWhole(typicalUsd)}`;
};

/** `$0.80`: to the cent, as hourly prices are quoted; three digits below a cent. */
const rate = (usd: string): string =>
	toDecimal(usd).gte('0.01') ? `$${toDecimal(usd).toFixed(2)}` : formatUsd(usd);

/** `$2.25–7.00, typically $2.95`: for hourly prices. */
export const usdRateText = ({ lowUsd, highUsd, typicalUsd }: UsdRange): string => {
	const low = rate(lowUsd);
	const range = lowUsd === highUsd ? low : `${low}–${rate(highUsd).replace('$', '')}`;
	return typicalUsd === null ? range : `${range}, typically ${rate(typicalUsd)}`;
};
