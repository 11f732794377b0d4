/** `bench account add`, `list`, `invite`, `reset`, `role`, `disable`, `enable` and `remove`. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Account } from '#core/access/account.ts';
import { accountName } from '#core/access/account-name.ts';
import { parseRole, roles, type Role } from '#core/access/role.ts';
import {
	addAccount,
	changeRole,
	disableAccount,
	enableAccount,
	findAccount,
	listAccounts,
	removeAccount
} from '#db/accounts.server.ts';
import type { Database } from '#db/client.server.ts';
import { invite } from '#db/invitations.server.ts';
import { renderAccountList } from '#bench/report/account-list.ts';
import type { CommandContext } from '../context.ts';
import { isMissing } from '../existing-database.ts';
import { addCommonOptions, openCommandDatabase, type CommonOptions } from '../options.ts';
import { auditCommand, withAccounts } from './with-accounts.ts';

interface InviteOptions extends CommonOptions {
	/** Address of the site, for the link. */
	site: string;
}

const roleOf = (text: string): Role => {
	const role = parseRole(text);
	if (role) return role;
	throw new InvalidArgumentError(`expected one of ${roles.join(', ')}.`);
};

const siteOf = (text: string): string => {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url && /^https?:$/u.test(url.protocol)) return url.origin;
	throw new InvalidArgumentError('expected an address such as https://bench.example.com.');
};

const now = (): string => new Date().toISOString();

const printInvitation = async (
	database: Database,
	{ id, name, role }: Account,
	{
		options,
		context,
		reset = false
	}: { options: InviteOptions; context: CommandContext; reset?: boolean }
): Promise<void> => {
	const { secret, expiresAtUtc } = await invite(database, id, now(), { reset });
	const link = `${options.site}/invitation/${secret}`;
	context.print(
		options.json
			? JSON.stringify({ name, role, link, expiresAtUtc }, null, '\t')
			: `${name}, ${role}: set a password with this link, once, before ${expiresAtUtc.slice(0, 16).replace('T', ' ')} UTC\n  ${link}`
	);
	context.note('the link is shown here only; send it in a way that nobody else reads');
};

const add = async (
	text: string,
	options: InviteOptions & { role: Role },
	context: CommandContext
): Promise<void> => {
	const name = accountName(text);
	const isNew = isMissing(options);
	const database = await openCommandDatabase(options.db, context);
	if (isNew) {
		context.note(
			`there was no database ${database.name}, so a new one was made: a site that is running reads it only if its --db is this file`
		);
	}
	try {
		const account = await addAccount(database, { name, role: options.role }, now());
		await auditCommand(database, `bench account add ${name} --role ${options.role}`, now());
		await printInvitation(database, account, { options, context });
	} finally {
		await database.close();
	}
};

const list = (options: CommonOptions, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const found = await listAccounts(database);
		if (options.json) context.print(JSON.stringify(found, null, '\t'));
		else if (found.length === 0) {
			context.print(
				'no accounts: nobody is asked to sign in; bench account add NAME --role admin makes the first'
			);
		} else context.print(renderAccountList(found, context.outputColumns));
	});

const inviteAgain = (
	text: string,
	options: InviteOptions,
	context: CommandContext,
	{ reset }: { reset: boolean }
): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const account = await findAccount(database, accountName(text));
		await auditCommand(
			database,
			`bench account ${reset ? 'reset' : 'invite'} ${account.name}`,
			now()
		);
		await printInvitation(database, account, { options, context, reset });
	});

const giveRole = (
	text: string,
	role: Role,
	options: CommonOptions,
	context: CommandContext
): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const account = await findAccount(database, accountName(text));
		await changeRole(database, account, role);
		await auditCommand(database, `bench account role ${account.name} ${role}`, now());
		context.print(
			options.json
				? JSON.stringify({ name: account.name, role }, null, '\t')
				: `${account.name} has the role ${role}, from the next request on`
		);
	});

const remove = (text: string, options: CommonOptions, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const account = await findAccount(database, accountName(text));
		await removeAccount(database, account, now());
		await auditCommand(database, `bench account remove ${account.name}`, now());
		context.print(
			options.json
				? JSON.stringify({ removed: account.name }, null, '\t')
				: `removed ${account.name}: sessions, invitations and tokens have ended`
		);
	});

const keepOut = (
	text: string,
	options: CommonOptions,
	context: CommandContext,
	{ isOut }: { isOut: boolean }
): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const account = await findAccount(database, accountName(text));
		if (isOut) await disableAccount(database, account, now());
		else await enableAccount(database, account.id);
		const { name } = account;
		await auditCommand(database, `bench account ${isOut ? 'disable' : 'enable'} ${name}`, now());
		context.print(
			options.json
				? JSON.stringify({ name, disabled: isOut }, null, '\t')
				: isOut
					? `disabled ${name}: sessions and invitations have ended; tokens do not work until "bench account enable ${name}"`
					: `enabled ${name}: password, role and tokens are those of before`
		);
	});

const addSiteOption = (command: Command): Command =>
	addCommonOptions(command).option(
		'--site <url>',
		'address of the site, for the link',
		siteOf,
		'http://127.0.0.1:4180'
	);

export const defineAccounts = (command: Command, context: CommandContext): void => {
	addSiteOption(
		command
			.command('add')
			.description('add an account and print the link with which its password is set')
	)
		.argument('<name>', 'name or email address')
		.requiredOption('--role <role>', `one of ${roles.join(', ')}`, roleOf)
		.action((name: string, options: InviteOptions & { role: Role }) => add(name, options, context));
	addCommonOptions(command.command('list').description('who may sign in, and who could')).action(
		(options: CommonOptions) => list(options, context)
	);
	addSiteOption(
		command
			.command('invite')
			.description('print another link; the earlier one ends, a password stays')
	)
		.argument('<name>', 'name of the account')
		.action((name: string, options: InviteOptions) =>
			inviteAgain(name, options, context, { reset: false })
		);
	addSiteOption(
		command
			.command('reset')
			.description(
				'end the password, all sessions and the tie to the identity provider of an account, and print a link for a new password'
			)
	)
		.argument('<name>', 'name of the account')
		.action((name: string, options: InviteOptions) =>
			inviteAgain(name, options, context, { reset: true })
		);
	addCommonOptions(command.command('role').description('give an account another role'))
		.argument('<name>', 'name of the account')
		.argument('<role>', `one of ${roles.join(', ')}`, roleOf)
		.action((name: string, role: Role, options: CommonOptions) =>
			giveRole(name, role, options, context)
		);
	addCommonOptions(
		command.command('disable').description('keep the owner of an account out until it is enabled')
	)
		.argument('<name>', 'name of the account')
		.action((name: string, options: CommonOptions) =>
			keepOut(name, options, context, { isOut: true })
		);
	addCommonOptions(
		command.command('enable').description('let the owner of a disabled account in again')
	)
		.argument('<name>', 'name of the account')
		.action((name: string, options: CommonOptions) =>
			keepOut(name, options, context, { isOut: false })
		);
	addCommonOptions(command.command('remove').description('end an account for good'))
		.argument('<name>', 'name of the account')
		.action((name: string, options: CommonOptions) => remove(name, options, context));
};
