/** A row that somebody names by its id or by the beginning of it. */
import { sql, type SQL } from 'drizzle-orm';
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core';
import { BenchError } from '#core/errors.ts';

/** Matches that an error lists. */
const shownMatches = 5;

/** Rows to ask for, so that it is seen whether there are more than can be listed. */
export const mostMatches = shownMatches + 1;

/** `id` begins with the text. */
export const beginsWith = (id: AnySQLiteColumn, text: string): SQL =>
	sql`substr(${id}, 1, length(${text})) = ${text}`;

/**
 * The row that is meant, of rows in the order of their ids that begin with `text`: a whole id wins over longer ones that begin with it.
 * Throws `notFound` for none, and `E_USAGE` for several; `plural` is what they are.
 */
export const onlyMatch = <Row extends { id: string }>(
	rows: readonly Row[],
	text: string,
	{ plural, notFound }: { plural: string; notFound: BenchError }
): Row => {
	// The shortest match sorts first.
	const [row] = rows;
	if (!row || text === '') throw notFound;
	if (row.id === text || rows.length === 1) return row;
	const shown = rows.slice(0, shownMatches).map(({ id }) => id);
	const more = rows.length > shownMatches ? ' and more' : '';
	throw new BenchError(
		'E_USAGE',
		`"${text}" is the beginning of several ${plural}: ${shown.join(', ')}${more}`,
		{ hint: 'Write more of the id.' }
	);
};
