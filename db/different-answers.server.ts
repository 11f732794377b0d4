/** Which answers to one item say something else than the first of them. */
import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { comparableText } from '#core/answer-text.ts';
import type { Database } from './client.server.ts';
import { answers } from './schema.ts';

/**
 * Of pairs of rows (an answer, and the first of its item) the answers with another text, not counting layout and case. Texts that are
 * the same, as most are, never leave the database.
 */
export const rowsWithOtherText = async (
	database: Database,
	pairs: readonly (readonly [row: number, first: number])[]
): Promise<Set<number>> => {
	if (pairs.length === 0) return new Set();
	const [answer, first] = [alias(answers, 'answer'), alias(answers, 'first')];
	const rowsOfPair = JSON.stringify(Object.fromEntries(pairs));
	// CROSS JOIN: from the pairs to the two rows of each, in this order.
	const [found] = await database.read(() =>
		database.orm.all<{ json: string }>(
			sql`select json_group_array(json_array(${answer}.rowid, ${answer.text}, ${first.text})) as json
				from json_each(${rowsOfPair}) as pair
				cross join ${answers} as ${answer} on ${answer}.rowid = pair.key
				cross join ${answers} as ${first} on ${first}.rowid = pair.value
				where ${answer.text} <> ${first.text}`
		)
	);
	const unequal = JSON.parse(found?.json ?? '[]') as [number, string, string][];
	return new Set(
		unequal
			.filter(([, text, firstText]) => comparableText(text) !== comparableText(firstText))
			.map(([row]) => row)
	);
};
