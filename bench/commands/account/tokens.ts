/** `bench account token`, `tokens` and `revoke`: tokens with which programs ask the API. */
import { InvalidArgumentError, type Command } from 'commander';
import { accountName } from '#core/access/account-name.ts';
import {
	longestTokenDays,
	parseTokenDays,
	tokenEndUtc,
	usualTokenDays
} from '#core/access/token-life.ts';
import { tokenScopes, type TokenScope } from '#core/access/token-scope.ts';
import { findAccount } from '#db/accounts.server.ts';
import { addApiToken, listApiTokens, revokeApiToken } from '#db/api-tokens.server.ts';
import { renderTokenList } from '#bench/report/account-list.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';
import { auditCommand, withAccounts } from './with-accounts.ts';

interface TokenOptions extends CommonOptions {
	scope: TokenScope;
	/** Whole days that it holds. */
	expires: number;
}

const scopeOf = (text: string): TokenScope => {
	const scope = tokenScopes.find((each) => each === text);
	if (scope) return scope;
	throw new InvalidArgumentError(`expected one of ${tokenScopes.join(', ')}.`);
};

/** `90d` as whole days. */
const daysOf = (text: string): number => {
	const days = text.endsWith('d') ? parseTokenDays(text.slice(0, -1)) : null;
	if (days !== null) return days;
	throw new InvalidArgumentError(`expected 1d to ${String(longestTokenDays)}d.`);
};

const now = (): string => new Date().toISOString();

const make = (text: string, options: TokenOptions, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const { id: accountId, name, role } = await findAccount(database, accountName(text));
		const { scope, expires } = options;
		const atUtc = now();
		const expiresAtUtc = tokenEndUtc(atUtc, expires);
		const { id, token } = await addApiToken(database, { accountId, scope, expiresAtUtc }, atUtc);
		await auditCommand(
			database,
			`bench account token ${name} --scope ${scope} --expires ${String(expires)}d, token ${id}`,
			atUtc
		);
		if (options.json) {
			context.print(JSON.stringify({ id, name, role, scope, expiresAtUtc, token }, null, '\t'));
			return;
		}
		context.print(token);
		context.note(
			`token ${id} of ${name} (${role}) to ${scope === 'read' ? 'read' : 'read and change'}, until ${expiresAtUtc.slice(0, 10)}; it is shown here only, and sent as "Authorization: Bearer …"`
		);
	});

const list = (options: CommonOptions, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const found = await listApiTokens(database);
		if (options.json) context.print(JSON.stringify(found, null, '\t'));
		else if (found.length === 0) context.print('no tokens; bench account token NAME makes one');
		else context.print(renderTokenList(found, now(), context.outputColumns));
	});

const revoke = (text: string, options: CommonOptions, context: CommandContext): Promise<void> =>
	withAccounts(options, context, async (database) => {
		const id = await revokeApiToken(database, text, now());
		await auditCommand(database, `bench account revoke ${id}`, now());
		context.print(
			options.json ? JSON.stringify({ revoked: id }, null, '\t') : `revoked token ${id}`
		);
	});

export const defineAccountTokens = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command
			.command('token')
			.description('make a token with which a program asks the API, and print it once')
	)
		.argument('<name>', 'name of the account for which it asks, with no more than its role')
		.option('--scope <scope>', `one of ${tokenScopes.join(', ')}`, scopeOf, 'read')
		.option('--expires <days>', 'how long it holds, such as 90d', daysOf, usualTokenDays)
		.action((name: string, options: TokenOptions) => make(name, options, context));
	addCommonOptions(
		command.command('tokens').description('tokens by account, with the day of their last use')
	).action((options: CommonOptions) => list(options, context));
	addCommonOptions(command.command('revoke').description('end a token'))
		.argument('<id>', 'id of the token, or the beginning of it')
		.action((id: string, options: CommonOptions) => revoke(id, options, context));
};
