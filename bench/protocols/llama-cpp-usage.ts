/**
 * Usage of llama-server in the normal form: that of openai-chat, and the counts of `timings`: `cache_n` tokens of the prompt came from the cache,
 * `prompt_n` were computed, `predicted_n` were generated. They stand for a usage that was not sent, and must agree with one that was.
 */
import type { Usage } from '#core/usage.ts';
import { objectAt } from './json-access.ts';
import { openaiChatUsage } from './openai-chat-usage.ts';
import { countAt, rawUsage, UsageSums } from './usage-fields.ts';
import type { Warn } from './usage-fields.ts';

/** Normal form of a usage object to which the counts were added as `timings`. */
export const llamaCppUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	const sent = Object.fromEntries(Object.entries(raw).filter(([key]) => key !== 'timings'));
	const usage = openaiChatUsage(sent, warn);
	if (!objectAt(raw, 'timings')) return usage;
	const sums = new UsageSums(warn);
	const count = (name: string): number | null => countAt(raw, ['timings', name], warn);
	const [cached, computed, generated] = [count('cache_n'), count('prompt_n'), count('predicted_n')];
	sums.expectSum(
		{ cache_n: cached, prompt_n: computed },
		countAt(sent, ['prompt_tokens'], warn),
		'prompt_tokens'
	);
	sums.expectSum({ predicted_n: generated }, usage.outputTokens, 'completion_tokens');
	// Held against the count of the usage already, where it has one.
	if (usage.outputTokens === null && generated !== null) {
		sums.remainder(generated, [usage.reasoningTokens], 'predicted_n');
	}
	// Where the usage does not tell the cache apart, its count of the prompt holds both.
	const takesComputed =
		usage.cacheReadTokens === null &&
		computed !== null &&
		(cached !== null || usage.uncachedInputTokens === null);
	return {
		...usage,
		uncachedInputTokens: takesComputed ? computed : usage.uncachedInputTokens,
		cacheReadTokens: usage.cacheReadTokens ?? cached,
		outputTokens: usage.outputTokens ?? generated,
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
