/** `bench report`: the answer of a use case as a file to pass on, or a run as other tools would tell it. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { dialectNames } from '#bench/report/dialects/dialect.ts';
import type { CommandContext } from './context.ts';
import { addCaseOptions } from './cost/case-options.ts';
import { parseSloOption } from './options.ts';
import type { ReportAsOptions } from './report/report-as.ts';
import { reportFormats } from './report/report-format.ts';
import type { ReportOptions } from './report/write-report.ts';

type Options = ReportOptions & Omit<ReportAsOptions, 'as'> & Partial<Pick<ReportAsOptions, 'as'>>;

/** Options that mean nothing without `--as`, and those that mean nothing with it. */
const onlyWithAs = ['stage', 'scenario', 'target', 'slo'] as const;
const notWithAs = [
	'html',
	'output',
	'format',
	'spec',
	'prices',
	'at',
	'volume',
	'force',
	'rebuild'
] as const;

const checkTogether = (options: Options): void => {
	const lost = (options.as === undefined ? onlyWithAs : notWithAs).find(
		(name) => options[name] !== undefined
	);
	if (lost === undefined) return;
	throw options.as === undefined
		? new BenchError('E_USAGE', `--${lost} belongs to --as`, {
				hint: 'It chooses what of a run another tool would tell: bench report RUN --as vllm'
			})
		: new BenchError('E_USAGE', `--${lost} does not go with --as`, {
				hint: '--as prints figures of a run; the file of a use case is written without it.'
			});
};

export const define = (command: Command, context: CommandContext): void => {
	addCaseOptions(command)
		.argument(
			'[use-case]',
			'the id of a scenario that a run has measured; with --spec it is left out, as the spec names it; with --as the run'
		)
		.option('--html <file>', 'the HTML file to write; it needs nothing else to be read')
		.option('-o, --output <file>', 'the file to write, in the form that its ending says')
		.addOption(
			command
				.createOption(
					'--format <form>',
					'form of the report; by the ending of the file where absent, else html. Without a file md, csv and json are printed'
				)
				.choices(reportFormats)
		)
		.option('--spec <file>', 'cost spec (YAML or JSON); made from the newest run where absent')
		.option('--run <id>', 'run to use, or the beginning of its id; the newest where absent')
		.option('--force', 'replace a file that is there')
		.option('--rebuild', 'build the page of reports even if it is up to date')
		.addOption(
			command
				.createOption(
					'--as <tool>',
					'print the stages of a run as another tool would tell them, computed from what was kept of it'
				)
				.choices([...dialectNames, 'all'])
		)
		.option('--stage <id>', 'with --as: this stage alone, by its id or the beginning of it')
		.option('--scenario <id>', 'with --as: the stages of this scenario')
		.option('--target <id>', 'with --as: the stages of this target')
		.option(
			'--slo <objective>',
			"with --as: what goodput counts by, such as 'ttft<800ms,e2e<20s'; the scenario's own where absent",
			parseSloOption
		)
		.addHelpText(
			'after',
			`
The file holds the report of the dashboard, every chart with its table, and their data as PNG, CSV and JSON. It opens in any
browser and asks nobody for anything. On paper the decision is one page, with what it rests on after it. Where no script may run,
as in a mail program, its text and its tables are there.

Markdown has the sentence, the tables and every number with who says it. CSV has a row for each figure (section, name, value, unit,
ci low, ci high, origin, source) and runs nothing in a spreadsheet. JSON has these figures and all that the page is drawn from.

With --as the first argument is a run. Its figures are computed again by the rules of the tool, in its names and units, from the
moments and streams that were kept; "all" puts every tool beside bench and says why they differ.

Examples:
  bench report support-triage --html support-triage.html
  bench report --spec scenarios/costs/quoted.yaml --html contracts.html --force
  bench report support-triage -o support-triage.md
  bench report support-triage --format csv | less
  bench report 20261120 --as vllm
  bench report 20261120 --as all --scenario support-triage --target local`
		)
		.action(async (subject: string | undefined, options: Options) => {
			checkTogether(options);
			const { as } = options;
			if (as === undefined) {
				await (await import('./report/write-report.ts')).writeReport(subject, options, context);
				return;
			}
			const { reportAs } = await import('./report/report-as.ts');
			await reportAs(subject, { ...options, as }, context);
		});
};
