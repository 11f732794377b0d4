/**
 * Usage of Ollama in the normal form. Older servers leave a count of 0 out, as it is where all of a prompt came from the cache: what is missing is
 * unknown. Newer ones say how much of `prompt_eval_count` came from the cache (`prompt_eval_cached_count`, which is inside of it; api/types.go of
 * ollama/ollama as quoted in September 2026). What was thought is not told apart, and there is no total to hold the counts against.
 */
import type { Usage } from '#core/usage.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { Warn } from './usage-fields.ts';

const known = {
	prompt_eval_count: true,
	prompt_eval_cached_count: true,
	eval_count: true
} as const;

/** Normal form of the counts of the last line. */
export const ollamaUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const prompt = countAt(raw, ['prompt_eval_count'], warn);
	const cached = countAt(raw, ['prompt_eval_cached_count'], warn);
	return {
		uncachedInputTokens:
			prompt === null ? null : sums.remainder(prompt, [cached], 'prompt_eval_count'),
		cacheReadTokens: cached,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: countAt(raw, ['eval_count'], warn),
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
