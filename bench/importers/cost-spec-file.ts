/** Reads a cost spec: the plain form, which holds every number, or the full form, which refers to runs, prices and quotes. */
import { readFile } from 'node:fs/promises';
import { isMap, parseDocument } from 'yaml';
import { fullCostSpecSchema, type FullCostSpec } from '#core/cost-spec.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { plainCostSpecSchema, type PlainCostSpec } from '#core/plain-cost-spec.ts';
import { parseYaml } from '#core/yaml-problems.ts';

export type CostSpec =
	{ form: 'plain'; spec: PlainCostSpec } | { form: 'full'; spec: FullCostSpec };

/**
 * A file with `options` or `useCase` is meant as the full form, whatever else is wrong with it: its problems are then told as
 * those of the full form.
 */
const isFull = (text: string): boolean => {
	const { contents } = parseDocument(text, { logLevel: 'silent' });
	return isMap(contents) && (contents.has('options') || contents.has('useCase'));
};

/** Throws E_FILE if the file cannot be read and E_CONFIG with all problems if it is not a cost spec. */
export const loadCostSpec = async (file: string): Promise<CostSpec> => {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (cause) {
		throw new BenchError('E_FILE', `the cost spec ${file} cannot be read: ${errorMessage(cause)}`, {
			hint: 'Give the path of a YAML or JSON file with --spec. scenarios/costs/ has examples.',
			cause
		});
	}
	const form = isFull(text) ? 'full' : 'plain';
	const parsed =
		form === 'full'
			? parseYaml(text, fullCostSpecSchema, file)
			: parseYaml(text, plainCostSpecSchema, file);
	if (parsed.ok) return { form, spec: parsed.value } as CostSpec;
	const { problems } = parsed;
	throw new BenchError(
		'E_CONFIG',
		`${file} has ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`,
		{
			problems,
			hint: `It was read as the ${form} form. The schemas for editors are scenarios/cost.schema.json and scenarios/cost-plain.schema.json.`
		}
	);
};
