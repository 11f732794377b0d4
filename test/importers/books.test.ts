import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProvider } from '@pydantic/genai-prices';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BenchError } from '#core/errors.ts';
import { plainName } from '#core/nearest-names.ts';
import {
	ageDays,
	booksFolder,
	openHardwareBook,
	openModelBook,
	type HardwareBookFile,
	type ModelBook
} from '#bench/importers/books.ts';

/** Every object with evidence below a value, with the path to it. */
const evidenceBelow = (
	value: unknown,
	path = ''
): { path: string; source: string; grade: string }[] => {
	if (typeof value !== 'object' || value === null) return [];
	const own =
		'source' in value && 'grade' in value
			? [{ path, ...(value as unknown as { source: string; grade: string }) }]
			: [];
	return [
		...own,
		...Object.entries(value).flatMap(([key, entry]) => evidenceBelow(entry, `${path}.${key}`))
	];
};

const thrownBy = async (work: Promise<unknown>): Promise<BenchError> => {
	try {
		await work;
	} catch (error) {
		return error as BenchError;
	}
	throw new Error('nothing was thrown');
};

/** A file in a folder that is removed at the end of the block. */
const temporaryFile = (name: string, text: string) => {
	const folder = mkdtempSync(join(tmpdir(), 'bench-books-'));
	const file = join(folder, name);
	writeFileSync(file, text);
	return {
		folder,
		file,
		[Symbol.dispose]: () => {
			rmSync(folder, { recursive: true });
		}
	};
};

describe('the hardware book', () => {
	let book: HardwareBookFile;
	beforeAll(async () => {
		book = await openHardwareBook();
	});

	it('holds the GPUs that people ask about', () => {
		expect(book.entries.map(({ id }) => id)).toEqual([
			'h100-sxm',
			'h200-sxm',
			'b200-sxm',
			'b300-sxm',
			'gb200-nvl72',
			'gb300-nvl72',
			'a100-sxm-80gb',
			'l40s',
			'l4',
			'rtx-4090',
			'rtx-5090',
			'rtx-pro-6000',
			'mi300x',
			'mi325x',
			'mi355x'
		]);
	});

	it('gives every figure and every price a source in words and a grade', () => {
		const evidence = evidenceBelow(book.entries);
		expect(evidence.length).toBeGreaterThan(100);
		for (const { path, source } of evidence) expect(source, path).toMatch(/\S{2}/u);
		const gpuShare = book.entries.filter((gpu) => evidenceBelow(gpu).length >= 4);
		expect(gpuShare).toHaveLength(book.entries.length);
	});

	it('prints dense arithmetic: 4 and 8 bits never do more than twice the step before', () => {
		for (const { id, denseTflops } of book.entries) {
			const { bf16, fp8, fp4 } = denseTflops;
			if (fp8) expect(fp8.value / bf16.value, id).toBeLessThanOrEqual(2.03);
			// B300 and RTX cards multiply 4 bits up to four times as fast as 8 bits.
			if (fp8 && fp4) expect(fp4.value / fp8.value, id).toBeLessThanOrEqual(4);
		}
		expect(book.find('H100').denseTflops.bf16.value).toBe(989);
		expect(book.find('B200').denseTflops.fp8?.value).toBe(4_500);
	});

	it('counts no more memory than the driver reports', () => {
		const reported = book.entries.filter(({ reportedMemoryMib }) => reportedMemoryMib !== null);
		expect(reported.length).toBeGreaterThan(3);
		for (const { id, memoryGb, reportedMemoryMib } of reported) {
			expect((reportedMemoryMib?.value ?? 0) * 1_048_576, id).toBeGreaterThanOrEqual(
				memoryGb.value * 1e9
			);
		}
	});

	it('finds a GPU by any of its names, whatever the spelling, and suggests the nearest', async () => {
		expect(['H200', 'h200-sxm', 'H200 SXM5', 'h 200'].map((name) => book.find(name).id)).toEqual(
			Array(4).fill('h200-sxm')
		);
		const error = await thrownBy(Promise.resolve().then(() => book.find('H20')));
		expect(error.code).toBe('E_NOT_FOUND');
		expect(error.hint).toMatch(/^Did you mean h200-sxm/u);
	});

	it('reports every problem of a file with its line', async () => {
		const text = readFileSync(join(booksFolder, 'hardware.yaml'), 'utf8');
		const broken = text
			.replace('memoryGb: { value: 80,', 'memoryGb: { value: -80,')
			.replace('vendor: AMD', 'vendr: AMD');
		using file = temporaryFile('hardware.yaml', broken);
		const error = await thrownBy(openHardwareBook(file.file));
		expect(error.code).toBe('E_CONFIG');
		const places = error.problems.map(({ path, line }) => [path, line !== null && line > 1]);
		expect(places).toContainEqual(['gpus[0].memoryGb.value', true]);
		expect(places).toContainEqual(['gpus[12].vendr', true]);
		expect(places).toContainEqual(['gpus[12].vendor', true]);
	});

	it('refuses a figure without a known source, a range that is upside down and a name used twice', async () => {
		const text = readFileSync(join(booksFolder, 'hardware.yaml'), 'utf8');
		using unknown = temporaryFile(
			'hardware.yaml',
			text.replace(
				'bandwidthTbPerS: { value: 3.35, source: inferencex,',
				'bandwidthTbPerS: { value: 3.35, source: hearsay,'
			)
		);
		expect((await thrownBy(openHardwareBook(unknown.file))).problems).toMatchObject([
			{
				path: 'gpus[0].bandwidthTbPerS.source',
				message: expect.stringContaining('there is no source "hearsay"') as string
			}
		]);
		using upsideDown = temporaryFile(
			'hardware.yaml',
			text.replace(/highUsd: '22000'|highUsd: '25000'/u, "highUsd: '1'")
		);
		expect((await thrownBy(openHardwareBook(upsideDown.file))).problems[0]?.message).toBe(
			'"highUsd" is below "lowUsd"'
		);
		using twice = temporaryFile('hardware.yaml', text.replace('- id: l4\n', '- id: l40s\n'));
		expect((await thrownBy(openHardwareBook(twice.file))).problems[0]?.message).toBe(
			'the name "l40s" is already taken by l40s; names must differ'
		);
	});

	it('says which file cannot be read', async () => {
		const error = await thrownBy(openHardwareBook('/nowhere/hardware.yaml'));
		expect(error.problems[0]?.message).toMatch(/^cannot be read/u);
	});
});

describe('the model book', () => {
	let book: ModelBook;
	beforeAll(async () => {
		book = await openModelBook();
	});

	it('covers every family', () => {
		expect([...new Set(book.entries.map(({ family }) => family))]).toEqual([
			'anthropic',
			'deepseek',
			'dolly',
			'falcon',
			'gemini',
			'gemma',
			'glm',
			'gpt-oss',
			'grok',
			'kimi',
			'llama',
			'minimax',
			'mistral',
			'mpt',
			'openai',
			'phi',
			'qwen',
			'stable-diffusion'
		]);
	});

	it('has ids and aliases that name one model each', () => {
		const owners = new Map<string, string>();
		for (const { id, aliases } of book.entries) {
			for (const name of [id, ...aliases].map(plainName)) {
				expect(owners.get(name) ?? id, name).toBe(id);
				owners.set(name, id);
			}
		}
		expect(owners.size).toBeGreaterThan(book.entries.length);
	});

	it('gives every figure a source in words and a grade', () => {
		for (const model of book.entries) {
			const evidence = evidenceBelow(model);
			expect(evidence.length, model.id).toBeGreaterThan(0);
			for (const { path, source } of evidence)
				expect(source, `${model.id}${path}`).toMatch(/\S{2}/u);
		}
	});

	it('names ids that the price list has', () => {
		const named = book.entries.flatMap(({ id, prices }) =>
			prices.map((price) => ({ id, ...price }))
		);
		expect(named.length).toBeGreaterThan(80);
		for (const { id, provider, model } of named) {
			const found = findProvider({ providerId: provider })?.models.some(
				(each) => each.id === model
			);
			expect(found, `${id}: ${provider} ${model}`).toBe(true);
		}
	});

	it('has architecture sizes that agree with each other', () => {
		const known = book.entries.filter(({ architecture }) => architecture !== null);
		expect(known.length).toBeGreaterThan(60);
		for (const { id, architecture, parameters } of known) {
			const { attentionHeads, hiddenSize, vocabularyTokens, layerGroups } = architecture!;
			for (const group of layerGroups) {
				if (group.kind !== 'full' && group.kind !== 'sliding') continue;
				expect(attentionHeads % group.kvHeads, id).toBe(0);
				expect([64, 80, 96, 112, 128, 256, 512], id).toContain(group.headDim);
			}
			// Attention and embeddings alone never hold more than all parameters.
			expect((vocabularyTokens * hiddenSize) / 1e9, id).toBeLessThan(parameters!.totalB.value);
			if (parameters!.activeB) {
				expect(parameters!.activeB.value, id).toBeLessThan(parameters!.totalB.value);
			}
		}
	});

	it.each([
		['llama-3.1-8b', [{ kind: 'full', layers: 32, kvHeads: 8, headDim: 128 }]],
		['llama-3.1-405b', [{ kind: 'full', layers: 126, kvHeads: 8, headDim: 128 }]],
		['mixtral-8x7b', [{ kind: 'full', layers: 32, kvHeads: 8, headDim: 128 }]],
		['deepseek-v3', [{ kind: 'latent', layers: 61, kvLoraRank: 512, ropeDim: 64 }]],
		[
			'gpt-oss-120b',
			[
				{ kind: 'full', layers: 18, kvHeads: 8, headDim: 64 },
				{ kind: 'sliding', layers: 18, windowTokens: 128 }
			]
		],
		[
			'gemma-3-27b',
			[
				{ kind: 'full', layers: 10 },
				{ kind: 'sliding', layers: 52, windowTokens: 1_024 }
			]
		],
		[
			'kimi-k3',
			[
				{ kind: 'latent', layers: 24 },
				{ kind: 'recurrent', layers: 69 }
			]
		]
	])('knows the layers of %s', (name, layerGroups) => {
		expect(book.find(name).architecture?.layerGroups).toMatchObject(layerGroups);
	});

	it('says the commercial conditions that matter', () => {
		const conditions = (name: string): string[] =>
			book.find(name).licence?.conditions.map(({ kind }) => kind) ?? [];
		expect(conditions('llama-3.3-70b')).toContain('user-cap');
		expect(conditions('llama-4-scout')).toEqual(expect.arrayContaining(['user-cap', 'region']));
		expect(conditions('qwen2.5-72b')).toContain('user-cap');
		expect(conditions('kimi-k3')).toContain('hosting');
		expect(conditions('sdxl')).toContain('use-policy');
		expect(conditions('sd3.5')).toContain('revenue-cap');
		expect(book.find('mistral-large-2').licence?.commercialUse).toBe('no');
		expect(book.find('qwen3-32b').licence?.commercialUse).toBe('yes');
	});

	it('has no sizes for what is sold as an API only', () => {
		const apis = book.entries.filter(({ access }) => access === 'api-only');
		expect(apis.length).toBeGreaterThan(30);
		for (const model of apis) {
			expect(model, model.id).toMatchObject({
				parameters: null,
				architecture: null,
				licence: null
			});
		}
	});

	it('finds a model by the name of its repository or of its tag', () => {
		expect(book.find('meta-llama/Llama-3.1-70B-Instruct').id).toBe('llama-3.1-70b');
		expect(book.find('llama3.1:70b').id).toBe('llama-3.1-70b');
		expect(book.find('gpt-oss:20b').id).toBe('gpt-oss-20b');
	});

	it.each([
		['of a source', 'https://github.com/Lightning-AI/litgpt', 'sources.pythia.url'],
		['of a licence', 'https://opensource.org/license/mit', 'licences.mit.url']
	])(
		'takes an address %s from the web alone, for a page makes a link of it',
		async (_, url, place) => {
			const text = readFileSync(join(booksFolder, 'models/dolly.yaml'), 'utf8');
			for (const other of [
				'javascript:alert(1)',
				'data:text/html,x',
				'file:///etc/passwd',
				'ftp://a.b/'
			]) {
				expect(text).toContain(url);
				using file = temporaryFile('dolly.yaml', text.replace(url, other));
				const error = await thrownBy(openModelBook(file.folder));
				expect(error.code).toBe('E_CONFIG');
				expect(error.problems.map(({ path }) => path)).toEqual([place]);
			}
		}
	);

	it('refuses open weights without licence, size and format, and an API without a price', async () => {
		const entry = (access: string): string =>
			`    title: X\n    kind: language\n    access: ${access}\n    released: null\n    parameters: null\n    contextTokens: null\n    architecture: null\n    modalities: { input: [text], output: [text], source: s, grade: read }\n    licence: null\n`;
		using file = temporaryFile(
			'x.yaml',
			`family: x\ntitle: X\npublisher: X\ncheckedOn: 2026-01-01\nsources:\n  s: { title: S, asOf: null }\nmodels:\n  - id: a\n${entry('open-weights')}  - id: b\n${entry('api-only')}`
		);
		const error = await thrownBy(openModelBook(file.folder));
		expect(error.code).toBe('E_CONFIG');
		expect(error.problems.map(({ path, line }) => [path, line])).toEqual([
			['models[0].weights', 8],
			['models[0].parameters', 13],
			['models[0].licence', 17],
			['models[1].prices', 18]
		]);
	});

	it('says which folder cannot be read', async () => {
		expect((await thrownBy(openModelBook('/nowhere'))).code).toBe('E_FILE');
	});
});

describe('ageDays', () => {
	it('counts whole days', () => {
		expect(ageDays('2026-02-27', '2026-03-01')).toBe(2);
		expect(ageDays('2026-03-01', '2026-02-27')).toBe(-2);
	});
});
