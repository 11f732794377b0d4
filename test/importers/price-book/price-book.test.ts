/** The price book: the bundled files, the order of sources, what is added, and what is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { priceListEntrySchema } from '#core/price-list.ts';
import { requestCost, type RequestContext } from '#bench/economics/prices/request-cost.ts';
import {
	bundledPriceFiles,
	openPriceBook,
	type PriceBook
} from '#bench/importers/price-book/price-book.ts';
import { sampleUsage } from '../../economics/support/price-samples.ts';

const now = '2026-11-20T12:00:00Z';
const folder = mkdtempSync(join(tmpdir(), 'price-book-'));
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): string => {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
};

const provenance = `sourceUrl: https://example.com/p
    asOf: 2026-11-01
    enteredBy: test`;

const million = sampleUsage({ uncachedInputTokens: 1e6, outputTokens: 1e6 });
const cached = sampleUsage({
	uncachedInputTokens: 0,
	cacheReadTokens: 1e6,
	outputTokens: 0
});

let book: PriceBook;
beforeAll(async () => {
	book = await openPriceBook();
});

const usdOf = (
	provider: string,
	model: string,
	context: Partial<RequestContext>,
	usage = million
): string | null =>
	requestCost(usage, book.find(provider, model, context.atUtc ?? now)!, { atUtc: now, ...context })
		.usd;

describe('the bundled price files', () => {
	it('are all valid, name a source and day, and are about models that exist', async () => {
		const files = await bundledPriceFiles();
		expect(book.origins.map(({ origin }) => origin).slice(1)).toEqual(
			files.map((file) => `prices/${basename(file)}`)
		);
		expect(files.length).toBeGreaterThanOrEqual(7);
		expect(book.idleAdditions()).toEqual([]);
	});

	it('state nothing that the data set contradicts', () => {
		expect(book.disagreements()).toEqual([]);
	});

	it('make price lists that the schema takes', () => {
		for (const { entry } of book.list({ atUtc: now })) {
			expect(priceListEntrySchema.parse(entry)).toEqual(entry);
		}
	});

	it.each([
		['gpt-5.4-mini in a batch', 'openai', 'gpt-5.4-mini', { serviceTier: 'batch' }, '2.625'],
		['gpt-5.4-mini as flex', 'openai', 'gpt-5.4-mini', { serviceTier: 'flex' }, '2.625'],
		['gemini-3.8-flash in a batch', 'google', 'gemini-3.8-flash', { serviceTier: 'batch' }, '2.25'],
		[
			'gemini-3.8-flash with priority',
			'google',
			'gemini-3.8-flash',
			{ serviceTier: 'priority' },
			'8.1'
		],
		['opus 4.8 in a batch', 'anthropic', 'claude-opus-4-8', { serviceTier: 'batch' }, '15'],
		['opus 4.8 in the US only', 'anthropic', 'claude-opus-4-8', { region: 'us' }, '33'],
		['opus 4.8 fast', 'anthropic', 'claude-opus-4-8', { serviceTier: 'fast' }, '60'],
		[
			'opus 4.8 on Bedrock through a regional profile',
			'aws',
			'global.anthropic.claude-opus-4-8-v1:0',
			{ region: 'regional-profile' },
			'33'
		],
		[
			'llama 3.3 on Bedrock in a batch',
			'aws',
			'meta.llama3-3-70b-instruct-v1:0',
			{ serviceTier: 'batch' },
			'0.72'
		],
		[
			'gpt-5.4-mini with a web search and a file search',
			'openai',
			'gpt-5.4-mini',
			{ calls: { 'web-search': 1, 'file-search': 1 } },
			'5.2625'
		],
		[
			'deepseek-v4-pro at peak on a Friday',
			'deepseek',
			'deepseek-v4-pro',
			{ atUtc: '2026-11-20T02:00:00Z' },
			'5.28'
		],
		[
			'deepseek-v4-pro at peak on a Saturday',
			'deepseek',
			'deepseek-v4-pro',
			{ atUtc: '2026-11-21T02:00:00Z' },
			'2.64'
		],
		[
			'deepseek-v4-pro on the last weekend with a peak',
			'deepseek',
			'deepseek-v4-pro',
			{ atUtc: '2026-08-22T02:00:00Z' },
			'5.28'
		],
		[
			'deepseek-v4-pro before there was a peak',
			'deepseek',
			'deepseek-v4-pro',
			{ atUtc: '2026-08-16T02:00:00Z' },
			'1.305'
		],
		['qwen3.7-max', 'alibaba', 'qwen3.7-max', {}, '10']
	] as const)('price a million tokens in and out of %s', (_, provider, model, context, usd) => {
		expect(usdOf(provider, model, context)).toBe(usd);
	});

	it('stack the cache with a batch where the vendor does, and leave it unknown where nobody has looked', () => {
		const batch = { serviceTier: 'batch' } as const;
		expect(usdOf('anthropic', 'claude-opus-4-8', batch, cached)).toBe('0.25');
		expect(usdOf('openai', 'gpt-5.5', batch, cached)).toBe('0.5');
		expect(usdOf('openai', 'gpt-5.4-pro', batch, cached)).toBe('30');
		expect(usdOf('google', 'gemini-3.8-flash', batch, cached)).toBeNull();
	});
});

describe('a price book', () => {
	it('finds the version that holds, by any name of the model, or nothing', () => {
		expect(book.find('openai', 'o3', '2025-06-09T23:59:59Z')?.inputUsdPerMtok).toBe('10');
		expect(book.find('openai', 'o3', '2025-06-10T00:00:00Z')?.inputUsdPerMtok).toBe('2');
		expect(book.find('openai', 'gpt-5.4-2026-03-05', now)?.modelId).toBe('gpt-5.4');
		expect(book.find('openai', 'no-such-model', now)).toBeNull();
		expect(book.find('no-such-provider', 'gpt-5.4', now)).toBeNull();
	});

	it('lists by provider and by part of a name or pattern', () => {
		const ids = book
			.list({ provider: 'openai', model: 'GPT-5.4', atUtc: now })
			.map(({ entry }) => entry.modelId);
		expect(ids).toEqual([
			'gpt-5.4',
			'gpt-5.4-image-2',
			'gpt-5.4-mini',
			'gpt-5.4-nano',
			'gpt-5.4-pro'
		]);
		expect(book.list({ provider: 'openai', model: 'gpt-5.?', atUtc: now })).toEqual([]);
		expect(
			book.list({ model: '*.4-pro' }).every(({ entry }) => entry.modelId.endsWith('.4-pro'))
		).toBe(true);
	});

	it('gives a price a version that changes with anything it says, and with nothing else', () => {
		const entry = book.find('openai', 'gpt-5.4', now)!;
		const version = book.versionOf(entry);
		expect(version).toMatch(/^[0-9a-f]{64}$/);
		expect(
			book.versionOf(Object.fromEntries(Object.entries(entry).reverse()) as typeof entry)
		).toBe(version);
		expect(book.versionOf({ ...entry, outputUsdPerMtok: '15.01' })).not.toBe(version);
		expect(book.versionOf({ ...entry, asOf: '2026-09-24' })).not.toBe(version);
	});

	it('puts a file of the user before its own, within its days', async () => {
		const file = write(
			'own.yaml',
			`entries:
  - providerId: openai
    modelId: gpt-5.5
    terms: negotiated
    inputUsdPerMtok: 4
    outputUsdPerMtok: 2.5e1
    validFrom: 2026-07-01
    validTo: 2026-12-31
    sourceUrl: contract 4711
    asOf: 2026-07-01
    enteredBy: procurement
additions:
  - providerId: openai
    modelIds: ['gpt-5.4*']
    calls: [{ call: web-search, usdPer1kCalls: 12.5 }]
    ${provenance}
`
		);
		const own = await openPriceBook({ overlayFiles: [file] });
		expect(own.find('openai', 'gpt-5.5', now)).toMatchObject({
			terms: 'negotiated',
			outputUsdPerMtok: '25',
			// What the list says of batches need not hold for a contract.
			serviceTiers: []
		});
		expect(own.find('openai', 'gpt-5.5', '2027-01-01T00:00:00Z')?.inputUsdPerMtok).toBe('5');
		expect(own.history('openai', 'gpt-5.5').map(({ origin }) => basename(origin))).toEqual([
			'genai-prices 0.1.8',
			'own.yaml'
		]);
		// A negotiated price is meant to differ; a list price for a search is not.
		const flagged = own.disagreements();
		expect(new Set(flagged.map(({ modelId }) => modelId))).toEqual(
			new Set(['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-5.4-pro'])
		);
		for (const each of flagged) {
			expect(each).toMatchObject({ rate: 'usdPer1kCalls of web-search', relativeDifference: 0.25 });
		}
		expect(own.find('openai', 'gpt-5.4', now)?.calls.at(-1)).toMatchObject({
			usdPer1kCalls: '12.5',
			sourceUrl: 'https://example.com/p'
		});
	});

	it('takes the negotiated price of a file before the list price in it', async () => {
		const entry = (terms: string, usd: number): string => `  - providerId: acme
    modelId: m1
    terms: ${terms}
    inputUsdPerMtok: ${String(usd)}
    ${provenance}
`;
		const file = write('both.yaml', `entries:\n${entry('negotiated', 1)}${entry('list', 2)}`);
		const own = await openPriceBook({ overlayFiles: [file] });
		expect(own.find('acme', 'm1', now)?.inputUsdPerMtok).toBe('1');
	});

	it('tells of prices that are old, and of additions that are about nothing', async () => {
		const file = write(
			'idle.yaml',
			`additions:
  - providerId: openai
    modelIds: [gpt-misspelt]
    regions: [{ region: eu, factor: 1.1 }]
    ${provenance}
`
		);
		const own = await openPriceBook({ overlayFiles: [file] });
		expect(own.idleAdditions()).toEqual([
			{ origin: file, providerId: 'openai', modelIds: ['gpt-misspelt'] }
		]);
		// About no model, it is in no price that could be old; of what there is, the day of looking it up counts.
		const late = own.stale('2027-03-01T00:00:00Z');
		expect(late.map(({ enteredBy }) => enteredBy)).not.toContain('test');
		expect(late.length).toBeGreaterThan(0);
		expect(own.stale('2026-09-24T00:00:00Z')).toEqual([]);
	});

	it('refuses files with problems and lists those of all of them', async () => {
		const unit = write(
			'unit.yaml',
			`entries:
  - providerId: acme
    modelId: m1
    inputUsdPer1k: 0.003
    outputUsdPerMtok: -15
    contextTiers:
      - { fromInputTokens: 200000, inputUsdPerMtok: 3 }
      - { fromInputTokens: 200000, inputUsdPerMtok: 4 }
    serviceTiers:
      - { tier: batch, factor: 0.5, rates: { inputUsdPerMtok: 1 } }
    sourceUrl: the price page
    asOf: 2026-11-01
    enteredBy: test
`
		);
		const empty = write('empty.yaml', 'entries: []\n');
		await expect(openPriceBook({ overlayFiles: [unit, empty] })).rejects.toMatchObject({
			code: 'E_CONFIG',
			problems: [
				{
					line: 4,
					message: expect.stringMatching(/^is in another unit.* multiply by 1,000$/) as string
				},
				{ line: 5, path: 'entries[0].outputUsdPerMtok' },
				{ line: 8, message: expect.stringContaining('expected more than 200000') as string },
				{ line: 10, message: 'expected either "factor" or "rates"' },
				{ line: 11, message: expect.stringContaining('address of the price page') as string },
				{ file: empty, message: 'expected "entries" or "additions"' }
			]
		});
		await expect(
			openPriceBook({ overlayFiles: [join(folder, 'none.yaml')] })
		).rejects.toMatchObject({ code: 'E_FILE' });
	});
});
