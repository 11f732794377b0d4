/**
 * Usage of Text Generation Inference in the normal form. The prompt is counted in the details of a stream (`input_length`; older
 * ones say nothing of it there) and in a header of a whole answer (`x-prompt-tokens`); `prefill` is the length of the list of its tokens. What came
 * from a cache, and what was thought, is not told apart. router/src/server.rs of huggingface/text-generation-inference, read in November 2026.
 */
import type { Usage } from '#core/usage.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { Warn } from './usage-fields.ts';

const known = {
	generated_tokens: true,
	input_length: true,
	prefill: true,
	'x-prompt-tokens': true,
	'x-generated-tokens': true
} as const;

/** Normal form of the counts in `details` and in the headers, which must agree where both come. */
export const tgiUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const count = (name: keyof typeof known): number | null => countAt(raw, [name], warn);
	const [length, prompt, prefill] = [
		count('input_length'),
		count('x-prompt-tokens'),
		count('prefill')
	];
	const [generated, told] = [count('generated_tokens'), count('x-generated-tokens')];
	sums.expectSum({ input_length: length }, prompt, 'x-prompt-tokens');
	sums.expectSum(
		{ prefill },
		length ?? prompt,
		length === null ? 'x-prompt-tokens' : 'input_length'
	);
	sums.expectSum({ generated_tokens: generated }, told, 'x-generated-tokens');
	return {
		uncachedInputTokens: length ?? prompt ?? prefill,
		cacheReadTokens: null,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: generated ?? told,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
