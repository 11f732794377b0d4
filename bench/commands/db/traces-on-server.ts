/** What a server may still hold of what was deleted or replaced there. */
import type { Database } from '#db/client.server.ts';

/** Where such traces may be: nobody but the operator of the server can remove them. */
export const tracesOnServer = ['free pages', 'write-ahead log', 'replication log'] as const;

/** What is said of them; `hold` is what they may hold. Null of a file, which is compacted. */
export const serverRemark = (
	database: Pick<Database, 'kind' | 'name'>,
	hold: string
): string | null =>
	database.kind === 'file'
		? null
		: `${database.name} is on a server, which takes no VACUUM: its free pages, write-ahead log and replication log may hold ${hold} until its operator compacts it, or makes it anew from a dump`;
