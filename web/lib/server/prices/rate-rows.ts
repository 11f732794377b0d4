/** All rates of a price list as rows of one table: by length of context, hour and service tier. */
import { z } from '@hono/zod-openapi';
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { ServiceTier } from '#core/price-terms.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';
import { isValidOn } from '#bench/economics/prices/price-at.ts';
import { daysText, windowLabel } from '#bench/report/price-terms-text.ts';

const rate = z
	.string()
	.nullable()
	.openapi({ description: 'USD per million tokens; null: unknown' });

export const rateRowSchema = z
	.object({
		label: z.string(),
		inputUsdPerMtok: rate,
		cacheReadUsdPerMtok: rate,
		cacheWrites: z.array(
			z.object({
				ttl: z.string().nullable().openapi({ description: 'Time-to-live; null: any' }),
				usdPerMtok: z.string()
			})
		),
		outputUsdPerMtok: rate,
		reasoningUsdPerMtok: rate.openapi({ description: 'Null where reasoning is paid as output' }),
		factor: z.string().nullable().openapi({
			description: 'What the standard rates were multiplied by; null where the source states rates'
		})
	})
	.openapi('RateRow');

export type RateRow = z.infer<typeof rateRowSchema>;

/** One price for writes where all times-to-live cost the same. */
const writesOf = ({ cacheWriteUsdPerMtok }: RateCard): RateRow['cacheWrites'] => {
	const isAny = (ttl: string): boolean => ttl === 'default' || ttl === 'any';
	return Object.entries(cacheWriteUsdPerMtok)
		.filter(([ttl, usd]) => isAny(ttl) || usd !== cacheWriteUsdPerMtok['default'])
		.map(([ttl, usdPerMtok]) => ({ ttl: isAny(ttl) ? null : ttl, usdPerMtok }));
};

const rowOf = (label: string, card: RateCard, factor: string | null = null): RateRow => ({
	label,
	inputUsdPerMtok: card.inputUsdPerMtok,
	cacheReadUsdPerMtok: card.cacheReadUsdPerMtok,
	cacheWrites: writesOf(card),
	outputUsdPerMtok: card.outputUsdPerMtok,
	reasoningUsdPerMtok: card.reasoningUsdPerMtok,
	factor
});

const tableRows = (label: string, table: RateTable, factor: string | null = null): RateRow[] => [
	rowOf(label, table, factor),
	...table.contextTiers.map((tier) =>
		rowOf(
			`${label}, from ${tier.fromInputTokens.toLocaleString('en-US')} input tokens`,
			tier,
			factor
		)
	)
];

const times = (usd: string | null, factor: string): string | null =>
	usd === null ? null : decimalText(toDecimal(usd).times(factor));

const cachedIn = (
	usd: string | null,
	{ inputUsdPerMtok }: RateCard,
	factor: string,
	withCache: ServiceTier['withCache']
): string | null => {
	switch (withCache) {
		case 'stacks':
			return times(usd, factor);
		case 'cache-rate':
			return usd;
		case 'input-rate':
			return times(inputUsdPerMtok, factor);
		case 'unknown':
			return null;
	}
};

/** A card with a factor on it; cached tokens as `withCache` says, which is how `requestCost` prices them. */
const scaledCard = (
	card: RateCard,
	factor: string,
	withCache: ServiceTier['withCache']
): RateCard => ({
	inputUsdPerMtok: times(card.inputUsdPerMtok, factor),
	cacheReadUsdPerMtok: cachedIn(card.cacheReadUsdPerMtok, card, factor, withCache),
	cacheWriteUsdPerMtok: Object.fromEntries(
		Object.entries(card.cacheWriteUsdPerMtok).flatMap(([ttl, usd]) => {
			const scaled = cachedIn(usd, card, factor, withCache);
			return scaled === null ? [] : [[ttl, scaled]];
		})
	),
	outputUsdPerMtok: times(card.outputUsdPerMtok, factor),
	reasoningUsdPerMtok: times(card.reasoningUsdPerMtok, factor)
});

const scaledRows = (
	label: string,
	table: RateTable,
	factor: string,
	{
		withCache,
		maxInputTokens = null
	}: Pick<ServiceTier, 'withCache'> & { maxInputTokens?: number | null }
): RateRow[] =>
	tableRows(
		label,
		{
			...scaledCard(table, factor, withCache),
			contextTiers: table.contextTiers
				.filter(
					({ fromInputTokens }) => maxInputTokens === null || fromInputTokens <= maxInputTokens
				)
				.map((tier) => ({
					fromInputTokens: tier.fromInputTokens,
					...scaledCard(tier, factor, withCache)
				}))
		},
		factor
	);

/** Whether a term holds on a day; every one does where no day is asked for. */
export const heldOn =
	(day: string | null) =>
	(term: { validFrom: string | null; validTo: string | null }): boolean =>
		day === null || isValidOn(term, day);

/** `batch, to 2026-08-22`: the days where a term does not hold as long as the price list. */
const dated = (label: string, term: { validFrom: string | null; validTo: string | null }): string =>
	[label, daysText(term)].filter(Boolean).join(', ');

/**
 * Standard rates first, then hours of the day, then service tiers, each with its longer contexts. Terms of other days are left out
 * where a day is given, YYYY-MM-DD.
 */
export const rateRows = (entry: PriceListEntry, day: string | null): RateRow[] => [
	...tableRows('standard', entry),
	...entry.timeWindows.filter(heldOn(day)).flatMap((window) => {
		const label = dated(windowLabel(window), window);
		if (window.rates !== null) return tableRows(label, window.rates);
		return window.factor === null
			? []
			: scaledRows(label, entry, window.factor, { withCache: 'stacks' });
	}),
	...entry.serviceTiers.filter(heldOn(day)).flatMap((tier) => {
		const label = dated(tier.tier, tier);
		if (tier.rates !== null) return tableRows(label, tier.rates);
		return tier.factor === null ? [] : scaledRows(label, entry, tier.factor, tier);
	})
];
