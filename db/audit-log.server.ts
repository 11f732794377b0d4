/** Queries about the audit log: add to it and read it. Nothing changes or deletes an entry; triggers of the database refuse it. */
import { desc, lt } from 'drizzle-orm';
import type { AuditEntry, StoredAuditEntry } from '#core/access/audit-entry.ts';
import type { Database } from './client.server.ts';
import { auditLog } from './schema.ts';

/** Longest text of an entry that is kept, characters: an address can be as long as a server takes. */
const longestText = 500;

const cut = (text: string): string =>
	text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;

export const addAuditEntry = async (database: Database, entry: AuditEntry): Promise<void> => {
	await database.write([
		database.orm
			.insert(auditLog)
			.values({ ...entry, who: cut(entry.who), action: cut(entry.action) })
	]);
};

/** Entries from the newest, those before the id `before` where given; at most `limit`. */
export const listAuditEntries = (
	database: Database,
	{ before = null, limit }: { before?: number | null; limit: number }
): Promise<StoredAuditEntry[]> =>
	database.read(() =>
		database.orm
			.select()
			.from(auditLog)
			.where(before === null ? undefined : lt(auditLog.id, before))
			.orderBy(desc(auditLog.id))
			.limit(limit)
	);
