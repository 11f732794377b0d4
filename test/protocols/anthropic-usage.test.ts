import { describe, expect, it } from 'vitest';
import { anthropicUsage } from '#bench/protocols/anthropic-usage.ts';
import { totalInputTokens, usageSchema } from '#core/usage.ts';

const read = (raw: Record<string, unknown>) => {
	const warnings: string[] = [];
	const usage = anthropicUsage(raw, (warning) => warnings.push(warning));
	return { usage: usageSchema.parse(usage), warnings };
};

describe('anthropicUsage', () => {
	it('takes cache tokens as they are and thinking out of the output', () => {
		const raw = {
			input_tokens: 10,
			cache_read_input_tokens: 100,
			cache_creation_input_tokens: 30,
			cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
			output_tokens: 50,
			output_tokens_details: { thinking_tokens: 15 },
			service_tier: 'standard'
		};
		const { usage, warnings } = read(raw);
		expect(usage).toEqual({
			uncachedInputTokens: 10,
			cacheReadTokens: 100,
			cacheWriteTokens: { '5m': 10, '1h': 20 },
			visibleOutputTokens: 35,
			reasoningTokens: 15,
			outputTokens: 50,
			source: 'provider',
			raw
		});
		expect(totalInputTokens(usage)).toBe(140);
		expect(warnings).toEqual([]);
	});

	it('is marked where thinking is more than the output, or the cache writes are more than their sum', () => {
		const whole = { input_tokens: 10, output_tokens: 5 };
		expect(read(whole).usage.isInconsistent).toBeUndefined();
		for (const wrong of [
			{ output_tokens_details: { thinking_tokens: 6 } },
			{ cache_creation_input_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 2 } }
		]) {
			expect(read({ ...whole, ...wrong }).usage.isInconsistent).toBe(true);
		}
	});

	it('leaves unknown what is null or absent', () => {
		const { usage, warnings } = read({
			input_tokens: 10,
			output_tokens: 5,
			output_tokens_details: null,
			cache_creation: null
		});
		expect(usage).toMatchObject({
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null
		});
		expect(warnings).toEqual([]);
	});

	it('counts writes without a time-to-live as the default of five minutes and says so', () => {
		const { usage, warnings } = read({ input_tokens: 1, cache_creation_input_tokens: 9 });
		expect(usage.cacheWriteTokens).toEqual({ '5m': 9 });
		expect(warnings).toEqual(['usage: cache writes without a time-to-live were counted as 5m']);
	});

	it('says nothing of a time-to-live where nothing was written', () => {
		expect(read({ cache_creation_input_tokens: 0 })).toMatchObject({
			usage: { cacheWriteTokens: { '5m': 0 } },
			warnings: []
		});
	});

	it('takes a time-to-live it has never heard of', () => {
		expect(
			read({ cache_creation: { ephemeral_24h_input_tokens: 4 } }).usage.cacheWriteTokens
		).toEqual({ '24h': 4 });
	});

	it('warns where the split of the cache writes is larger than their total', () => {
		const { usage, warnings } = read({
			cache_creation_input_tokens: 5,
			cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 }
		});
		expect(usage.cacheWriteTokens).toEqual({ '5m': 3, '1h': 4 });
		expect(warnings).toHaveLength(1);
	});

	it('gives no visible count where thinking, counted again, is more than the output', () => {
		const { usage, warnings } = read({
			output_tokens: 10,
			output_tokens_details: { thinking_tokens: 12 }
		});
		expect(usage).toMatchObject({
			outputTokens: 10,
			reasoningTokens: 12,
			visibleOutputTokens: null
		});
		expect(warnings).toHaveLength(1);
	});

	it('warns of what is billed apart and of unknown fields', () => {
		const { warnings } = read({ server_tool_use: { web_search_requests: 2 }, novelty: 1 });
		expect(warnings).toEqual([
			'usage: unknown fields, kept as received: novelty',
			'usage: requests of server tools are billed apart from tokens'
		]);
	});
});
