/** The mean request is made of priced requests, so that parts × prices is their mean cost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import {
	createRequestPartSum,
	type PartOrigin,
	type RequestPartSum
} from '#bench/economics/build/request-parts.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import { boughtOption } from '../support/typed-options.ts';
import { plainTerm, samplePrices, sampleUsage } from '../support/price-samples.ts';

const origin: PartOrigin = {
	scope: 'api',
	amounts: { basis: 'measured', source: 'run 1', asOf: '2026-11-01' },
	prices: { basis: 'price-book', source: 'list', asOf: '2026-09-23' }
};

/** USD of the mean request by the lines that an option makes of its parts. */
const meanUsd = (sum: RequestPartSum): Decimal =>
	(boughtOption({}, { references: { parts: sum.parts(origin) } }).metered?.lines ?? []).reduce(
		(total, line) => total.plus(lineUsd(line)),
		toDecimal(0)
	);

const sumOf = (
	usages: readonly Parameters<typeof sampleUsage>[0][],
	prices: PriceListEntry = samplePrices(),
	item: (index: number) => string = String
): RequestPartSum => {
	const sum = createRequestPartSum();
	for (const [index, usage] of usages.entries()) {
		sum.add(requestCost(sampleUsage(usage), prices), item(index));
	}
	return sum;
};

describe('the parts of a mean request', () => {
	it('are its mean tokens at their prices', () => {
		const parts = sumOf([
			{ uncachedInputTokens: 1_000, outputTokens: 200 },
			{ uncachedInputTokens: 2_000, outputTokens: 100, cacheReadTokens: 500 }
		]).parts(origin);
		expect(
			parts.map(({ id, amount, price, perUnits }) => [id, amount?.value, price.value, perUnits])
		).toStrictEqual([
			['input', '1500', '3', 1_000_000],
			['output', '150', '15', 1_000_000],
			['cache-read', '250', '0.3', 1_000_000]
		]);
		expect(parts[0]).toMatchObject({
			amount: {
				id: 'api.input.amount',
				unit: 'tokens/request',
				basis: 'measured',
				source: 'run 1'
			},
			price: { id: 'api.input.price', unit: 'USD/Mtok', basis: 'price-book', asOf: '2026-09-23' }
		});
	});

	it('stay apart where a tier gave them another price', () => {
		const prices = samplePrices({
			contextTiers: [
				{
					...plainTerm,
					fromInputTokens: 2_000,
					inputUsdPerMtok: '6',
					cacheReadUsdPerMtok: '0.6',
					cacheWriteUsdPerMtok: {},
					outputUsdPerMtok: '22.5',
					reasoningUsdPerMtok: null
				}
			]
		});
		const parts = sumOf(
			[{ uncachedInputTokens: 1_000 }, { uncachedInputTokens: 3_000 }],
			prices
		).parts(origin);
		expect(parts.map(({ id, amount, price }) => [id, amount?.value, price.value])).toStrictEqual([
			['input', '500', '3'],
			['output', '100', '15'],
			['input-2', '1500', '6'],
			['output-2', '100', '22.5']
		]);
	});

	it('never share an id, whatever the calls are named', () => {
		const calls = ['web search', 'web-search', 'web.search', 'web search 2', '検索', '查询'];
		const prices = samplePrices({
			calls: calls.map((call) => ({ ...plainTerm, call, usdPer1kCalls: '10' }))
		});
		const sum = createRequestPartSum();
		const used = Object.fromEntries(calls.map((call) => [call, 1]));
		sum.add(requestCost(sampleUsage(), prices, { calls: used }), 'item');
		const parts = sum.parts(origin);
		expect(parts).toHaveLength(calls.length + 2);
		expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
		expect(parts.every(({ id }) => /^[a-z0-9-]+$/u.test(id))).toBe(true);
	});

	it('cost together what the requests cost on average, whatever they used', () => {
		const tokens = fc.nat({ max: 300_000 });
		const usage = fc.record({
			uncachedInputTokens: tokens,
			outputTokens: tokens,
			cacheReadTokens: fc.option(tokens),
			cacheWriteTokens: fc.option(fc.record({ '5m': tokens, '1h': tokens }))
		});
		fc.assert(
			fc.property(fc.array(usage, { minLength: 1, maxLength: 12 }), (usages) => {
				const sum = sumOf(usages);
				const total = usages.reduce(
					(all, each) => all.plus(requestCost(sampleUsage(each), samplePrices()).usd ?? 'none'),
					toDecimal(0)
				);
				const difference = meanUsd(sum).times(usages.length).minus(total).abs();
				// Only the division into means is rounded, at the 40th place.
				expect(difference.lt('1e-30')).toBe(true);
				if ([1, 2, 4, 5, 8, 10].includes(usages.length)) expect(difference.toFixed()).toBe('0');
			})
		);
	});

	it('leave requests without a known cost out of the mean, counted and named', () => {
		const sum = sumOf([
			{ uncachedInputTokens: 100, outputTokens: 0 },
			{ uncachedInputTokens: null },
			{ outputTokens: null }
		]);
		expect([sum.priced(), sum.unpriced()]).toStrictEqual([1, 2]);
		expect([...sum.missing()]).toStrictEqual([
			['number of input tokens', 1],
			['number of output tokens', 1]
		]);
		expect(sum.parts(origin).map(({ amount }) => amount?.value)).toStrictEqual(['100']);
		expect(createRequestPartSum().parts(origin)).toStrictEqual([]);
	});
});

describe('the uncertainty of a mean amount', () => {
	const spreadOf = (sum: RequestPartSum) => sum.parts(origin)[0]?.amount?.spread;

	it('is that of the mean over items: 90 % within 1.645 standard errors', () => {
		const counts = [900, 1_000, 1_100, 1_000];
		const spread = spreadOf(sumOf(counts.map((count) => ({ uncachedInputTokens: count }))));
		// s = √(20,000 / 3) = 81.65, divided by √4 = 40.825; 1.6449 · 40.825 = 67.15
		expect(spread).toMatchObject({ kind: 'normal' });
		if (spread?.kind !== 'normal') return;
		expect(spread.low).toBeCloseTo(932.85, 2);
		expect(spread.high).toBeCloseTo(1067.15, 2);
	});

	it('does not shrink by asking the same items again', () => {
		const once = [900, 1_000, 1_100, 1_000].map((count) => ({ uncachedInputTokens: count }));
		const again = [...once, ...once];
		expect(spreadOf(sumOf(again, samplePrices(), (index) => String(index % 4)))).toStrictEqual(
			spreadOf(sumOf(once))
		);
	});

	it('does not reach below 0', () => {
		const two = [{ uncachedInputTokens: 1 }, { uncachedInputTokens: 1_999 }];
		// Mean 1,000, standard error 999: 1.645 of them are more than the mean.
		expect(spreadOf(sumOf(two))).toMatchObject({ kind: 'normal', low: 0 });
	});

	it('is not known from one item', () => {
		const two = [{ uncachedInputTokens: 900 }, { uncachedInputTokens: 1_100 }];
		expect(spreadOf(sumOf(two, samplePrices(), () => 'same'))).toStrictEqual({ kind: 'fixed' });
	});
});
