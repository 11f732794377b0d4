/** Reads `bench.yaml`: the text of the file through the schema, every problem with its line. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { configSchema, type Config } from '#core/config.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { isObject } from '#core/json.ts';
import { tlsSchema } from '#core/tls-setting.ts';
import { typedSecretProblems } from '#core/typed-secret-problems.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { cachePriceProblem } from '#bench/protocols/cache-price-problem.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import { expandPresets } from './expand-presets.ts';
import { readTlsFiles, type TlsFileProblem } from './tls-files.ts';

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What is wrong with the files that the `tls` of a target names; what is wrong with itself the schema tells. */
const tlsProblemsOf = (target: unknown, folder: string, nowMs: number): TlsFileProblem[] => {
	const tls = tlsSchema.safeParse(isObject(target) ? target['tls'] : undefined);
	return tls.success
		? readTlsFiles(tls.data, { folder, nowMs, passphrase: undefined }).problems
		: [];
};

const whenObject = { when: ({ value }: { value: unknown }): boolean => isObject(value) };

/**
 * What a file must keep to beyond the schema. A config that was stored with a run is not held to it: what a protocol cannot do is found better by
 * later versions, and old runs stay readable.
 */
const expandedSchema = (folder: string, nowMs: number) =>
	configSchema.superRefine((config: Record<string, unknown>, context) => {
		const judges = listOf(config['judges']).map((judge) => isObject(judge) && judge['target']);
		for (const [at, place] of [
			...listOf(config['targets']).map((target, index) => [target, ['targets', index]] as const),
			...judges.map((target, index) => [target, ['judges', index, 'target']] as const)
		]) {
			const ofPrice = cachePriceProblem(at);
			for (const { path, message } of [
				...parameterProblems(at),
				...typedSecretProblems(at),
				...(ofPrice ? [ofPrice] : [])
			]) {
				context.addIssue({ code: 'custom', path: [...place, ...path], message });
			}
			for (const { path, message } of tlsProblemsOf(at, folder, nowMs)) {
				context.addIssue({ code: 'custom', path: [...place, 'tls', path], message });
			}
		}
	}, whenObject);

/** As written: with presets, whose problems are told before those of the rest. */
const configFileSchema = (folder: string, nowMs: number) =>
	z.preprocess(
		(config, context) =>
			expandPresets(config, ({ path, message }) => {
				context.addIssue({ code: 'custom', path, message, input: config });
			}),
		expandedSchema(folder, nowMs)
	);

/**
 * The config in a text; `file` is the name that problems carry, and what it names lies relative to. `nowMs`: when certificates that it names must be
 * good, ms since 1970. Throws E_CONFIG with all problems if it is not a valid config.
 */
export const parseConfig = (text: string, file: string, nowMs = Date.now()): Config => {
	const parsed = parseYaml(text, configFileSchema(dirname(file), nowMs), file);
	if (parsed.ok) return parsed.value;
	const count = parsed.problems.length;
	throw new BenchError(
		'E_CONFIG',
		`${file} has ${String(count)} problem${count === 1 ? '' : 's'}`,
		{
			problems: parsed.problems,
			hint: 'The schema for editors is scenarios/bench.schema.json; `bench validate` checks without running.'
		}
	);
};

/** Reads a config; see `parseConfig`. Throws E_FILE if the file cannot be read. */
export const loadConfig = async (file: string, nowMs = Date.now()): Promise<Config> => {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (cause) {
		throw new BenchError('E_FILE', `the config ${file} cannot be read: ${errorMessage(cause)}`, {
			hint: 'Name the config as an argument: bench run path/to/bench.yaml. bench init writes one to begin with.',
			cause
		});
	}
	return parseConfig(text, file, nowMs);
};
