/** `bench import`: brings in what others measured or billed; each kind is a sub-command with a file of its own in `import/`. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { defineBills } from './import/bill.ts';
import { defineDataset } from './import/dataset.ts';
import { defineResults } from './import/results.ts';
import { defineTrace } from './import/trace.ts';

export const define = (command: Command, context: CommandContext): void => {
	defineBills(command, context);
	defineDataset(command, context);
	defineResults(command, context);
	defineTrace(command, context);
};
