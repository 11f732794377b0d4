/** The scenarios that a config names. */
import { dirname, resolve } from 'node:path';
import type { Config, ScenarioReference } from '#core/config.ts';
import { BenchError, type Problem } from '#core/errors.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { checkReference } from '#bench/graders/index.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import { scenarioFolder, unknownScenario } from './scenario-places.ts';

/**
 * The config as it is stored: a scenario of the user by the whole path of its folder, so that its demand and its texts are found from
 * wherever the run is looked at.
 */
export const withScenarioFolders = (config: Config, configFile: string): Config => {
	const placed = (use: string): string => {
		const folder = scenarioFolder(use, configFile);
		return dirname(folder) === resolve(bundledScenarios) ? use : folder;
	};
	return {
		...config,
		scenarios: config.scenarios.map((reference) => ({ ...reference, use: placed(reference.use) })),
		...(config.mixes && {
			mixes: config.mixes.map((mix) => ({
				...mix,
				weights: Object.fromEntries(
					Object.entries(mix.weights).map(([use, weight]) => [placed(use), weight])
				)
			}))
		})
	};
};

/** Loads every scenario of a config; all problems of all of them in one error. */
export const loadScenarios = async (
	config: Config,
	configFile: string
): Promise<Map<ScenarioReference, LoadedScenario>> => {
	const loaded = new Map<ScenarioReference, LoadedScenario>();
	const problems: Problem[] = [];
	for (const [index, reference] of config.scenarios.entries()) {
		try {
			const scenario = await loadScenario(scenarioFolder(reference.use, configFile), {
				checkReference
			});
			loaded.set(reference, scenario);
		} catch (error) {
			if (!(error instanceof BenchError)) throw error;
			if (error.code === 'E_FILE') {
				const known = await listScenarios(bundledScenarios);
				problems.push({
					file: configFile,
					line: null,
					path: `scenarios[${String(index)}].use`,
					message: unknownScenario(reference.use, known)
				});
			} else if (error.code === 'E_CONFIG') problems.push(...error.problems);
			else throw error;
		}
	}
	if (problems.length === 0) return loaded;
	throw new BenchError(
		'E_CONFIG',
		`the scenarios of ${configFile} have ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`,
		{ problems, hint: 'CONTRIBUTING.md says how a scenario folder looks.' }
	);
};
