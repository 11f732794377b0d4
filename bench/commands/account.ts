/** `bench account`: who may sign in to the site, in which role, and who has done what; the sub-commands are in `account/`. */
import type { Command } from 'commander';
import { defineAccountAudit } from './account/audit.ts';
import { defineAccounts } from './account/accounts.ts';
import { defineAccountTokens } from './account/tokens.ts';
import type { CommandContext } from './context.ts';

export const define = (command: Command, context: CommandContext): void => {
	defineAccounts(command, context);
	defineAccountTokens(command, context);
	defineAccountAudit(command, context);
};
