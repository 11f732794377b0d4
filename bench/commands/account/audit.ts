/** `bench account audit`: who has changed and exported what. */
import type { Command } from 'commander';
import { listAuditEntries } from '#db/audit-log.server.ts';
import { renderAuditLog } from '#bench/report/account-list.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions, parseCount, type CommonOptions } from '../options.ts';
import { withAccounts } from './with-accounts.ts';

const show = (options: CommonOptions & { limit: number }, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const entries = await listAuditEntries(database, { limit: options.limit });
		if (options.json) context.print(JSON.stringify(entries, null, '\t'));
		else if (entries.length === 0) context.print('nothing has been changed or exported yet');
		else context.print(renderAuditLog(entries, context.outputColumns));
	});

export const defineAccountAudit = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command.command('audit').description('who has changed and exported what, the newest first')
	)
		.option('--limit <n>', 'at most this many entries', parseCount, 100)
		.action((options: CommonOptions & { limit: number }) => show(options, context));
};
