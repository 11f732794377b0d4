/** A price by the token whose parts can be told apart in a sum. */
import type { PerTokenPrice } from '#core/price.ts';

/** USD per million tokens: 2 in, 0.2 from the cache, 2.5 and 4 into it, 10 out. */
export const usualPrice: PerTokenPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '2',
	cacheReadUsdPerMtok: '0.2',
	cacheWriteUsdPerMtok: { '5m': '2.5', '1h': '4' },
	outputUsdPerMtok: '10',
	source: 'test',
	checkedOn: '2026-11-01'
};
