import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { openaiResponsesUsage } from '#bench/protocols/openai-responses-usage.ts';
import type { PerTokenPrice } from '#core/price.ts';
import { usageSchema, type Usage } from '#core/usage.ts';

const read = (raw: Record<string, unknown>) => {
	const warnings: string[] = [];
	const usage = openaiResponsesUsage(raw, (warning) => warnings.push(warning));
	return { usage: usageSchema.parse(usage), warnings };
};

const price: PerTokenPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '2',
	cacheReadUsdPerMtok: '0.5',
	cacheWriteUsdPerMtok: { '30m': '2.5', '12h': '4', default: '2.5' },
	outputUsdPerMtok: '8',
	source: 'test',
	checkedOn: '2026-11-01'
};

describe('usage of openai-responses, from the wire to money', () => {
	it.each<[string, Record<string, unknown>, Partial<Usage>, string | null]>([
		[
			'plain',
			{ input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 },
			{
				uncachedInputTokens: 1_000,
				cacheReadTokens: null,
				reasoningTokens: null,
				outputTokens: 100
			},
			'0.0028' // 1000 × 2 + 100 × 8
		],
		[
			'with reasoning, which is part of the output',
			{
				input_tokens: 1_000,
				output_tokens: 100,
				output_tokens_details: { reasoning_tokens: 64 },
				total_tokens: 1_100
			},
			{ visibleOutputTokens: 36, reasoningTokens: 64, outputTokens: 100 },
			'0.0028'
		],
		[
			'with what was read from the cache and written to it',
			{
				input_tokens: 1_000,
				input_tokens_details: {
					cached_tokens: 600,
					cache_write_tokens: 300,
					cache_write_tokens_details: { ttl_30m_tokens: 200, ttl_12h_tokens: 100 }
				},
				output_tokens: 1,
				total_tokens: 1_001
			},
			{
				uncachedInputTokens: 100,
				cacheReadTokens: 600,
				cacheWriteTokens: { '30m': 200, '12h': 100 }
			},
			'0.001408' // 100 × 2 + 600 × 0.5 + 200 × 2.5 + 100 × 4 + 1 × 8
		],
		[
			'with writes of which no time-to-live is given',
			{ input_tokens: 10, input_tokens_details: { cache_write_tokens: 4 }, output_tokens: 0 },
			{ uncachedInputTokens: 6, cacheWriteTokens: { default: 4 } },
			'0.000022' // 6 × 2 + 4 × 2.5
		],
		[
			'without a count of the output: the cost is unknown',
			{ input_tokens: 10 },
			{ uncachedInputTokens: 10, outputTokens: null },
			null
		]
	])('%s', (_, raw, expected, usd) => {
		const { usage, warnings } = read(raw);
		expect(usage).toMatchObject({ ...expected, source: 'provider', raw });
		expect(usage).not.toHaveProperty('isInconsistent');
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, price)).toBe(usd);
	});

	it.each<[Record<string, unknown>, RegExp]>([
		[{ total_tokens: 16 }, /is not total_tokens 16/u],
		[{ input_tokens_details: { cached_tokens: 11 } }, /more than input_tokens/u],
		[{ output_tokens_details: { reasoning_tokens: 6 } }, /more than output_tokens/u],
		[
			{
				input_tokens_details: {
					cache_write_tokens: 3,
					cache_write_tokens_details: { ttl_30m_tokens: 4 }
				}
			},
			/more than cache_write_tokens/u
		]
	])('is marked where counts contradict each other: %j', (wrong, why) => {
		const { usage, warnings } = read({
			input_tokens: 10,
			output_tokens: 5,
			total_tokens: 15,
			...wrong
		});
		expect(usage.isInconsistent).toBe(true);
		expect(warnings).toEqual([expect.stringMatching(why)]);
	});

	it('counts reasoning that stands beside output_tokens as output, where the total says that it does', () => {
		const { usage, warnings } = read({
			input_tokens: 32,
			input_tokens_details: { cached_tokens: 8 },
			output_tokens: 9,
			output_tokens_details: { reasoning_tokens: 94 },
			total_tokens: 135
		});
		expect(usage).toMatchObject({
			uncachedInputTokens: 24,
			visibleOutputTokens: 9,
			reasoningTokens: 94,
			outputTokens: 103
		});
		expect(usage).not.toHaveProperty('isInconsistent');
		expect(warnings).toEqual([
			'usage: reasoning tokens are counted outside output_tokens, as total_tokens shows'
		]);
		expect(attemptCostUsd(usage, price)).toBe('0.000876'); // 24 × 2 + 8 × 0.5 + 103 × 8
	});

	it('takes a time-to-live that nobody has heard of, and warns of a name that is none', () => {
		const { usage, warnings } = read({
			input_tokens: 10,
			input_tokens_details: { cache_write_tokens_details: { ttl_2d_tokens: 4, novelty: 1 } }
		});
		expect(usage).toMatchObject({ cacheWriteTokens: { '2d': 4 }, uncachedInputTokens: 6 });
		expect(warnings).toEqual([expect.stringContaining('novelty')]);
	});

	it.each([-1, 1.5, '7', true, 1e300])('treats %j as no token count', (value) => {
		const { usage, warnings } = read({ input_tokens: value });
		expect(usage.uncachedInputTokens).toBeNull();
		expect(warnings).toEqual(['usage: input_tokens is not a token count']);
	});
});
