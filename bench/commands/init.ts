/** `bench init`: writes a config to begin with, of what its flags say and this machine has. Sends nothing. */
import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#core/config.ts';
import { variablesOf } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import { compareUsd } from '#bench/economics/prices/attempt-cost.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { parseConfig } from '#bench/importers/config-file.ts';
import { listScenarios } from '#bench/importers/scenario-folder.ts';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';
import { targetPresets } from '#bench/protocols/presets.ts';
import { engineProblem } from '#bench/telemetry/machine-check.ts';
import type { CommandContext } from './context.ts';
import { configText, type ConfigParts, type FoundPreset } from './init/config-text.ts';
import { describedEndpoint } from './init/described-endpoint.ts';
import { fromConfig } from './init/from-config.ts';
import { addInitOptions, hasEndpoint, initFlags, type InitOptions } from './init/init-options.ts';
import { ownTargets } from './init/own-targets.ts';
import { configOfFlags } from './load/config-of-flags.ts';
import { addCommonOptions } from './options.ts';
import { buildPlan } from './run/build-plan.ts';
import { loadScenarios } from './run/load-scenarios.ts';
import { worstCost } from './run/plan.ts';
import { unknownScenario } from './run/scenario-places.ts';

const defaultFile = 'bench.yaml';
const defaultScenario = 'support-triage';

/** Throws E_FILE where something is at the path that is not to be written over. */
const checkPlace = async (file: string, force: boolean): Promise<void> => {
	const found = await lstat(file).catch(() => null);
	if (!found) return;
	if (found.isDirectory()) {
		throw new BenchError('E_FILE', `${file} is a folder; nothing was written`, {
			hint: `Name a file: bench init ${join(file, defaultFile)}`
		});
	}
	if (force) return;
	throw new BenchError('E_FILE', `${file} is there already; nothing was written`, {
		hint: 'Name another file, or write over it with --force.'
	});
};

/** How the config names a scenario. Throws E_USAGE for one that is not there. */
const useOf = async (scenario: string, configFile: string): Promise<string> => {
	const known = await listScenarios(bundledScenarios);
	const isPath = isAbsolute(scenario) || scenario.startsWith('.') || /[\\/]/u.test(scenario);
	const folder = resolve(scenario);
	if (existsSync(join(folder, 'scenario.yaml'))) {
		return dirname(folder) === resolve(bundledScenarios)
			? basename(folder)
			: fromConfig(folder, configFile);
	}
	if (!isPath && known.includes(scenario)) return scenario;
	throw new BenchError('E_USAGE', `--scenario: ${unknownScenario(scenario, known)}`, {
		hint: 'bench scenario list shows those of this project.'
	});
};

const usesOf = async (
	{ scenario = [defaultScenario] }: InitOptions,
	configFile: string
): Promise<string[]> => {
	const uses: string[] = [];
	for (const each of scenario) {
		const use = await useOf(each, configFile);
		if (!uses.includes(use)) uses.push(use);
	}
	return uses;
};

/** The first known endpoint whose key is in the environment. */
const foundPreset = (env: CommandContext['env']): FoundPreset | null => {
	for (const [preset, { apiKeyEnv }] of Object.entries(targetPresets)) {
		if (apiKeyEnv !== null && env[apiKeyEnv]?.trim()) return { preset, keyVariable: apiKeyEnv };
	}
	return null;
};

/** The endpoint of the flags first, as problems of it are told by its flags. */
const targetsOf = async (
	options: InitOptions,
	configFile: string
): Promise<{ targets: ConfigParts['targets']; notes: string[] }> => {
	const nowUtc = new Date().toISOString();
	const described = hasEndpoint(options)
		? await describedEndpoint(options, { folder: dirname(configFile), nowUtc })
		: null;
	const asked = (options.target ?? []).filter((kind) => kind === 'embedded' || kind === 'emulated');
	const byItself = engineProblem() === null ? 'embedded' : 'emulated';
	const own = described || asked.length > 0 ? asked : ([byItself] as const);
	return {
		targets: [
			...(described ? [{ about: null, target: described.target }] : []),
			...own.map((kind) => ownTargets[kind](configFile))
		],
		notes: described?.notes ?? []
	};
};

/** The flags that a config as a whole follows from. */
const flagsBehind = ({ scenario = [], endpoint, preset, target = [] }: InitOptions): string =>
	[
		...scenario.map((each) => `--scenario ${each}`),
		...(endpoint === undefined ? [] : ['--endpoint']),
		...(preset === undefined ? [] : [`--preset ${preset}`]),
		...target.map((each) => `--target ${each}`)
	].join(' ');

/** Holds the config to what `bench validate` asks of it. Throws E_USAGE, E_CONFIG for a scenario of the user that does not hold, or E_BUDGET. */
const checkConfig = async (
	config: Config,
	configFile: string,
	options: InitOptions
): Promise<string[]> => {
	const scenarios = await loadScenarios(config, configFile);
	try {
		const plan = buildPlan(config, scenarios);
		const { paidRequests, worstUsd } = worstCost(plan);
		// A config asks for a cap wherever a target bills, also where none of the scenarios can be sent to it.
		if (config.targets.some(({ kind }) => kind === 'measured-api')) {
			const atWorst = `at worst ${String(paidRequests)} paid requests cost ${worstUsd} USD`;
			if (options.maxSpend === undefined) {
				throw new BenchError('E_USAGE', `--max-spend is missing: ${atWorst}; nothing was written`, {
					hint: 'Give the most that a run may cost. What is to be expected is less: bench plan tells.'
				});
			}
			if (compareUsd(worstUsd, options.maxSpend) > 0) {
				throw new BenchError(
					'E_BUDGET',
					`--max-spend: ${atWorst}, above the cap of ${options.maxSpend} USD; nothing was written`,
					{ hint: 'Raise it, or ask for fewer with --requests.' }
				);
			}
		}
		return plan.notes;
	} catch (cause) {
		if (!(cause instanceof BenchError) || cause.code !== 'E_CONFIG') throw cause;
		const { hint } = cause;
		throw new BenchError(
			'E_USAGE',
			`${flagsBehind(options)}: ${cause.message}; nothing was written`,
			{ cause, ...(hint !== null && { hint }) }
		);
	}
};

const unsetIn = (config: Config, env: CommandContext['env']): string[] => [
	...new Set(
		config.targets.flatMap((target) =>
			'baseUrl' in target ? variablesOf(target).filter((name) => !env[name]?.trim()) : []
		)
	)
];

/** A word of a command line. */
const shellWord = (word: string): string =>
	/^[\w./:@%+,=-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const init = async (file: string, options: InitOptions, context: CommandContext): Promise<void> => {
	await checkPlace(file, options.force ?? false);
	const { targets, notes } = await targetsOf(options, file);
	const scenarios = await usesOf(options, file);
	const { concurrency, requests, maxSpend } = options;
	const ids = targets.map(({ target }) => String(target['id']));
	const parts: ConfigParts = {
		name: `${scenarios.map((use) => basename(use)).join(', ')} on ${ids.join(', ')}`,
		scenarios,
		targets,
		concurrency,
		requests,
		maxSpendUsd: maxSpend ?? null
	};
	const text = configText(parts, file, foundPreset(context.env));
	const described = {
		name: parts.name,
		scenarios: scenarios.map((use) => ({ use })),
		targets: targets.map(({ target }) => target),
		loads: [{ kind: 'closed', concurrency, requests }],
		// What it costs at worst is told before a missing cap.
		maxSpendUsd: maxSpend ?? '0'
	};
	const planned = await checkConfig(
		configOfFlags(described, { folder: dirname(file), flagOf: initFlags }),
		file,
		options
	);
	const config = parseConfig(text, file);
	await writeFileAtomically(file, text);
	const argument = file === defaultFile ? '' : ` ${shellWord(file)}`;
	const next = ['validate', 'plan', 'run'].map((name) => `bench ${name}${argument}`);
	const unsetVariables = unsetIn(config, context.env);
	const written = {
		file,
		scenarios,
		targets: config.targets.map(({ id, kind }) => ({ id, kind })),
		unsetVariables,
		notes: [...notes, ...planned],
		next
	};
	if (options.json) {
		context.print(JSON.stringify(written, null, '\t'));
		return;
	}
	context.print(
		`wrote ${file}: ${scenarios.join(', ')} on ${written.targets.map(({ id, kind }) => `${id} (${kind})`).join(', ')}\nnext: ${next.join(', then ')}`
	);
	for (const note of written.notes) context.note(`note: ${note}`);
	for (const name of unsetVariables) {
		context.note(`note: the environment variable ${name} is not set; bench run will need it`);
	}
};

export const define = (command: Command, context: CommandContext): void => {
	addInitOptions(
		addCommonOptions(command).argument('[file]', 'where the config is written', defaultFile)
	)
		.addHelpText(
			'after',
			`
Asks nothing and sends nothing. What is written holds names of environment variables, never keys, and is valid as it stands:
flags that make no valid config are refused, and nothing is written then.
With --json: { file, scenarios, targets: [{ id, kind }], unsetVariables, notes, next }.

Examples:
  bench init
  bench init --endpoint http://127.0.0.1:8000/v1 --model qwen3-8b --usd-per-hour 2.49
  bench init api.yaml --preset groq --model llama-3.3-70b-versatile --price groq/llama-3.3-70b-versatile --max-spend 5
  bench init --scenario invoice-extraction --scenario ./our-mails --target emulated`
		)
		.action((file: string, options: InitOptions) => init(file, options, context));
};
