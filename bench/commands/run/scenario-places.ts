/** Where the scenarios of a config lie, and which of them are not there. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Problem } from '#core/errors.ts';
import { meant } from '#core/nearest-names.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios } from '#bench/importers/scenario-folder.ts';

/** The folder of a scenario: a path relative to the config file if there is one, a scenario of this project otherwise. */
export const scenarioFolder = (use: string, configFile: string): string => {
	const local = resolve(dirname(configFile), use);
	if (isAbsolute(use) || use.startsWith('.') || existsSync(join(local, 'scenario.yaml')))
		return local;
	return join(bundledScenarios, use);
};

/** What is wrong with a name that no scenario has; `known` are those of this project. */
export const unknownScenario = (use: string, known: readonly string[]): string =>
	`there is no scenario "${use}"; ${meant(use, known)}expected a folder, or one of ${known.join(', ')}`;

/**
 * The scenarios of a config that are not there, each with its line, however much else is wrong with the file. Empty where its text
 * names none.
 */
export const unknownScenarios = async (text: string, configFile: string): Promise<Problem[]> => {
	const named = z.looseObject({ use: z.string() });
	const loose = (isThere: (use: string) => boolean, message: (use: string) => string) =>
		z.looseObject({
			scenarios: z.array(z.unknown()).superRefine((references, context) => {
				for (const [index, reference] of references.entries()) {
					const { data } = named.safeParse(reference);
					if (!data || isThere(data.use)) continue;
					context.addIssue({ code: 'custom', path: [index, 'use'], message: message(data.use) });
				}
			})
		});
	const known = await listScenarios(bundledScenarios);
	const isThere = (use: string): boolean => existsSync(scenarioFolder(use, configFile));
	const parsed = parseYaml(
		text,
		loose(isThere, (use) => unknownScenario(use, known)),
		configFile
	);
	return parsed.ok ? [] : parsed.problems.filter(({ path }) => path.endsWith('.use'));
};
