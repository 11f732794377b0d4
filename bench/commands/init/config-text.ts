/** A config as the text of a file: its parts with what they mean. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { decimalText } from '#core/decimal.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { fromConfig } from './from-config.ts';

export interface ConfigParts {
	name: string;
	/** As a config names them. */
	scenarios: readonly string[];
	/** `about`: what a reader should know, one line; null for nothing. */
	targets: readonly { about: string | null; target: Readonly<Record<string, unknown>> }[];
	concurrency: number;
	requests: number;
	/** USD; null where no cap was given. */
	maxSpendUsd: string | null;
}

/** A known endpoint whose key is in the environment, for the example of an API. */
export interface FoundPreset {
	preset: string;
	keyVariable: string;
}

const indented = (text: string, by: string): string =>
	text.replace(/^(?=.)/gmu, by).replace(/\n+$/u, '');

/** An entry of a list, two spaces in. */
const entry = (value: unknown): string =>
	indented(stringify([value], { lineWidth: 0, indent: 2 }), '  ');

/** Amounts as numbers, where they stay what they are. */
const withPlainAmounts = (value: unknown): unknown => {
	if (typeof value === 'string' && /^\d{1,15}(?:\.\d+)?$/u.test(value)) {
		return decimalText(Number(value)) === value ? Number(value) : value;
	}
	return value;
};

const withPlainPrice = (
	target: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> => {
	const { price } = target;
	if (typeof price !== 'object' || price === null) return target;
	return {
		...target,
		price: Object.fromEntries(
			Object.entries(price).map(([name, each]: [string, unknown]) => [
				name,
				name.endsWith('UsdPerMtok') || name.startsWith('usdPer') ? withPlainAmounts(each) : each
			])
		)
	};
};

/** Where editors find what a config may hold; null where the file is not there. */
const schemaLine = (configFile: string): string[] => {
	const schema = join(bundledScenarios, 'bench.schema.json');
	return existsSync(schema)
		? [`# yaml-language-server: $schema=${fromConfig(schema, configFile)}`]
		: [];
};

/** What a config may say besides, as comments. */
const examples = (parts: ConfigParts, found: FoundPreset | null): string[] => {
	const kinds = parts.targets.map(({ target }) => target['kind']);
	return [
		...(kinds.includes('self-hosted')
			? []
			: [
					'  # An endpoint of your own; "price" says what its machine costs.',
					'  # - id: ours',
					'  #   kind: self-hosted',
					'  #   protocol: openai-chat',
					'  #   baseUrl: http://127.0.0.1:8000/v1',
					'  #   model: NAME',
					'  #   price: { kind: per-hour, usdPerHour: USD, source: PAGE, checkedOn: YYYY-MM-DD }'
				]),
		...(kinds.includes('measured-api')
			? []
			: [
					'  # An API that bills tokens; it also needs "maxSpendUsd". The key stays in the environment.',
					'  # - id: api',
					'  #   kind: measured-api',
					...(found
						? [`  #   preset: ${found.preset} # ${found.keyVariable} is set`]
						: [
								'  #   protocol: anthropic-messages',
								'  #   baseUrl: https://api.example.com',
								'  #   apiKeyEnv: EXAMPLE_API_KEY # the name of a variable, never a key'
							]),
					'  #   model: NAME',
					'  #   price: { kind: per-token, inputUsdPerMtok: USD, outputUsdPerMtok: USD, source: PAGE, checkedOn: YYYY-MM-DD }'
				])
	];
};

/** The text; it holds no key, only names of variables. `found`: null where no key of a known endpoint was found. */
export const configText = (
	parts: ConfigParts,
	configFile: string,
	found: FoundPreset | null
): string =>
	[
		...schemaLine(configFile),
		'# What to measure, against what, how hard, and what it may cost.',
		stringify({ name: parts.name }, { lineWidth: 0 }).trimEnd(),
		'seed: 1 # decides the order of the items, and everything else that is drawn',
		'',
		'# Use cases: ids that `bench scenario list` shows, or paths of folders. `items: 40` takes a part.',
		'scenarios:',
		...parts.scenarios.map((use) => entry({ use })),
		'',
		'# Models behind endpoints.',
		'targets:',
		...parts.targets.flatMap(({ about, target }) => [
			...(about === null ? [] : [`  # ${about}`]),
			entry(withPlainPrice(target))
		]),
		...examples(parts, found),
		'',
		'# Stages of each use case on each target. Of 130 answers on, a claim about 95 % of requests can be made.',
		'loads:',
		`  - { kind: closed, concurrency: ${String(parts.concurrency)}, requests: ${String(parts.requests)} }`,
		'  # - { kind: poisson, ratePerS: 2, durationS: 75 } # users who come when they come',
		'# findCapacity: true # in place of loads: the highest rate at which the objective holds',
		'',
		'# The most that a run may cost, USD. A plan whose worst case is above it is not begun.',
		parts.maxSpendUsd === null
			? '# maxSpendUsd: 5'
			: stringify({ maxSpendUsd: withPlainAmounts(parts.maxSpendUsd) }).trimEnd(),
		''
	].join('\n');
