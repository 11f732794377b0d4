/** Prices on screen. */
import { describe, expect, it } from 'vitest';
import { unknownRates } from '#bench/economics/prices/per-token-price.ts';
import { renderPriceCheck, type PriceCheck } from '#bench/report/price-check-report.ts';
import {
	renderPriceHistory,
	renderPriceList,
	type ShownPrice
} from '#bench/report/price-list-report.ts';
import { plainTerm, samplePrices } from '../economics/support/price-samples.ts';

const shown = (change: Parameters<typeof samplePrices>[0] = {}, holds = true): ShownPrice => ({
	entry: samplePrices(change),
	origin: 'prices.yaml',
	version: 'c0ffee',
	holds
});

const rich = samplePrices({
	title: 'Model One',
	cacheWriteUsdPerMtok: { default: '3.75', '5m': '3.75', '1h': '6' },
	contextTiers: [
		{ ...unknownRates, fromInputTokens: 200_000, inputUsdPerMtok: '6', outputUsdPerMtok: '22.5' }
	],
	timeWindows: [
		{
			...plainTerm,
			fromUtc: '01:00',
			toUtc: '04:00',
			weekdaysUtc: ['mon', 'fri'],
			factor: '2',
			rates: null,
			validFrom: '2026-08-17'
		}
	],
	regions: [{ ...plainTerm, region: 'us', factor: '1.1' }],
	serviceTiers: [
		{
			...plainTerm,
			tier: 'batch',
			factor: '0.5',
			rates: null,
			withCache: 'unknown',
			maxInputTokens: 100_000,
			sourceUrl: 'https://example.com/batch',
			asOf: '2026-10-01',
			evidence: 'second-hand',
			note: 'Within a day.'
		}
	],
	calls: [{ ...plainTerm, call: 'web-search', usdPer1kCalls: '10' }],
	throughputUnits: [
		{
			...plainTerm,
			unit: 'scale',
			usdPerUnit: '75',
			per: 'day',
			inputTokensPerMin: 25_000,
			outputTokensPerMin: null,
			minimumDays: 30
		}
	],
	cacheStorageUsdPerMtokHour: '4.5',
	otherUsd: { audio_hours: '0.36' },
	validTo: '2026-12-31',
	evidence: 'read',
	note: 'A note.'
});

describe('a list of prices', () => {
	const list = [
		shown(),
		{ ...shown(), entry: rich },
		shown({ ...unknownRates, modelId: 'free', validFrom: '2026-01-01' })
	];

	it('has a line for each, with an en dash for what is unknown', () => {
		expect(renderPriceList(list, '2026-11-20', null)).toMatchInlineSnapshot(`
			"provider  model  input  cached  output  long contexts, input / output  other prices                   since       looked up
			acme      m1         3     0.3      15                                                                –           2026-11-01
			acme      m1         3     0.3      15  from 200,000: 6 / 22.5         time of day, batch, region us  –           2026-11-01
			acme      free       –       –       –                                                                2026-01-01  2026-11-01

			3 price lists hold on 2026-11-20; USD per million tokens; – is unknown, not free."
		`);
	});

	it('drops columns until it fits', () => {
		const text = renderPriceList(list, '2026-11-20', 60);
		const lines = text.split('\n').slice(0, 4);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
		expect(lines[0]).toMatch(/^provider +model +input .*output/);
	});
});

describe('the history of a price', () => {
	it('shows every version with its terms, sources and hash', () => {
		const history = [
			{ ...shown(), entry: rich },
			shown({ validFrom: '2027-01-01', terms: 'negotiated', inputUsdPerMtok: '2' }, false)
		];
		expect(renderPriceHistory(history)).toMatchInlineSnapshot(`
			"acme m1 (Model One)

			● to 2026-12-31 (holds)
			  version c0ffee
			  source https://example.com/prices, looked up 2026-11-01 by test (read); from prices.yaml
			  A note.
			  rates, USD per million tokens        input  cache read   cache write  output  reasoning
			  standard                                 3         0.3  3.75, 6 (1h)      15  as output
			  standard, from 200,000 input tokens      6           –             –    22.5  as output
			  01:00–04:00 UTC, mon fri: × 2 (from 2026-08-17)
			  region us: × 1.1
			  batch: × 0.5, price of cached tokens unknown, up to 100,000 input tokens (https://example.com/batch, 2026-10-01, second-hand)
			    Within a day.
			  web-search: 10 USD per 1,000 calls
			  scale: 75 USD a unit and day, 25,000 input tokens a minute, at least 30 days
			  cache storage: 4.5 USD per million tokens and hour
			  audio_hours: 0.36 USD (shown only; requests are not counted in it)

			○ from 2027-01-01, negotiated
			  version c0ffee
			  source https://example.com/prices, looked up 2026-11-01 by test; from prices.yaml
			  rates, USD per million tokens  input  cache read        cache write  output  reasoning
			  standard                           2         0.3  3.75 (5m), 6 (1h)      15  as output"
		`);
	});
});

describe('a check of prices', () => {
	const clean: PriceCheck = {
		files: ['own.yaml'],
		origins: [
			{ origin: 'base', entryCount: 1_718, additionCount: 0 },
			{ origin: 'own.yaml', entryCount: 1, additionCount: 2 }
		],
		disagreements: [],
		stale: [],
		idleAdditions: [],
		atDay: '2026-11-20'
	};

	it('says that all is well, and what it looked at', () => {
		expect(renderPriceCheck(clean)).toMatchInlineSnapshot(`
			"own.yaml is valid
			base: 1,718 price lists
			own.yaml: 1 price list, 2 additions

			no two sources disagree on a price
			no price is older than 90 days on 2026-11-20"
		`);
	});

	it('names sources that disagree, old prices and additions about nothing', () => {
		const stated = (usd: string, origin: string) => ({
			usd,
			origin,
			sourceUrl: 'https://example.com',
			asOf: '2026-11-01',
			enteredBy: 'test'
		});
		const disagreement = {
			providerId: 'acme',
			modelId: 'm1',
			rate: 'inputUsdPerMtok',
			fromDay: null,
			toDay: null
		};
		expect(
			renderPriceCheck({
				...clean,
				disagreements: [
					{
						...disagreement,
						stated: [stated('3', 'base'), stated('3.75', 'own.yaml')],
						relativeDifference: 0.25,
						isProbableUnitMistake: false
					},
					{
						...disagreement,
						stated: [stated('3', 'base'), stated('0.003', 'own.yaml')],
						relativeDifference: 999,
						isProbableUnitMistake: true
					},
					{
						...disagreement,
						stated: [stated('3', 'base'), stated('0', 'own.yaml')],
						relativeDifference: null,
						isProbableUnitMistake: false
					}
				],
				stale: [{ origin: 'base', enteredBy: 'x', asOf: '2026-01-01', ageDays: 323, count: 1_718 }],
				idleAdditions: [{ origin: 'own.yaml', providerId: 'acme', modelIds: ['m2', 'm3*'] }]
			})
		).toMatchInlineSnapshot(`
			"own.yaml is valid
			base: 1,718 price lists
			own.yaml: 1 price list, 2 additions

			3 prices on which two sources disagree:
			  acme m1, inputUsdPerMtok: 3 USD in base (2026-11-01) against 3.75 USD in own.yaml (2026-11-01), 25.0 % apart
			  acme m1, inputUsdPerMtok: 3 USD in base (2026-11-01) against 0.003 USD in own.yaml (2026-11-01), 1,000 times; probably one is per thousand and the other per million tokens
			  acme m1, inputUsdPerMtok: 3 USD in base (2026-11-01) against 0 USD in own.yaml (2026-11-01), one of them is 0
			older than 90 days on 2026-11-20, to be looked up again:
			  base: 1,718 price lists looked up on 2026-01-01, 323 days ago
			additions that are about no model in the book; are the names right?
			  own.yaml: acme m2, m3*"
		`);
	});
});
