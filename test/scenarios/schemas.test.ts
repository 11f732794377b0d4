import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios } from '#bench/importers/scenario-folder.ts';
import { renderSchema, schemaFiles } from '../../scenarios/generate/schemas.ts';

describe('the JSON Schemas for editors', () => {
	it.each(schemaFiles)('%s as committed is what the zod schemas say', async (file) => {
		const committed = await readFile(new URL(`../../scenarios/${file}`, import.meta.url), 'utf8');
		expect(committed).toBe(renderSchema(file));
	});

	it('take every item of this project and the example of the README, and refuse a key that is misspelt', async () => {
		const validate = new Ajv2020().compile(JSON.parse(renderSchema('items.schema.json')) as object);
		const folder = new URL('../../scenarios/', import.meta.url);
		const readme = await readFile(new URL('README.md', folder), 'utf8');
		const [, example = ''] = /```json\n(.+)\n```/u.exec(readme) ?? [];
		expect(validate(JSON.parse(example)), JSON.stringify(validate.errors)).toBe(true);
		for (const id of await listScenarios(bundledScenarios)) {
			const lines = await readFile(new URL(`${id}/items.jsonl`, folder), 'utf8');
			for (const line of lines.trim().split('\n')) {
				expect(validate(JSON.parse(line)), `${id}: ${line.slice(0, 40)}`).toBe(true);
			}
		}
		const { reference, ...rest } = JSON.parse(example) as Record<string, unknown>;
		expect(validate({ ...rest, referance: reference })).toBe(false);
	});

	it('let a target name a preset in place of protocol and address, and nothing in place of both', () => {
		const validate = new Ajv2020({ strictTypes: false, validateFormats: false }).compile(
			JSON.parse(renderSchema('bench.schema.json')) as object
		);
		const withTarget = (target: object): boolean =>
			validate({
				name: 'n',
				scenarios: [{ use: 'support-triage' }],
				targets: [{ id: 'a', kind: 'self-hosted', model: 'm', ...target }]
			});
		expect(withTarget({ preset: 'vllm' }), JSON.stringify(validate.errors)).toBe(true);
		expect(withTarget({ protocol: 'openai-chat', baseUrl: 'http://h' })).toBe(true);
		for (const target of [{}, { preset: 'grok' }, { protocol: 'openai-chat' }]) {
			expect(withTarget(target)).toBe(false);
		}
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
