/** Token usage in the normal form. */
import { describe, expect, it } from 'vitest';
import { addUsage, totalInputTokens, usageSchema, type Usage } from '#core/usage.ts';

const usage: Usage = {
	uncachedInputTokens: 10,
	cacheReadTokens: 20,
	cacheWriteTokens: { '5m': 3, '1h': 4 },
	visibleOutputTokens: 5,
	reasoningTokens: 6,
	outputTokens: 11,
	source: 'provider',
	raw: { anything: true }
};

describe('the input tokens of a usage', () => {
	it('are uncached, read from the cache and written to it, each once', () => {
		expect(totalInputTokens(usage)).toBe(37);
	});

	it('count what is known where a provider has no cache', () => {
		expect(totalInputTokens({ ...usage, cacheReadTokens: null, cacheWriteTokens: null })).toBe(10);
	});

	it('are unknown, not 0, where the provider did not say', () => {
		expect(totalInputTokens({ ...usage, uncachedInputTokens: null })).toBeNull();
		expect(
			totalInputTokens({
				...usage,
				uncachedInputTokens: 0,
				cacheReadTokens: 0,
				cacheWriteTokens: {}
			})
		).toBe(0);
	});
});

describe('the usage schema', () => {
	it('accepts unknown counts, and counts that are whole and not negative', () => {
		expect(usageSchema.parse(usage)).toStrictEqual(usage);
		expect(usageSchema.safeParse({ ...usage, reasoningTokens: null }).success).toBe(true);
	});

	it.each([
		{ outputTokens: -1 },
		{ outputTokens: 1.5 },
		{ outputTokens: undefined },
		{ cacheWriteTokens: { '5m': -1 } },
		{ source: 'guess' },
		{ totalTokens: 5 }
	])('refuses %j', (change) => {
		expect(usageSchema.safeParse({ ...usage, ...change }).success).toBe(false);
	});
});

describe('the usage of two requests together', () => {
	it('is the sum of what both name, and null where either does not', () => {
		const one = {
			uncachedInputTokens: 10,
			cacheReadTokens: 2,
			cacheWriteTokens: { '5m': 1 },
			visibleOutputTokens: 3,
			reasoningTokens: null,
			outputTokens: 5,
			source: 'provider' as const,
			raw: {}
		};
		const other = { ...one, cacheWriteTokens: { '5m': 2, '1h': 4 }, reasoningTokens: 1 };
		expect(addUsage(one, other)).toEqual({
			uncachedInputTokens: 20,
			cacheReadTokens: 4,
			cacheWriteTokens: { '5m': 3, '1h': 4 },
			visibleOutputTokens: 6,
			reasoningTokens: null,
			outputTokens: 10,
			source: 'provider',
			raw: null
		});
		expect(addUsage(one, { ...other, source: 'estimated' }).source).toBe('estimated');
	});

	it('does not add up where either does not', () => {
		const marked = { ...usage, isInconsistent: true as const };
		for (const [a, b] of [
			[marked, usage],
			[usage, marked],
			[marked, marked]
		] as const) {
			expect(addUsage(a, b).isInconsistent).toBe(true);
		}
		expect(addUsage(usage, usage)).not.toHaveProperty('isInconsistent');
	});
});
