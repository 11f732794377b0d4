import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geminiUsage } from '#bench/protocols/gemini-usage.ts';
import { totalInputTokens, usageSchema } from '#core/usage.ts';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { usualPrice } from './usual-price.ts';

const read = (raw: Record<string, unknown>) => {
	const warnings: string[] = [];
	const usage = usageSchema.parse(geminiUsage(raw, (warning) => warnings.push(warning)));
	return { usage, warnings };
};

describe('geminiUsage', () => {
	it('takes no count that no request can have, so that sums of counts are exact', () => {
		const most = Number.MAX_SAFE_INTEGER;
		const { usage, warnings } = read({ candidatesTokenCount: most, thoughtsTokenCount: 2 });
		expect([usage.visibleOutputTokens, usage.reasoningTokens]).toEqual([null, 2]);
		expect(warnings).toContain('usage: candidatesTokenCount is not a token count');
	});

	// At 2 USD in, 0.2 from the cache and 10 out, per million tokens.
	it.each<[string, Record<string, unknown>, (number | null)[], string | null]>([
		[
			'a plain answer',
			{ promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
			[100, null, 20, null, 20],
			'0.0004'
		],
		[
			'thoughts beside the candidates',
			{
				promptTokenCount: 100,
				candidatesTokenCount: 20,
				thoughtsTokenCount: 80,
				totalTokenCount: 200
			},
			[100, null, 20, 80, 100],
			'0.0012'
		],
		[
			'a cached part of the prompt',
			{
				promptTokenCount: 100,
				cachedContentTokenCount: 60,
				candidatesTokenCount: 1,
				totalTokenCount: 101
			},
			[40, 60, 1, null, 1],
			'0.000102'
		],
		[
			'what tools fed back, which is input',
			{
				promptTokenCount: 100,
				toolUsePromptTokenCount: 50,
				candidatesTokenCount: 1,
				totalTokenCount: 151
			},
			[150, null, 1, null, 1],
			'0.00031'
		],
		[
			'thoughts that left nothing for an answer',
			{ promptTokenCount: 100, thoughtsTokenCount: 64, totalTokenCount: 164 },
			[100, null, null, 64, 64],
			'0.00084'
		],
		[
			'a prompt that was blocked',
			{ promptTokenCount: 9, totalTokenCount: 9 },
			[9, null, null, null, null],
			null
		],
		['nothing', {}, [null, null, null, null, null], null]
	])(
		'counts %s once, and prices it',
		(_, raw, [uncached, cached, visible, thoughts, output], usd) => {
			const { usage, warnings } = read(raw);
			expect(usage).toEqual({
				uncachedInputTokens: uncached,
				cacheReadTokens: cached,
				cacheWriteTokens: null,
				visibleOutputTokens: visible,
				reasoningTokens: thoughts,
				outputTokens: output,
				source: 'provider',
				raw
			});
			expect(warnings).toEqual([]);
			expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
		}
	);

	it.each([
		[
			'a total that is not the sum',
			{ candidatesTokenCount: 5, thoughtsTokenCount: 5, totalTokenCount: 21 }
		],
		['output that no count names', { candidatesTokenCount: 5, totalTokenCount: 20 }],
		['a total below the prompt', { candidatesTokenCount: 5, totalTokenCount: 9 }],
		[
			'more from the cache than the prompt holds',
			{ cachedContentTokenCount: 11, totalTokenCount: 10 }
		]
	])('is marked for %s', (_, counts) => {
		const { usage, warnings } = read({ promptTokenCount: 10, ...counts });
		expect(usage.isInconsistent).toBe(true);
		expect(warnings).toHaveLength(1);
	});

	it('does not bill thoughts twice where the total holds them only inside the candidates', () => {
		const { usage, warnings } = read({
			promptTokenCount: 100,
			toolUsePromptTokenCount: 10,
			candidatesTokenCount: 105,
			thoughtsTokenCount: 80,
			totalTokenCount: 215
		});
		expect(usage).toMatchObject({
			visibleOutputTokens: 25,
			reasoningTokens: 80,
			outputTokens: 105
		});
		expect(usage.isInconsistent).toBe(true);
		expect(warnings).toEqual([
			'usage: totalTokenCount holds thoughtsTokenCount only inside candidatesTokenCount'
		]);
		expect(attemptCostUsd(usage, usualPrice)).toBe('0.00127'); // 110 × 2 + 105 × 10
	});

	// A total that leaves out what tools fed back, and one that is too small.
	it.each([
		[{ toolUsePromptTokenCount: 50, candidatesTokenCount: 10, totalTokenCount: 110 }, 10, '0.0004'],
		[{ candidatesTokenCount: 20, totalTokenCount: 110 }, 20, '0.0004'],
		[{ thoughtsTokenCount: 20, totalTokenCount: 90 }, 20, '0.0004']
	])('bills output that is named where the total leaves less for it: %j', (counts, output, usd) => {
		const { usage } = read({ promptTokenCount: 100, ...counts });
		expect(usage).toMatchObject({ outputTokens: output, isInconsistent: true });
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it('adds up to the total of the provider, whatever the counts', () => {
		const count = fc.nat(1_000_000);
		fc.assert(
			fc.property(count, count, count, count, fc.nat(), (rest, cached, tool, shown, thoughts) => {
				const prompt = rest + cached;
				const { usage, warnings } = read({
					promptTokenCount: prompt,
					cachedContentTokenCount: cached,
					toolUsePromptTokenCount: tool,
					candidatesTokenCount: shown,
					thoughtsTokenCount: thoughts,
					totalTokenCount: prompt + tool + shown + thoughts
				});
				expect(warnings).toEqual([]);
				expect((totalInputTokens(usage) ?? 0) + (usage.outputTokens ?? 0)).toBe(
					prompt + tool + shown + thoughts
				);
			})
		);
	});
});
