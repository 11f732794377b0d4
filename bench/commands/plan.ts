/** `bench plan`: what a config would send, take and cost, and which differences so many items can show. Sends nothing. */
import type { Command } from 'commander';
import { askedTargets } from '#core/config-judges.ts';
import { defaultDeltaShare } from '#bench/economics/verdict/quality-gate.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { renderPlan } from '#bench/report/plan-report.ts';
import type { CommandContext } from './context.ts';
import { notesOnJudges } from './judge/known-judges.ts';
import { addCommonOptions, parseDeltaPoints, type CommonOptions } from './options.ts';
import { buildPlan } from './run/build-plan.ts';
import { loadScenarios } from './run/load-scenarios.ts';
import { forecastPlan } from './run/forecast-plan.ts';
import { proxyNotes } from './run/check-proxies.ts';
import { tokensPerCriterion, tokensPerVerdict } from './run/judging-cost.ts';
import { worstCost } from './run/plan.ts';
import { withReplays } from './run/read-replays.ts';

interface PlanOptions extends CommonOptions {
	/** Share of 1; `defaultDeltaShare` where absent. */
	delta?: number;
}

const plan = async (
	configFile: string,
	options: PlanOptions,
	context: CommandContext
): Promise<void> => {
	const { json, delta = defaultDeltaShare } = options;
	const config = await withReplays(await loadConfig(configFile), configFile);
	const scenarios = await loadScenarios(config, configFile);
	const built = buildPlan(config, scenarios);
	const { judging, ...paid } = worstCost(built);
	const reported = {
		configFile,
		...forecastPlan(built, scenarios, delta),
		paid: {
			...paid,
			...(judging && { judging: { ...judging, tokensPerCriterion, tokensPerVerdict } })
		},
		maxSpendUsd: config.maxSpendUsd ?? null,
		notes: [
			...built.notes,
			...proxyNotes(askedTargets(config), context.env),
			...(await notesOnJudges(config, scenarios, options, context))
		]
	};
	context.print(
		json ? JSON.stringify(reported, null, '\t') : renderPlan(reported, context.outputColumns)
	);
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('[config]', 'what would be measured', 'bench.yaml')
		.option(
			'--delta <points>',
			`worse by less than so many percentage points counts as not worse; ${String(100 * defaultDeltaShare)} where absent`,
			parseDeltaPoints
		)
		.action((configFile: string, options: PlanOptions) => plan(configFile, options, context));
};
