/** Adds the terms of price files to price lists of other sources: batch prices, regions, calls, units. */
import type { PriceAddition, PriceListEntry } from '#core/price-list.ts';

/** Whether an id matches a pattern in which `*` stands for any characters; upper and lower case are the same. */
export const matchesPattern = (id: string, pattern: string): boolean => {
	const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/gu, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`, 'iu').test(id);
};

/** Whether an addition is about a model. */
export const isAbout = (
	{ providerId, modelIds, exceptModelIds }: PriceAddition,
	entry: Pick<PriceListEntry, 'providerId' | 'modelId'>
): boolean =>
	providerId === entry.providerId &&
	modelIds.some((pattern) => matchesPattern(entry.modelId, pattern)) &&
	!exceptModelIds.some((pattern) => matchesPattern(entry.modelId, pattern));

interface Term {
	sourceUrl: string | null;
	asOf: string | null;
	enteredBy: string | null;
	evidence: PriceAddition['evidence'];
	note: string | null;
}

/** Terms with the source of the addition they come from, where they name none of their own. */
const withSource = <T extends Term>(terms: readonly T[], addition: PriceAddition): T[] =>
	terms.map((term) => ({
		...term,
		sourceUrl: term.sourceUrl ?? addition.sourceUrl,
		asOf: term.asOf ?? addition.asOf,
		enteredBy: term.enteredBy ?? addition.enteredBy,
		evidence: term.evidence ?? addition.evidence,
		note: term.note ?? addition.note
	}));

/** Added terms go before those of the same name that are already there. */
const merged = <T>(own: readonly T[], added: readonly T[], nameOf: (term: T) => string): T[] => {
	const names = new Set(added.map(nameOf));
	return [...own.filter((term) => !names.has(nameOf(term))), ...added];
};

/** The price list with all additions that are about it, in order; later ones replace earlier terms of the same name. */
export const withAdditions = (
	entry: PriceListEntry,
	additions: readonly PriceAddition[]
): PriceListEntry =>
	additions
		.filter((addition) => isAbout(addition, entry))
		.reduce(
			(list, addition) => ({
				...list,
				timeWindows: merged(
					list.timeWindows,
					withSource(addition.timeWindows, addition),
					({ fromUtc, toUtc }) => `${fromUtc}-${toUtc}`
				),
				regions: merged(
					list.regions,
					withSource(addition.regions, addition),
					({ region }) => region
				),
				serviceTiers: merged(
					list.serviceTiers,
					withSource(addition.serviceTiers, addition),
					({ tier }) => tier
				),
				calls: merged(list.calls, withSource(addition.calls, addition), ({ call }) => call),
				throughputUnits: merged(
					list.throughputUnits,
					withSource(addition.throughputUnits, addition),
					({ unit }) => unit
				)
			}),
			entry
		);
