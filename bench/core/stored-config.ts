/** The config of a stored run: that of a measurement, or what an import noted in its place. */
import { z } from 'zod';
import { configSchema, type Config } from './config.ts';
import { importedTargetSchema } from './imported-target.ts';
import { isObject } from './json.ts';

/** Of a run that another tool measured: nothing is known of its load, its limits and its seed. */
const importedConfigSchema = z.strictObject({
	kind: z.literal('imported'),
	name: z.string().min(1),
	/** As a config names a scenario: its id, or a folder. */
	scenarios: z.array(z.strictObject({ use: z.string().min(1) })).length(1),
	targets: z.array(importedTargetSchema).min(1)
});

export type ImportedConfig = z.infer<typeof importedConfigSchema>;
export type StoredConfig = Config | ImportedConfig;

/** Either of the two by its kind, so that the problems of a damaged one are those of that one, each with its path. */
export const storedConfigSchema = z.unknown().transform((value, context): StoredConfig => {
	const schema = isObject(value) && 'kind' in value ? importedConfigSchema : configSchema;
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	for (const { path, message } of parsed.error.issues) {
		context.addIssue({ code: 'custom', path: [...path], message, input: value });
	}
	return z.NEVER;
});

/** Whether another tool measured the run. */
export const isImportedConfig = (config: StoredConfig): config is ImportedConfig =>
	'kind' in config;
