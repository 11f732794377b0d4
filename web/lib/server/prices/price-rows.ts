/** The price lists that hold on a day, one row each: what a list of 1,700 of them shows and is searched by. */
import { z } from '@hono/zod-openapi';
import { evidenceKinds } from '#core/price-terms.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { SourcedEntry } from '#bench/economics/prices/price-disagreements.ts';
import { stalePriceLists } from '#bench/economics/prices/stale-prices.ts';
import type { PriceBook } from '#bench/importers/price-book/price-book.ts';

const rate = z
	.string()
	.nullable()
	.openapi({ description: 'USD per million tokens, decimal text; null where nobody has looked' });

export const priceRowSchema = z
	.object({
		providerId: z.string(),
		modelId: z.string(),
		title: z.string().nullable(),
		terms: z.enum(['list', 'negotiated']),
		inputUsdPerMtok: rate,
		cacheReadUsdPerMtok: rate,
		outputUsdPerMtok: rate,
		otherPrices: z.array(z.string()).openapi({
			description: 'What is priced apart: service tiers, long contexts, time of day, regions, calls'
		}),
		validFrom: z.string().nullable().openapi({ description: 'Day; null: since ever' }),
		changes: z.int().openapi({ description: 'Dated versions beside the one that holds' }),
		sourceUrl: z.string().openapi({ description: 'Price page; for negotiated rates the contract' }),
		origin: z.string().openapi({ description: 'File or data set' }),
		asOf: z.string().openapi({ description: 'Day on which somebody looked' }),
		enteredBy: z.string(),
		evidence: z.enum(evidenceKinds).nullable(),
		isStale: z.boolean().openapi({
			description: 'Whether it, or a term of it, was last looked at more than 90 days ago'
		}),
		disagreements: z.int().openapi({ description: 'Prices on which another source differs' })
	})
	.openapi('PriceRow');

export type PriceRow = z.infer<typeof priceRowSchema>;

const otherPricesOf = (entry: PriceListEntry): string[] => [
	...new Set(entry.serviceTiers.map(({ tier }) => tier)),
	...(entry.contextTiers.length > 0 ? ['long contexts'] : []),
	...(entry.timeWindows.length > 0 ? ['time of day'] : []),
	...(entry.regions.length > 0 ? ['regions'] : []),
	...(entry.calls.length > 0 ? ['calls'] : []),
	...(entry.throughputUnits.length > 0 ? ['reserved throughput'] : []),
	...(Object.keys(entry.otherUsd).length > 0 ? ['other units'] : [])
];

const keyOf = ({ providerId, modelId }: Pick<PriceListEntry, 'providerId' | 'modelId'>): string =>
	`${providerId}\n${modelId}`;

const countByKey = (keys: readonly string[]): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
	return counts;
};

/** The rows of all price lists that hold on a day, in the order of the book. */
export const priceRows = (book: PriceBook, day: string): PriceRow[] => {
	const atUtc = `${day}T00:00:00.000Z`;
	const versions = countByKey(book.list().map(({ entry }) => keyOf(entry)));
	const disagreements = countByKey(book.disagreements().map(keyOf));
	return book.list({ atUtc }).map((sourced: SourcedEntry) => {
		const { entry, origin } = sourced;
		const key = keyOf(entry);
		return {
			providerId: entry.providerId,
			modelId: entry.modelId,
			title: entry.title,
			terms: entry.terms,
			inputUsdPerMtok: entry.inputUsdPerMtok,
			cacheReadUsdPerMtok: entry.cacheReadUsdPerMtok,
			outputUsdPerMtok: entry.outputUsdPerMtok,
			otherPrices: otherPricesOf(entry),
			validFrom: entry.validFrom,
			changes: (versions.get(key) ?? 1) - 1,
			sourceUrl: entry.sourceUrl,
			origin,
			asOf: entry.asOf,
			enteredBy: entry.enteredBy,
			evidence: entry.evidence,
			isStale: stalePriceLists([sourced], atUtc).length > 0,
			disagreements: disagreements.get(key) ?? 0
		};
	});
};
