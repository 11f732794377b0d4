/** Writes the JSON Schemas that editors use, from the same zod schemas that the commands validate with. */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { configSchema } from '#core/config.ts';
import { fullCostSpecSchema } from '#core/cost-spec.ts';
import { plainCostSpecSchema } from '#core/plain-cost-spec.ts';
import { quoteSchema } from '#core/quote.ts';
import { quoteMappingSchema } from '#core/quote/quote-mapping.ts';
import { itemSchema, scenarioSchema } from '#core/scenario.ts';

const schemas = {
	'bench.schema.json': { schema: configSchema, title: 'bench.yaml of breakeven' },
	'scenario.schema.json': { schema: scenarioSchema, title: 'scenario.yaml of breakeven' },
	'items.schema.json': { schema: itemSchema, title: 'one line of items.jsonl of breakeven' },
	'cost.schema.json': { schema: fullCostSpecSchema, title: 'cost spec of breakeven, full form' },
	'cost-plain.schema.json': {
		schema: plainCostSpecSchema,
		title: 'cost spec of breakeven, plain form'
	},
	'quote.schema.json': { schema: quoteSchema, title: 'vendor quote of breakeven' },
	'quote-mapping.schema.json': {
		schema: quoteMappingSchema,
		title: 'mapping of a table to a vendor quote of breakeven'
	}
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
