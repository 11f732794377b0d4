/** Writes the JSON Schemas that editors use, from the same zod schemas that the commands validate with. */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { configSchema } from '#core/config.ts';
import { isObject } from '#core/json.ts';
import { fullCostSpecSchema } from '#core/cost-spec.ts';
import { plainCostSpecSchema } from '#core/plain-cost-spec.ts';
import { quoteSchema } from '#core/quote.ts';
import { quoteMappingSchema } from '#core/quote/quote-mapping.ts';
import { itemSchema, scenarioSchema } from '#core/scenario.ts';
import { presetNames } from '#bench/protocols/presets.ts';

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

const ofPreset = ['protocol', 'baseUrl'];

/** Targets with an address may name a preset in place of protocol and base URL; the commands expand it before their schema looks. */
const withPresets = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(withPresets);
	if (!isObject(value)) return value;
	const inner = Object.fromEntries(
		Object.entries(value).map(([key, each]) => [key, withPresets(each)])
	);
	const { properties, required } = inner;
	if (!isObject(properties) || !Array.isArray(required)) return inner;
	if (!ofPreset.every((key) => key in properties)) return inner;
	return {
		...inner,
		properties: {
			preset: {
				description:
					'A known host or engine: its protocol, its address and the usual name of its key',
				enum: presetNames
			},
			...properties
		},
		required: required.filter((key: unknown) => !ofPreset.some((each) => each === key)),
		anyOf: [{ required: ['preset'] }, { required: ofPreset }]
	};
};

/** The text of one schema file: JSON Schema draft 2020-12 of what a user writes, before defaults. */
export const renderSchema = (file: SchemaFile): string => {
	const { schema, title } = schemas[file];
	const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
	const described = file === 'bench.schema.json' ? withPresets(rest) : rest;
	return `${JSON.stringify({ $schema, title, ...(described as object) }, null, '\t')}\n`;
};

/** Writes all schema files into `scenarios/`. */
export const writeSchemas = async (): Promise<void> => {
	for (const file of schemaFiles) {
		await writeFile(new URL(`../${file}`, import.meta.url), renderSchema(file));
	}
};
