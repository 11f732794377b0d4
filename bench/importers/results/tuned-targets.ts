/** Which targets of imported results were tuned, from a YAML file: a target's id, and `tunedFrom` as a config has it. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { BenchError, errorMessage } from '#core/errors.ts';
import { idSchema } from '#core/scenario.ts';
import { tunedFromSchema, type TunedFrom } from '#core/tuned-from.ts';
import { parseYaml } from '#core/yaml-problems.ts';

const tunedTargetsSchema = z.record(idSchema, tunedFromSchema);

/** By id of the target. Throws `E_FILE` where it cannot be read, `E_CONFIG` with every problem in it. */
export const readTunedTargets = async (file: string): Promise<Map<string, TunedFrom>> => {
	const text = await readFile(file, 'utf8').catch((cause: unknown) => {
		throw new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, { cause });
	});
	const parsed = parseYaml(text, tunedTargetsSchema, file);
	if (!parsed.ok) {
		throw new BenchError('E_CONFIG', `${file} does not say what was tuned; nothing was imported`, {
			problems: parsed.problems,
			hint: 'One entry for each tuned target: its id, and below it what "tunedFrom" of a config has (model, method, data, costUsd, costSource, trainedOn).'
		});
	}
	return new Map(Object.entries(parsed.value));
};
