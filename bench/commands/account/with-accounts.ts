/** Runs a command about accounts over the database of `--db`, and keeps in the audit log that it was run. */
import { userInfo } from 'node:os';
import { addAuditEntry } from '#db/audit-log.server.ts';
import type { Database } from '#db/client.server.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';

/** Runs `use` with a database that must be there. */
export const withAccounts = <T>(
	options: CommonOptions,
	context: CommandContext,
	use: (database: Database) => Promise<T>
): Promise<T> =>
	withExistingDatabase(
		options,
		context,
		'The first account makes it: bench account add NAME --role admin',
		use
	);

/** By whom a command is run, as far as this machine knows: a user of a container may have a number and no name. */
export const commandUser = (): string => {
	try {
		return userInfo().username;
	} catch {
		return `uid ${String(process.getuid?.() ?? 'unknown')}`;
	}
};

/** Keeps that this command was run, by whom this machine says. `action` is the command without secrets. */
export const auditCommand = async (
	database: Database,
	action: string,
	atUtc: string
): Promise<void> => {
	await addAuditEntry(database, {
		atUtc,
		who: `${commandUser()} (command line)`,
		accountId: null,
		action,
		address: null,
		outcome: 'done'
	});
};
