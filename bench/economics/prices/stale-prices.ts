/** Prices that nobody has looked at for long. */

import type { PriceListEntry } from '#core/price-list.ts';

/** Age in days from which a price is warned about. */
export const staleAfterDays = 90;

export interface StalePrices {
	/** File, data set or page. */
	origin: string;
	enteredBy: string;
	/** YYYY-MM-DD. */
	asOf: string;
	ageDays: number;
	/** Price lists that are from this origin and day, or have terms that are. */
	count: number;
}

/** What is checked for its age. */
export interface DatedPrice {
	origin: string;
	enteredBy: string;
	asOf: string;
}

/** What a price list is made of, with the day on which each part was looked up. */
export const datedPartsOf = (entry: PriceListEntry, origin: string): DatedPrice[] => {
	const terms = [
		...entry.timeWindows,
		...entry.regions,
		...entry.serviceTiers,
		...entry.calls,
		...entry.throughputUnits
	];
	return [
		{ origin, enteredBy: entry.enteredBy, asOf: entry.asOf },
		...terms.flatMap(({ asOf, enteredBy, sourceUrl }) =>
			asOf === null
				? []
				: [{ origin: sourceUrl ?? origin, enteredBy: enteredBy ?? entry.enteredBy, asOf }]
		)
	];
};

/**
 * The one rule by which price lists are old: each by its own day and by those of its terms, once for each origin and day.
 * Otherwise like `stalePricesOf`.
 */
export const stalePriceLists = (
	lists: readonly { entry: PriceListEntry; origin: string }[],
	atUtc: string
): StalePrices[] =>
	stalePricesOf(
		lists.flatMap(({ entry, origin }) => [
			...new Map(datedPartsOf(entry, origin).map((part) => [JSON.stringify(part), part])).values()
		]),
		atUtc
	);

const dayMs = 86_400_000;

/** Prices whose day is more than `staleAfterDays` before the moment, by origin and day; oldest first. */
export const stalePricesOf = (prices: Iterable<DatedPrice>, atUtc: string): StalePrices[] => {
	const today = Date.parse(`${atUtc.slice(0, 10)}T00:00:00Z`);
	const groups = new Map<string, StalePrices>();
	for (const { origin, enteredBy, asOf } of prices) {
		const ageDays = Math.floor((today - Date.parse(`${asOf}T00:00:00Z`)) / dayMs);
		if (ageDays <= staleAfterDays) continue;
		const key = JSON.stringify([origin, enteredBy, asOf]);
		const group = groups.get(key) ?? { origin, enteredBy, asOf, ageDays, count: 0 };
		groups.set(key, { ...group, count: group.count + 1 });
	}
	return [...groups.values()].sort((a, b) => b.ageDays - a.ageDays);
};
