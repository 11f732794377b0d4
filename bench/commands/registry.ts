/** Every command: its line in the help, and the file that is loaded when it is called. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

export interface CommandModule {
	/** Adds arguments, options and the action to the command, which has its name and summary already. */
	define: (command: Command, context: CommandContext) => void;
}

export interface CommandEntry {
	name: string;
	summary: string;
	load: () => Promise<CommandModule>;
}

export const commandEntries: readonly CommandEntry[] = [
	{
		name: 'run',
		summary:
			'measure, grade, store and print what a config describes; --demo needs no account and no GPU',
		load: () => import('./run.ts')
	},
	{
		name: 'load',
		summary: 'load-test one endpoint without a scenario',
		load: () => import('./load.ts')
	},
	{
		name: 'plan',
		summary: 'what a config would send, take and cost, and which differences its items can show',
		load: () => import('./plan.ts')
	},
	{
		name: 'compare',
		summary: 'two targets on the same items: who is right more often, and whether that is shown',
		load: () => import('./compare.ts')
	},
	{
		name: 'init',
		summary: 'write a config to begin with, valid as it stands',
		load: () => import('./init.ts')
	},
	{
		name: 'validate',
		summary:
			'check a config and its scenarios, a cost spec, quote or price file, and list every problem with its line',
		load: () => import('./validate.ts')
	},
	{
		name: 'doctor',
		summary: 'check this machine, the database and the endpoints of a config',
		load: () => import('./doctor.ts')
	},
	{
		name: 'probe',
		summary:
			'what an endpoint really sends: usage, events, errors, limits, connections; or decode a saved stream',
		load: () => import('./probe.ts')
	},
	{
		name: 'scenario',
		summary: 'use cases as data: list, show, check them, and export them to other tools',
		load: () => import('./scenario.ts')
	},
	{
		name: 'cost',
		summary: 'make or buy: what each option costs, where they change places, and how sure',
		load: () => import('./cost.ts')
	},
	{
		name: 'report',
		summary: 'a use case as one HTML file to pass on: verdict, charts, tables, their data',
		load: () => import('./report.ts')
	},
	{
		name: 'serve',
		summary: 'the dashboard and its API, on this machine',
		load: () => import('./serve.ts')
	},
	{
		name: 'account',
		summary: 'who may sign in to the dashboard, in which role, and who has done what',
		load: () => import('./account.ts')
	},
	{
		name: 'resume',
		summary: 'go on with a run that was stopped or killed, or that ended at its cap',
		load: () => import('./resume.ts')
	},
	{
		name: 'retry',
		summary:
			'try failed requests of a finished run again; answers are filled in, no figure of a load',
		load: () => import('./retry.ts')
	},
	{
		name: 'runs',
		summary: 'list, show and delete stored runs',
		load: () => import('./runs.ts')
	},
	{
		name: 'db',
		summary: 'the database as a whole: check it, copy it, compact it, see what takes the space',
		load: () => import('./db.ts')
	},
	{
		name: 'regrade',
		summary: 'grade the kept answers of a run again, without asking anybody',
		load: () => import('./regrade.ts')
	},
	{
		name: 'recompute',
		summary: 'compute the figures of a run again from what was kept, and say what differs',
		load: () => import('./recompute.ts')
	},
	{
		name: 'judge',
		summary:
			'models that grade what no rule can: judge a run, compare pairs, hold them against people',
		load: () => import('./judge.ts')
	},
	{
		name: 'price',
		summary: 'the price book: list, show, check and import prices',
		load: () => import('./price.ts')
	},
	{
		name: 'quote',
		summary: "vendors' offers: import, show, level over one term, compare",
		load: () => import('./quote.ts')
	},
	{
		name: 'model',
		summary: 'the model and the hardware book, and how many GPUs a model needs',
		load: () => import('./model.ts')
	},
	{
		name: 'import',
		summary:
			'bring in what others have: data sets as scenarios, bills (FOCUS), reconciled and stored',
		load: () => import('./import.ts')
	}
];
