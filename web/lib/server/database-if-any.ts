/** The database where there is one: what is typed into a spec can be shown without. */
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';

/** Null where its file does not exist yet. Throws whatever else keeps it from being opened. */
export const databaseIfAny = async (
	database: () => Promise<Database>
): Promise<Database | null> => {
	try {
		return await database();
	} catch (error) {
		if (error instanceof BenchError && error.code === 'E_NOT_FOUND') return null;
		throw error;
	}
};
