/** Tokens and rates that an author typed: priced by the same rules as measured ones, and with their ranges. */
import type { BuyPriceSpec } from '#core/cost-spec/buy-option.ts';
import type { TokensSpec } from '#core/cost-spec/common.ts';
import type { Quantity } from '#core/quantity.ts';
import { totalInputTokens, type Usage } from '#core/usage.ts';
import type { RequestPart } from './build-buy.ts';
import { typed } from './shared.ts';

/** Rates per token as written in a spec. */
export type TypedPrice = Extract<BuyPriceSpec, { inputUsdPerMtok: unknown }>;

const quantityValue = (quantity: Quantity | undefined): number =>
	quantity === undefined ? 0 : Number(quantity.value);

/** Typed mean tokens as the usage of one request, so that the same rules price both. */
export const usageOfTokens = (tokens: TokensSpec): Usage => ({
	uncachedInputTokens: quantityValue(tokens.uncachedInput),
	cacheReadTokens: quantityValue(tokens.cacheRead),
	cacheWriteTokens: Object.fromEntries(
		Object.entries(tokens.cacheWrite ?? {}).map(([ttl, each]) => [ttl, quantityValue(each)])
	),
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: quantityValue(tokens.output),
	source: 'estimated',
	raw: null
});

/**
 * The usage with `share` of its input tokens read from a cache, whatever it was before: production has another hit rate than a
 * measurement. Writing the cache once is left out: it is spread over all that read it.
 */
export const withCacheShare = (usage: Usage, share: number | undefined): Usage => {
	const total = totalInputTokens(usage);
	if (share === undefined || total === null) return usage;
	const cacheReadTokens = Number((total * share).toFixed(6));
	return {
		...usage,
		cacheReadTokens,
		cacheWriteTokens: {},
		uncachedInputTokens: Number((total - cacheReadTokens).toFixed(6))
	};
};

/** The typed quantity behind a priced line of `usageOf`, with its spread; null for anything else. */
const typedAmount = (label: string, tokens: Partial<TokensSpec>): Quantity | null => {
	if (label === 'input') return tokens.uncachedInput ?? null;
	if (label === 'cache read') return tokens.cacheRead ?? null;
	if (label === 'output') return tokens.output ?? null;
	const timeToLive = /^cache write \((.+)\)$/u.exec(label)?.[1];
	return (timeToLive === undefined ? undefined : tokens.cacheWrite?.[timeToLive]) ?? null;
};

const typedRate = (label: string, price: TypedPrice): Quantity | null => {
	if (label === 'input') return price.inputUsdPerMtok;
	if (label === 'cache read') return price.cacheReadUsdPerMtok ?? price.inputUsdPerMtok;
	if (label === 'output') return price.outputUsdPerMtok;
	const timeToLive = /^cache write \((.+)\)$/u.exec(label)?.[1];
	const writes = price.cacheWriteUsdPerMtok ?? {};
	const named = timeToLive === undefined ? undefined : writes[timeToLive];
	return named ?? writes['any'] ?? price.inputUsdPerMtok;
};

/** Typed tokens and rates in place of fixed ones, so that their ranges are drawn from. */
export const withTypedSpreads = (
	parts: readonly RequestPart[],
	tokens: Partial<TokensSpec> | null,
	price: TypedPrice | null
): RequestPart[] =>
	parts.map((part) => {
		// Two parts of one name share its tokens: hours or tiers of different price.
		const isWhole = parts.filter(({ label }) => label === part.label).length === 1;
		const amount = isWhole && tokens ? typedAmount(part.label, tokens) : null;
		const rate = price && typedRate(part.label, price);
		return {
			...part,
			amount:
				amount && part.amount
					? typed(amount, { id: part.amount.id, label: part.amount.label, unit: part.amount.unit })
					: part.amount,
			price: rate
				? {
						...typed(rate, { id: part.price.id, label: part.price.label, unit: part.price.unit }),
						source: rate.source ?? price.source,
						asOf: rate.asOf ?? price.asOf
					}
				: part.price
		};
	});
