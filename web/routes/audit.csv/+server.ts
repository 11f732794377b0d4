import type { StoredAuditEntry } from '#core/access/audit-entry.ts';
import { listAuditEntries } from '#db/audit-log.server.ts';
import { csvText } from '#lib/csv-text.ts';
import { csvHeaders } from '#lib/server/csv-headers.ts';
import { databaseIfAny } from '#lib/server/database-if-any.ts';
import { site } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** Entries of one question to the database. */
const pageSize = 1_000;

/** The whole log, from the newest. */
export const GET: RequestHandler = async () => {
	const database = await databaseIfAny(site().database);
	const entries: StoredAuditEntry[] = [];
	for (let isLast = database === null; database && !isLast;) {
		const page = await listAuditEntries(database, {
			before: entries.at(-1)?.id ?? null,
			limit: pageSize
		});
		entries.push(...page);
		isLast = page.length < pageSize;
	}
	const rows = entries.map(({ id, atUtc, who, action, outcome, address }) => [
		String(id),
		atUtc,
		who,
		action,
		outcome,
		address
	]);
	const heads = ['id', 'when (UTC)', 'who', 'what', 'outcome', 'from'];
	return new Response(csvText(heads, rows), { headers: csvHeaders('audit-log.csv') });
};
