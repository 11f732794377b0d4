/** `bench quote`: vendors' offers in, shown, levelled and compared; the sub-commands are in `quote/`. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { defineQuoteBrowsing } from './quote/browse.ts';
import { defineQuoteImport } from './quote/import.ts';
import { defineQuoteLevelling } from './quote/level.ts';
import { defineQuoteTargets } from './quote/targets.ts';

export const define = (command: Command, context: CommandContext): void => {
	defineQuoteImport(command, context);
	defineQuoteBrowsing(command, context);
	defineQuoteLevelling(command, context);
	defineQuoteTargets(command, context);
};
