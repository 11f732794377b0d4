/**
 * Usage of Gemini in the normal form: cached tokens are inside `promptTokenCount`, thoughts beside `candidatesTokenCount`, what tools of the provider
 * fed back (`toolUsePromptTokenCount`) is input beside the prompt. `totalTokenCount` is the sum of these four. Counts of zero are left out.
 * https://ai.google.dev/api/generate-content#UsageMetadata and @google/genai 3.1.0, November 2026.
 */
import type { Usage } from '#core/usage.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

const known: KnownKeys = {
	promptTokenCount: true,
	initialPromptTokenCount: true,
	cachedContentTokenCount: true,
	candidatesTokenCount: true,
	thoughtsTokenCount: true,
	toolUsePromptTokenCount: true,
	totalTokenCount: true,
	promptTokensDetails: true,
	candidatesTokensDetails: true,
	cacheTokensDetails: true,
	toolUsePromptTokensDetails: true,
	trafficType: true,
	serviceTier: true
};

interface Counts {
	prompt: number | null;
	toolUse: number | null;
	candidates: number | null;
	thoughts: number | null;
	total: number | null;
}

/**
 * All output. Where one of its two counts was left out, what remains of the total tells: the other one, or more, which is then output that no
 * count names. A total that leaves less than is named is wrong, and what is named counts. Where neither came it is 0 if nothing was said and the
 * total is all input, else null.
 */
const outputOf = (counts: Counts, isSilent: boolean, sums: UsageSums): number | null => {
	const { prompt, toolUse, candidates, thoughts, total } = counts;
	if (candidates !== null && thoughts !== null) {
		sums.expectSum(
			{
				promptTokenCount: prompt,
				candidatesTokenCount: candidates,
				thoughtsTokenCount: thoughts,
				...(toolUse !== null && { toolUsePromptTokenCount: toolUse })
			},
			total,
			'totalTokenCount'
		);
		return candidates + thoughts;
	}
	const named = candidates ?? thoughts;
	if (named === null) {
		return isSilent && prompt !== null && prompt + (toolUse ?? 0) === total ? 0 : null;
	}
	if (prompt === null || total === null) return null;
	const rest = sums.remainder(total, [prompt, toolUse], 'totalTokenCount');
	if (rest !== null && rest !== named) {
		sums.contradict(
			`totalTokenCount leaves ${String(rest)} tokens for the output, of which ${String(named)} are named`
		);
	}
	return Math.max(rest ?? 0, named);
};

/**
 * Candidates without thoughts. Where the total is all there is without the thoughts, they stand among the candidates, or the total forgot them:
 * they are not billed twice, and the usage is marked.
 */
const candidatesAlone = (counts: Counts, sums: UsageSums): number | null => {
	const { prompt, toolUse, candidates, thoughts, total } = counts;
	const least = thoughts ?? 0;
	if (prompt === null || candidates === null || least === 0 || candidates < least) {
		return candidates;
	}
	if (prompt + (toolUse ?? 0) + candidates !== total) return candidates;
	sums.contradict('totalTokenCount holds thoughtsTokenCount only inside candidatesTokenCount');
	return candidates - least;
};

/** Normal form of `usageMetadata`, merged over the stream; `isSilent`: of an answer that ended and said nothing, such as a blocked one. */
export const geminiUsage = (raw: Record<string, unknown>, warn: Warn, isSilent = false): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const count = (key: string): number | null => countAt(raw, [key], warn);
	const given: Counts = {
		prompt: count('promptTokenCount'),
		toolUse: count('toolUsePromptTokenCount'),
		candidates: count('candidatesTokenCount'),
		thoughts: count('thoughtsTokenCount'),
		total: count('totalTokenCount')
	};
	const counts = { ...given, candidates: candidatesAlone(given, sums) };
	const { prompt, candidates, thoughts, toolUse } = counts;
	const cached = count('cachedContentTokenCount');
	const output = outputOf(counts, isSilent, sums);
	const uncached = prompt === null ? null : sums.remainder(prompt, [cached], 'promptTokenCount');
	return {
		uncachedInputTokens: uncached === null ? null : uncached + (toolUse ?? 0),
		cacheReadTokens: cached,
		cacheWriteTokens: null,
		visibleOutputTokens: candidates,
		reasoningTokens: thoughts,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
