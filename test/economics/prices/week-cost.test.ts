/** Prices by the time of day: a month costs the same whoever asks, and at which hour. */
import { describe, expect, it } from 'vitest';
import type { PriceListEntry } from '#core/price-list.ts';
import type { Usage } from '#core/usage.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import { costOverMoments, priceMoments } from '#bench/economics/prices/week-cost.ts';

const plain = entryOfPerTokenPrice(
	{
		kind: 'per-token',
		inputUsdPerMtok: '1',
		outputUsdPerMtok: '2',
		source: 'test',
		checkedOn: '2026-11-20'
	},
	{ providerId: 'p', modelId: 'm' }
);

/** Twice as dear from 01:00 to 04:00 and from 06:00 to 10:00: 7 of 24 hours. */
const peaks: PriceListEntry = {
	...plain,
	timeWindows: [
		['01:00', '04:00'],
		['06:00', '10:00']
	].map(([fromUtc = '', toUtc = '']) => ({
		fromUtc,
		toUtc,
		weekdaysUtc: [],
		factor: '2',
		rates: null,
		validFrom: null,
		validTo: null,
		sourceUrl: null,
		asOf: null,
		enteredBy: null,
		evidence: null,
		note: null
	}))
};

const usage: Usage = {
	uncachedInputTokens: 1_000_000,
	cacheReadTokens: 0,
	cacheWriteTokens: {},
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: 0,
	source: 'estimated',
	raw: null
};

describe('a price that depends on the hour', () => {
	it('is its mean over the week where every hour is alike', () => {
		const moments = priceMoments(peaks, {}, '2026-11-25T07:30:00.000Z', null);
		const { usd } = costOverMoments(usage, peaks, {}, moments);
		// 1 + 7/24
		expect(Number(usd)).toBeCloseTo(1 + 7 / 24, 15);
	});

	it('does not change with the hour at which it is asked for', () => {
		const at = (hour: string) =>
			costOverMoments(
				usage,
				peaks,
				{},
				priceMoments(peaks, {}, `2026-11-25T${hour}:00:00.000Z`, null)
			).usd;
		expect(at('07')).toBe(at('18'));
	});

	it('is weighted by the hours in which requests come', () => {
		const nights = Array.from({ length: 168 }, (_, hour) => (hour % 24 < 6 ? 1 : 0));
		const { multipliers } = weekProfile(nights);
		const moments = priceMoments(peaks, {}, '2026-11-25T12:00:00.000Z', multipliers);
		// Three of the six hours are dear.
		expect(Number(costOverMoments(usage, peaks, {}, moments).usd)).toBeCloseTo(1.5, 15);
	});

	it('has one moment where no hour differs, and is exact then', () => {
		const moments = priceMoments(plain, {}, '2026-11-25T12:00:00.000Z', null);
		expect(moments).toStrictEqual([{ atUtc: '2026-11-25T12:00:00.000Z', weight: '1' }]);
		expect(costOverMoments(usage, plain, {}, moments).usd).toBe('1');
	});

	it('is unknown where it is unknown in any hour', () => {
		const moments = priceMoments(peaks, {}, '2026-11-25T12:00:00.000Z', null);
		const unknown = costOverMoments({ ...usage, outputTokens: null }, peaks, {}, moments);
		expect(unknown).toMatchObject({ usd: null, missing: ['number of output tokens'] });
	});
});
