/** `bench db replay`: stores what a run kept in a file while the server of its database was away. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';
import { serverRemark } from './traces-on-server.ts';

const many = (n: number): string => n.toLocaleString('en-US');

const replay = (path: string, options: CommonOptions, context: CommandContext): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give the address of the server with --db.',
		async (database) => {
			const { replaySpool } = await import('#db/replay-spool.server.ts');
			const atUtc = new Date().toISOString();
			const done = await replaySpool(database, resolve(path), { atUtc });
			const { transactions, encrypted } = done;
			const texts =
				encrypted === 0
					? ''
					: `, ${many(encrypted)} texts that were not encrypted have been, as texts are here`;
			context.print(
				options.json
					? JSON.stringify({ database: database.name, ...done }, null, '\t')
					: `${database.name}: ${many(transactions)} transactions of ${path} are stored${texts}; the file is deleted`
			);
			const onServer = encrypted === 0 ? null : serverRemark(database, 'what was not encrypted');
			if (onServer !== null) context.note(onServer);
		}
	);

export const defineReplay = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command.description('store what a run kept in a file while the server of its database was away')
	)
		.argument('<file>', 'bench-spool-….jsonl of the folder in which the run was started')
		.addHelpText(
			'after',
			`
Each transaction is stored once, however often this is called, then the file is deleted. While its run still goes on it is refused: that sends the file by itself.
Where texts are encrypted it needs their key, and what comes as plain text is encrypted too.

Example:
  bench db replay bench-spool-4711.jsonl --db libsql://HOST`
		)
		.action((path: string, options: CommonOptions) => replay(path, options, context));
};
