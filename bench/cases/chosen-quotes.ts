/** Quotes that somebody chose to level or compare: found, and fit to stand beside each other. */
import { BenchError } from '#core/errors.ts';
import type { StoredQuote } from '#core/quote.ts';
import { itemsByKind } from '#core/quote/quote-line.ts';
import type { Database } from '#db/client.server.ts';
import { findQuote } from '#db/quotes.server.ts';

/** The quotes of these names, in their order. Throws `E_NOT_FOUND` for an unknown one and `E_USAGE` where one is named twice. */
export const findQuotes = async (
	database: Database,
	names: readonly string[]
): Promise<StoredQuote[]> => {
	const found: StoredQuote[] = [];
	for (const name of names) found.push(await findQuote(database, name));
	const ids = found.map(({ id }) => id);
	const doubled = ids.find((id, index) => ids.indexOf(id) !== index);
	if (doubled === undefined) return found;
	throw new BenchError('E_USAGE', `the quote ${doubled} is named twice`, {
		hint: 'Name each quote once.'
	});
};

/** Throws `E_USAGE` unless there are two quotes or more, all of one kind. */
export const checkComparable = (quotes: readonly StoredQuote[]): void => {
	const kinds = new Set(quotes.map(({ quote }) => quote.kind));
	if (quotes.length >= 2 && kinds.size === 1) return;
	throw new BenchError(
		'E_USAGE',
		kinds.size > 1
			? `offers of one kind are compared; these are ${[...kinds].join(' and ')}`
			: 'a comparison needs two quotes or more',
		{ hint: 'Across kinds, bench cost compares what serving really costs.' }
	);
};

/** Throws `E_USAGE` where a volume is for an item that none of the quotes has. */
export const checkVolumes = (
	quotes: readonly StoredQuote[],
	volume: Readonly<Record<string, string>>
): void => {
	const known = new Set(quotes.flatMap(({ quote }) => quote.lines.map(({ item }) => item)));
	for (const item of Object.keys(volume)) {
		if (known.has(item as never)) continue;
		const kinds = [...new Set(quotes.map(({ quote }) => quote.kind))];
		const possible = kinds.flatMap((kind) => [...itemsByKind[kind]] as string[]);
		throw new BenchError('E_USAGE', `no quote has a line with the item "${item}" of --volume`, {
			hint: `Items of this kind: ${possible.join(', ')}`
		});
	}
};
