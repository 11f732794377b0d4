/** Scenarios that show images: from the folder through both protocols to the emulator and back, and where they cannot go. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, tinyImages } from '../core/tiny-images.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, fastPerformance, writeScenario } from './support/small-scenario.ts';

const files = Object.keys(tinyImages) as (keyof typeof tinyImages)[];

/** Every item has the same words and another image, so that only the image can tell which is asked. */
const writeImageScenario = (workplace: Workplace): string => {
	writeScenario(workplace);
	const folder = workplace.file('colours');
	mkdirSync(join(folder, 'images'));
	const lines = files.map((name, index) => {
		writeFileSync(join(folder, 'images', name), bytesOf(tinyImages[name]));
		return JSON.stringify({
			id: `picture-${String(index)}`,
			input: { thing: 'this picture' },
			images: [name],
			reference: index % 2 === 0 ? 'red' : 'green',
			language: 'en'
		});
	});
	writeFileSync(join(folder, 'items.jsonl'), `${lines.join('\n')}\n`);
	return folder;
};

const emulated = (protocol: string) => ({
	kind: 'emulated',
	id: protocol,
	protocol,
	model: 'emulated',
	quality: 1,
	performance: fastPerformance
});
const embedded = { kind: 'embedded', id: 'tiny', modelFile: 'none.gguf' };
const loads = [{ kind: 'closed', concurrency: 2, requests: files.length }];

describe('a scenario with images', () => {
	it('is asked with its images, which the emulator finds the answers by, in both protocols', async () => {
		using workplace = createWorkplace();
		writeImageScenario(workplace);
		const targets = ['openai-chat', 'anthropic-messages'].map(emulated);
		writeConfig(workplace, coloursConfig(targets, { loads }));
		const { stdout, stderr } = await runBench(['run', 'bench.yaml', '--json'], { workplace });
		expect(stdout, stderr).not.toBe('');
		const stages = stagesOf(JSON.parse(stdout) as RunJson);
		expect(stages).toHaveLength(2);
		for (const stage of stages) {
			expect(stage.passRate).toMatchObject({ successes: files.length, n: files.length });
			// Texts of 23 and 30 characters, and 35 pixels, which are one token of an image begun.
			expect(stage.inputTokens).toBe(files.length * (6 + 8 + 1));
		}
	});

	it('is left out where a target reads text only, which is said before anything is sent', async () => {
		using workplace = createWorkplace();
		writeImageScenario(workplace);
		const sentence =
			'colours on "tiny" is left out: its items show images, and the embedded engine reads text only';
		writeConfig(workplace, coloursConfig([emulated('openai-chat'), embedded], { loads }));
		const file = workplace.file('bench.yaml');
		const valid = await callCommand('validate', [file]);
		expect(valid).toMatchObject({ error: null, stderr: `note: ${sentence}\n` });
		expect(valid.stdout).not.toContain('tiny');
		expect((await callCommand('plan', [file])).stdout.replaceAll('\n', ' ')).toContain(sentence);
		writeConfig(workplace, coloursConfig([embedded], { loads }));
		expect((await callCommand('validate', [file])).error).toMatchObject({
			code: 'E_CONFIG',
			hint: `${sentence}.`
		});
	});

	it('is planned with the tokens of its images, at worst at the dearest count', async () => {
		using workplace = createWorkplace();
		writeImageScenario(workplace);
		const price = {
			kind: 'per-token',
			inputUsdPerMtok: '1000000',
			outputUsdPerMtok: '0',
			source: 'a test',
			checkedOn: '2026-11-01'
		};
		const api = {
			kind: 'measured-api',
			id: 'api',
			protocol: 'openai-chat',
			baseUrl: 'http://127.0.0.1:9/v1',
			model: 'm',
			price
		};
		const loads = [{ kind: 'closed', concurrency: 1, requests: 1 }];
		writeConfig(workplace, coloursConfig([api], { loads, maxSpendUsd: '20000' }));
		const { stdout } = await callCommand('plan', [workplace.file('bench.yaml'), '--json']);
		expect(JSON.parse(stdout)).toMatchObject({
			cells: [{ inputTokensPerRequest: (23 + 30) / 4 + 1 }],
			// A dollar a token: bytes of the texts, "{}" and 1,000 around them, and one tile.
			paid: { worstUsd: String(23 + 30 + 2 + 1_000 + 8_500) }
		});
	});

	it('is shown with the names of its images and exported with them, or not at all', async () => {
		using workplace = createWorkplace();
		const folder = writeImageScenario(workplace);
		const shown = await callCommand('scenario', ['show', folder, '--item', 'picture-0']);
		expect(shown.stdout).toContain('images:\nimages/png\n');
		const facts = await callCommand('scenario', ['show', folder, '--json']);
		expect(JSON.parse(facts.stdout)).toMatchObject({ images: files.length });
		const exported = await callCommand('scenario', ['export', folder, '--to', 'environment']);
		expect(JSON.parse(exported.stdout.split('\n')[0]!)).toMatchObject({
			messages: [
				{ role: 'system' },
				{
					role: 'user',
					content: [
						{
							type: 'image_url',
							image_url: { url: `data:image/png;base64,${tinyImages.png}` }
						},
						{ type: 'text', text: 'Which colour has this picture?' }
					]
				}
			]
		});
		const refused = await callCommand('scenario', ['export', folder, '--to', 'promptfoo']);
		expect(refused.error).toMatchObject({ code: 'E_CONFIG' });
		expect(readFileSync(join(folder, 'images', 'png'))).toEqual(bytesOf(tinyImages.png));
	});
});
