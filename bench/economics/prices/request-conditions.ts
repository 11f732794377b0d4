/** What the conditions of a request make of a price list: which rate card applies, and which factors on it. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { ServiceTier, ServiceTierName, TimeWindow } from '#core/price-terms.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';
import type { CostSheet, PriceFactor } from './cost-sheet.ts';
import { isInWindow, isValidOn } from './price-at.ts';

/** How a request was sent. */
export interface RequestContext {
	/** ISO 8601 in UTC; null only suits prices that are the same at all times. */
	atUtc: string | null;
	/** Where it must be processed; null where it may be anywhere. */
	region: string | null;
	serviceTier: ServiceTierName;
	/** Calls billed apart, such as `{ 'web-search': 2 }`. */
	calls: Readonly<Record<string, number>>;
	/** Tokens × hours kept in an explicit cache for this request, decimal text. */
	cacheStorageTokenHours: string;
	/** Attempts that are paid for one answer, on average; decimal text, ≥ 1. */
	expectedAttempts: string;
}

/** One standard request from anywhere, at no particular time. */
export const plainRequest: RequestContext = {
	atUtc: null,
	region: null,
	serviceTier: 'standard',
	calls: {},
	cacheStorageTokenHours: '0',
	expectedAttempts: '1'
};

/** Terms that hold at the time; without a time those without dates, as the others may not. */
export const holds = (
	term: { validFrom: string | null; validTo: string | null },
	atUtc: string | null
) => (atUtc === null ? term.validFrom === null && term.validTo === null : isValidOn(term, atUtc));

/** What the conditions of a request make of a price list. */
export interface Conditions {
	card: RateCard;
	/** On every token rate. */
	factors: readonly PriceFactor[];
	/** Of the service tier; on every token rate, on cache rates as `withCache` says. */
	tierFactors: readonly PriceFactor[];
	withCache: ServiceTier['withCache'];
}

const windowAt = (
	entry: PriceListEntry,
	atUtc: string | null,
	sheet: CostSheet
): TimeWindow | null => {
	const windows = entry.timeWindows.filter((window) => holds(window, atUtc));
	if (windows.length === 0) return null;
	if (atUtc === null || !/T\d\d:\d\d/u.test(atUtc)) {
		sheet.miss('time of day, on which the price depends');
		return null;
	}
	return windows.findLast((window) => isInWindow(window, atUtc)) ?? null;
};

const tierOf = (
	entry: PriceListEntry,
	{ serviceTier, atUtc }: RequestContext,
	inputTokens: number,
	sheet: CostSheet
): ServiceTier | null => {
	if (serviceTier === 'standard') return null;
	const tier = entry.serviceTiers.find((each) => each.tier === serviceTier && holds(each, atUtc));
	if (!tier) {
		sheet.miss(`price of service tier ${serviceTier}`);
		return null;
	}
	if (tier.maxInputTokens !== null && inputTokens > tier.maxInputTokens) {
		sheet.miss(
			`price of service tier ${serviceTier} above ${String(tier.maxInputTokens)} input tokens`
		);
	}
	return tier;
};

/** The card of the highest context tier that the request reaches; it prices the whole request. */
const cardOf = (table: RateTable, inputTokens: number): RateCard =>
	table.contextTiers.reduce<RateCard>(
		(card, tier) => (inputTokens >= tier.fromInputTokens ? tier : card),
		table
	);

/** Version, region and hour first, then service tier and context tier; what has no price is noted on the sheet. */
export const conditionsOf = (
	entry: PriceListEntry,
	context: RequestContext,
	inputTokens: number,
	sheet: CostSheet
): Conditions => {
	const { region, serviceTier, atUtc } = context;
	const factors: PriceFactor[] = [];
	if (region !== null) {
		const found = entry.regions.find((each) => each.region === region && holds(each, atUtc));
		if (found) factors.push({ label: `region ${region}`, factor: found.factor });
		else sheet.miss(`price in region ${region}`);
	}
	const window = windowAt(entry, atUtc, sheet);
	if (window && window.factor !== null) {
		factors.push({ label: `${window.fromUtc} to ${window.toUtc} UTC`, factor: window.factor });
	}
	const tier = tierOf(entry, context, inputTokens, sheet);
	if (tier?.rates && window?.rates) {
		sheet.miss(
			`price of service tier ${serviceTier} between ${window.fromUtc} and ${window.toUtc} UTC`
		);
	}
	return {
		card: cardOf(tier?.rates ?? window?.rates ?? entry, inputTokens),
		factors,
		tierFactors: tier && tier.factor !== null ? [{ label: serviceTier, factor: tier.factor }] : [],
		withCache: tier?.withCache ?? 'stacks'
	};
};
