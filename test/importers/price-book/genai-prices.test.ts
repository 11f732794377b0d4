/** The bundled prices, converted: the known answers to the cent, and the same costs as the data set's own calculator. */
import { readFileSync } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { priceListEntrySchema, type PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';
import { entryAt } from '#bench/economics/prices/price-at.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import {
	entriesOfModel,
	genaiPricesSource,
	readGenaiPrices,
	type GenaiPrices
} from '#bench/importers/price-book/genai-prices.ts';
import { sampleUsage } from '../../economics/support/price-samples.ts';

let prices: GenaiPrices;
let models: PriceListEntry[][];

beforeAll(async () => {
	prices = await readGenaiPrices();
	models = prices.providers.flatMap((provider) =>
		provider.models.map((model) => entriesOfModel(provider, model))
	);
});

const usage = (input: number, output: number, change: Partial<Usage> = {}): Usage =>
	sampleUsage({ uncachedInputTokens: input, outputTokens: output, ...change });

describe('the bundled prices', () => {
	it('are those of the version and with the terms that the book says', () => {
		const { version } = JSON.parse(
			readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8')
		) as { version: string };
		expect(genaiPricesSource.enteredBy).toBe(`@pydantic/genai-prices ${version}`);
	});

	it('are price lists that the schema takes and leaves as they are', () => {
		expect(models.length).toBeGreaterThan(1_500);
		for (const entry of models.flat()) expect(priceListEntrySchema.parse(entry)).toEqual(entry);
	});

	it('have versions that follow on each other without gap or overlap', () => {
		const dated = models.filter((versions) => versions.length > 1);
		expect(dated.length).toBeGreaterThan(15);
		for (const versions of dated) {
			expect(versions[0]?.validFrom).toBeNull();
			expect(versions.at(-1)?.validTo).toBeNull();
			for (const [i, { validFrom }] of versions.entries()) {
				if (validFrom === null) continue;
				const endOfEarlier = Date.parse(versions[i - 1]?.validTo ?? '');
				expect(Date.parse(validFrom) - endOfEarlier).toBe(86_400_000);
			}
		}
	});

	it('are kept also where requests are not counted in their unit', () => {
		const [entry] = prices.entriesOf('openai', 'whisper-1');
		expect(entry).toMatchObject({ inputUsdPerMtok: null, otherUsd: { audio_hours: '0.36' } });
	});

	it('are unknown, not zero, where the data set states none', () => {
		const [entry] = prices.entriesOf('openrouter', 'qwen3-8b:free');
		expect(entry).toMatchObject({ inputUsdPerMtok: null, outputUsdPerMtok: null });
		expect(requestCost(usage(1, 1), entry!).usd).toBeNull();
	});

	it('are found by the other names of a model, and nothing is made up for unknown ones', () => {
		expect(prices.entriesOf('openai', 'gpt-5.4-2026-03-05')[0]?.modelId).toBe('gpt-5.4');
		expect(prices.entriesOf('anthropic', 'claude-haiku-4-5-20251001')[0]?.modelId).toBe(
			'claude-haiku-4-5'
		);
		expect(prices.entriesOf('openai', 'no-such-model')).toEqual([]);
		expect(prices.entriesOf('no-such-provider', 'gpt-5.4')).toEqual([]);
	});

	it('say so where they are those of the vendor of the model at another provider', () => {
		const [entry] = prices.entriesOf('azure', 'gpt-5.4-mini');
		expect(entry).toMatchObject({ providerId: 'azure', inputUsdPerMtok: '0.75' });
		expect(entry?.note).toMatch(/^The price of the vendor of the model/);
	});
});

describe('the cost of', () => {
	/** Worked out by hand from the price pages; checked with genai-prices 0.1.8 on 2026-11-20. */
	it.each([
		[
			'haiku 4.5 with cache reads and writes',
			'anthropic',
			'claude-haiku-4-5',
			usage(300, 200, { cacheReadTokens: 400, cacheWriteTokens: { '5m': 300 } }),
			'2026-11-20T00:00:00Z',
			'0.001715'
		],
		[
			'gpt-5.4 just below its long context',
			'openai',
			'gpt-5.4',
			usage(271_999, 0),
			'2026-11-20T00:00:00Z',
			'0.6799975'
		],
		[
			'gpt-5.4 at its long context',
			'openai',
			'gpt-5.4',
			usage(272_000, 0),
			'2026-11-20T00:00:00Z',
			'1.36'
		],
		[
			'gpt-5.5 in its long context, cached tokens included',
			'openai',
			'gpt-5.5',
			usage(200_000, 1_000, { cacheReadTokens: 100_000 }),
			'2026-11-20T00:00:00Z',
			'2.145'
		],
		['o3 before its price fell', 'openai', 'o3', usage(1e6, 0), '2025-06-01T00:00:00Z', '10'],
		['o3 after its price fell', 'openai', 'o3', usage(1e6, 0), '2025-07-01T00:00:00Z', '2'],
		[
			'deepseek-v4-pro off peak',
			'deepseek',
			'deepseek-v4-pro',
			usage(1e6, 0),
			'2026-09-01T12:00:00Z',
			'0.66'
		],
		[
			'deepseek-v4-pro at peak',
			'deepseek',
			'deepseek-v4-pro',
			usage(1e6, 0),
			'2026-09-01T02:00:00Z',
			'1.32'
		],
		[
			'deepseek-v4-pro at the same hour before there were peak hours',
			'deepseek',
			'deepseek-v4-pro',
			usage(1e6, 0),
			'2026-08-16T02:00:00Z',
			'0.435'
		],
		[
			'gemini-3.8-flash on the last day of its low price',
			'google',
			'gemini-3.8-flash',
			usage(1e6, 1e6),
			'2026-12-31T23:59:59Z',
			'4.5'
		],
		[
			'gemini-3.8-flash after it',
			'google',
			'gemini-3.8-flash',
			usage(1e6, 1e6),
			'2027-01-01T00:00:00Z',
			'9'
		]
	])('%s is known exactly', (_, provider, model, tokens, atUtc, usd) => {
		expect(requestCost(tokens, prices.entriesOf(provider, model), { atUtc }).usd).toBe(usd);
	});

	it('any request by any model is that of the data set’s own calculator', () => {
		const count = fc.nat({ max: 400_000 });
		const moment = fc
			.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
			.map((date) => date.toISOString());
		const priced = models.filter(([entry]) => entry && entry.inputUsdPerMtok !== null);
		let compared = 0;
		fc.assert(
			fc.property(
				fc.constantFrom(...priced),
				moment,
				fc.tuple(count, count, count, count, count),
				fc.nat({ max: 20 }),
				(versions, atUtc, [uncached, read, written, writtenHour, output], searches) => {
					const entry = entryAt(versions, atUtc)!;
					// Its calculator applies peak hours to all dates before them as well, and knows no reasoning rate.
					const hasLaterHours = versions.some(
						({ timeWindows, validFrom }) => timeWindows.length > 0 && (validFrom ?? '') > atUtc
					);
					if (hasLaterHours || entry.reasoningUsdPerMtok !== null) return;
					const writes = entry.cacheWriteUsdPerMtok;
					const ttl = '5m' in writes ? '5m' : 'default';
					const cacheRead = entry.cacheReadUsdPerMtok === null ? 0 : read;
					const cacheWrite = Object.keys(writes).length === 0 ? 0 : written;
					const cacheWriteHour = '1h' in writes ? writtenHour : 0;
					const outputTokens = entry.outputUsdPerMtok === null ? 0 : output;
					const webSearches = entry.calls.some(({ call }) => call === 'web-search') ? searches : 0;
					const ours = requestCost(
						usage(uncached, outputTokens, {
							cacheReadTokens: cacheRead,
							cacheWriteTokens: { [ttl]: cacheWrite, '1h': cacheWriteHour }
						}),
						versions,
						{ atUtc, calls: { 'web-search': webSearches } }
					);
					const theirs = calcPrice(
						{
							input_tokens: uncached + cacheRead + cacheWrite + cacheWriteHour,
							cache_read_tokens: cacheRead,
							cache_write_tokens: cacheWrite + cacheWriteHour,
							cache_write_1h_tokens: cacheWriteHour,
							output_tokens: outputTokens,
							web_searches: webSearches
						},
						entry.modelId,
						{ providerId: entry.providerId, timestamp: new Date(atUtc) }
					);
					// A name may lead the calculator to another model of the provider that comes before.
					if (theirs?.model.id !== entry.modelId) return;
					compared++;
					expect(ours.missing).toEqual([]);
					expect(Number(ours.usd)).toBeCloseTo(theirs.total_price, 9);
				}
			),
			{ numRuns: 500 }
		);
		expect(compared).toBeGreaterThan(300);
	});
});
