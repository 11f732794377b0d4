/**
 * Rows of quotes as every query reads them. An offer is confidential as a whole: where one row of it is marked, however its vendor is
 * spelled there, each of its rows is read as confidential, so that it does not hang on the mark of the row itself.
 */
import { asc, desc, eq, type SQL } from 'drizzle-orm';
import type { Quote } from '#core/quote.ts';
import { offerKey, vendorKey } from '#core/quote/offer-key.ts';
import type { Database } from './client.server.ts';
import { quotes } from './schema.ts';

export type QuoteRow = typeof quotes.$inferSelect;

/** A vendor and one of its numbers. */
export type OfferOf = Pick<Quote, 'vendor' | 'number'>;

/** The same database without what readers are not shown who may not see confidential quotes. */
export const hidingConfidential = (database: Database): Database => ({
	...database,
	hidesConfidential: true
});

/** Keys of the offers of which a row is marked; see `offerKey`. */
const markedOffers = async (database: Database): Promise<ReadonlySet<string>> => {
	const rows = await database.read(() =>
		database.orm
			.selectDistinct({ vendor: quotes.vendor, number: quotes.number })
			.from(quotes)
			.where(eq(quotes.confidential, true))
	);
	return new Set(rows.map(offerKey));
};

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** By vendor, however spelled, and number; the newest version first. */
const inOrder = (one: QuoteRow, other: QuoteRow): number =>
	compared(vendorKey(one), vendorKey(other)) ||
	compared(one.number, other.number) ||
	other.version - one.version;

/** Rows whether they are hidden from who asks or not: for looking up what a name means, which must be the same for all. */
export const allRowsWhere = async (
	database: Database,
	where: SQL | undefined
): Promise<QuoteRow[]> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(quotes)
			.where(where)
			.orderBy(asc(quotes.vendor), asc(quotes.number), desc(quotes.version))
	);
	if (rows.length === 0) return rows;
	const marked = await markedOffers(database);
	return rows.map((row) => ({ ...row, confidential: marked.has(offerKey(row)) })).toSorted(inOrder);
};

/** Whether the database does not show a row. */
export const isHiddenRow = (
	{ hidesConfidential }: Database,
	{ confidential }: Pick<QuoteRow, 'confidential'>
): boolean => hidesConfidential === true && confidential;

/** What else is told of quotes is read here, so that no query forgets what is hidden. */
export const rowsWhere = async (database: Database, where: SQL | undefined): Promise<QuoteRow[]> =>
	(await allRowsWhere(database, where)).filter((row) => !isHiddenRow(database, row));

/** The versions of a vendor's number, however the vendor is spelled, the newest first. */
export const rowsOfOffer = async (
	database: Database,
	{ vendor, number }: OfferOf
): Promise<QuoteRow[]> =>
	(await rowsWhere(database, eq(quotes.number, number))).filter(
		(row) => vendorKey(row) === vendorKey({ vendor })
	);

/** Ids of all rows that are confidential or open together with an offer. */
export const idsOfOffer = async (database: Database, offer: OfferOf): Promise<string[]> => {
	const key = offerKey(offer);
	const rows = await database.read(() =>
		database.orm
			.select({ id: quotes.id, vendor: quotes.vendor, number: quotes.number })
			.from(quotes)
	);
	return rows.filter((row) => offerKey(row) === key).map(({ id }) => id);
};

/** Whether a row of an offer is marked, however its vendor is spelled there. */
export const isMarkedOffer = async (database: Database, offer: OfferOf): Promise<boolean> =>
	(await markedOffers(database)).has(offerKey(offer));
