/** `bench compare`: two targets on the same items, with paired tests. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { defaultDeltaShare } from '#bench/economics/verdict/quality-gate.ts';
import { compareTargets } from '#bench/cases/compare-targets.ts';
import { comparisonsJson, renderComparisons } from '#bench/report/comparison-report.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, parseDeltaPoints, parseSeed, type CommonOptions } from './options.ts';

interface CompareCommandOptions extends CommonOptions {
	scenario?: string;
	/** Share of items, 0 to 1. */
	delta: number;
	seed: number;
	/** Whether a scenario on which A is not shown to be not worse fails the command. */
	require?: true;
}

const compare = (
	a: string,
	b: string,
	options: CompareCommandOptions,
	context: CommandContext
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or measure two targets first: bench run --demo',
		async (database) => {
			const found = await compareTargets(database, {
				a,
				b,
				scenarioId: options.scenario ?? null,
				deltaShare: options.delta,
				seed: options.seed
			});
			const reported = { a, b, ...found };
			context.print(
				options.json
					? comparisonsJson(reported)
					: renderComparisons(reported, context.outputColumns)
			);
			if (found.scenarios.length === 0) {
				throw new BenchError('E_NOT_FOUND', `no scenario was measured on both "${a}" and "${b}"`, {
					hint: 'Measure both in one run, so that they are asked the same items.'
				});
			}
			if (!options.require) return;
			const open = found.scenarios.filter(({ gate }) => gate.state !== 'non-inferior');
			if (open.length === 0) return;
			throw new BenchError(
				'E_THRESHOLD',
				`"${a}" is not shown to be not worse than "${b}" on ${open.map(({ scenarioId }) => scenarioId).join(', ')}`
			);
		}
	);

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<a>', 'a target, such as the model that you would run: TARGET, or TARGET@RUN')
		.argument('<b>', 'what it is held against, such as the API that you buy')
		.option('--scenario <id>', 'this scenario alone; all that both were measured on where absent')
		.option(
			'--delta <points>',
			'worse by less than so many percentage points counts as not worse',
			parseDeltaPoints,
			defaultDeltaShare
		)
		.option('--require', 'exit with 3 where A is not shown to be not worse on every scenario')
		.option('--seed <n>', 'seed of the bootstrap', parseSeed, 1)
		.addHelpText(
			'after',
			`
Differences are A minus B over the items with a graded answer of both: the first answer to each item counts.
Intervals are 95 %: score interval of a paired difference for right answers, paired bootstrap by item for scores and costs.
The newest cells of one run are compared, else the newest that were asked the same items.

Examples:
  bench compare own-gpu frontier-api
  bench compare own-gpu@20261120 own-gpu@20261125 --scenario support-triage --json`
		)
		.action((a: string, b: string, options: CompareCommandOptions) =>
			compare(a, b, options, context)
		);
};
