/**
 * Queries about vendor quotes: store, list, find and delete them. A quote is never changed; a correction is a higher version. Whether
 * it is confidential is not part of the offer: it can be changed, for all versions of a number at once, however the vendor is spelled.
 */
import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import { quoteId, quoteSchema, type Quote, type StoredQuote } from '#core/quote.ts';
import { isSameOffer } from '#core/quote/offer-key.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';
import type { Database } from './client.server.ts';
import {
	allRowsWhere,
	idsOfOffer,
	isHiddenRow,
	isMarkedOffer,
	rowsOfOffer,
	rowsWhere,
	type OfferOf,
	type QuoteRow
} from './quote-rows.server.ts';
import { quotes } from './schema.ts';
import { parseStored } from './stored-json.ts';

/** A line in a list of quotes. */
export interface QuoteOverview {
	id: string;
	kind: QuoteKind;
	vendor: string;
	number: string;
	version: number;
	quotedOn: string;
	/** Last day on which the offer stands, YYYY-MM-DD. */
	validUntil: string;
	currency: string;
	fileName: string;
	importedAtUtc: string;
	/** Who imported it, in their own words; null where nobody said. */
	enteredBy: string | null;
	confidential: boolean;
	/** Whether a higher version of the same number is stored. */
	superseded: boolean;
}

/** Where a quote was read from. */
export interface QuoteOrigin {
	fileName: string;
	/** SHA-256 of the file, hex. */
	fileHash: string;
	importedAtUtc: string;
	/** Who imports it, in their own words; null where nobody said. */
	enteredBy: string | null;
	/** Whether only those who negotiate may see it; as an earlier version of the number where absent or false. */
	confidential?: boolean;
}

export { hidingConfidential } from './quote-rows.server.ts';

const fromRow = (row: QuoteRow): StoredQuote => ({
	id: row.id,
	quote: parseStored(quoteSchema, row.quoteJson, `quote_json of quote ${row.id}`),
	fileName: row.fileName,
	fileHash: row.fileHash,
	importedAtUtc: row.importedAtUtc,
	enteredBy: row.enteredBy,
	confidential: row.confidential
});

/** Throws where a quote cannot be stored beside what is there. */
const checkNew = async (
	database: Database,
	{ vendor, number, version }: Quote,
	{ fileHash, fileName }: QuoteOrigin
): Promise<void> => {
	const [sameFile] = await rowsWhere(database, eq(quotes.fileHash, fileHash));
	if (sameFile) {
		throw new BenchError(
			'E_USAGE',
			`${fileName} was imported before, as quote ${sameFile.id} on ${sameFile.importedAtUtc.slice(0, 10)}`,
			{ hint: `Nothing was stored. Look at it with: bench quote show ${sameFile.id}` }
		);
	}
	const [newest] = await rowsOfOffer(database, { vendor, number });
	if (newest && newest.version >= version) {
		throw new BenchError(
			'E_USAGE',
			`${vendor} no. ${number} is stored as version ${String(newest.version)}, and this file says version ${String(version)}`,
			{
				hint: `Nothing was stored. Where the vendor has changed the offer, give it "version: ${String(newest.version + 1)}"; otherwise it is there already.`
			}
		);
	}
};

/** An id that nobody has: the readable one, or the same with the beginning of the file's hash. */
const freeId = async (database: Database, quote: Quote, fileHash: string): Promise<string> => {
	const id = quoteId(quote);
	const [taken] = await rowsWhere(database, eq(quotes.id, id));
	return taken ? `${id}-${fileHash.slice(0, 6)}` : id;
};

const markStatement = (database: Database, ids: readonly string[], confidential: boolean) =>
	database.orm.update(quotes).set({ confidential }).where(inArray(quotes.id, ids));

/**
 * Stores a checked quote and returns it with its id. Throws `E_USAGE` where the file was imported before, or where the same number
 * of the same vendor is stored with this version or a higher one.
 */
export const insertQuote = async (
	database: Database,
	quote: Quote,
	origin: QuoteOrigin
): Promise<StoredQuote> => {
	await checkNew(database, quote, origin);
	// A further version of a confidential offer is no less so.
	const confidential = origin.confidential === true || (await isMarkedOffer(database, quote));
	const id = await freeId(database, quote, origin.fileHash);
	const { kind, vendor, number, version, quotedOn, validUntil, currency } = quote;
	try {
		await database.write([
			database.orm.insert(quotes).values({
				id,
				kind,
				vendor,
				number,
				version,
				quotedOn,
				validUntil,
				currency,
				quoteJson: JSON.stringify(quote),
				...origin,
				confidential
			}),
			// Nor are its earlier ones.
			...(confidential ? [markStatement(database, await idsOfOffer(database, quote), true)] : [])
		]);
	} catch (error) {
		// Another process may have stored the same quote since the check above.
		await checkNew(database, quote, origin);
		throw error;
	}
	return { id, quote, ...origin, confidential };
};

/** Marks all versions of a vendor's number, however both are spelled, as confidential, or as open to everybody who may read. */
export const markConfidential = async (
	database: Database,
	of: OfferOf,
	confidential: boolean
): Promise<void> => {
	await database.write([markStatement(database, await idsOfOffer(database, of), confidential)]);
};

/** Every version of every quote by vendor and number, the newest version first; of one kind where given. */
export const listQuotes = async (
	database: Database,
	{ kind }: { kind?: QuoteKind } = {}
): Promise<QuoteOverview[]> => {
	const rows = await rowsWhere(database, kind === undefined ? undefined : eq(quotes.kind, kind));
	return rows.map((row, index) => {
		const before = rows[index - 1];
		return {
			id: row.id,
			kind: row.kind as QuoteKind,
			vendor: row.vendor,
			number: row.number,
			version: row.version,
			quotedOn: row.quotedOn,
			validUntil: row.validUntil,
			currency: row.currency,
			fileName: row.fileName,
			importedAtUtc: row.importedAtUtc,
			enteredBy: row.enteredBy,
			confidential: row.confidential,
			superseded: before !== undefined && isSameOffer(before, row)
		};
	});
};

/** Every version of every quote, whole, in the order of `listQuotes`. */
export const allQuotes = async (database: Database): Promise<StoredQuote[]> =>
	(await rowsWhere(database, undefined)).map(fromRow);

/** The quote that was imported from a file with this SHA-256; null where none was. */
export const quoteOfFile = async (
	database: Database,
	fileHash: string
): Promise<StoredQuote | null> => {
	const [row] = await rowsWhere(database, eq(quotes.fileHash, fileHash));
	return row ? fromRow(row) : null;
};

/** All stored versions of a vendor's number, however the vendor is spelled, the newest first; empty for none. */
export const quoteVersions = async (database: Database, of: OfferOf): Promise<StoredQuote[]> =>
	(await rowsOfOffer(database, of)).map(fromRow);

const startsWith = (text: string): SQL => sql`substr(${quotes.id}, 1, length(${text})) = ${text}`;

/** What a name means: an id, else a vendor's number, else the beginning of ids. Hidden rows are among it, so that it means the same to all. */
const rowsNamed = async (database: Database, name: string): Promise<QuoteRow[]> => {
	if (name === '') return [];
	const exact = await allRowsWhere(database, eq(quotes.id, name));
	if (exact.length > 0) return exact;
	const byNumber = await allRowsWhere(database, eq(quotes.number, name));
	return byNumber.length > 0 ? byNumber : allRowsWhere(database, startsWith(name));
};

/**
 * Whether a name is that of a quote which this database hides, be it among others: so that who rests a figure on it can say so, and nothing
 * of it. False for a name of quotes that are all seen, and for one of none.
 */
export const isHiddenQuote = async (database: Database, name: string): Promise<boolean> =>
	database.hidesConfidential === true &&
	(await rowsNamed(database, name)).some((row) => isHiddenRow(database, row));

/**
 * Finds a quote by its id, by the vendor's number, or by the beginning of its id. Of several versions of one quote it is the
 * newest. Throws `E_NOT_FOUND` for none and where one that is meant is hidden, and `E_USAGE` where several quotes are meant.
 */
export const findQuote = async (database: Database, name: string): Promise<StoredQuote> => {
	const found = await rowsNamed(database, name);
	const [first] = found;
	if (!first || found.some((row) => isHiddenRow(database, row))) {
		throw new BenchError('E_NOT_FOUND', `there is no quote "${name}" in this database`, {
			hint: 'List the quotes with "bench quote list"; import one with "bench quote import FILE".'
		});
	}
	const others = found.filter((each) => !isSameOffer(each, first));
	if (others.length > 0) {
		const ids = [first, ...others].slice(0, 5).map(({ id }) => id);
		throw new BenchError('E_USAGE', `"${name}" may be several quotes: ${ids.join(', ')}`, {
			hint: 'Write the id of the one you mean.'
		});
	}
	return fromRow(first);
};

/** Deletes one version of a quote by its id. Throws `E_NOT_FOUND` for an unknown id. */
export const deleteQuote = async (database: Database, id: string): Promise<void> => {
	const [changed] = await database.write([database.orm.delete(quotes).where(eq(quotes.id, id))]);
	if (changed === 0) {
		throw new BenchError('E_NOT_FOUND', `there is no quote "${id}" in this database`, {
			hint: 'List the quotes with "bench quote list".'
		});
	}
};
