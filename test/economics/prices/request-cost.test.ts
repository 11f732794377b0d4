/** One request by a price list: each step by hand, and all of them exact for any numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { ServiceTier } from '#core/price-terms.ts';
import { unknownRates } from '#bench/economics/prices/per-token-price.ts';
import { requestCost, type RequestContext } from '#bench/economics/prices/request-cost.ts';
import { plainTerm, samplePrices, sampleUsage } from '../support/price-samples.ts';

const million = sampleUsage({ uncachedInputTokens: 1_000_000, outputTokens: 0 });
const cached = sampleUsage({
	uncachedInputTokens: 0,
	cacheReadTokens: 1_000_000,
	outputTokens: 0
});

const usdOf = (
	usage: Parameters<typeof requestCost>[0],
	prices: PriceListEntry | readonly PriceListEntry[],
	context: Partial<RequestContext> = {}
): string | null => requestCost(usage, prices, context).usd;

const missingOf = (...args: Parameters<typeof requestCost>): string[] => {
	const { usd, missing } = requestCost(...args);
	expect(usd).toBeNull();
	return missing;
};

const serviceTier = (change: Partial<ServiceTier>): ServiceTier => ({
	...plainTerm,
	tier: 'batch',
	factor: null,
	rates: null,
	withCache: 'unknown',
	maxInputTokens: null,
	...change
});

describe('the cost of a request', () => {
	it('is the sum of its lines, each with its quantity and price', () => {
		const usage = sampleUsage({
			cacheReadTokens: 5_000,
			cacheWriteTokens: { '5m': 400, '1h': 10 }
		});
		const { usd, lines, missing } = requestCost(usage, samplePrices());
		expect(missing).toEqual([]);
		expect(
			lines.map(({ label, quantity, unitPriceUsd, usd }) => [label, quantity, unitPriceUsd, usd])
		).toEqual([
			['input', '1000', '3', '0.003'],
			['cache read', '5000', '0.3', '0.0015'],
			['cache write (5m)', '400', '3.75', '0.0015'],
			['cache write (1h)', '10', '6', '0.00006'],
			['output', '200', '15', '0.003']
		]);
		expect(usd).toBe('0.00906');
	});

	it('is unknown, and says why, where something that was used has no price', () => {
		const usage = sampleUsage({ cacheReadTokens: 5, cacheWriteTokens: { '24h': 1, '5m': 0 } });
		expect(missingOf(usage, samplePrices())).toEqual(['price of cache write (24h)']);
		expect(missingOf(usage, samplePrices(unknownRates))).toEqual([
			'price of input',
			'price of cache read',
			'price of cache write (24h)',
			'price of output'
		]);
		expect(missingOf(sampleUsage(), samplePrices(), { calls: { 'web-search': 1 } })).toEqual([
			'price of web-search calls'
		]);
		expect(missingOf(sampleUsage(), samplePrices(), { region: 'eu' })).toEqual([
			'price in region eu'
		]);
		expect(missingOf(sampleUsage(), samplePrices(), { serviceTier: 'batch' })).toEqual([
			'price of service tier batch'
		]);
		expect(missingOf(sampleUsage(), samplePrices(), { cacheStorageTokenHours: '10' })).toEqual([
			'price of cache storage'
		]);
	});

	it('is unknown where the provider did not count', () => {
		expect(missingOf(null, samplePrices())).toEqual(['number of tokens']);
		expect(
			missingOf(sampleUsage({ uncachedInputTokens: null, outputTokens: null }), samplePrices())
		).toEqual(['number of input tokens', 'number of output tokens']);
	});

	it('needs no price for what was not used', () => {
		const nothing = sampleUsage({ cacheReadTokens: 0, cacheWriteTokens: {}, outputTokens: 0 });
		const prices = samplePrices({ ...unknownRates, inputUsdPerMtok: '3' });
		expect(usdOf(nothing, prices, { calls: { 'web-search': 0 } })).toBe('0.003');
		expect(usdOf({ ...nothing, uncachedInputTokens: 0 }, samplePrices(unknownRates))).toBe('0');
	});

	it('takes the rate for every time-to-live where a write names one that is not listed', () => {
		const prices = samplePrices({ cacheWriteUsdPerMtok: { any: '4', '1h': '6' } });
		const usage = sampleUsage({
			uncachedInputTokens: 0,
			outputTokens: 0,
			cacheWriteTokens: { default: 1_000_000, '1h': 1_000_000 }
		});
		expect(usdOf(usage, prices)).toBe('10');
	});
});

describe('the version of a price list', () => {
	const versions = [
		samplePrices({ validTo: '2026-06-30' }),
		samplePrices({ validFrom: '2026-07-01', inputUsdPerMtok: '2' }),
		samplePrices({ validFrom: '2026-10-01', inputUsdPerMtok: '1', validTo: '2026-12-31' })
	];

	it.each([
		['2026-06-30T23:59:59.999Z', '3'],
		['2026-07-01T00:00:00Z', '2'],
		['2026-12-31T23:59:59Z', '1'],
		['2027-01-01T00:00:00Z', '2']
	])('at %s makes a million tokens cost %s', (atUtc, usd) => {
		expect(usdOf(million, versions, { atUtc })).toBe(usd);
		expect(usdOf(million, [...versions].reverse(), { atUtc })).toBe(usd);
	});

	it('is not guessed where none holds, or where the date decides and is not known', () => {
		expect(missingOf(million, versions.slice(0, 1), { atUtc: '2026-08-01T00:00:00Z' })).toEqual([
			'price on 2026-08-01T00:00:00Z'
		]);
		expect(missingOf(million, versions)).toEqual(['date, on which the price depends']);
	});
});

describe('a long context', () => {
	const prices = samplePrices({
		contextTiers: [
			{ ...unknownRates, fromInputTokens: 1_000, inputUsdPerMtok: '6', outputUsdPerMtok: '20' },
			{ ...unknownRates, fromInputTokens: 2_000, inputUsdPerMtok: '8', outputUsdPerMtok: '30' }
		]
	});

	it.each([
		[999, '0.005997'],
		[1_000, '0.01'],
		[1_999, '0.015994'],
		[2_000, '0.022']
	])('of %i tokens is priced whole by the tier it reaches', (tokens, usd) => {
		expect(usdOf(sampleUsage({ uncachedInputTokens: tokens }), prices)).toBe(usd);
	});

	it('counts cached and written tokens towards the threshold, and prices them by its tier', () => {
		const usage = sampleUsage({
			uncachedInputTokens: 400,
			cacheReadTokens: 300,
			cacheWriteTokens: { '5m': 300 }
		});
		expect(missingOf(usage, prices)).toEqual(['price of cache read', 'price of cache write (5m)']);
	});
});

describe('reasoning', () => {
	const usage = sampleUsage({ outputTokens: 200, visibleOutputTokens: 50, reasoningTokens: 150 });

	it('is output and is not added again', () => {
		expect(usdOf(usage, samplePrices())).toBe('0.006');
	});

	it('is billed apart, and output without it, where the vendor has a rate for it', () => {
		const prices = samplePrices({ reasoningUsdPerMtok: '40' });
		// (1000 × 3 + 50 × 15 + 150 × 40) / 10⁶
		expect(usdOf(usage, prices)).toBe('0.00975');
		expect(missingOf({ ...usage, reasoningTokens: null }, prices)).toEqual([
			'number of reasoning tokens, which have a price of their own'
		]);
		expect(missingOf({ ...usage, reasoningTokens: 201 }, prices)).toEqual([
			'number of reasoning tokens, of which more are named than of all output'
		]);
	});
});

describe('time of day and region', () => {
	const window = (change: object) => ({
		...plainTerm,
		fromUtc: '22:00',
		toUtc: '02:00',
		weekdaysUtc: [],
		factor: '2',
		rates: null,
		...change
	});
	const nights = samplePrices({ timeWindows: [window({})] });

	it.each([
		['21:59:59', '3'],
		['22:00:00', '6'],
		['01:59:59', '6'],
		['02:00:00', '3']
	])('at %s UTC a million tokens cost %s, past midnight too', (time, usd) => {
		expect(usdOf(million, nights, { atUtc: `2026-09-01T${time}Z` })).toBe(usd);
	});

	it('can have rates of its own, and days of the week', () => {
		const rates = { ...unknownRates, inputUsdPerMtok: '1', contextTiers: [] };
		const weekends = samplePrices({
			timeWindows: [window({ factor: null, rates, weekdaysUtc: ['sat', 'sun'] })]
		});
		// 2026-08-23 is a Sunday.
		expect(usdOf(million, weekends, { atUtc: '2026-08-23T23:00:00Z' })).toBe('1');
		expect(usdOf(million, weekends, { atUtc: '2026-08-24T23:00:00Z' })).toBe('3');
	});

	it('is not guessed where only the day is known', () => {
		expect(missingOf(million, nights, { atUtc: '2026-09-01' })).toEqual([
			'time of day, on which the price depends'
		]);
		expect(missingOf(million, nights)).toEqual(['time of day, on which the price depends']);
	});

	it('multiplies every token rate by the region, cached ones too, within its days', () => {
		const us = { ...plainTerm, region: 'us', factor: '1.1', validFrom: '2026-02-01' };
		const prices = samplePrices({ regions: [us] });
		const at = { region: 'us', atUtc: '2026-09-01T00:00:00Z' };
		expect(usdOf(million, prices, at)).toBe('3.3');
		expect(usdOf(cached, prices, at)).toBe('0.33');
		expect(missingOf(million, prices, { ...at, atUtc: '2026-01-31T00:00:00Z' })).toEqual([
			'price in region us'
		]);
		expect(missingOf(million, prices, { region: 'us' })).toEqual(['price in region us']);
	});
});

describe('a service tier', () => {
	it.each([
		['stacks', '0.15'],
		['cache-rate', '0.3'],
		['input-rate', '1.5']
	] as const)(
		'whose factor %s with the cache makes a million cached tokens cost %s',
		(withCache, usd) => {
			const prices = samplePrices({ serviceTiers: [serviceTier({ factor: '0.5', withCache })] });
			expect(usdOf(cached, prices, { serviceTier: 'batch' })).toBe(usd);
			expect(usdOf(million, prices, { serviceTier: 'batch' })).toBe('1.5');
			expect(usdOf(cached, prices)).toBe('0.3');
		}
	);

	it('has an unknown price for cached tokens where nobody has looked, and only for them', () => {
		const prices = samplePrices({ serviceTiers: [serviceTier({ factor: '0.5' })] });
		expect(missingOf(cached, prices, { serviceTier: 'batch' })).toEqual(['price of cache read']);
		expect(usdOf(sampleUsage(), prices, { serviceTier: 'batch' })).toBe('0.003');
	});

	it('can have a rate card of its own, with long contexts, on which the region is multiplied', () => {
		const rates = {
			...unknownRates,
			inputUsdPerMtok: '10',
			contextTiers: [{ ...unknownRates, fromInputTokens: 1_000_001, inputUsdPerMtok: '20' }]
		};
		const prices = samplePrices({
			serviceTiers: [serviceTier({ tier: 'fast', rates, withCache: 'stacks' })],
			regions: [{ ...plainTerm, region: 'us', factor: '1.1' }]
		});
		const fast = { serviceTier: 'fast', region: 'us' } as const;
		expect(usdOf(million, prices, fast)).toBe('11');
		expect(usdOf({ ...million, uncachedInputTokens: 2_000_000 }, prices, fast)).toBe('44');
	});

	it('does not price requests that are longer than it takes', () => {
		const prices = samplePrices({
			serviceTiers: [serviceTier({ tier: 'priority', factor: '2', maxInputTokens: 999_999 })]
		});
		expect(missingOf(million, prices, { serviceTier: 'priority' })).toEqual([
			'price of service tier priority above 999999 input tokens'
		]);
	});

	it('is not guessed where the hour has rates of its own as well', () => {
		const rates = { ...unknownRates, inputUsdPerMtok: '1', contextTiers: [] };
		const prices = samplePrices({
			timeWindows: [
				{ ...plainTerm, fromUtc: '00:00', toUtc: '12:00', weekdaysUtc: [], factor: null, rates }
			],
			serviceTiers: [serviceTier({ tier: 'fast', rates, withCache: 'stacks' })]
		});
		const atUtc = '2026-09-01T01:00:00Z';
		expect(missingOf(million, prices, { serviceTier: 'fast', atUtc })).toEqual([
			'price of service tier fast between 00:00 and 12:00 UTC'
		]);
	});
});

describe('calls, storage and retries', () => {
	const prices = samplePrices({
		calls: [
			{ ...plainTerm, call: 'web-search', usdPer1kCalls: '10' },
			{ ...plainTerm, call: 'request', usdPer1kCalls: '5' }
		],
		cacheStorageUsdPerMtokHour: '4.5'
	});

	it('are billed on top, the fee for a request once', () => {
		const context = { calls: { 'web-search': 3 }, cacheStorageTokenHours: '2000000' };
		// 3 searches 0.03, a request 0.005, storage 9
		expect(usdOf(million, prices, context)).toBe('12.035');
	});

	it('are not discounted by a service tier', () => {
		const batch = { ...prices, serviceTiers: [serviceTier({ factor: '0.5' })] };
		const context = { calls: { 'web-search': 100 }, serviceTier: 'batch' } as const;
		expect(usdOf(million, batch, context)).toBe('2.505');
	});

	it('are paid again for every attempt', () => {
		const { usd, lines } = requestCost(sampleUsage(), samplePrices(), { expectedAttempts: '1.25' });
		expect(usd).toBe('0.0075');
		expect(lines.at(-1)).toMatchObject({ label: 'paid retries', quantity: '0.25', usd: '0.0015' });
	});
});

describe('any request', () => {
	const tokens = fc.integer({ min: 0, max: 100_000_000 });
	const micros = fc.integer({ min: 0, max: 1_000_000_000 });
	const rate = micros.map((n) => (n / 1e6).toFixed(6));

	it('costs exactly what integers say', () => {
		fc.assert(
			fc.property(
				fc.tuple(tokens, tokens, tokens, tokens),
				fc.tuple(micros, micros, micros, micros),
				fc.constantFrom(1n, 2n, 18n),
				([input, read, written, output], [a, b, c, d], tenths) => {
					const text = (n: number): string => (n / 1e6).toFixed(6);
					const prices = samplePrices({
						inputUsdPerMtok: text(a),
						cacheReadUsdPerMtok: text(b),
						cacheWriteUsdPerMtok: { '1h': text(c) },
						outputUsdPerMtok: text(d),
						serviceTiers: [
							serviceTier({ factor: (Number(tenths) / 10).toFixed(1), withCache: 'stacks' })
						]
					});
					const usage = sampleUsage({
						uncachedInputTokens: input,
						cacheReadTokens: read,
						cacheWriteTokens: { '1h': written },
						outputTokens: output
					});
					const exact =
						(BigInt(input) * BigInt(a) +
							BigInt(read) * BigInt(b) +
							BigInt(written) * BigInt(c) +
							BigInt(output) * BigInt(d)) *
						tenths;
					const usd = usdOf(usage, prices, { serviceTier: 'batch' });
					// In 10⁻¹³ USD.
					expect(
						toDecimal(usd ?? '-1')
							.times('1e13')
							.toFixed()
					).toBe(String(exact));
				}
			)
		);
	});

	it('costs the sum of its lines, or names what is missing', () => {
		const maybe = fc.option(rate, { nil: null });
		fc.assert(
			fc.property(
				fc.record({
					uncachedInputTokens: fc.option(tokens, { nil: null }),
					cacheReadTokens: fc.option(tokens, { nil: null }),
					cacheWriteTokens: fc.option(
						fc.dictionary(fc.constantFrom('5m', '1h', 'default'), tokens),
						{
							nil: null
						}
					),
					outputTokens: fc.option(tokens, { nil: null })
				}),
				fc.record({
					inputUsdPerMtok: maybe,
					cacheReadUsdPerMtok: maybe,
					outputUsdPerMtok: maybe
				}),
				fc.constantFrom('1', '1.5', '3'),
				(change, rates, expectedAttempts) => {
					const { usd, lines, missing } = requestCost(sampleUsage(change), samplePrices(rates), {
						expectedAttempts
					});
					const sum = lines.reduce((total, line) => total.plus(line.usd), toDecimal(0));
					expect(usd).toBe(missing.length === 0 ? sum.toFixed() : null);
					expect(lines.every(({ quantity }) => Number(quantity) > 0)).toBe(true);
				}
			)
		);
	});
});
