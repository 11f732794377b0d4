/** `bench price` as a user calls it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, it } from 'vitest';
import { createWorkplace, runBench, type Ended } from './support/bench-process.ts';
import type { ErrorJson } from './support/run-json.ts';

const workplace = createWorkplace();
afterAll(() => {
	workplace[Symbol.dispose]();
});

const price = (...args: string[]): Promise<Ended> => runBench(['price', ...args], { workplace });
const errorOf = ({ stdout }: Ended): ErrorJson =>
	(JSON.parse(stdout) as { error: ErrorJson }).error;

const csv = `providerId,modelId,terms,inputUsdPerMtok,outputUsdPerMtok,sourceUrl,asOf,enteredBy
openai,gpt-5.5,negotiated,4,24,contract 4711,2026-11-01,procurement
openai,gpt-5.4,list,2500,15,https://example.com/prices,2026-11-01,somebody
`;

describe.concurrent('bench price', () => {
	it('list shows the prices that hold at a date', async ({ expect }) => {
		const before = await price(
			'list',
			'--provider',
			'openai',
			'--model',
			'o3',
			'--at',
			'2025-06-01',
			'--json'
		);
		const [o3] = JSON.parse(before.stdout) as { modelId: string; inputUsdPerMtok: string }[];
		expect(o3).toMatchObject({ modelId: 'o3', inputUsdPerMtok: '10', validTo: '2025-06-09' });
		const { code, stdout } = await price(
			'list',
			'--provider',
			'deepseek',
			'--model',
			'v4',
			'--at',
			'2026-09-01'
		);
		expect(code).toBe(0);
		expect(stdout).toMatchInlineSnapshot(`
			"provider  model              input  cached  output  long contexts, input / output  other prices  since       looked up
			deepseek  deepseek-v4-flash   0.22   0.007    0.66                                 time of day   2026-08-17  2026-09-23
			deepseek  deepseek-v4-pro     0.66   0.022    1.98                                 time of day   2026-08-17  2026-09-23

			2 price lists hold on 2026-09-01; USD per million tokens; – is unknown, not free.
			"
		`);
	});

	it('show tells the history, terms, sources and versions of a model', async ({ expect }) => {
		const [text, json] = await Promise.all([
			price('show', 'gemini-3.8-flash', '--provider', 'google', '--at', '2026-11-20'),
			price('show', 'gemini-3.8-flash', '--provider', 'google', '--at', '2026-11-20', '--json')
		]);
		expect(text.stdout).toContain('● to 2026-12-31 (holds)');
		expect(text.stdout).toContain('○ from 2027-01-01');
		const versions = JSON.parse(json.stdout) as { version: string; holds: boolean }[];
		expect(versions.map(({ holds }) => holds)).toEqual([true, false]);
		for (const { version } of versions) expect(text.stdout).toContain(version);
	});

	it('show names models like the one it does not know', async ({ expect }) => {
		const unknown = await price('show', 'gemini-3.8', '--provider', 'google', '--json');
		expect(unknown.code).toBe(2);
		expect(errorOf(unknown)).toMatchObject({
			code: 'E_NOT_FOUND',
			hint: 'Names like it: google gemini-3.8-flash.'
		});
		const provider = await price('show', 'gpt-5.4', '--provider', 'opnai');
		expect(provider.code).toBe(2);
		expect(provider.stderr).toContain('the price book has no provider "opnai"');
	});

	it('warns of prices that are old at the date', async ({ expect }) => {
		const { stderr, code } = await price('list', '--provider', 'groq', '--at', '2027-01-01');
		expect(code).toBe(0);
		expect(stderr).toMatch(
			/^older than 90 days on 2027-01-01, to be looked up again:\n {2}.*genai-prices.* price lists? looked up on 2026-09-23, 100 days ago$/mu
		);
	});

	it('counts old prices alike in list and check', async ({ expect }) => {
		const at = ['--at', '2027-03-01'];
		const [listed, checked] = await Promise.all([price('list', ...at), price('check', ...at)]);
		const old = listed.stderr.trim();
		expect(old).toMatch(/^older than 90 days on 2027-03-01/u);
		expect(checked.stdout).toContain(old);
	});

	it('import says which columns a file has', async ({ expect }) => {
		const { stdout } = await price('import', '--help');
		expect(stdout).toContain('Columns of a CSV file: providerId, modelId, title, terms');
	});

	it('import, then check and list, take the prices of a user before the built-in ones', async ({
		expect
	}) => {
		writeFileSync(workplace.file('mine.csv'), csv);
		const imported = await price('import', 'mine.csv', '--json');
		expect(JSON.parse(imported.stdout)).toEqual({
			file: 'mine.csv',
			into: 'prices.yaml',
			added: 2,
			replaced: 0,
			unchanged: 0
		});
		const [checked, listed] = await Promise.all([
			price('check', 'prices.yaml', '--at', '2026-11-20'),
			price(
				'list',
				'--prices',
				'prices.yaml',
				'--model',
				'gpt-5.5',
				'--provider',
				'openai',
				'--at',
				'2026-11-20',
				'--json'
			)
		]);
		expect(checked.code).toBe(0);
		expect(checked.stdout).toContain('prices.yaml is valid');
		expect(checked.stdout).toContain(
			'openai gpt-5.4, inputUsdPerMtok: 2.5 USD in @pydantic/genai-prices 0.1.8 (2026-09-23) against 2500 USD in prices.yaml (2026-11-01), 1,000 times; probably one is per thousand and the other per million tokens'
		);
		expect(JSON.parse(listed.stdout)).toMatchObject([
			{ modelId: 'gpt-5.5', terms: 'negotiated', inputUsdPerMtok: '4', origin: 'prices.yaml' },
			{ modelId: 'gpt-5.5-pro', terms: 'list' }
		]);
	});

	it('import and check end with 2 and name every problem where a file is not valid', async ({
		expect
	}) => {
		writeFileSync(workplace.file('wrong.csv'), csv.replace('inputUsdPerMtok', 'inputUsdPer1k'));
		const imported = await price('import', 'wrong.csv', '--into', 'none.yaml');
		expect(imported.code).toBe(2);
		expect(imported.stderr).toContain('wrong.csv:1 column "inputUsdPer1k": is in another unit');
		expect(existsSync(workplace.file('none.yaml'))).toBe(false);

		writeFileSync(
			workplace.file('wrong.yaml'),
			'entries:\n  - providerId: a\n    inputUsdPerMtok: -1\n'
		);
		const checked = await price('check', 'wrong.yaml', '--json');
		expect(checked.code).toBe(2);
		const { problems } = errorOf(checked);
		expect(problems.length).toBeGreaterThanOrEqual(5);
		expect(readFileSync(workplace.file('wrong.yaml'), 'utf8')).toContain('-1');
	});

	it('takes only dates that there are', async ({ expect }) => {
		const { code, stderr } = await price('list', '--at', '2026-02-30');
		expect(code).toBe(2);
		expect(stderr).toContain('expected a day as YYYY-MM-DD');
	});
});
