import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderSchema, schemaFiles } from '../../scenarios/generate/schemas.ts';

describe('the JSON Schemas for editors', () => {
	it.each(schemaFiles)('%s as committed is what the zod schemas say', async (file) => {
		const committed = await readFile(new URL(`../../scenarios/${file}`, import.meta.url), 'utf8');
		expect(committed).toBe(renderSchema(file));
	});

	it('say of every key of a config what it means or what it may be', () => {
		const schema = JSON.parse(renderSchema('bench.schema.json')) as {
			required: string[];
			additionalProperties: boolean;
			properties: Record<string, object>;
		};
		expect(schema.additionalProperties).toBe(false);
		expect(schema.required).toStrictEqual(['name', 'scenarios', 'targets']);
		expect(schema.properties['maxSpendUsd']).toHaveProperty('description');
	});
});
