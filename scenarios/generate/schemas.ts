/** Writes the JSON Schemas that editors use, from the same zod schemas that the commands validate with. */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { configSchema } from '#core/config.ts';
import { scenarioSchema } from '#core/scenario.ts';

const schemas = {
	'bench.schema.json': { schema: configSchema, title: 'bench.yaml of breakeven' },
	'scenario.schema.json': { schema: scenarioSchema, title: 'scenario.yaml of breakeven' }
} as const;

export type SchemaFile = keyof typeof schemas;
export const schemaFiles = Object.keys(schemas) as SchemaFile[];

/** The text of one schema file: JSON Schema draft 2020-12 of what a user writes, before defaults. */
export const renderSchema = (file: SchemaFile): string => {
	const { schema, title } = schemas[file];
	const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
	return `${JSON.stringify({ $schema, title, ...rest }, null, '\t')}\n`;
};

/** Writes all schema files into `scenarios/`. */
export const writeSchemas = async (): Promise<void> => {
	for (const file of schemaFiles) {
		await writeFile(new URL(`../${file}`, import.meta.url), renderSchema(file));
	}
};
