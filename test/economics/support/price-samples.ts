/** A price list and usages to vary in tests. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';

/** 3 in, 0.3 cached, 3.75 and 6 for cache writes, 15 out. */
export const samplePrices = (change: Partial<PriceListEntry> = {}): PriceListEntry => ({
	providerId: 'acme',
	modelId: 'm1',
	title: null,
	terms: 'list',
	inputUsdPerMtok: '3',
	cacheReadUsdPerMtok: '0.3',
	cacheWriteUsdPerMtok: { '5m': '3.75', '1h': '6' },
	outputUsdPerMtok: '15',
	reasoningUsdPerMtok: null,
	contextTiers: [],
	cacheStorageUsdPerMtokHour: null,
	timeWindows: [],
	regions: [],
	serviceTiers: [],
	calls: [],
	throughputUnits: [],
	otherUsd: {},
	validFrom: null,
	validTo: null,
	sourceUrl: 'https://example.com/prices',
	asOf: '2026-11-01',
	enteredBy: 'test',
	evidence: null,
	note: null,
	...change
});

/** Where a term has nothing of its own to say. */
export const plainTerm = {
	validFrom: null,
	validTo: null,
	sourceUrl: null,
	asOf: null,
	enteredBy: null,
	evidence: null,
	note: null
};

/** 1,000 tokens in and 200 out. */
export const sampleUsage = (change: Partial<Usage> = {}): Usage => ({
	uncachedInputTokens: 1_000,
	cacheReadTokens: null,
	cacheWriteTokens: null,
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: 200,
	source: 'provider',
	raw: null,
	...change
});
