/** One quote as its page shows it: as offered, levelled, and what changed from version to version. */
import type { StoredQuote } from '#core/quote.ts';
import type { Database } from '#db/client.server.ts';
import { findQuote, quoteVersions } from '#db/quotes.server.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import type { LevelOptions } from '#bench/economics/quotes/level-quote.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import { quoteChanges, type QuoteChange } from '#bench/economics/quotes/quote-changes.ts';

export interface QuoteVersion {
	id: string;
	version: number;
	quotedOn: string;
	validUntil: string;
	fileName: string;
	importedAtUtc: string;
	enteredBy: string | null;
	/** Against the version before it; null for the first that is stored. */
	changes: QuoteChange[] | null;
}

export interface QuoteView extends StoredQuote {
	/** Its `quote` is the one beside it. */
	levelled: Omit<LevelledQuote, 'quote'>;
	/** All stored versions, the newest first; this one is among them. */
	versions: QuoteVersion[];
}

const versionsOf = (stored: readonly StoredQuote[]): QuoteVersion[] =>
	stored.map(({ id, quote, fileName, importedAtUtc, enteredBy }, index) => {
		const before = stored[index + 1];
		return {
			id,
			version: quote.version,
			quotedOn: quote.quotedOn,
			validUntil: quote.validUntil,
			fileName,
			importedAtUtc,
			enteredBy,
			changes: before ? quoteChanges(before.quote, quote) : null
		};
	});

/** Throws `E_NOT_FOUND` for an unknown quote. */
export const quoteView = async (
	database: Database,
	name: string,
	level: LevelOptions
): Promise<QuoteView> => {
	const stored = await findQuote(database, name);
	const { quote, ...levelled } = levelQuote(stored.quote, level);
	return {
		...stored,
		quote,
		levelled,
		versions: versionsOf(await quoteVersions(database, stored.quote))
	};
};
