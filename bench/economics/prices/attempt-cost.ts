/** What one answer, or an hour of an endpoint, costs. Exact decimal arithmetic; `reference` formulas stand beside each function. */
import Big from 'big.js';
import type { ImageRequest } from '#core/image-request.ts';
import type { PerImagePrice, PerTokenPrice, TokenRates } from '#core/price.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';
import { entryOfPerTokenPrice } from './per-token-price.ts';
import { requestCost } from './request-cost.ts';

const tokensPerMtok = 1_000_000;

/** Configs as price lists; a run prices thousands of answers by the same price. */
const entries = new WeakMap<PerTokenPrice, PriceListEntry>();

const entryOf = (price: PerTokenPrice): PriceListEntry => {
	const known = entries.get(price);
	if (known) return known;
	const entry = entryOfPerTokenPrice(price, { providerId: 'config', modelId: 'config' });
	entries.set(price, entry);
	return entry;
};

/**
 * USD for one answer, decimal text: (uncached × input + cache read × its price + Σ cache writes × their prices
 * + output × output price) / 10⁶. Reasoning tokens are output. Null where the provider did not say how many tokens
 * went in or out: an unknown cost is not a small one.
 */
export const attemptCostUsd = (usage: Usage | null, price: PerTokenPrice): string | null =>
	requestCost(usage, entryOf(price)).usd;

/** USD for images of one size, decimal text: images × price. Null where the price names no such size. */
export const imagesCostUsd = (
	images: number,
	{ size }: Pick<ImageRequest, 'size'>,
	{ usdPerImage }: PerImagePrice
): string | null => {
	const each = usdPerImage[size];
	return each === undefined ? null : Big(each).times(images).toFixed();
};

/** The most that a request can cost at these rates, millionths of a dollar: its input tokens at the dearest input price, and the whole output limit. */
const worstMicroUsd = (
	mostInputTokens: number,
	maxOutputTokens: number,
	rates: TokenRates
): Big => {
	const inputPrices = [
		rates.inputUsdPerMtok,
		rates.cacheReadUsdPerMtok ?? '0',
		...Object.values(rates.cacheWriteUsdPerMtok ?? {})
	].map((text) => Big(text));
	return largest(inputPrices)
		.times(mostInputTokens)
		.plus(Big(rates.outputUsdPerMtok).times(maxOutputTokens));
};

const largest = (amounts: readonly Big[]): Big =>
	amounts.reduce((most, each) => (each.gt(most) ? each : most), Big(0));

/**
 * The most that one request can cost, USD, decimal text: so many input tokens at the dearest input price, and the whole output limit, at the dearest of the
 * rates that so long a prompt can reach. A token of any tokeniser in use stands for at least one byte, so the bytes of a text bound its tokens.
 */
export const worstAttemptCostUsd = (
	mostInputTokens: number,
	maxOutputTokens: number,
	price: PerTokenPrice
): string => {
	const reached = (price.contextTiers ?? []).filter(
		({ fromInputTokens }) => fromInputTokens <= mostInputTokens
	);
	return largest(
		[price, ...reached].map((rates) => worstMicroUsd(mostInputTokens, maxOutputTokens, rates))
	)
		.div(tokensPerMtok)
		.toFixed();
};

/** USD for a time on an endpoint paid by the hour, decimal text, to a billionth of a dollar: hours × price. */
export const hoursCostUsd = (durationS: number, usdPerHour: string): string =>
	Big(usdPerHour).times(Big(durationS).div(3_600)).toFixed(9);

/** Sum of decimal texts. */
export const sumUsd = (amounts: Iterable<string>): string => {
	let sum = Big(0);
	for (const amount of amounts) sum = sum.plus(amount);
	return sum.toFixed();
};

/** −1, 0 or 1 as `a` is below, equal to or above `b`; decimal texts. */
export const compareUsd = (a: string, b: string): number => Big(a).cmp(b);

/** `count` × `amount`, decimal text. */
export const timesUsd = (amount: string, count: number): string =>
	Big(amount).times(count).toFixed();
