/** Prices of the price book for the token charges of a bill, by provider and model. */
import type { BillCharge } from '#core/bill.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import { anyCacheTtl } from '#core/rate-card.ts';
import type { PriceOfCharge, UnitPrice } from '#bench/economics/bill/estimate-charge.ts';
import { tokenChargeOf, type TokenKind } from '#bench/economics/bill/token-charge.ts';
import type { PriceBook } from '#bench/importers/price-book/price-book.ts';

/** What bills call providers, in lower case, where the price book has another name for them. */
const providerIdByName: Readonly<Record<string, string>> = {
	'amazon web services': 'aws',
	'amazon bedrock': 'aws',
	microsoft: 'azure',
	'microsoft azure': 'azure',
	'google cloud': 'google',
	'mistral ai': 'mistral',
	moonshot: 'moonshotai',
	'moonshot ai': 'moonshotai',
	'together ai': 'together',
	'fireworks ai': 'fireworks',
	xai: 'x-ai',
	'z.ai': 'zai'
};

const providerIdOf = (provider: string): string => {
	const name = provider.trim().toLowerCase();
	return providerIdByName[name] ?? name;
};

/** The base rate of a kind of token: bills add up requests, so that longer contexts cannot be told apart. */
const usdPerMtokOf = (entry: PriceListEntry, kind: TokenKind): string | null => {
	switch (kind) {
		case 'input':
			return entry.inputUsdPerMtok;
		case 'cache-read':
			return entry.cacheReadUsdPerMtok;
		case 'cache-write':
			return (
				entry.cacheWriteUsdPerMtok['default'] ?? entry.cacheWriteUsdPerMtok[anyCacheTtl] ?? null
			);
		case 'output':
			return entry.outputUsdPerMtok;
	}
};

/**
 * Prices token charges by the price list that held when the charge's period began; the model is the one that the bill names, else
 * its SKU where that is the name of a model. Null for all other charges, and where the price book has no such rate.
 */
export const priceOfTokens = (book: Pick<PriceBook, 'find'>): PriceOfCharge => {
	const known = new Map<string, UnitPrice | null>();
	const lookUp = (charge: BillCharge, kind: TokenKind, model: string): UnitPrice | null => {
		const entry = book.find(providerIdOf(charge.provider), model, charge.periodStartUtc);
		const usdPerUnit = entry && usdPerMtokOf(entry, kind);
		if (entry === null || usdPerUnit === null) return null;
		return {
			usdPerUnit,
			unit: '1M tokens',
			source: `${entry.modelId} at ${entry.providerId} (${entry.enteredBy}, as of ${entry.asOf})`
		};
	};
	return (charge) => {
		const token = tokenChargeOf(charge);
		const model = token?.model ?? charge.sku;
		if (!token || model === null) return null;
		const key = JSON.stringify([charge.provider, model, token.kind, charge.periodStartUtc]);
		const cached = known.get(key);
		if (cached !== undefined) return cached;
		const price = lookUp(charge, token.kind, model);
		known.set(key, price);
		return price;
	};
};
