import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { configSchema } from '#core/config.ts';
import { BenchError, renderProblem } from '#core/errors.ts';
import { protocolNames } from '#core/target.ts';
import { loadConfig } from '#bench/importers/config-file.ts';

/** As a message lists them. */
const quotedProtocols = protocolNames
	.map((name) => `"${name}"`)
	.join(', ')
	.replace(/, ([^,]*)$/u, ' or $1');

let folder: string;
let file: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'bench-config-'));
	file = join(folder, 'bench.yaml');
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const minimal = `name: minimal
scenarios: [{ use: support-triage }]
targets:
  - id: ours
    kind: self-hosted
    protocol: openai-chat
    baseUrl: http://127.0.0.1:8000/v1
    model: m
loads: [{ kind: closed, concurrency: 1, requests: 1 }]
`;

const failure = async (text: string | Buffer): Promise<BenchError> => {
	writeFileSync(file, text);
	const error: unknown = await loadConfig(file).catch((caught: unknown) => caught);
	if (error instanceof BenchError) return error;
	throw new Error('expected a BenchError', { cause: error });
};
const problems = async (text: string): Promise<string[]> =>
	(await failure(text)).problems.map((one) => renderProblem(one).replaceAll(`${folder}/`, ''));

describe('secrets that are typed out in a config', () => {
	it('are refused with their places, and none is repeated', async () => {
		const text = minimal.replace('8000/v1', '8000/v1?key=canary').replace(
			'    model: m\n',
			`    model: m
    headers: { x-auth: canary, authorization: canary }
    query: { accessToken: canary }
    apiKeyCommand: [echo, sk-canary0123456789]
    parameters: { extraBody: { nested: { api_key: canary }, top_k: 20 } }
`
		);
		const error = await failure(text);
		expect(error.problems.map(({ path }) => path)).toEqual(
			expect.arrayContaining([
				'targets[0].baseUrl',
				'targets[0].headers.x-auth',
				'targets[0].headers.authorization',
				'targets[0].query.accessToken',
				'targets[0].apiKeyCommand[1]',
				'targets[0].parameters.extraBody.nested.api_key'
			])
		);
		expect(error.problems).toHaveLength(6);
		expect(JSON.stringify(error.problems)).not.toContain('canary');
	});

	it('do not make a run unreadable that was stored with one', () => {
		const stored = {
			name: 'c',
			scenarios: [{ use: 's' }],
			targets: [
				{
					id: 'a',
					kind: 'self-hosted',
					protocol: 'openai-chat',
					baseUrl: 'http://127.0.0.1:8000/v1?key=x',
					model: 'm',
					headers: { 'x-auth': 'x' }
				}
			]
		};
		expect(configSchema.safeParse(stored).success).toBe(true);
	});
});

describe('a config file', () => {
	it('is read with every default filled in', async () => {
		writeFileSync(file, minimal);
		const config = await loadConfig(file);
		expect(config).toMatchObject({ name: 'minimal', seed: 1, workers: 1, keepStreams: true });
		expect(configSchema.parse(config)).toEqual(config);
	});

	it('may come with a byte order mark and with the line ends of Windows', async () => {
		writeFileSync(file, `\uFEFF${minimal.replaceAll('\n', '\r\n')}`);
		expect(await loadConfig(file)).toMatchObject({ name: 'minimal' });
	});

	it('that comes with the project is valid', async () => {
		const scenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
		const configs = readdirSync(scenarios).filter((name) => name.endsWith('.yaml'));
		expect(configs).toContain('demo.yaml');
		for (const name of configs) {
			await expect(loadConfig(join(scenarios, name))).resolves.toHaveProperty('targets');
		}
	});

	it('that cannot be read is named, with what to do', async () => {
		mkdirSync(join(folder, 'folder.yaml'));
		for (const path of [join(folder, 'none.yaml'), join(folder, 'folder.yaml')]) {
			const error: unknown = await loadConfig(path).catch((caught: unknown) => caught);
			expect(error).toMatchObject({ code: 'E_FILE', exitCode: 2 });
			expect((error as BenchError).message).toContain(path);
			expect((error as BenchError).hint).toContain('bench init');
		}
	});

	it('gives all of its problems with their lines, in the order of the file', async () => {
		const text = minimal
			.replace('name: minimal', 'name: minimal\ncolour: red')
			.replace('protocol: openai-chat', 'protocol: smtp')
			.replace('requests: 1', 'requests: -1');
		const error = await failure(text);
		expect(error.message).toMatch(/bench\.yaml has 3 problems$/);
		expect(await problems(text)).toEqual([
			'bench.yaml:2 colour: unknown key; expected name, seed, scenarios, targets, loads, findCapacity, mixes, judges, stopEarly, interleave, workers, calibrate, warmUp, limits, maxSpendUsd, keepAnswers or keepStreams',
			`bench.yaml:7 targets[0].protocol: expected ${quotedProtocols}, found "smtp"`,
			'bench.yaml:10 loads[0].requests: expected a number > 0, found -1'
		]);
	});

	it('that asks a protocol for what it cannot do is refused at that line, judges included', async () => {
		const judge = [
			'judges:',
			'  - target:',
			'      id: judge',
			'      kind: self-hosted',
			'      protocol: openai-chat',
			'      baseUrl: http://127.0.0.1:8000',
			'      model: m',
			'      parameters:',
			'        thinkingBudgetTokens: 2000'
		];
		const text =
			minimal
				.replace('protocol: openai-chat', 'protocol: anthropic-messages')
				.replace('model: m', 'model: m\n    parameters: { seed: 1, reasoningEffort: minimal }') +
			`${judge.join('\n')}\n`;
		expect(await problems(text)).toEqual([
			'bench.yaml:9 targets[0].parameters.seed: anthropic-messages takes no seed; leave it out',
			expect.stringMatching(
				/^bench\.yaml:9 targets\[0\]\.parameters\.reasoningEffort: anthropic-messages knows no reasoning effort "minimal"/
			),
			expect.stringMatching(
				/^bench\.yaml:\d+ judges\[0\]\.target\.parameters\.thinkingBudgetTokens: openai-chat takes no budget/
			)
		]);
	});

	it('that asks a paid host to keep prompts says what writing them costs, and its rates for long prompts rise by their thresholds', async () => {
		const paid = (price: string): string => `name: paid
scenarios: [{ use: support-triage }]
targets:
  - id: api
    kind: measured-api
    protocol: anthropic-messages
    baseUrl: https://api.example.com
    model: m
    parameters: { promptCache: 1h }
    price: { kind: per-token, inputUsdPerMtok: 3, outputUsdPerMtok: 15, source: t, checkedOn: 2026-11-01${price} }
loads: [{ kind: closed, concurrency: 1, requests: 1 }]
maxSpendUsd: 5
`;
		const found = await problems(paid(', cacheWriteUsdPerMtok: { 5m: 3.75 }'));
		expect(found).toEqual([
			expect.stringContaining(
				'targets[0].price.cacheWriteUsdPerMtok: expected a rate for "1h" or "any"'
			)
		]);
		writeFileSync(file, paid(', cacheWriteUsdPerMtok: { 1h: 6 }'));
		expect(await loadConfig(file)).toMatchObject({ name: 'paid' });
		const tier = (from: number): string =>
			`{ fromInputTokens: ${String(from)}, inputUsdPerMtok: 6, cacheWriteUsdPerMtok: { any: 12 }, outputUsdPerMtok: 20 }`;
		const tiers = (...from: number[]): string =>
			paid(`, cacheWriteUsdPerMtok: { 1h: 6 }, contextTiers: [${from.map(tier).join(', ')}]`);
		expect(await problems(tiers(200_000, 100_000))).toEqual([
			expect.stringContaining(
				'targets[0].price.contextTiers[1].fromInputTokens: expected more than 200000'
			)
		]);
		writeFileSync(file, tiers(100_000, 200_000));
		expect(await loadConfig(file)).toMatchObject({ name: 'paid' });
	});

	it('with one problem has "1 problem"', async () => {
		expect((await failure(minimal.replace('model: m', 'model: ""'))).message).toMatch(
			/has 1 problem$/
		);
	});

	it('with broken syntax is refused at the line of the break', async () => {
		expect(await problems('name: x\ntargets: [\n')).toHaveLength(1);
		expect((await problems(`${minimal}seed: "1\n`))[0]).toMatch(/^bench\.yaml:1\d?: not YAML: /);
	});

	it('never shows what stands in place of the name of a key variable', async () => {
		const text = minimal.replace('model: m', 'model: m\n    apiKeyEnv: sk-canary-12345678');
		const [problem] = await problems(text);
		expect(problem).toMatch(/^bench\.yaml:9 targets\[0\]\.apiKeyEnv: expected the NAME/);
		expect(JSON.stringify(await failure(text))).not.toContain('canary');
	});

	it('of any content is a config or one error with problems, never anything else', async () => {
		const anything = fc.oneof(
			fc.string(),
			fc.string({ unit: 'binary' }),
			fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
			fc.json(),
			fc.tuple(fc.nat(minimal.length), fc.string()).map(([at, text]) => minimal.slice(0, at) + text)
		);
		await fc.assert(
			fc.asyncProperty(anything, async (text) => {
				writeFileSync(file, text);
				const result: unknown = await loadConfig(file).catch((error: unknown) => error);
				if (result instanceof BenchError) {
					expect(result.code).toBe('E_CONFIG');
					expect(result.problems.length).toBeGreaterThan(0);
				} else expect(configSchema.safeParse(result).success).toBe(true);
			}),
			{ numRuns: 300 }
		);
	});
});
