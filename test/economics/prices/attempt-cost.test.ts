/** Costs in exact decimals, against values worked out by hand and against integer arithmetic. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PerTokenPrice } from '#core/price.ts';
import type { Usage } from '#core/usage.ts';
import {
	attemptCostUsd,
	compareUsd,
	hoursCostUsd,
	sumUsd,
	timesUsd,
	worstAttemptCostUsd
} from '#bench/economics/prices/attempt-cost.ts';

const price: PerTokenPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '3',
	cacheReadUsdPerMtok: '0.30',
	cacheWriteUsdPerMtok: { '5m': '3.75', '1h': '6' },
	outputUsdPerMtok: '15',
	source: 'test',
	checkedOn: '2026-01-01'
};
const plain: PerTokenPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '3',
	outputUsdPerMtok: '15',
	source: 'test',
	checkedOn: '2026-01-01'
};
const tiered: PerTokenPrice = {
	...plain,
	inputUsdPerMtok: '4',
	cacheReadUsdPerMtok: '0.4',
	outputUsdPerMtok: '20',
	contextTiers: [{ fromInputTokens: 272_000, inputUsdPerMtok: '8', outputUsdPerMtok: '30' }]
};
const usage = (change: Partial<Usage> = {}): Usage => ({
	uncachedInputTokens: 1_000,
	cacheReadTokens: null,
	cacheWriteTokens: null,
	visibleOutputTokens: null,
	reasoningTokens: null,
	outputTokens: 200,
	source: 'provider',
	raw: null,
	...change
});

describe('the cost of an answer', () => {
	it('is input and output, each at its price', () => {
		// (1000 × 3 + 200 × 15) / 10⁶
		expect(attemptCostUsd(usage(), price)).toBe('0.006');
	});

	it('prices cached tokens by what was done with them', () => {
		const cached = usage({ cacheReadTokens: 5_000, cacheWriteTokens: { '5m': 400, '1h': 10 } });
		// + (5000 × 0.30 + 400 × 3.75 + 10 × 6) / 10⁶
		expect(attemptCostUsd(cached, price)).toBe('0.00906');
	});

	it('prices cached tokens as input where the price says nothing of them', () => {
		const cached = usage({ cacheReadTokens: 5_000, cacheWriteTokens: { '5m': 400 } });
		// (6400 × 3 + 200 × 15) / 10⁶
		expect(attemptCostUsd(cached, plain)).toBe('0.0222');
		const other = { ...price, cacheWriteUsdPerMtok: { '5m': '3.75', any: '7.5' } };
		const written = usage({ cacheWriteTokens: { '5m': 400, '24h': 1_000 } });
		// (1000 × 3 + 400 × 3.75 + 1000 × 7.5 + 200 × 15) / 10⁶
		expect(attemptCostUsd(written, other)).toBe('0.015');
		const unknownTime = usage({ cacheWriteTokens: { '24h': 1_000 } });
		expect(attemptCostUsd(unknownTime, price)).toBe('0.009');
	});

	it('is at the rates of the longest prompts that it is one of, cached tokens counted', () => {
		const long = usage({ uncachedInputTokens: 272_000, outputTokens: 1_000 });
		// (272,000 × 8 + 1000 × 30) / 10⁶, and a token below (271,999 × 4 + 1000 × 20) / 10⁶
		expect(attemptCostUsd(long, tiered)).toBe('2.206');
		const below = { ...long, uncachedInputTokens: 271_999 };
		expect(attemptCostUsd(below, tiered)).toBe('1.107996');
		const cached = { ...below, cacheReadTokens: 1 };
		// What the tier does not say of caches is its own input price.
		expect(attemptCostUsd(cached, tiered)).toBe('2.206');
	});

	it('counts reasoning once, as the output that it is', () => {
		const reasoning = usage({ outputTokens: 200, visibleOutputTokens: 50, reasoningTokens: 150 });
		expect(attemptCostUsd(reasoning, price)).toBe('0.006');
	});

	it('is unknown, not small, where the provider did not count', () => {
		expect(attemptCostUsd(null, price)).toBeNull();
		expect(attemptCostUsd(usage({ uncachedInputTokens: null }), price)).toBeNull();
		expect(attemptCostUsd(usage({ outputTokens: null }), price)).toBeNull();
		expect(attemptCostUsd(usage({ uncachedInputTokens: 0, outputTokens: 0 }), price)).toBe('0');
	});

	it('is written as a plain decimal, however small', () => {
		const tiny = { ...plain, inputUsdPerMtok: '0.0001' };
		expect(attemptCostUsd(usage({ uncachedInputTokens: 1, outputTokens: 0 }), tiny)).toBe(
			'0.0000000001'
		);
	});

	/** A price in 10⁻⁶ USD per million tokens, and its text. */
	const priceText = (micros: number): string => (micros / 1e6).toFixed(6);
	const micros = fc.integer({ min: 0, max: 1_000_000_000 });
	const tokens = fc.integer({ min: 0, max: 100_000_000 });

	it('is exact for any tokens and prices', () => {
		fc.assert(
			fc.property(
				micros,
				micros,
				micros,
				tokens,
				tokens,
				tokens,
				(input, read, output, a, b, c) => {
					const cost = attemptCostUsd(
						usage({ uncachedInputTokens: a, cacheReadTokens: b, outputTokens: c }),
						{
							...plain,
							inputUsdPerMtok: priceText(input),
							cacheReadUsdPerMtok: priceText(read),
							outputUsdPerMtok: priceText(output)
						}
					);
					const exact =
						BigInt(a) * BigInt(input) + BigInt(b) * BigInt(read) + BigInt(c) * BigInt(output);
					// In 10⁻¹² USD.
					const [whole = '', fraction = ''] = cost!.split('.');
					expect(BigInt(whole + fraction.padEnd(12, '0'))).toBe(exact);
				}
			)
		);
	});

	it('is never above the worst case of its request', () => {
		fc.assert(
			fc.property(
				fc.record({ read: tokens, written: tokens, uncached: tokens, output: tokens }),
				fc.nat({ max: 1_000 }),
				fc.nat({ max: 1_000 }),
				fc.option(micros, { nil: undefined }),
				fc.option(micros, { nil: undefined }),
				fc.constantFrom('5m', 'any'),
				fc.array(
					fc.record({
						from: fc.integer({ min: 1, max: 300_000_000 }),
						input: micros,
						output: micros
					}),
					{
						maxLength: 3
					}
				),
				micros,
				(
					{ read, written, uncached, output },
					spareBytes,
					spareTokens,
					readPrice,
					writePrice,
					ttl,
					tiers,
					input
				) => {
					const dear: PerTokenPrice = {
						...plain,
						inputUsdPerMtok: priceText(input),
						contextTiers: tiers
							.toSorted((a, b) => a.from - b.from)
							.map((tier) => ({
								fromInputTokens: tier.from,
								inputUsdPerMtok: priceText(tier.input),
								outputUsdPerMtok: priceText(tier.output)
							})),
						...(readPrice === undefined ? {} : { cacheReadUsdPerMtok: priceText(readPrice) }),
						...(writePrice === undefined
							? {}
							: { cacheWriteUsdPerMtok: { [ttl]: priceText(writePrice) } })
					};
					const cost = attemptCostUsd(
						usage({
							uncachedInputTokens: uncached,
							cacheReadTokens: read,
							cacheWriteTokens: { '5m': written },
							outputTokens: output
						}),
						dear
					);
					const bytes = read + written + uncached + spareBytes;
					const worst = worstAttemptCostUsd(bytes, output + spareTokens, dear);
					expect(compareUsd(cost!, worst)).toBeLessThanOrEqual(0);
				}
			)
		);
	});
});

describe('the worst case of a request', () => {
	it('takes every byte for a token at the dearest input price, and the whole output', () => {
		// (1000 × 6 + 500 × 15) / 10⁶
		expect(worstAttemptCostUsd(1_000, 500, price)).toBe('0.0135');
		expect(worstAttemptCostUsd(1_000, 500, plain)).toBe('0.0105');
	});

	it('takes the dearest rates that so long a prompt can reach', () => {
		// (300,000 × 8 + 500 × 30) / 10⁶; (271,999 × 4 + 500 × 20) / 10⁶
		expect(worstAttemptCostUsd(300_000, 500, tiered)).toBe('2.415');
		expect(worstAttemptCostUsd(271_999, 500, tiered)).toBe('1.097996');
		const cheaper = { fromInputTokens: 272_000, inputUsdPerMtok: '1', outputUsdPerMtok: '1' };
		// A prompt of as many bytes may have fewer tokens, and not reach them.
		expect(worstAttemptCostUsd(300_000, 500, { ...tiered, contextTiers: [cheaper] })).toBe('1.21');
	});
});

describe('the cost of hours', () => {
	it.each([
		[3_600, '4', '4.000000000'],
		[1, '3.6', '0.001000000'],
		[0, '4', '0.000000000'],
		[10.5, '7.2', '0.021000000'],
		[1, '0.0000036', '0.000000001']
	])('of %f s at %s USD is %s', (durationS, usdPerHour, cost) => {
		expect(hoursCostUsd(durationS, usdPerHour)).toBe(cost);
	});
});

describe('amounts', () => {
	it('add up exactly, in any order', () => {
		expect(sumUsd(['0.1', '0.2'])).toBe('0.3');
		expect(sumUsd([])).toBe('0');
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000_000 })), (cents) => {
				const texts = cents.map((n) => (n / 1_000).toFixed(3));
				const total = cents.reduce((sum, n) => sum + BigInt(n), 0n);
				expect(compareUsd(timesUsd(sumUsd(texts), 1_000), String(total))).toBe(0);
				expect(sumUsd([...texts].reverse())).toBe(sumUsd(texts));
			})
		);
	});

	it('compare as numbers, not as texts', () => {
		expect(compareUsd('10', '9')).toBe(1);
		expect(compareUsd('0.50', '0.5')).toBe(0);
		expect(compareUsd('0.1', '0.10000000000000000001')).toBe(-1);
	});

	it('are multiplied exactly', () => {
		expect(timesUsd('0.1', 3)).toBe('0.3');
		expect(timesUsd('0.000001', 1e9)).toBe('1000');
	});
});
