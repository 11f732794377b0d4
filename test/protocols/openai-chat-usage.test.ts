import { describe, expect, it } from 'vitest';
import { openaiChatUsage } from '#bench/protocols/openai-chat-usage.ts';
import { usageSchema } from '#core/usage.ts';

const read = (raw: Record<string, unknown>) => {
	const warnings: string[] = [];
	const usage = openaiChatUsage(raw, (warning) => warnings.push(warning));
	return { usage: usageSchema.parse(usage), warnings };
};

describe('openaiChatUsage', () => {
	it('takes cached, written, reasoning and rejected tokens out of the totals they are inside of', () => {
		const raw = {
			prompt_tokens: 100,
			completion_tokens: 50,
			total_tokens: 150,
			prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
			completion_tokens_details: { reasoning_tokens: 20, rejected_prediction_tokens: 5 }
		};
		expect(read(raw)).toEqual({
			usage: {
				uncachedInputTokens: 30,
				cacheReadTokens: 60,
				cacheWriteTokens: { default: 10 },
				visibleOutputTokens: 25,
				reasoningTokens: 20,
				outputTokens: 50,
				source: 'provider',
				raw
			},
			warnings: []
		});
	});

	it('is marked where its parts contradict its total, or a part is larger than what it is part of', () => {
		const whole = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
		expect(read(whole).usage.isInconsistent).toBeUndefined();
		for (const wrong of [
			{ total_tokens: 16 },
			{ prompt_tokens_details: { cached_tokens: 11 } },
			{ completion_tokens_details: { reasoning_tokens: 6 } }
		]) {
			const { usage, warnings } = read({ ...whole, ...wrong });
			expect(usage.isInconsistent).toBe(true);
			expect(warnings).toHaveLength(1);
		}
	});

	it('is not marked where counts are missing, or reasoning stands beside the completion as the total shows', () => {
		for (const raw of [
			{ prompt_tokens: 10, total_tokens: 15 },
			{ prompt_tokens: 10, completion_tokens: 5 },
			{
				prompt_tokens: 10,
				completion_tokens: 5,
				total_tokens: 19,
				completion_tokens_details: { reasoning_tokens: 4 }
			}
		]) {
			expect(read(raw).usage.isInconsistent).toBeUndefined();
		}
	});

	it('leaves unknown what the provider does not split off', () => {
		const { usage } = read({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
		expect(usage).toMatchObject({
			uncachedInputTokens: 10,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: 5
		});
	});

	it('reads reasoning tokens at the top level, as SGLang sends them', () => {
		const { usage, warnings } = read({
			prompt_tokens: 1,
			completion_tokens: 9,
			total_tokens: 10,
			reasoning_tokens: 4
		});
		expect(usage).toMatchObject({ reasoningTokens: 4, visibleOutputTokens: 5 });
		expect(warnings).toEqual([]);
	});

	it('reads the cached tokens of Moonshot, which may also stand where OpenAI has them', () => {
		const raw = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 8 };
		for (const given of [raw, { ...raw, prompt_tokens_details: { cached_tokens: 8 } }]) {
			const { usage, warnings } = read(given);
			expect(usage).toMatchObject({ uncachedInputTokens: 2, cacheReadTokens: 8 });
			expect(warnings).toEqual([]);
		}
	});

	it('reads the cache counts of DeepSeek', () => {
		const { usage } = read({
			prompt_tokens: 10,
			completion_tokens: 1,
			prompt_cache_hit_tokens: 8,
			prompt_cache_miss_tokens: 2
		});
		expect(usage).toMatchObject({ uncachedInputTokens: 2, cacheReadTokens: 8 });
	});

	it('adds reasoning that a server counts outside the completion, as its own total shows', () => {
		const { usage, warnings } = read({
			prompt_tokens: 10,
			completion_tokens: 5,
			total_tokens: 35,
			completion_tokens_details: { reasoning_tokens: 20 }
		});
		expect(usage).toMatchObject({ outputTokens: 25, visibleOutputTokens: 5, reasoningTokens: 20 });
		expect(warnings).toEqual([
			'usage: reasoning tokens are counted outside completion_tokens, as total_tokens shows'
		]);
	});

	it('warns of a total that is not the sum of its parts', () => {
		expect(read({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 9 }).warnings).toEqual([
			'usage: prompt_tokens 1 + completion_tokens 2 is not total_tokens 9'
		]);
	});

	it('gives null with a warning where parts are larger than their total', () => {
		const { usage, warnings } = read({
			prompt_tokens: 5,
			prompt_tokens_details: { cached_tokens: 6 },
			completion_tokens: 5,
			completion_tokens_details: { reasoning_tokens: 6 }
		});
		expect(usage).toMatchObject({ uncachedInputTokens: null, visibleOutputTokens: null });
		expect(usage.outputTokens).toBe(5);
		expect(warnings).toHaveLength(2);
	});

	it('names all unknown fields in one warning and keeps them in raw', () => {
		const raw = { prompt_tokens: 1, surprise: 3, prompt_tokens_details: { odd_tokens: 2 } };
		const { usage, warnings } = read(raw);
		expect(warnings).toEqual([
			'usage: unknown fields, kept as received: surprise, prompt_tokens_details.odd_tokens'
		]);
		expect(usage.raw).toEqual(raw);
	});

	it.each([-1, 1.5, '7', true, 1e300])('treats %j as no token count', (value) => {
		const { usage, warnings } = read({ prompt_tokens: value });
		expect(usage.uncachedInputTokens).toBeNull();
		expect(warnings).toEqual(['usage: prompt_tokens is not a token count']);
	});

	it('keeps no raw object that would overflow a serializer', () => {
		const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;
		expect(read({ prompt_tokens: 1, deep }).usage.raw).toBeNull();
	});
});
