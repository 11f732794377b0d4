/** Where the scenario may lie that a cell was measured with. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Cell, Run } from '#core/run.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';

/**
 * Folders with a scenario of the id of the cell, the likeliest first: the one that the user names, those that the config of the run
 * names, the one of this project. Whether it is still what was measured, its hash tells.
 */
export const scenarioFoldersOf = (
	{ scenarioId }: Cell,
	{ config }: Run,
	named?: string
): string[] =>
	named !== undefined && basename(resolve(named)) === scenarioId
		? [resolve(named)]
		: [
				...config.scenarios
					.map(({ use }) => resolve(use))
					.filter((use) => basename(use) === scenarioId),
				join(bundledScenarios, scenarioId)
			].filter((folder) => existsSync(join(folder, 'scenario.yaml')));
