/** A database file that is opened with some keys for as long as it takes. */
import { openDatabase, type Database } from '#db/client.server.ts';
import type { DataKeys } from '#db/data-key.ts';

/** Closes it, whatever comes of using it. */
export const using = async <T>(
	path: string,
	dataKeys: DataKeys,
	use: (database: Database) => Promise<T>
): Promise<T> => {
	const database = await openDatabase(`file:${path}`, { dataKeys });
	try {
		return await use(database);
	} finally {
		await database.close();
	}
};
