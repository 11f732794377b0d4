import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import type { Usage } from '#core/usage.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import { pricedUsageOf, renderPricedUsage } from '#bench/report/priced-usage.ts';
import { usualPrice } from '../protocols/usual-price.ts';

const entry = entryOfPerTokenPrice(usualPrice, { providerId: 'someone', modelId: 'm' });
const at = { atUtc: '2026-11-20T00:00:00.000Z', priceVersion: 'c0ffee' };

const usageOf = (counts: Partial<Usage>): Usage => ({
	uncachedInputTokens: 30,
	cacheReadTokens: 60,
	cacheWriteTokens: { '5m': 4, '1h': 6 },
	visibleOutputTokens: 4,
	reasoningTokens: 2,
	outputTokens: 6,
	source: 'provider',
	raw: null,
	...counts
});

describe('a priced usage', () => {
	it('has a line for each thing that is billed, and says what of the output was reasoning', () => {
		// 30 × 2 + 60 × 0.2 + 4 × 2.5 + 6 × 4 + 6 × 10 = 166 millionths.
		const priced = pricedUsageOf(usageOf({}), entry, at);
		expect(priced).toMatchObject({ usd: '0.000166', microUsd: '166', isDoubtful: false });
		expect(renderPricedUsage(priced).split('\n').slice(2)).toEqual([
			'input                       30                2  0.000060',
			'cache read                  60              0.2  0.000012',
			'cache write (5m)             4              2.5  0.000010',
			'cache write (1h)             6                4  0.000024',
			'output                       6               10  0.000060',
			'  of which reasoning         2               10  0.000020',
			'total                                            0.000166'
		]);
	});

	it('is the sum of its lines, whatever was counted', () => {
		const count = fc.nat(2_000_000);
		fc.assert(
			fc.property(count, count, count, count, (input, cached, written, output) => {
				const usage = usageOf({
					uncachedInputTokens: input,
					cacheReadTokens: cached,
					cacheWriteTokens: { '5m': written },
					outputTokens: output,
					reasoningTokens: null
				});
				const { lines, usd, microUsd, ofWhichReasoning } = pricedUsageOf(usage, entry, at);
				const sum = lines.reduce((all, line) => all.plus(line.usd), toDecimal(0));
				expect(usd).toBe(sum.toFixed());
				expect(
					toDecimal(microUsd ?? 0)
						.minus(sum.times(1e6))
						.abs()
						.lte(0.5)
				).toBe(true);
				expect(ofWhichReasoning).toBeNull();
			})
		);
	});

	it('has no sum where something was not counted, and is doubtful where the counts contradict', () => {
		const unknown = pricedUsageOf(usageOf({ outputTokens: null }), entry, at);
		expect(unknown).toMatchObject({ usd: null, microUsd: null });
		expect(renderPricedUsage(unknown)).toContain('not known: the number of output tokens');
		expect(pricedUsageOf(null, entry, at).missing).toEqual(['number of tokens']);
		const doubtful = pricedUsageOf(usageOf({ isInconsistent: true }), entry, at);
		expect(renderPricedUsage(doubtful)).toMatch(/doubtful: the usage does not add up/u);
	});
});
