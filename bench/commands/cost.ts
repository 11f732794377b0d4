/** `bench cost`: the cost model. What an option costs, where make and buy change places, and what that depends on. */
import { InvalidArgumentError, type Command } from 'commander';
import type { CommandContext } from './context.ts';
import type { ChargebackOptions } from './cost/chargeback.ts';
import type { CrossoverOptions } from './cost/crossover.ts';
import { addCaseOptions } from './cost/case-options.ts';
import type { DiffOptions } from './cost/diff.ts';
import type { PortfolioOptions } from './cost/portfolio.ts';
import type { SensitivityOptions } from './cost/sensitivity.ts';
import type { ShowOptions } from './cost/show.ts';

const parseMonth = (text: string): string => {
	if (/^\d{4}-(0[1-9]|1[0-2])$/u.test(text)) return text;
	throw new InvalidArgumentError('expected a month as YYYY-MM.');
};

export const define = (command: Command, context: CommandContext): void => {
	// The options of a sub-command have the same names; those before it belong to this one.
	addCaseOptions(command)
		.enablePositionalOptions()
		.argument('[use-case]', 'id of a scenario that a run has measured')
		.option('--spec <file>', 'cost spec (YAML or JSON); made from the newest run where absent')
		.option('--run <id>', 'run to use, or the beginning of its id; the newest where absent')
		.option('--explain', 'print every line of arithmetic with its sources')
		.addHelpText(
			'after',
			`
Examples:
  bench cost support-triage                         from the newest run that measured it
  bench cost --spec scenarios/costs/support-triage.yaml --explain
  bench cost crossover --spec scenarios/costs/plain.yaml --json`
		)
		.action(async (useCase: string | undefined, options: ShowOptions) => {
			await (await import('./cost/show.ts')).show(useCase, options, context);
		});
	addCaseOptions(
		command
			.command('crossover')
			.description('where make and buy change places, exact to one request')
	)
		.requiredOption('--spec <file>', 'cost spec, plain or full')
		.action(async (options: CrossoverOptions) => {
			await (await import('./cost/crossover.ts')).crossover(options, context);
		});
	addCaseOptions(
		command
			.command('sensitivity')
			.description('what moves the decision, what must be true, what to measure next')
	)
		.argument('[use-case]', 'id of a scenario that a run has measured')
		.option('--spec <file>', 'cost spec; made from the newest run where absent')
		.option('--run <id>', 'run to use, or the beginning of its id; the newest where absent')
		.action(async (useCase: string | undefined, options: SensitivityOptions) => {
			await (await import('./cost/sensitivity.ts')).sensitivity(useCase, options, context);
		});
	addCaseOptions(
		command.command('diff').description('what changed between two cost specs, or two runs')
	)
		.argument('<before>', 'cost spec, or run id with --use-case')
		.argument('<after>', 'cost spec, or run id with --use-case')
		.option('--use-case <id>', 'use case, where runs are compared')
		.option('--fail-on-verdict', 'exit with 3 where the verdict differs')
		.action(async (before: string, after: string, options: DiffOptions) => {
			await (await import('./cost/diff.ts')).diff(before, after, options, context);
		});
	addCaseOptions(
		command
			.command('portfolio')
			.description('several use cases on the same nodes: what sharing saves, and to whom it goes')
	)
		.argument('<specs...>', 'full cost specs, one for each use case')
		.option('--option <id>', 'option whose nodes are shared; the compared make option of each')
		.action(async (specs: string[], options: PortfolioOptions) => {
			await (await import('./cost/portfolio.ts')).portfolio(specs, options, context);
		});
	addCaseOptions(
		command
			.command('chargeback')
			.description('a month of one option as FOCUS rows (CSV), for the cost tool of the company')
	)
		.argument('[use-case]', 'id of a scenario that a run has measured')
		.option('--spec <file>', 'cost spec; made from the newest run where absent')
		.option('--run <id>', 'run to use, or the beginning of its id; the newest where absent')
		.option('--option <id>', 'option to charge; the compared one that is made where absent')
		.requiredOption('--month <month>', 'month that is charged, YYYY-MM', parseMonth)
		.option('--account <name>', 'billing account in the rows', 'internal')
		.action(async (useCase: string | undefined, options: ChargebackOptions) => {
			await (await import('./cost/chargeback.ts')).chargeback(useCase, options, context);
		});
};
