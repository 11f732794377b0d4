/** Whether anything that a verdict may rest on has changed, for caches; cheap on any database, and sees what others write. */
import { sql } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import {
	answerReviews,
	assumptionSets,
	bills,
	decisions,
	decisionSignOffs,
	quotes,
	runs
} from './schema.ts';

/**
 * A short text that differs as soon as a run has begun, ended or been deleted, or a quote, bill, decision, sign-off, assumption set or
 * review has been added, replaced or deleted, or a quote has been marked confidential or open. It says nothing about the attempts of a running run. Two marks are only compared for equality.
 */
export const changeMark = async (database: Database): Promise<string> => {
	// Counts and ends of indexes, so that no row is read. Row numbers tell one deleted row from another.
	const rowsOf = sql`count(*) || ':' || coalesce(sum(rowid), 0)`;
	const parts = [
		sql`(select ${rowsOf} || ':' || max(${runs.startedAtUtc}) from ${runs})`,
		sql`(select group_concat(mark) from (select ${runs.state} || ${rowsOf} as mark from ${runs} group by ${runs.state}))`,
		sql`(select ${rowsOf} || ':' || max(${quotes.importedAtUtc}) || ':' || total(rowid * ${quotes.confidential}) from ${quotes})`,
		sql`(select ${rowsOf} from ${bills})`,
		sql`(select ${rowsOf} || ':' || max(${assumptionSets.savedAtUtc}) from ${assumptionSets})`,
		sql`(select ${rowsOf} from ${decisions})`,
		sql`(select ${rowsOf} from ${decisionSignOffs})`,
		sql`(select max(${answerReviews.id}) from ${answerReviews})`
	];
	const texts = parts.map((part) => sql`coalesce(${part}, '')`);
	const [row] = await database.read(() =>
		database.orm.all<{ mark: string }>(sql`select ${sql.join(texts, sql` || '/' || `)} as mark`)
	);
	return row?.mark ?? '';
};
