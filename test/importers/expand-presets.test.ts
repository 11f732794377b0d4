import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '#bench/importers/config-file.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { presetNames, presetOf } from '#bench/protocols/presets.ts';
import { protocols } from '#bench/protocols/index.ts';
import { BenchError } from '#core/errors.ts';
import { environmentVariableSchema } from '#core/endpoint-access.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'presets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const load = async (target: string, rest = '') => {
	const file = join(folder, 'bench.yaml');
	const text = `name: n\nscenarios: [{ use: support-triage }]\nmaxSpendUsd: 1\ntargets:\n  - { id: a, model: m, ${target} }\n${rest}`;
	await writeFile(file, text);
	return loadConfig(file);
};
const problemsOf = async (target: string): Promise<string[]> => {
	const error: unknown = await load(target).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(BenchError);
	return (error as BenchError).problems.map(
		({ line, path, message }) => `${String(line)} ${path}: ${message}`
	);
};
const price =
	'price: { kind: per-token, inputUsdPerMtok: 1, outputUsdPerMtok: 2, source: page, checkedOn: 2026-11-01 }';

describe('a preset', () => {
	it.each(presetNames)(
		'%s has an address of its protocol and a key variable that can be one',
		(name) => {
			const preset = presetOf(name);
			expect(preset).not.toBeNull();
			if (!preset) return;
			const protocol = protocols[preset.protocol];
			const call = {
				system: null,
				messages: [],
				maxOutputTokens: 1,
				stream: true,
				temperature: null,
				seed: null,
				extraBody: {}
			};
			const baseUrl = typeof preset.baseUrl === 'string' ? preset.baseUrl : preset.baseUrl.example;
			const { url } = protocol.buildRequest({ baseUrl, model: 'm', apiKey: null }, call);
			const path = preset.protocol === 'openai-responses' ? 'responses' : 'chat/completions';
			expect(url.href).toBe(new URL(`${baseUrl}/${path}`).href);
			expect(new URL(preset.source).protocol).toBe('https:');
			if (preset.apiKeyEnv !== null) environmentVariableSchema.parse(preset.apiKeyEnv);
			for (const key of Object.keys(preset.can)) expect(protocol.capabilities).toHaveProperty(key);
		}
	);

	it('stands for protocol, address and key, and is not stored', async () => {
		const { targets } = await load(`kind: measured-api, preset: groq, ${price}`);
		expect(targets[0]).toMatchObject({
			protocol: 'openai-chat',
			baseUrl: 'https://api.groq.com/openai/v1',
			apiKeyEnv: 'GROQ_API_KEY'
		});
		expect(targets[0]).not.toHaveProperty('preset');
	});

	it('gives way to what the target says itself, and names no key beside credentials', async () => {
		const own = await load(
			`kind: self-hosted, preset: vllm, baseUrl: 'http://10.0.0.5:9000/v1', apiKeyEnv: OURS`
		);
		expect(own.targets[0]).toMatchObject({ baseUrl: 'http://10.0.0.5:9000/v1', apiKeyEnv: 'OURS' });
		const { targets } = await load(
			`kind: measured-api, preset: xai, credentials: { kind: bearer, tokenEnv: T }, ${price}`
		);
		expect(targets[0]).not.toHaveProperty('apiKeyEnv');
	});

	it('serves a judge as it serves a target', async () => {
		const judge = `judges:\n  - { target: { id: j, kind: measured-api, preset: deepseek, model: m, ${price} } }\n`;
		const { judges } = await load(`kind: self-hosted, preset: sglang`, judge);
		expect(judges).toMatchObject([{ target: { baseUrl: 'https://api.deepseek.com/v1' } }]);
	});

	it('has the id of its provider in the price book, where it is bought', async () => {
		const { providerIds } = await openPriceBook();
		for (const name of presetNames) {
			const preset = presetOf(name);
			// Behind a gateway any provider may stand.
			const isGateway = name === 'litellm' || name === 'portkey';
			const isBought = preset?.apiKeyEnv !== null && !isGateway;
			expect([name, preset?.priceBookProvider !== null]).toEqual([name, isBought]);
			const id = preset?.priceBookProvider ?? null;
			if (id !== null) expect([name, providerIds.includes(id)]).toEqual([name, true]);
		}
	});

	it('of a gateway brings the headers that it must have, beside those of the target', async () => {
		const { targets } = await load(
			`kind: measured-api, preset: portkey, headers: { x-portkey-provider: openai }, ${price}`
		);
		expect(targets[0]).toMatchObject({
			baseUrl: 'https://api.portkey.ai/v1',
			headers: { 'x-portkey-api-key': '${PORTKEY_API_KEY}', 'x-portkey-provider': 'openai' }
		});
		const own = await load(
			"kind: self-hosted, preset: portkey, baseUrl: 'http://127.0.0.1:8787/v1', headers: { X-Portkey-Api-Key: '${OUR_KEY}' }"
		);
		expect(own.targets[0]).toMatchObject({
			baseUrl: 'http://127.0.0.1:8787/v1',
			headers: { 'X-Portkey-Api-Key': '${OUR_KEY}' }
		});
		expect(Object.keys('headers' in own.targets[0]! ? own.targets[0].headers! : {})).toHaveLength(
			1
		);
		const { targets: litellm } = await load('kind: self-hosted, preset: litellm');
		expect(litellm[0]).toMatchObject({ apiKeyEnv: 'LITELLM_PROXY_API_KEY' });
	});

	it('whose address holds a name of the user wants it given', async () => {
		expect(await problemsOf(`kind: measured-api, preset: dashscope, ${price}`)).toEqual([
			expect.stringMatching(/give "baseUrl", such as https:\/\/WORKSPACE\./u)
		]);
		const baseUrl = 'https://ws-1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1';
		const { targets } = await load(
			`kind: measured-api, preset: dashscope, baseUrl: '${baseUrl}', ${price}`
		);
		expect(targets[0]).toMatchObject({ baseUrl, apiKeyEnv: 'DASHSCOPE_API_KEY' });
	});

	it('that there is none of is told with those that there are', async () => {
		const [problem, ...others] = await problemsOf('kind: self-hosted, preset: grok');
		expect(problem).toMatch(
			/^5 targets\[0\]\.preset: there is no preset "grok"; expected one of vllm, /u
		);
		expect(others).toEqual([]);
	});

	it('is refused where a target has no address', async () => {
		expect(await problemsOf('kind: emulated, preset: groq')).toEqual([
			expect.stringMatching(/preset: a preset is an address/u)
		]);
	});

	it('says where to look for a price that is missing', async () => {
		expect(await problemsOf('kind: measured-api, preset: moonshot')).toEqual([
			'5 targets[0]: the target costs money and has no "price"; bench price list --provider moonshotai shows what the price book has'
		]);
	});

	it('refuses what its host has no word for, though the protocol has', async () => {
		expect(
			await problemsOf(
				`kind: measured-api, preset: fireworks, ${price}, parameters: { reasoningEffort: max }`
			)
		).toEqual([
			'5 targets[0].parameters.reasoningEffort: fireworks knows no reasoning effort "max"; expected low, medium or high, or leave it out'
		]);
	});
});
