/** What a price list may say, and how what it may not is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalSchema } from '#core/price.ts';
import { priceAdditionSchema, priceFileSchema, priceListEntrySchema } from '#core/price-list.ts';

const entry = {
	providerId: 'acme',
	modelId: 'm1',
	inputUsdPerMtok: 3,
	outputUsdPerMtok: '15.0',
	sourceUrl: 'https://example.com/p',
	asOf: '2026-11-01',
	enteredBy: 'test'
};

const isAccepted = (value: unknown): boolean => priceListEntrySchema.safeParse(value).success;

describe('an amount', () => {
	it('written as a number is the shortest decimal that reads back as it', () => {
		expect(decimalSchema.parse(1e-7)).toBe('0.0000001');
		expect(decimalSchema.parse(0.1)).toBe('0.1');
		expect(decimalSchema.parse(3e21)).toBe('3000000000000000000000');
		fc.assert(
			fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (value) => {
				const text = decimalSchema.parse(value);
				expect(text).toMatch(/^\d+(\.\d+)?$/);
				expect(Number(text)).toBe(value + 0);
			})
		);
	});

	it.each([[-1], [-1e-9], [NaN], [Infinity], ['1e-7'], ['-1'], ['1,5'], [''], [' 1'], [null]])(
		'written as %j is refused',
		(value) => {
			expect(decimalSchema.safeParse(value).success).toBe(false);
		}
	);
});

describe('a price list', () => {
	it('knows what it does not know: rates that are left out are null', () => {
		expect(priceListEntrySchema.parse(entry)).toMatchObject({
			inputUsdPerMtok: '3',
			cacheReadUsdPerMtok: null,
			cacheWriteUsdPerMtok: {},
			outputUsdPerMtok: '15',
			reasoningUsdPerMtok: null,
			terms: 'list',
			serviceTiers: [],
			validTo: null
		});
	});

	it('that was read is taken as it is when it is read again', () => {
		const read = priceListEntrySchema.parse({
			...entry,
			contextTiers: [{ fromInputTokens: 200_000, inputUsdPerMtok: 6 }],
			serviceTiers: [{ tier: 'batch', factor: 0.5 }],
			timeWindows: [{ fromUtc: '01:00', toUtc: '04:00', rates: { inputUsdPerMtok: 1 } }]
		});
		expect(priceListEntrySchema.parse(read)).toEqual(read);
		expect(priceListEntrySchema.parse(JSON.parse(JSON.stringify(read)))).toEqual(read);
	});

	it.each([
		['a negative rate', { inputUsdPerMtok: -3 }],
		['a rate in another unit', { inputUsdPer1k: 3 }],
		['tiers that do not rise', { contextTiers: [{ fromInputTokens: 2 }, { fromInputTokens: 1 }] }],
		['a tier from no tokens', { contextTiers: [{ fromInputTokens: 0 }] }],
		[
			'a service tier with factor and rates',
			{ serviceTiers: [{ tier: 'flex', factor: 1, rates: {} }] }
		],
		['a service tier with neither', { serviceTiers: [{ tier: 'flex' }] }],
		[
			'a standard tier, which is the list itself',
			{ serviceTiers: [{ tier: 'standard', factor: 1 }] }
		],
		[
			'an hour that there is not',
			{ timeWindows: [{ fromUtc: '24:00', toUtc: '01:00', factor: 2 }] }
		],
		['an empty window', { timeWindows: [{ fromUtc: '01:00', toUtc: '01:00', factor: 2 }] }],
		['days in the wrong order', { validFrom: '2026-02-01', validTo: '2026-01-01' }],
		['a day that there is not', { asOf: '2026-02-30' }],
		['no source', { sourceUrl: '' }],
		['a list price without an address', { sourceUrl: 'the price page' }]
	])('with %s is refused', (_, change) => {
		expect(isAccepted({ ...entry, ...change })).toBe(false);
	});

	it('that was negotiated may come from a contract', () => {
		expect(isAccepted({ ...entry, terms: 'negotiated', sourceUrl: 'contract 4711' })).toBe(true);
	});
});

describe('a price file', () => {
	it('with the same version twice is refused, with another day, terms or model it is not', () => {
		const twice = (change: object): boolean =>
			priceFileSchema.safeParse({ entries: [entry, { ...entry, ...change }] }).success;
		expect(twice({ inputUsdPerMtok: 4 })).toBe(false);
		expect(twice({ validFrom: '2026-01-01' })).toBe(true);
		expect(twice({ terms: 'negotiated' })).toBe(true);
		expect(twice({ modelId: 'm2' })).toBe(true);
	});

	it('adds something with every addition', () => {
		const addition = {
			providerId: 'acme',
			modelIds: ['*'],
			sourceUrl: 'x',
			asOf: '2026-01-01',
			enteredBy: 'me'
		};
		expect(priceAdditionSchema.safeParse(addition).success).toBe(false);
		const added = { ...addition, regions: [{ region: 'us', factor: 1.1 }] };
		expect(priceAdditionSchema.parse(added).regions[0]?.factor).toBe('1.1');
	});
});
