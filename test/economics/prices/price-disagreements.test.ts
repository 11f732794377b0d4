import { describe, expect, it } from 'vitest';
import { disagreementsOf, type SourcedEntry } from '#bench/economics/prices/price-disagreements.ts';
import { unknownRates } from '#bench/economics/prices/per-token-price.ts';
import { plainTerm, samplePrices } from '../support/price-samples.ts';

const stated = (origin: string, change: Parameters<typeof samplePrices>[0] = {}): SourcedEntry => ({
	origin,
	entry: samplePrices(change)
});

describe('two sources', () => {
	it('that state the same prices, however written, do not disagree', () => {
		expect(disagreementsOf([stated('a'), stated('b', { inputUsdPerMtok: '3.0' })])).toEqual([]);
	});

	it('that differ are flagged with both prices, both sources, the days and how far they are apart', () => {
		const found = disagreementsOf([
			stated('a', { validFrom: '2026-01-01' }),
			stated('b', { inputUsdPerMtok: '3.75', validTo: '2026-06-30', enteredBy: 'somebody' })
		]);
		expect(found).toMatchObject([
			{
				rate: 'inputUsdPerMtok',
				fromDay: '2026-01-01',
				toDay: '2026-06-30',
				stated: [
					{ usd: '3', origin: 'a' },
					{ usd: '3.75', origin: 'b', enteredBy: 'somebody' }
				],
				relativeDifference: 0.25,
				isProbableUnitMistake: false
			}
		]);
	});

	it.each([
		['0.003', true],
		['3000', true],
		['0.000003', true],
		['2.4', false],
		['300', false]
	])(
		'of which one says 3 and one %s are probably per thousand against per million: %s',
		(usd, is) => {
			const [found] = disagreementsOf([stated('a'), stated('b', { inputUsdPerMtok: usd })]);
			expect(found?.isProbableUnitMistake).toBe(is);
		}
	);

	it('are compared in long contexts, cache writes and calls as well', () => {
		const tier = { ...unknownRates, fromInputTokens: 200_000, outputUsdPerMtok: '20' };
		const rates = disagreementsOf([
			stated('a', {
				contextTiers: [tier],
				calls: [{ ...plainTerm, call: 'web-search', usdPer1kCalls: '10' }]
			}),
			stated('b', {
				cacheWriteUsdPerMtok: { '1h': '7' },
				contextTiers: [{ ...tier, outputUsdPerMtok: '0' }],
				calls: [{ ...plainTerm, call: 'web-search', usdPer1kCalls: '25' }]
			})
		]).map(({ rate, relativeDifference }) => [rate, relativeDifference]);
		expect(rates).toEqual([
			['cacheWriteUsdPerMtok (1h)', expect.closeTo(1 / 6, 12)],
			['outputUsdPerMtok from 200,000 input tokens', null],
			['usdPer1kCalls of web-search', 1.5]
		]);
	});

	it('do not disagree over days that they do not share, nor over negotiated prices', () => {
		expect(
			disagreementsOf([
				stated('a', { validTo: '2026-06-30' }),
				stated('b', { inputUsdPerMtok: '1', validFrom: '2026-07-01' }),
				stated('c', { inputUsdPerMtok: '2', terms: 'negotiated' })
			])
		).toEqual([]);
	});

	it('are two only if they are different: versions of one source may differ', () => {
		expect(disagreementsOf([stated('a'), stated('a', { inputUsdPerMtok: '1' })])).toEqual([]);
	});
});
