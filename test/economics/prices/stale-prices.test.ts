import { describe, expect, it } from 'vitest';
import {
	datedPartsOf,
	stalePriceLists,
	stalePricesOf
} from '#bench/economics/prices/stale-prices.ts';
import { plainTerm, samplePrices } from '../support/price-samples.ts';

describe('a price', () => {
	const price = { origin: 'prices.yaml', enteredBy: 'test', asOf: '2026-08-01' };

	it('is old from its 91st day on', () => {
		expect(stalePricesOf([price], '2026-10-30T23:59:00Z')).toEqual([]);
		expect(stalePricesOf([price], '2026-10-31T00:00:00Z')).toEqual([
			{ ...price, ageDays: 91, count: 1 }
		]);
	});

	it('is told of together with those of the same source and day, the oldest first', () => {
		const older = { ...price, asOf: '2026-01-01' };
		const found = stalePricesOf([price, older, price], '2026-12-01T00:00:00Z');
		expect(found.map(({ asOf, count }) => [asOf, count])).toEqual([
			['2026-01-01', 1],
			['2026-08-01', 2]
		]);
	});

	it('counts once for each source and day, however many of its terms are from there', () => {
		const old = { asOf: '2026-01-01', sourceUrl: 'https://x.y', enteredBy: 'test' };
		const entry = samplePrices({
			asOf: '2026-11-20',
			regions: [
				{ ...plainTerm, region: 'us', factor: '1.1', ...old },
				{ ...plainTerm, region: 'eu', factor: '1.2', ...old }
			]
		});
		const lists = [{ entry, origin: 'prices.yaml' }];
		expect(stalePriceLists(lists, '2026-11-25T00:00:00Z')).toMatchObject([
			{ origin: 'https://x.y', asOf: '2026-01-01', count: 1 }
		]);
	});

	it('is as old as each of its parts: terms that were looked up on other days count apart', () => {
		const entry = samplePrices({
			regions: [
				{ ...plainTerm, region: 'us', factor: '1.1', asOf: '2026-01-01', sourceUrl: 'https://x.y' },
				{ ...plainTerm, region: 'eu', factor: '1.1' }
			]
		});
		expect(datedPartsOf(entry, 'file')).toEqual([
			{ origin: 'file', enteredBy: 'test', asOf: '2026-11-01' },
			{ origin: 'https://x.y', enteredBy: 'test', asOf: '2026-01-01' }
		]);
	});
});
