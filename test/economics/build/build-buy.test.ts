/** Options that are paid by use: price of a request, retries, tiers, commitments and reserved units. */
import type { ContractTerms } from '#bench/economics/build/build-buy.ts';
import { describe, expect, it } from 'vitest';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import type { RequestPart } from '#bench/economics/build/build-buy.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { parameter } from '../support/realistic-case.ts';
import { boughtOption, type Written } from '../support/typed-options.ts';

const usd = (option: CostOption, requests: number): string =>
	breakdownAt(option, requests).totalUsdPerMonth;

const part = (id: string, amount: string, price: string): RequestPart => ({
	id,
	label: id,
	amount: parameter(`api.${id}.amount`, amount, { unit: 'tokens/request' }),
	price: parameter(`api.${id}.price`, price, { basis: 'price-book' }),
	perUnits: 1_000_000
});

const contract = (change: Partial<ContractTerms>): ContractTerms => ({
	commitUsdPerMonth: null,
	overageFactor: '1',
	tierBasis: null,
	tierMode: 'graduated',
	tiers: [],
	fixedUsdPerMonth: null,
	requestsPerMinute: null,
	tokensPerMinute: null,
	...change
});

describe('the price of a request', () => {
	it('is that of its parts: tokens at a rate per million', () => {
		const parts = [part('input', '620', '1.25'), part('output', '8', '10')];
		const { metered } = boughtOption({}, { references: { parts } });
		// 620 · 1.25 / 10⁶ and 8 · 10 / 10⁶
		expect(metered?.lines.map((line) => [line.id, lineUsd(line).toFixed()])).toStrictEqual([
			['input', '0.000775'],
			['output', '0.00008']
		]);
		expect(
			metered?.lines.every(({ drift, per }) => drift === 'api-price' && per === 'request')
		).toBe(true);
	});

	it('is refused where nothing has a price', () => {
		expect(() => boughtOption({}, { references: { parts: [] } })).toThrow(
			'option "api" has no price for a request'
		);
	});

	it('is paid for every attempt; typed attempts come before measured ones', () => {
		const measured = { attemptsPerAnswer: parameter('api.attemptsPerAnswer', '1.5') };
		expect(usd(boughtOption({}, { references: measured }), 1_000)).toBe('3');
		expect(usd(boughtOption({ attemptsPerAnswer: 1.1 }, { references: measured }), 1_000)).toBe(
			'2.2'
		);
	});

	it('keeps attempts that may be more than the one that is most likely', () => {
		const factors = (attemptsPerAnswer: unknown): number | undefined =>
			boughtOption({ attemptsPerAnswer }).metered?.lines[0]?.factors.length;
		expect(factors('1.0')).toBe(1);
		expect(factors({ low: 1, value: 1, high: 1.4 })).toBe(2);
	});
});

describe('terms of use', () => {
	const tiers = [
		{ fromRequests: 1e6, priceFactor: 0.9 },
		{ fromRequests: 2e6, priceFactor: 0.5 }
	];

	it('are graduated: requests beyond a threshold have its price', () => {
		const option = boughtOption({ tiers });
		// 1 M at 0.002, 1 M at 0.0018, 1 M at 0.001
		expect([1e6, 2e6, 3e6].map((volume) => usd(option, volume))).toStrictEqual([
			'2000',
			'3800',
			'4800'
		]);
	});

	it('or hold for all units once the volume is above a threshold', () => {
		const option = boughtOption({ tiers, tierMode: 'all-units' });
		expect([1e6, 1e6 + 1, 3e6].map((volume) => usd(option, volume))).toStrictEqual([
			'2000',
			'1800.0018',
			'3000'
		]);
	});

	it('with a commitment cost it in any case, and more beyond it', () => {
		const option = boughtOption({ commitUsdPerMonth: 1_000, overageFactor: 1.25 });
		// The commitment is used up by 500,000 requests.
		expect([0, 500_000, 600_000].map((volume) => usd(option, volume))).toStrictEqual([
			'1000',
			'1000',
			'1250'
		]);
	});

	it('take a commitment from a quote where none is typed', () => {
		const references = { contract: contract({ commitUsdPerMonth: parameter('q.commit', '700') }) };
		expect(usd(boughtOption({}, { references }), 0)).toBe('700');
		expect(usd(boughtOption({ commitUsdPerMonth: 50 }, { references }), 0)).toBe('50');
	});

	it('take tiers of a contract in spend as thresholds in requests', () => {
		// 0.002 USD a request: 1,000 USD are 500,000 requests; beyond them 10 % less.
		const tiers = [{ from: '1000', discountShare: '0.1' }];
		const references = { contract: contract({ tierBasis: 'spend', tiers }) };
		const option = boughtOption({}, { references });
		expect([500_000, 600_000].map((volume) => usd(option, volume))).toStrictEqual(['1000', '1180']);
		const all = { contract: contract({ tierBasis: 'spend', tierMode: 'all-units', tiers }) };
		expect(usd(boughtOption({}, { references: all }), 600_000)).toBe('1080');
	});

	it('take a tier from nothing on as a discount on everything, and fees whatever the use', () => {
		const tiers = [
			{ from: '0', discountShare: '0.2' },
			{ from: '1000', discountShare: '0.4' }
		];
		const fixedUsdPerMonth = parameter('q.fixed', '50');
		const references = { contract: contract({ tierBasis: 'spend', tiers, fixedUsdPerMonth }) };
		const option = boughtOption({}, { references });
		// 500,000 requests at 0.0016, the rest at 0.0012, as thresholds are in spend before tiers.
		expect([0, 500_000, 600_000].map((volume) => usd(option, volume))).toStrictEqual([
			'50',
			'850',
			'970'
		]);
	});

	it('have no overage where nothing was committed', () => {
		expect(usd(boughtOption({ overageFactor: 1.25 }), 1_000)).toBe('2');
	});
});

describe('reserved units', () => {
	const reserved = (requestsPerSPerUnit: unknown, peak: string): CostOption =>
		boughtOption(
			{ reservedUnits: { usdPerUnitMonth: 100, requestsPerSPerUnit } },
			{ shared: { peakToAverage: parameter('demand.peakToAverage', peak) } }
		);

	it('are whole ones that cover the busiest hour, and take the place of the price per request', () => {
		// 1 a second · 730 · 3,600 / 3
		const option = reserved(1, '3');
		expect(option.metered?.reservedUnits?.requestsPerUnitMonth.value).toBe('876000');
		expect([0, 1, 876_000, 876_001].map((volume) => usd(option, volume))).toStrictEqual([
			'0',
			'100',
			'100',
			'200'
		]);
	});

	it('are seven for exactly seven units’ worth, though a seventh is no finite decimal', () => {
		expect(usd(reserved(1, '7'), 2_628_000)).toBe('700');
		expect(usd(reserved(1, '7'), 2_628_001)).toBe('800');
	});

	it('keep the range of what a unit carries, and say how it was worked out', () => {
		const option = reserved({ low: 0.9, value: 1, high: 1.2, source: 'vendor' }, '3');
		expect(option.metered?.reservedUnits?.requestsPerUnitMonth).toMatchObject({
			spread: { kind: 'triangular', low: 788_400, high: 1_051_200 },
			basis: 'user',
			source: '1 requests/s × 730 h × 3,600 s / peak of 3; vendor'
		});
	});
});

describe('a bought option', () => {
	it('has further costs of its own, and no nodes', () => {
		const other: Written[] = [{ label: 'gateway', usd: 900 }];
		const option = boughtOption({ kind: 'hosted', title: 'Host', other });
		expect(option).toMatchObject({ kind: 'hosted', title: 'Host', fleet: null, purchase: null });
		expect(usd(option, 1_000)).toBe('902');
		expect(breakdownAt(option, 0).nodes).toBeNull();
	});
});
