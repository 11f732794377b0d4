/** Usage of OpenAI Chat Completions in the normal form: cached, written and reasoning tokens are inside its totals. */
import type { Usage } from '#core/usage.ts';
import {
	countAt,
	isReasoningBeside,
	rawUsage,
	UsageSums,
	warnOfUnknownKeys
} from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

const known: KnownKeys = {
	prompt_tokens: true,
	completion_tokens: true,
	total_tokens: true,
	prompt_tokens_details: [
		'cached_tokens',
		'cache_write_tokens',
		'audio_tokens',
		'image_tokens',
		'text_tokens'
	],
	completion_tokens_details: [
		'reasoning_tokens',
		'accepted_prediction_tokens',
		'rejected_prediction_tokens',
		'audio_tokens',
		'text_tokens'
	],
	// SGLang
	reasoning_tokens: true,
	// Moonshot
	cached_tokens: true,
	// DeepSeek
	prompt_cache_hit_tokens: true,
	prompt_cache_miss_tokens: true,
	// Groq, seconds
	queue_time: true,
	prompt_time: true,
	completion_time: true,
	total_time: true
};

/** The protocol names no time-to-live for cache writes; they are kept under this name. */
export const unnamedCacheTtl = 'default';

type Path = [string] | [string, string];

/**
 * Where the count of cached tokens may stand, the first that is there counting: OpenAI, then Moonshot, which has both (Bike4Mind pull request 1089,
 * live answers of July 2026), then DeepSeek.
 */
const cachedPaths: readonly Path[] = [
	['prompt_tokens_details', 'cached_tokens'],
	['cached_tokens'],
	['prompt_cache_hit_tokens']
];

/**
 * Normal form of a usage object, merged over the stream; `alsoKnown` are fields that one provider has beside the others', `alsoCached` those of them
 * in which cached tokens may be counted.
 */
export const openaiChatUsage = (
	raw: Record<string, unknown>,
	warn: Warn,
	alsoKnown: KnownKeys = {},
	alsoCached: readonly Path[] = []
): Usage => {
	warnOfUnknownKeys(raw, { ...known, ...alsoKnown }, warn);
	const sums = new UsageSums(warn);
	const count = (...path: Path): number | null => countAt(raw, path, warn);
	const prompt = count('prompt_tokens');
	const completion = count('completion_tokens');
	const total = count('total_tokens');
	const cached = [...cachedPaths, ...alsoCached].reduce<number | null>(
		(found, path) => found ?? count(...path),
		null
	);
	const written = count('prompt_tokens_details', 'cache_write_tokens');
	const reasoning =
		count('completion_tokens_details', 'reasoning_tokens') ?? count('reasoning_tokens');
	const rejected = count('completion_tokens_details', 'rejected_prediction_tokens');

	let output = completion;
	if (isReasoningBeside({ input: prompt, output: completion, reasoning, total })) {
		output = (completion ?? 0) + (reasoning ?? 0);
		warn('usage: reasoning tokens are counted outside completion_tokens, as total_tokens shows');
	} else {
		sums.expectSum({ prompt_tokens: prompt, completion_tokens: completion }, total, 'total_tokens');
	}
	const uncachedInputTokens =
		prompt === null ? null : sums.remainder(prompt, [cached, written], 'prompt_tokens');
	const visibleOutputTokens =
		output === null || reasoning === null
			? null
			: sums.remainder(output, [reasoning, rejected], 'completion_tokens');
	return {
		uncachedInputTokens,
		cacheReadTokens: cached,
		cacheWriteTokens: written === null ? null : { [unnamedCacheTtl]: written },
		visibleOutputTokens,
		reasoningTokens: reasoning,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
