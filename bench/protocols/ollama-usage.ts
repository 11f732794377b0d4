/**
 * Usage of Ollama in the normal form. A count of 0 is left out, as it is where all of a prompt came from the cache: what is missing is unknown. What
 * came from the cache and what was thought is not told apart, and there is no total to hold the counts against.
 */
import type { Usage } from '#core/usage.ts';
import { countAt, rawUsage, warnOfUnknownKeys } from './usage-fields.ts';
import type { Warn } from './usage-fields.ts';

const known = { prompt_eval_count: true, eval_count: true } as const;

/** Normal form of the counts of the last line. */
export const ollamaUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	return {
		uncachedInputTokens: countAt(raw, ['prompt_eval_count'], warn),
		cacheReadTokens: null,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: countAt(raw, ['eval_count'], warn),
		source: 'provider',
		raw: rawUsage(raw, warn)
	};
};
