/** Remembers what was read from the database until something is committed to it: many readers of one page then cost hardly more than one. */
import type { Database } from '#db/client.server.ts';
import { createCache } from './cache.ts';

/** Reads once for each key and version of the database, also while several ask; always anew where no version is known, as of a server. */
export const createVersionCache = <T>(
	maxEntries: number
): ((database: Database, key: string, read: () => Promise<T>) => Promise<T>) => {
	const cache = createCache<T>(maxEntries);
	return async (database, key, read) => {
		// Before the reading: what is committed meanwhile makes another version.
		const version = await database.version();
		return version === null ? read() : cache(`${version} ${key}`, read);
	};
};
