/** Opens a database that must exist: for commands that show or delete what others stored. */
import { existsSync } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { CommandContext } from './context.ts';
import { openCommandDatabase, type CommonOptions } from './options.ts';

/**
 * Opens the database of `--db`. Throws `E_NOT_FOUND` where a file does not exist: opening it would create it, and a misspelt name
 * would look like an empty history. `hint` says how to make one.
 */
export const openExistingDatabase = (
	{ db }: CommonOptions,
	context: CommandContext,
	hint: string
): Promise<Database> => {
	const location = parseDatabaseUrl(db);
	if (location.kind === 'file' && !existsSync(location.path)) {
		throw new BenchError('E_NOT_FOUND', `there is no database ${location.name}`, { hint });
	}
	return openCommandDatabase(db, context);
};

/** Runs `use` with the database of `--db` and closes it; see `openExistingDatabase`. */
export const withExistingDatabase = async (
	options: CommonOptions,
	context: CommandContext,
	hint: string,
	use: (database: Database) => Promise<void>
): Promise<void> => {
	const database = await openExistingDatabase(options, context, hint);
	try {
		await use(database);
	} finally {
		await database.close();
	}
};
