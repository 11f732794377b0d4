/** The price of a config as a price list, so that one formula prices both. */
import type { PerTokenPrice, TokenRates } from '#core/price.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { RateCard } from '#core/rate-card.ts';

const noTerms = {
	timeWindows: [],
	regions: [],
	serviceTiers: [],
	calls: [],
	throughputUnits: []
};

/** A rate card without any rate. */
export const unknownRates: RateCard = {
	inputUsdPerMtok: null,
	cacheReadUsdPerMtok: null,
	cacheWriteUsdPerMtok: {},
	outputUsdPerMtok: null,
	reasoningUsdPerMtok: null
};

/** A cache rate that is left out is the input price. */
const cardOf = (rates: TokenRates): RateCard => ({
	inputUsdPerMtok: rates.inputUsdPerMtok,
	cacheReadUsdPerMtok: rates.cacheReadUsdPerMtok ?? rates.inputUsdPerMtok,
	cacheWriteUsdPerMtok: { any: rates.inputUsdPerMtok, ...rates.cacheWriteUsdPerMtok },
	outputUsdPerMtok: rates.outputUsdPerMtok,
	reasoningUsdPerMtok: null
});

/**
 * A price list with one version that holds at all times. A cache rate that the config leaves out is the input price, as the
 * config's schema says.
 */
export const entryOfPerTokenPrice = (
	price: PerTokenPrice,
	{ providerId, modelId }: { providerId: string; modelId: string }
): PriceListEntry => ({
	...noTerms,
	providerId,
	modelId,
	title: null,
	terms: 'negotiated',
	...cardOf(price),
	contextTiers: (price.contextTiers ?? []).map((tier) => ({
		fromInputTokens: tier.fromInputTokens,
		...cardOf(tier)
	})),
	cacheStorageUsdPerMtokHour: null,
	otherUsd: {},
	validFrom: null,
	validTo: null,
	sourceUrl: price.source,
	asOf: price.checkedOn,
	enteredBy: 'config',
	evidence: null,
	note: null
});
