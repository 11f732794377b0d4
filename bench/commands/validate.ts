/** `bench validate`: checks a config and its scenarios without sending anything. */
import type { Command } from 'commander';
import { loadConfig } from '#bench/importers/config-file.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';
import { buildPlan, loadScenarios } from './run/build-plan.ts';
import { checkBudget } from './run/plan.ts';

const validate = async (
	configFile: string,
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const config = await loadConfig(configFile);
	const plan = buildPlan(config, await loadScenarios(config, configFile));
	const cost = checkBudget(plan);
	const unsetVariables = config.targets.flatMap((target) =>
		'apiKeyEnv' in target &&
		target.apiKeyEnv !== undefined &&
		!context.env[target.apiKeyEnv]?.trim()
			? [target.apiKeyEnv]
			: []
	);
	const cells = plan.cells.map(({ scenarioId, target, items, loads }) => ({
		scenario: scenarioId,
		target: target.id,
		items: items.length,
		stages: loads.length,
		/** Null where only time ends a stage. */
		requests: loads.map((load) => plannedRequests(load, config.seed))
	}));
	if (options.json) {
		context.print(
			JSON.stringify(
				{ ok: true, config: configFile, cells, paid: cost, unsetVariables },
				null,
				'\t'
			)
		);
		return;
	}
	const lines = cells.map(
		({ scenario, target, items, stages }) =>
			`  ${scenario} on ${target}: ${String(items)} items, ${String(stages)} stage${stages === 1 ? '' : 's'}`
	);
	context.print(`${configFile} is valid\n${lines.join('\n')}`);
	if (cost.paidRequests > 0) {
		context.print(
			`  at worst ${String(cost.paidRequests)} paid requests cost ${cost.worstUsd} USD`
		);
	}
	for (const name of unsetVariables) {
		context.note(`note: the environment variable ${name} is not set; bench run will need it`);
	}
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('[config]', 'the config to check', 'bench.yaml')
		.action((config: string, options: CommonOptions) => validate(config, options, context));
};
