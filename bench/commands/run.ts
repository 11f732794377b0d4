/** `bench run`: measures, grades, stores and prints what a config describes. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, databaseFlag, parseUsd, type CommonOptions } from './options.ts';
import { createAnswerTable } from './run/answer-table.ts';
import { buildPlan } from './run/build-plan.ts';
import { loadScenarios } from './run/load-scenarios.ts';
import { demoConfigFile, demoRemark, servableTargets } from './run/demo.ts';
import { judgePhaseOf } from './run/judge-phase.ts';
import { performRun } from './run/perform-run.ts';
import { printRun } from './run/print-run.ts';
import { withReplays } from './run/read-replays.ts';
import { checkTelemetryCommands } from './run/stage-telemetry.ts';

interface RunOptions extends CommonOptions {
	demo?: true;
	/** In place of the cap of the config, USD. */
	maxSpend?: string;
	/** Whether a run may begin whose worst case is above the cap. */
	stopAtCap?: true;
	/** Whether programs that a scenario grades by may be run. */
	allowCommands?: true;
	/** Whether judges may grade that are known to disagree with people. */
	allowWeakJudge?: true;
}

const defaultConfig = 'bench.yaml';

const run = async (
	configArgument: string | undefined,
	options: RunOptions,
	context: CommandContext
): Promise<void> => {
	if (options.demo && configArgument !== undefined) {
		throw new BenchError('E_USAGE', 'give a config or --demo, not both');
	}
	const configFile = options.demo ? demoConfigFile : (configArgument ?? defaultConfig);
	const asWritten = await loadConfig(configFile);
	const loaded = await withReplays(
		options.maxSpend === undefined ? asWritten : { ...asWritten, maxSpendUsd: options.maxSpend },
		configFile
	);
	const { targets, note } = options.demo
		? servableTargets(loaded.targets)
		: { targets: loaded.targets, note: null };
	const config = { ...loaded, targets };
	checkTelemetryCommands(config, options.allowCommands ?? false);
	const scenarios = await loadScenarios(config, configFile);
	if (options.demo) {
		if (note !== null) context.note(note);
		context.note(demoRemark(note === null));
	}
	const tools = openGradingTools({ allowCommands: options.allowCommands ?? false });
	await performRun({
		plan: buildPlan(config, scenarios, tools),
		configFile,
		allowCommands: options.allowCommands ?? false,
		databaseUrl: options.db,
		context,
		stopsAtCap: options.stopAtCap ?? false,
		answers: () => createAnswerTable(scenarios.values(), config.seed),
		judging: judgePhaseOf(config, scenarios, {
			allowWeakJudge: options.allowWeakJudge ?? false,
			stopsAtCap: options.stopAtCap ?? false
		}),
		print: printRun(context, { json: options.json ?? false, databaseFlag: databaseFlag(options) })
	}).finally(() => {
		tools.close();
	});
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('[config]', `what to measure (default: ${defaultConfig})`)
		.option(
			'--demo',
			'the built-in demo: an embedded engine and two emulated endpoints, no account, no GPU'
		)
		.option('--max-spend <usd>', 'cap of what it may cost, in place of "maxSpendUsd"', parseUsd)
		.option(
			'--stop-at-cap',
			'begin although the worst case is above the cap, and end when one more request, or question to a judge, could pass it'
		)
		.option(
			'--allow-commands',
			'run the programs that scenarios grade by (grader "command") and that targets read their GPUs or get their keys by; they may do anything that you may'
		)
		.option(
			'--allow-weak-judge',
			'let judges grade whose agreement with people is known to be below their floor'
		)
		.addHelpText(
			'after',
			`
The first Ctrl-C waits for the answers in flight and stores them, the second cuts them off; both leave a readable run.
Exits with 4 if no stage can be trusted (client-bound or error-bound), 5 if an endpoint cannot be reached,
6 if the plan may cost more than "maxSpendUsd" (nothing is sent then) or has ended at the cap, 7 if a key is missing or refused.

Examples:
  bench run --demo
  bench run bench.yaml --db file:results.db --json > result.json`
		)
		.action((config: string | undefined, options: RunOptions) => run(config, options, context));
};
