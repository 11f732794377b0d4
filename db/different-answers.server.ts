/** Which answers to one item say something else than the first of them. */
import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { comparableText } from '#core/answer-text.ts';
import { placeOfAnswer } from './answers.server.ts';
import type { Database } from './client.server.ts';
import type { StoredText } from './kept-texts.server.ts';
import { answers } from './schema.ts';

/** The same of pairs of which a text is sealed: what they say is known here alone. Where it cannot be read, nobody knows that they differ. */
const sealedRowsWithOtherText = async (
	database: Database,
	rowsOfPair: string
): Promise<number[]> => {
	const { texts } = database;
	const [answer, first] = [alias(answers, 'answer'), alias(answers, 'first')];
	const rows = await database.read(() =>
		database.orm.all<{
			row: number;
			id: string;
			text: StoredText | ArrayBuffer;
			firstId: string;
			firstText: StoredText | ArrayBuffer;
		}>(
			sql`select ${answer}.rowid as row, ${answer.attemptId} as id, ${answer.text} as text,
					${first.attemptId} as firstId, ${first.text} as firstText
				from json_each(${rowsOfPair}) as pair
				cross join ${answers} as ${answer} on ${answer}.rowid = pair.key
				cross join ${answers} as ${first} on ${first}.rowid = pair.value
				where typeof(${answer.text}) = 'blob' or typeof(${first.text}) = 'blob'`
		)
	);
	const textOf = (id: string, stored: StoredText | ArrayBuffer): string | null => {
		const bytes = stored instanceof ArrayBuffer ? new Uint8Array(stored) : stored;
		const opened = texts.open(bytes, placeOfAnswer(id));
		return opened.kind === 'open' ? comparableText(opened.value) : null;
	};
	return rows.flatMap(({ row, id, text, firstId, firstText }) => {
		const [said, firstSaid] = [textOf(id, text), textOf(firstId, firstText)];
		return said !== null && firstSaid !== null && said !== firstSaid ? [row] : [];
	});
};

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
				where ${answer.text} <> ${first.text}
				and typeof(${answer.text}) = 'text' and typeof(${first.text}) = 'text'`
		)
	);
	const unequal = JSON.parse(found?.json ?? '[]') as [number, string, string][];
	const different = new Set(
		unequal
			.filter(([, text, firstText]) => comparableText(text) !== comparableText(firstText))
			.map(([row]) => row)
	);
	for (const row of await sealedRowsWithOtherText(database, rowsOfPair)) different.add(row);
	return different;
};
