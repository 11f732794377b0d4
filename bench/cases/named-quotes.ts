/** The quotes that a cost spec takes prices from, with the other offers of their kind, as target prices need them. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import { BenchError } from '#core/errors.ts';
import type { StoredQuote } from '#core/quote.ts';
import { findQuote, isHiddenQuote, listQuotes } from '#db/quotes.server.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import type { Offer } from '#bench/economics/quotes/rival-offer.ts';
import type { NamedQuote } from '#bench/economics/quotes/targets-against.ts';
import type { CaseSources } from './case-sources.ts';

/** Names of the quotes that an option takes prices from. */
export const quotesOf = (option: FullCostSpec['options'][number]): string[] =>
	[
		'node' in option ? option.node.quote : undefined,
		'site' in option && option.site?.kind === 'colocation' ? option.site.quote : undefined,
		'rent' in option ? option.rent?.quote : undefined,
		'price' in option && option.price && 'quote' in option.price ? option.price.quote : undefined
	].filter((name) => name !== undefined);

/** Ids of the stored quotes that an option takes prices from; none where one of them is hidden, as its other ones would describe it. */
export const storedQuotesOf = async (
	option: FullCostSpec['options'][number],
	sources: Pick<CaseSources, 'database'>
): Promise<string[]> => {
	const ids: string[] = [];
	for (const name of quotesOf(option)) {
		try {
			ids.push((await findQuote(await sources.database(), name)).id);
		} catch (error) {
			if (!(error instanceof BenchError && error.code === 'E_NOT_FOUND')) throw error;
			if (await isHiddenQuote(await sources.database(), name)) return [];
		}
	}
	return ids;
};

/**
 * The quotes that a spec takes prices from, levelled over its horizon on the day `asOf` (YYYY-MM-DD); of the `wanted` names only, or
 * all where there are none. Throws `E_NOT_FOUND` for a quote that is not stored.
 */
export const namedQuotes = async (
	spec: FullCostSpec,
	wanted: readonly string[],
	sources: Pick<CaseSources, 'database'>,
	asOf: string
): Promise<NamedQuote[]> => {
	const level = (quote: StoredQuote['quote']): LevelledQuote =>
		levelQuote(quote, {
			months: spec.horizonMonths,
			waccPerYear: spec.discountRatePerYear?.value ?? '0.08',
			asOf
		});
	const database = await sources.database();
	const chosen =
		wanted.length === 0
			? null
			: new Set(
					await Promise.all(wanted.map(async (name) => (await findQuote(database, name)).id))
				);
	const found: NamedQuote[] = [];
	for (const option of spec.options) {
		for (const name of quotesOf(option)) {
			// Its option is left out of the case, with that as the reason.
			if (await isHiddenQuote(database, name)) continue;
			const stored = await findQuote(database, name);
			if (chosen && !chosen.has(stored.id)) continue;
			const offers: Offer[] = [];
			for (const { id, superseded } of await listQuotes(database, { kind: stored.quote.kind })) {
				if (superseded) continue;
				offers.push({ id, levelled: level((await findQuote(database, id)).quote) });
			}
			found.push({ stored, levelled: level(stored.quote), optionId: option.id, offers });
		}
	}
	return found;
};
