/** `bench report`: the answer of a use case as a file to pass on. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { addCaseOptions } from './cost/case-options.ts';
import type { ReportOptions } from './report/write-report.ts';

export const define = (command: Command, context: CommandContext): void => {
	addCaseOptions(command)
		.argument(
			'[use-case]',
			'the id of a scenario that a run has measured; with --spec it is left out, as the spec names it'
		)
		.option('--html <file>', 'the HTML file to write (required); it needs nothing else to be read')
		.option('--spec <file>', 'cost spec (YAML or JSON); made from the newest run where absent')
		.option('--run <id>', 'run to use, or the beginning of its id; the newest where absent')
		.option('--force', 'replace a file that is there')
		.option('--rebuild', 'build the page of reports even if it is up to date')
		.addHelpText(
			'after',
			`
The file holds the report of the dashboard, every chart with its table, and their data as PNG, CSV and JSON. It opens in any
browser and asks nobody for anything. On paper the decision is one page, with what it rests on after it. Where no script may run,
as in a mail program, its text and its tables are there.

Examples:
  bench report support-triage --html support-triage.html
  bench report --spec scenarios/costs/quoted.yaml --html contracts.html --force`
		)
		.action(async (useCase: string | undefined, options: ReportOptions) => {
			await (await import('./report/write-report.ts')).writeReport(useCase, options, context);
		});
};
