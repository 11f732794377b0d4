/** `bench init`: what it writes is a config that holds, or it says which flag stands against it and writes nothing. */
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BenchError } from '#core/errors.ts';
import { presetNames } from '#bench/protocols/presets.ts';
import { protocolNames } from '#core/target.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { errorOf, openWorkplace } from './support/probe.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';
import { writeScenario } from './support/small-scenario.ts';

interface InitJson {
	file: string;
	scenarios: string[];
	targets: { id: string; kind: string }[];
	unsetVariables: string[];
	notes: string[];
	next: string[];
}

interface WrittenConfig {
	scenarios: { use: string }[];
	targets: Record<string, unknown>[];
	loads: Record<string, unknown>[];
	maxSpendUsd?: number | string;
}

const init = (file: string, ...flags: string[]): Promise<Recorded> =>
	callCommand('init', [file, ...flags]);
const jsonOf = ({ error, stdout }: Recorded): InitJson => {
	expect(error).toBe(null);
	return JSON.parse(stdout) as InitJson;
};
const configIn = (file: string): WrittenConfig =>
	parse(readFileSync(file, 'utf8')) as WrittenConfig;
const expectValid = async (file: string): Promise<void> => {
	expect((await callCommand('validate', [file])).error).toBe(null);
};

const endpoint = ['--endpoint', 'http://127.0.0.1:8000/v1', '--model', 'qwen3-8b'];
const bought = [
	...['--endpoint', 'https://api.example.com/v1', '--model', 'frontier-1'],
	...['--protocol', 'anthropic-messages', '--api-key-env', 'OUR_KEY']
];

describe('bench init', () => {
	it('writes a config in the working folder that can be run at once, and says what comes next', async () => {
		using workplace = createWorkplace();
		const written = await runBench(['init'], { workplace });
		expect([written.code, written.stderr]).toEqual([0, '']);
		expect(written.stdout).toMatch(/^wrote bench\.yaml: support-triage on /);
		expect(written.stdout).toContain('next: bench validate, then bench plan, then bench run');
		expect(readdirSync(workplace.path)).toEqual(['bench.yaml']);
		const [validated, again] = [
			await runBench(['validate'], { workplace }),
			await runBench(['init', '--json'], { workplace })
		];
		expect([validated.code, validated.stdout]).toEqual([
			0,
			expect.stringContaining('bench.yaml is valid')
		]);
		expect(again.code).toBe(2);
		expect(JSON.parse(again.stdout)).toMatchObject({
			error: { code: 'E_FILE', hint: expect.stringContaining('--force') as string }
		});
	});

	it('explains in comments what can be changed, and names a schema that is there', async () => {
		const file = openWorkplace().file('own.yaml');
		expect(jsonOf(await init(file, '--json', ...endpoint)).next[0]).toBe(`bench validate ${file}`);
		const text = readFileSync(file, 'utf8');
		const [, schema = ''] = /^# yaml-language-server: \$schema=(.+)$/mu.exec(text) ?? [];
		expect(existsSync(resolve(dirname(file), schema))).toBe(true);
		expect(text.split('\n').filter((line) => line.trim().startsWith('#')).length).toBeGreaterThan(
			8
		);
		expect(text).toContain('kind: measured-api');
	});

	it('does not write over what is there, be it a link that leads nowhere, unless asked', async () => {
		const workplace = openWorkplace();
		const file = workplace.file('bench.yaml');
		writeFileSync(file, 'mine');
		symlinkSync(workplace.file('nowhere'), workplace.file('link.yaml'));
		mkdirSync(workplace.file('folder'));
		for (const name of ['bench.yaml', 'link.yaml', 'folder']) {
			expect(errorOf(await init(workplace.file(name)))).toMatchObject({ code: 'E_FILE' });
		}
		expect(errorOf(await init(workplace.file('folder'), '--force')).message).toContain('folder');
		expect(readFileSync(file, 'utf8')).toBe('mine');
		expect(existsSync(workplace.file('nowhere'))).toBe(false);
		jsonOf(await init(file, '--force', '--json'));
		await expectValid(file);
		expect(errorOf(await init(workplace.file('none/bench.yaml')))).toMatchObject({
			code: 'E_FILE'
		});
	});

	it('writes an endpoint of one’s own with the price of its machine, and its certificates as the config finds them', async () => {
		const workplace = openWorkplace();
		const file = workplace.file('bench.yaml');
		jsonOf(await init(file, '--json', ...endpoint, '--usd-per-hour', '2.49', '--requests', '20'));
		const { targets, loads } = configIn(file);
		expect(targets).toEqual([
			expect.objectContaining({
				id: 'ours',
				kind: 'self-hosted',
				protocol: 'openai-chat',
				baseUrl: 'http://127.0.0.1:8000/v1',
				model: 'qwen3-8b',
				price: expect.objectContaining({ kind: 'per-hour', usdPerHour: 2.49 }) as object
			})
		]);
		expect(loads).toEqual([{ kind: 'closed', concurrency: 4, requests: 20 }]);
		await expectValid(file);
		const missing = errorOf(
			await init(
				...([workplace.file('tls.yaml'), '--endpoint', 'https://models.lan/v1'] as const),
				...['--model', 'm', '--ca', workplace.file('no.pem')]
			)
		);
		expect(missing.message).toMatch(/^--ca: /);
		const plain = errorOf(await init(workplace.file('tls.yaml'), ...endpoint, '--ca', 'no.pem'));
		expect(plain.message).toMatch(/^--ca, --cert and --key: the base URL is http:/);
	});

	it('wants a price and a cap of what costs money, and says what it costs at worst', async () => {
		const file = openWorkplace().file('bench.yaml');
		const rates = ['--input-usd-per-mtok', '3', '--output-usd-per-mtok', '15'];
		expect(errorOf(await init(file, ...bought)).hint).toContain('--price');
		const uncapped = errorOf(await init(file, ...bought, ...rates));
		expect(uncapped.message).toMatch(/--max-spend is missing: at worst 150 paid requests cost/);
		const [, worstUsd = ''] = /cost (\S+) USD/.exec(uncapped.message) ?? [];
		const low = errorOf(await init(file, ...bought, ...rates, '--max-spend', '0.0001'));
		expect(low).toMatchObject({ code: 'E_BUDGET' });
		expect(low.message).toContain(`cost ${worstUsd} USD, above the cap of 0.0001 USD`);
		expect(existsSync(file)).toBe(false);

		const { unsetVariables, targets } = jsonOf(
			await init(file, ...bought, ...rates, '--max-spend', worstUsd, '--json')
		);
		expect(unsetVariables).toEqual(['OUR_KEY']);
		expect(targets).toEqual([{ id: 'api', kind: 'measured-api' }]);
		await expectValid(file);
	});

	it('wants a cap of a target that bills, also where no scenario can be sent to it', async () => {
		const file = openWorkplace().file('bench.yaml');
		const stray = [
			...['--target', 'emulated', ...endpoint, '--protocol', 'openai-embeddings'],
			...['--input-usd-per-mtok', '1', '--output-usd-per-mtok', '0']
		];
		expect(errorOf(await init(file, ...stray)).message).toMatch(
			/^--max-spend is missing: .* 0 paid/
		);
		expect(existsSync(file)).toBe(false);
		const { notes } = jsonOf(await init(file, ...stray, '--max-spend', '1', '--json'));
		expect(notes).toContainEqual(expect.stringContaining('support-triage on "api" is left out'));
		await expectValid(file);
	});

	it('takes a price from the price book, with its source, and says what a config cannot hold of it', async () => {
		const file = openWorkplace().file('bench.yaml');
		const { notes } = jsonOf(
			await init(
				...([file, ...bought, '--price', 'anthropic/claude-sonnet-4-5'] as const),
				...['--max-spend', '50', '--json']
			)
		);
		const [target] = configIn(file).targets;
		expect(target?.['price']).toMatchObject({
			kind: 'per-token',
			source: expect.stringMatching(/^https:/) as string,
			checkedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string
		});
		expect(notes.join()).toContain('the config has its base rates');
		await expectValid(file);
		const other = openWorkplace().file('bench.yaml');
		await init(other, ...bought, '--price', 'openai/gpt-5.6-sol', '--max-spend', '50');
		const { price } = configIn(other).targets[0] ?? {};
		const rates = {
			inputUsdPerMtok: expect.anything() as string,
			cacheWriteUsdPerMtok: { any: expect.anything() as string }
		};
		// Longer prompts have other rates in the list, and have them here too.
		expect(price).toMatchObject({
			...rates,
			contextTiers: [{ fromInputTokens: 272_000, ...rates }]
		});
		await expectValid(other);
		expect(
			errorOf(await init(`${file}2`, ...bought, '--price', 'nobody/none', '--max-spend', '1'))
		).toMatchObject({ code: 'E_NOT_FOUND' });
	});

	it('names a scenario of the user by its path from the config, and one of this project by its id', async () => {
		const workplace = openWorkplace();
		writeScenario(workplace);
		const file = workplace.file('bench.yaml');
		const flags = ['--scenario', workplace.file('colours'), '--scenario', 'invoice-extraction'];
		expect(jsonOf(await init(file, '--json', '--target', 'emulated', ...flags)).scenarios).toEqual([
			'./colours',
			'invoice-extraction'
		]);
		await expectValid(file);
		const unknown = errorOf(await init(`${file}2`, '--scenario', 'suport-triage'));
		expect(unknown.message).toMatch(
			/^--scenario: there is no scenario "suport-triage"; did you mean "support-triage"/
		);
	});

	it('refuses a scenario that its target cannot do, naming both', async () => {
		const file = openWorkplace().file('bench.yaml');
		const { code, message } = errorOf(
			await init(file, '--scenario', 'image-generation', '--target', 'emulated')
		);
		expect(code).toBe('E_USAGE');
		expect(message).toMatch(/^--scenario image-generation --target emulated: /);
		expect(existsSync(file)).toBe(false);
	});

	it('names the key of a known endpoint that is in the environment, and never the key', async () => {
		const file = openWorkplace().file('bench.yaml');
		const env = { GROQ_API_KEY: 'gsk-canary-1234567890' };
		expect((await callCommand('init', [file], env)).error).toBe(null);
		const text = readFileSync(file, 'utf8');
		expect(text).toContain('preset: groq # GROQ_API_KEY is set');
		expect(text).not.toContain('canary');
	});

	it('refuses a key where the name of a variable belongs, without repeating it', async () => {
		const file = openWorkplace().file('bench.yaml');
		const { message } = errorOf(await init(file, ...endpoint, '--api-key-env', 'sk-canary-12345'));
		expect(message).toMatch(/^--api-key-env: expected the NAME/);
		expect(message).not.toContain('canary');
	});

	it('has a file that is readable by whom new files are, and leaves nothing beside it', async () => {
		const workplace = openWorkplace();
		const file = workplace.file('bench.yaml');
		jsonOf(await init(file, '--json'));
		expect(statSync(file).mode & 0o444).not.toBe(0);
		expect(readdirSync(workplace.path)).toEqual(['bench.yaml']);
	});

	/** Absent so often of ten times. */
	const maybe = <T>(of: fc.Arbitrary<T>, absent = 8): fc.Arbitrary<T | null> =>
		fc.oneof(
			{ weight: absent, arbitrary: fc.constant(null) },
			{ weight: 10 - absent, arbitrary: of }
		);
	const flag =
		(name: string) =>
		(value: string | null): string[] =>
			value === null ? [] : [name, value];
	const oneOf = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
	const amount = oneOf('0', '0.15', '3', '15.50', '1e3', '-1', 'much');
	const url = oneOf(
		'http://127.0.0.1:8000/v1',
		'http://models.lan/v1',
		'https://api.example.com/v1',
		'nowhere'
	).map(flag('--endpoint'));
	const preset = oneOf(...presetNames, 'none').map(flag('--preset'));
	const model = fc
		.string({ minLength: 1 })
		.filter((text) => !text.startsWith('-'))
		.map(flag('--model'));
	const together = (...parts: fc.Arbitrary<string[]>[]): fc.Arbitrary<string[]> =>
		fc.tuple(...parts).map((each) => each.flat());
	const endpointFlags = fc.oneof(
		{ weight: 2, arbitrary: fc.constant([]) },
		{ weight: 5, arbitrary: together(url, model) },
		{ weight: 2, arbitrary: together(preset, model) },
		{ weight: 1, arbitrary: together(preset, url, model) },
		{ weight: 1, arbitrary: fc.oneof(url, preset, model) }
	);
	const someFlags: fc.Arbitrary<string[]> = fc
		.tuple(
			fc
				.subarray(
					['support-triage', 'invoice-extraction', 'sql-from-questions', 'image-generation', 'x'],
					{ maxLength: 2 }
				)
				.map((ids) => ids.flatMap((id) => ['--scenario', id])),
			fc
				.subarray(['embedded', 'emulated', 'self-hosted', 'measured-api'], { maxLength: 1 })
				.map((kinds) => kinds.flatMap((kind) => ['--target', kind])),
			endpointFlags,
			maybe(oneOf(...protocolNames)).map(flag('--protocol')),
			maybe(oneOf('OUR_KEY', 'sk-123', '')).map(flag('--api-key-env')),
			maybe(oneOf('x-team: a # b', 'authorization: secret', 'x-key: ${OUR_KEY}', 'no')).map(
				flag('--header')
			),
			maybe(oneOf('api-version=1', 'key=1')).map(flag('--query')),
			maybe(fc.tuple(amount, amount), 6).map((rates) =>
				rates === null ? [] : ['--input-usd-per-mtok', rates[0], '--output-usd-per-mtok', rates[1]]
			),
			maybe(amount).map(flag('--usd-per-hour')),
			maybe(oneOf('0.01', '100', '1000000'), 4).map(flag('--max-spend')),
			maybe(oneOf('1', '0', '40')).map(flag('--requests'))
		)
		.map((parts) => parts.flat());

	it('writes what bench validate accepts or refuses by the name of a flag, whatever the flags', async () => {
		const workplace = openWorkplace();
		const seen = { written: 0, refused: 0 };
		let count = 0;
		await fc.assert(
			fc.asyncProperty(someFlags, async (flags) => {
				const file = workplace.file(`${String(count++)}.yaml`);
				const { error } = await init(file, ...flags);
				if (error === null) {
					seen.written++;
					await expectValid(file);
					return;
				}
				seen.refused++;
				expect(existsSync(file)).toBe(false);
				const hint = error instanceof BenchError ? (error.hint ?? '') : '';
				expect(`${error.message} ${hint}`).toMatch(/--[a-z]/);
				expect(error.message).not.toContain('internal');
			}),
			{ numRuns: 300 }
		);
		expect(Math.min(seen.written, seen.refused)).toBeGreaterThan(25);
		expect(readdirSync(workplace.path).filter((name) => !/^\d+\.yaml$/.test(name))).toEqual([]);
	}, 240_000);

	it('writes examples that become part of a valid config once they are filled in', async () => {
		const file = openWorkplace().file('bench.yaml');
		jsonOf(await init(file, '--json', '--target', 'emulated'));
		const filled = readFileSync(file, 'utf8')
			.replace(/^ {2}# (?=- id:| {2}[a-zA-Z]+:)/gmu, '  ')
			.replace(/^# (?=maxSpendUsd:)/mu, '')
			.replace('maxSpendUsd: 5', 'maxSpendUsd: 500')
			.replaceAll('USD,', '1,')
			.replaceAll('YYYY-MM-DD', '2026-11-20');
		writeFileSync(join(dirname(file), 'filled.yaml'), filled);
		expect(configIn(join(dirname(file), 'filled.yaml')).targets).toHaveLength(3);
		await expectValid(join(dirname(file), 'filled.yaml'));
	});
});
