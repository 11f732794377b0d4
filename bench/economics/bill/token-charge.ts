/**
 * Which charges of a bill are tokens, of which kind and model. FOCUS 1.1 to 1.4 has the meter (SkuMeter) and a JSON object of
 * properties (SkuPriceDetails); the names of token properties in it are those of the specification's working draft of 2026.
 */
import type { BillCharge } from '#core/bill.ts';
import { toDecimal } from '#core/decimal.ts';
import { isObject, parseJson } from '#core/json.ts';
import { parseBilledUnit } from './billed-unit.ts';

export const tokenKinds = ['input', 'cache-read', 'cache-write', 'output'] as const;
/** `input` are input tokens that were neither read from a cache nor billed as written to one. */
export type TokenKind = (typeof tokenKinds)[number];

export interface TokenCharge {
	kind: TokenKind;
	/** Null where the bill does not name the model. */
	model: string | null;
	/** Tokens, decimal text; null where the charge has no quantity in tokens. */
	tokens: string | null;
}

const kindOfType: Readonly<Record<string, TokenKind>> = {
	input: 'input',
	cacheread: 'cache-read',
	cachewrite: 'cache-write',
	output: 'output'
};

/** A property of SkuPriceDetails, with the `x_` of providers or without. */
const property = (details: Record<string, unknown>, name: string): string | null => {
	const value = details[name] ?? details[`x_${name}`];
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

const kindOfDetails = (details: Record<string, unknown>): TokenKind | null => {
	const type = property(details, 'TokenType');
	if (type !== null) return kindOfType[type.toLowerCase()] ?? null;
	const action = property(details, 'TokenCacheAction')?.toLowerCase();
	if (action === 'read' || action === 'write') return `cache-${action}`;
	const direction = property(details, 'TokenDirection')?.toLowerCase();
	return direction === 'input' || direction === 'output' ? direction : null;
};

const kindOfWords = (words: string): TokenKind | null => {
	// Keeping a cache is billed by the hour and is no kind of token.
	if (/\bstorage\b/iu.test(words)) return null;
	if (/\bcache.*\b(?:writ|creat)/iu.test(words)) return 'cache-write';
	if (/\bcache/iu.test(words)) return 'cache-read';
	if (/\b(?:output|completion|generated|response)/iu.test(words)) return 'output';
	if (/\b(?:input|prompt)/iu.test(words)) return 'input';
	return null;
};

const detailsOf = ({ other }: BillCharge): Record<string, unknown> => {
	const details = parseJson(other['SkuPriceDetails'] ?? '');
	return isObject(details) ? details : {};
};

/** The quantity in tokens: of what was consumed, else of what was priced; exact. Null where neither is in tokens. */
const tokensOf = (charge: BillCharge): string | null => {
	const measures = [
		[charge.quantity, charge.unit],
		[charge.other['PricingQuantity'], charge.other['PricingUnit']]
	] as const;
	for (const [quantity, unit] of measures) {
		const parsed = parseBilledUnit(unit ?? '');
		if (parsed?.noun !== 'token' || quantity === null || quantity === undefined) continue;
		return toDecimal(quantity).times(parsed.multiplier).toFixed();
	}
	return null;
};

/**
 * What a charge says about tokens: from the properties of its price, else from the words of its meter, its SKU or its
 * description where it is measured in tokens. Null for a charge that is not usage, not of tokens, or of no kind that can be told.
 */
export const tokenChargeOf = (charge: BillCharge): TokenCharge | null => {
	if (charge.category !== 'Usage' || charge.commitmentStatus === 'Unused') return null;
	const details = detailsOf(charge);
	const tokens = tokensOf(charge);
	const meter = charge.other['SkuMeter'] ?? '';
	const isOfTokens = tokens !== null || /\btokens?\b/iu.test(meter);
	const written = [meter, charge.sku ?? '', charge.other['ChargeDescription'] ?? ''];
	const kind =
		kindOfDetails(details) ??
		(isOfTokens
			? written.reduce<TokenKind | null>((found, words) => found ?? kindOfWords(words), null)
			: null);
	return kind === null ? null : { kind, model: property(details, 'ModelId'), tokens };
};
