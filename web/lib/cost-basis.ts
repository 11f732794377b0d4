import type { PriceKind } from '#core/price.ts';

/** How a cost came about, in words that stand behind an amount. */
export const costBasisNames: Record<PriceKind, string> = {
	'per-token': 'by tokens',
	'per-hour': 'by the hour',
	'per-image': 'by images'
};
