/**
 * What one request costs by a price list, line by line and exact. The steps are applied in this order: version of the list
 * by date, region, time of day; context tier; cache; output; service tier; calls; paid retries. What was used without a
 * known price makes the whole cost unknown and is named.
 */
import { toDecimal } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';
import { CostSheet, type Price, type PriceFactor, type RequestCostLine } from './cost-sheet.ts';
import { entryAt } from './price-at.ts';
import {
	conditionsOf,
	holds,
	plainRequest,
	type Conditions,
	type RequestContext
} from './request-conditions.ts';

export { plainRequest };
export type { PriceFactor, RequestContext, RequestCostLine };

export interface RequestCost {
	/** Sum of the lines, decimal text; null where something that was used has no known price. */
	usd: string | null;
	/** What could be priced; zero quantities have no line. */
	lines: RequestCostLine[];
	/** What has no known price, for a reader; empty where `usd` is known. */
	missing: string[];
	/** The version that was applied; null where none holds at the time. */
	entry: PriceListEntry | null;
}

const perMtok = 1_000_000;
const perThousand = 1_000;
/** Billed once a request, whatever is in it. */
const requestCall = 'request';

const addTokens = (usage: Usage, conditions: Conditions, sheet: CostSheet): void => {
	const { card, factors, tierFactors, withCache } = conditions;
	const all = [...factors, ...tierFactors];
	const price = (rateUsd: string | null, on: readonly PriceFactor[] = all): Price | null =>
		rateUsd === null ? null : { rateUsd, factors: on };
	const cachePrice = (rateUsd: string | null): Price | null => {
		switch (withCache) {
			case 'stacks':
				return price(rateUsd);
			case 'cache-rate':
				return price(rateUsd, factors);
			case 'input-rate':
				return price(card.inputUsdPerMtok);
			case 'unknown':
				return null;
		}
	};
	const add = (label: string, tokens: number, at: Price | null): void => {
		sheet.add(label, tokens, 'tokens', perMtok, at);
	};

	if (usage.uncachedInputTokens === null) sheet.miss('number of input tokens');
	else add('input', usage.uncachedInputTokens, price(card.inputUsdPerMtok));
	add('cache read', usage.cacheReadTokens ?? 0, cachePrice(card.cacheReadUsdPerMtok));
	for (const [timeToLive, tokens] of Object.entries(usage.cacheWriteTokens ?? {})) {
		const writes = card.cacheWriteUsdPerMtok;
		const rateUsd = writes[timeToLive] ?? writes['any'] ?? null;
		add(`cache write (${timeToLive})`, tokens, cachePrice(rateUsd));
	}

	const { outputTokens, reasoningTokens } = usage;
	if (outputTokens === null) sheet.miss('number of output tokens');
	else if (card.reasoningUsdPerMtok === null) {
		add('output', outputTokens, price(card.outputUsdPerMtok));
	} else if (reasoningTokens === null) {
		if (outputTokens > 0) sheet.miss('number of reasoning tokens, which have a price of their own');
	} else if (reasoningTokens > outputTokens) {
		sheet.miss('number of reasoning tokens, of which more are named than of all output');
	} else {
		add('output', outputTokens - reasoningTokens, price(card.outputUsdPerMtok));
		add('reasoning', reasoningTokens, price(card.reasoningUsdPerMtok));
	}
};

const addCalls = (entry: PriceListEntry, context: RequestContext, sheet: CostSheet): void => {
	const prices = entry.calls.filter((each) => holds(each, context.atUtc));
	const calls = prices.some(({ call }) => call === requestCall)
		? { [requestCall]: 1, ...context.calls }
		: context.calls;
	for (const [call, count] of Object.entries(calls)) {
		const found = prices.find((each) => each.call === call);
		sheet.add(
			`${call} calls`,
			count,
			'calls',
			perThousand,
			found ? { rateUsd: found.usdPer1kCalls, factors: [] } : null
		);
	}
};

/**
 * The cost of one request in USD. `prices` is one version of a price list or all of them; a version is applied only within
 * its days. Output tokens include reasoning, which is billed apart only where the list has a rate for it. Source of the
 * steps: the price pages of OpenAI, Google and Anthropic as of 2026-09-23.
 */
export const requestCost = (
	usage: Usage | null,
	prices: PriceListEntry | readonly PriceListEntry[],
	given: Partial<RequestContext> = {}
): RequestCost => {
	const context = { ...plainRequest, ...given };
	const { atUtc } = context;
	const versions = Array.isArray(prices)
		? (prices as readonly PriceListEntry[])
		: [prices as PriceListEntry];
	const entry =
		atUtc === null
			? versions.length === 1
				? (versions[0] ?? null)
				: null
			: entryAt(versions, atUtc);
	if (entry === null) {
		const when = atUtc === null ? 'date, on which the price depends' : `price on ${atUtc}`;
		return { usd: null, lines: [], missing: [when], entry: null };
	}
	const sheet = new CostSheet();
	if (usage === null) sheet.miss('number of tokens');
	else {
		const inputTokens =
			(usage.uncachedInputTokens ?? 0) +
			(usage.cacheReadTokens ?? 0) +
			Object.values(usage.cacheWriteTokens ?? {}).reduce((sum, tokens) => sum + tokens, 0);
		addTokens(usage, conditionsOf(entry, context, inputTokens, sheet), sheet);
	}
	const storageUsd = entry.cacheStorageUsdPerMtokHour;
	sheet.add(
		'cache storage',
		context.cacheStorageTokenHours,
		'token-hours',
		perMtok,
		storageUsd === null ? null : { rateUsd: storageUsd, factors: [] }
	);
	addCalls(entry, context, sheet);
	const once = sheet.sum();
	const retries = toDecimal(context.expectedAttempts).minus(1);
	if (once.gt(0)) {
		sheet.add('paid retries', retries.toFixed(), 'attempts', 1, {
			rateUsd: once.toFixed(),
			factors: []
		});
	}
	return {
		usd: sheet.missing.length > 0 ? null : sheet.sum().toFixed(),
		lines: sheet.lines,
		missing: sheet.missing,
		entry
	};
};
