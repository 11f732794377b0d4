/** Opens a database that must exist: for commands that show or delete what others stored. */
import { existsSync } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { CommandContext } from './context.ts';
import { openCommandDatabase, type CommonOptions } from './options.ts';

/**
 * Runs `use` with the database of `--db` and closes it. Throws `E_NOT_FOUND` where a file does not exist: opening it would create
 * it, and a misspelt name would look like an empty history. `hint` says how to make one.
 */
export const withExistingDatabase = async (
	options: CommonOptions,
	context: CommandContext,
	hint: string,
	use: (database: Database) => Promise<void>
): Promise<void> => {
	const location = parseDatabaseUrl(options.db);
	if (location.kind === 'file' && !existsSync(location.path)) {
		throw new BenchError('E_NOT_FOUND', `there is no database ${location.name}`, { hint });
	}
	const database = await openCommandDatabase(options.db, context);
	try {
		await use(database);
	} finally {
		await database.close();
	}
};
