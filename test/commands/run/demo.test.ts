import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadedScenario } from '#core/scenario.ts';
import { configSchema } from '#core/config.ts';
import type { Target } from '#core/target.ts';
import { ensureDemoModels, servableTargets } from '#bench/commands/run/demo.ts';
import { loadScenarios } from '#bench/commands/run/build-plan.ts';
import { readGgufHeader } from '#bench/endpoints/llama/gguf-header.ts';

let folder: string;
let scenarios: LoadedScenario[];
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'bench-demo-'));
	const config = configFor(join(folder, 'model.gguf'));
	scenarios = [...(await loadScenarios(config, join(folder, 'bench.yaml'))).values()];
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

const configFor = (modelFile: string) =>
	configSchema.parse({
		name: 'demo',
		scenarios: [{ use: 'support-triage' }],
		targets: [{ id: 'tiny', kind: 'embedded', modelFile }],
		loads: [{ kind: 'closed', concurrency: 1, requests: 1 }]
	});
const targetsFor = (modelFile: string): Target[] => configFor(modelFile).targets;

describe('the model of the demo', () => {
	it('is written once, even where two demos start at the same time, and is a model', async () => {
		const file = join(folder, 'cache', 'model.gguf');
		await Promise.all([1, 2].map(() => ensureDemoModels(targetsFor(file), scenarios)));
		expect(readdirSync(join(folder, 'cache'))).toEqual(['model.gguf']);
		await expect(readGgufHeader(file)).resolves.toBeDefined();
		expect(await ensureDemoModels(targetsFor(file), scenarios)).toEqual([]);
	});

	it('that cannot be written is an error with what to do, and leaves nothing behind', async () => {
		writeFileSync(join(folder, 'file'), '');
		const file = join(folder, 'file', 'model.gguf');
		await expect(ensureDemoModels(targetsFor(file), scenarios)).rejects.toMatchObject({
			code: 'E_FILE',
			hint: expect.stringContaining('writable') as string
		});
		expect(existsSync(file)).toBe(false);
	});
});

describe('the targets of the demo', () => {
	const targets = configSchema.parse({
		name: 'demo',
		scenarios: [{ use: 'support-triage' }],
		targets: [
			{ id: 'tiny', kind: 'embedded', modelFile: 'model.gguf' },
			{
				id: 'host',
				kind: 'self-hosted',
				protocol: 'openai-chat',
				baseUrl: 'http://127.0.0.1:1',
				model: 'm'
			}
		],
		loads: [{ kind: 'closed', concurrency: 1, requests: 1 }]
	}).targets;

	it('are all of them where the engine is installed', () => {
		expect(servableTargets(targets, null)).toEqual({ targets, note: null });
	});

	it('leave out what needs the engine where it is not, and say so', () => {
		const { targets: kept, note } = servableTargets(targets, 'the engine is not installed');
		expect(kept.map(({ id }) => id)).toEqual(['host']);
		expect(note).toContain('left out tiny: the engine is not installed');
		expect(note).toContain('EMULATED');
	});
});
