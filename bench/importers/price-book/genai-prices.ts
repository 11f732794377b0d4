/**
 * The base of the price book: the prices bundled in `@pydantic/genai-prices`, converted exactly. Its numbers become the
 * shortest decimal that reads back as them. Its network update is never used.
 */
import {
	calcPrice,
	waitForUpdate,
	type ConditionalPrice,
	type ModelInfo,
	type ModelPrice,
	type Provider
} from '@pydantic/genai-prices';
import { decimalText } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';

/** The package, its version and the day of that version; the data carries no date of its own. */
export const genaiPricesSource = {
	enteredBy: '@pydantic/genai-prices 0.1.8',
	asOf: '2026-09-23'
} as const;

/** Its keys for what is billed by the thousand calls, and our names for the calls. */
const callNames: Readonly<Record<string, string>> = {
	web_searches_kcount: 'web-search',
	storage_searches_kcount: 'file-search',
	code_executions_kcount: 'code-execution',
	requests_kcount: 'request'
};

const rateKeys = new Set([
	'input_mtok',
	'cache_read_mtok',
	'cache_write_mtok',
	'cache_write_5m_mtok',
	'cache_write_1h_mtok',
	'output_mtok',
	'output_reasoning_mtok'
]);

/** The price of a key for requests of so many input tokens, decimal text; null where the list has none. */
const priceAt = (prices: ModelPrice, key: string, inputTokens: number): string | null => {
	const price = prices[key];
	if (price === undefined) return null;
	if (typeof price === 'number') return decimalText(price);
	const tier = price.tiers
		.filter(({ start }) => inputTokens > start)
		.reduce<{ start: number; price: number } | null>(
			(best, each) => (best === null || each.start > best.start ? each : best),
			null
		);
	return decimalText(tier?.price ?? price.base);
};

/**
 * Cache writes by time-to-live. The list has one price for writes, which for Claude is that of five minutes (the one a
 * request gets that names none); other vendors know no time-to-live.
 */
const cacheWritesAt = (
	prices: ModelPrice,
	isClaude: boolean,
	inputTokens: number
): Record<string, string> => {
	const write = priceAt(prices, 'cache_write_mtok', inputTokens);
	const fiveMinutes = priceAt(prices, 'cache_write_5m_mtok', inputTokens);
	const hour = priceAt(prices, 'cache_write_1h_mtok', inputTokens);
	const writes: Record<string, string | null> = isClaude
		? { default: write, '5m': fiveMinutes ?? write, '1h': hour }
		: { any: write, '5m': fiveMinutes, '1h': hour };
	return Object.fromEntries(
		Object.entries(writes).filter((each): each is [string, string] => each[1] !== null)
	);
};

const cardAt = (prices: ModelPrice, isClaude: boolean, inputTokens: number): RateCard => ({
	inputUsdPerMtok: priceAt(prices, 'input_mtok', inputTokens),
	cacheReadUsdPerMtok: priceAt(prices, 'cache_read_mtok', inputTokens),
	cacheWriteUsdPerMtok: cacheWritesAt(prices, isClaude, inputTokens),
	outputUsdPerMtok: priceAt(prices, 'output_mtok', inputTokens),
	reasoningUsdPerMtok: priceAt(prices, 'output_reasoning_mtok', inputTokens)
});

/** Its tiers begin above their start, ours at their threshold. */
const tableOf = (prices: ModelPrice, isClaude: boolean): RateTable => {
	const starts = new Set(
		Object.values(prices).flatMap((price) =>
			typeof price === 'object' ? price.tiers.map(({ start }) => start) : []
		)
	);
	return {
		...cardAt(prices, isClaude, 0),
		contextTiers: [...starts]
			.sort((a, b) => a - b)
			.map((start) => ({
				fromInputTokens: start + 1,
				...cardAt(prices, isClaude, start + 1)
			}))
	};
};

const noTerm = {
	validFrom: null,
	validTo: null,
	sourceUrl: null,
	asOf: null,
	enteredBy: null,
	evidence: null,
	note: null
};

const dayBefore = (day: string): string =>
	new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

interface Version {
	validFrom: string | null;
	prices: ModelPrice;
	windows: { fromUtc: string; toUtc: string; prices: ModelPrice }[];
}

/** Dated versions in order; hours of the day belong to the version before them in the list. */
const versionsOf = ({ prices }: ModelInfo): Version[] => {
	const list: ConditionalPrice[] = Array.isArray(prices) ? prices : [{ prices }];
	const versions: Version[] = [];
	for (const { constraint, prices: each } of list) {
		if (constraint?.type === 'time_of_date') {
			versions.at(-1)?.windows.push({
				fromUtc: constraint.start_time.slice(0, 5),
				toUtc: constraint.end_time.slice(0, 5),
				prices: each
			});
		} else {
			versions.push({ validFrom: constraint?.start_date ?? null, prices: each, windows: [] });
		}
	}
	return versions;
};

const notesOf = (provider: Provider, model: ModelInfo): string | null => {
	const notes = [
		provider.models.includes(model)
			? null
			: `The price of the vendor of the model; the source has none of ${provider.name} itself.`,
		provider.id === 'openrouter' ? 'The cheapest active endpoint, not a market price.' : null,
		model.price_comments ?? null,
		provider.price_comments ?? null
	].filter((note) => note !== null);
	return notes.length === 0 ? null : notes.join(' ');
};

/** The dated price lists of one model, oldest first. */
export const entriesOfModel = (provider: Provider, model: ModelInfo): PriceListEntry[] => {
	const isClaude = /claude/iu.test(model.id);
	const versions = versionsOf(model);
	return versions.map(({ validFrom, prices, windows }, i): PriceListEntry => {
		const next = versions[i + 1]?.validFrom ?? null;
		const keys = Object.keys(prices).filter((key) => prices[key] !== undefined);
		return {
			providerId: provider.id,
			modelId: model.id,
			title: model.name ?? null,
			terms: 'list',
			...tableOf(prices, isClaude),
			cacheStorageUsdPerMtokHour: null,
			timeWindows: windows.map(({ fromUtc, toUtc, prices: own }) => ({
				...noTerm,
				fromUtc,
				toUtc,
				weekdaysUtc: [],
				factor: null,
				rates: tableOf(own, isClaude)
			})),
			regions: [],
			serviceTiers: [],
			calls: keys.flatMap((key) => {
				const call = callNames[key];
				const usdPer1kCalls = priceAt(prices, key, 0);
				return call === undefined || usdPer1kCalls === null
					? []
					: [{ ...noTerm, call, usdPer1kCalls }];
			}),
			throughputUnits: [],
			otherUsd: Object.fromEntries(
				keys
					.filter((key) => !rateKeys.has(key) && callNames[key] === undefined)
					.map((key) => [key, priceAt(prices, key, 0) ?? ''])
			),
			validFrom,
			validTo: next === null ? null : dayBefore(next),
			sourceUrl: provider.pricing_urls?.[0] ?? 'https://github.com/pydantic/genai-prices',
			...genaiPricesSource,
			evidence: 'read',
			note: notesOf(provider, model)
		};
	});
};

export interface GenaiPrices {
	/** All providers and their models, in the order of the package. */
	providers: readonly Provider[];
	/**
	 * The price lists of a model by any name that the package knows for it, such as one with a date at its end; empty where
	 * it knows none. `modelId` is that of the list, not the one asked for.
	 */
	entriesOf: (providerId: string, modelId: string) => PriceListEntry[];
}

/** The prices in the package; nothing is fetched. */
export const readGenaiPrices = async (): Promise<GenaiPrices> => {
	const providers = (await waitForUpdate()) ?? [];
	return {
		providers,
		entriesOf: (providerId, modelId) => {
			const provider = providers.find(({ id }) => id === providerId);
			if (!provider) return [];
			const exact = provider.models.find(({ id }) => id === modelId);
			const model = exact ?? calcPrice({}, modelId, { providerId })?.model;
			return model === undefined ? [] : entriesOfModel(provider, model);
		}
	};
};
