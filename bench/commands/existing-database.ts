/** Opens a database that must exist: for commands that show or delete what others stored. */
import { existsSync } from 'node:fs';
import { BenchError } from '#core/errors.ts';
import type { Database, DatabaseOptions } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { CommandContext } from './context.ts';
import { databaseFlag, openCommandDatabase, type CommonOptions } from './options.ts';

/** Whether `--db` is a file that does not exist (yet). */
export const isMissing = ({ db }: CommonOptions): boolean => {
	const location = parseDatabaseUrl(db);
	return location.kind === 'file' && !existsSync(location.path);
};

const noDatabase = ({ db }: CommonOptions, hint: string): BenchError =>
	new BenchError('E_NOT_FOUND', `there is no database ${parseDatabaseUrl(db).name}`, { hint });

/**
 * For commands that can do without a database. Throws `E_NOT_FOUND` where `--db` names a file that does not exist: what was named
 * was meant. The default is let through, for it may be yet to come.
 */
export const checkNamedDatabase = (options: CommonOptions, hint: string): void => {
	if (databaseFlag(options) !== null && isMissing(options)) throw noDatabase(options, hint);
};

/**
 * Opens the database of `--db`. Throws `E_NOT_FOUND` where a file does not exist: opening it would create it, and a misspelt name
 * would look like an empty history. `hint` says how to make one.
 */
export const openExistingDatabase = (
	options: CommonOptions,
	context: CommandContext,
	hint: string,
	how: Pick<DatabaseOptions, 'asItIs'> = {}
): Promise<Database> => {
	if (isMissing(options)) throw noDatabase(options, hint);
	return openCommandDatabase(options.db, context, how);
};

/** Runs `use` with the database of `--db` and closes it; see `openExistingDatabase`. */
export const withExistingDatabase = async <T>(
	options: CommonOptions,
	context: CommandContext,
	hint: string,
	use: (database: Database) => Promise<T>,
	how: Pick<DatabaseOptions, 'asItIs'> = {}
): Promise<T> => {
	const database = await openExistingDatabase(options, context, hint, how);
	try {
		return await use(database);
	} finally {
		await database.close();
	}
};
