/**
 * Token usage in one normal form. Providers count cached and reasoning tokens inside or outside their totals;
 * the protocols translate, so that a token is here exactly once.
 */
import { z } from 'zod';

const tokenCount = z.int().nonnegative();

export const usageSchema = z.strictObject({
	/** Input tokens billed at the full input price; null where the provider does not say. */
	uncachedInputTokens: tokenCount.nullable(),
	/** Input tokens read from a prompt cache; null where the provider does not say. */
	cacheReadTokens: tokenCount.nullable(),
	/** Input tokens written to a prompt cache, by time-to-live such as `5m`; null where the provider does not say. */
	cacheWriteTokens: z.record(z.string().regex(/^[a-z\d][\w-]*$/iu), tokenCount).nullable(),
	/** Output tokens the user can see; null where the provider does not split reasoning off. */
	visibleOutputTokens: tokenCount.nullable(),
	/** Output tokens spent on reasoning; null where the provider does not say (never 0 instead). */
	reasoningTokens: tokenCount.nullable(),
	/** All output tokens, visible and reasoning, as billed; null where the provider does not say. */
	outputTokens: tokenCount.nullable(),
	/** Who counted: the provider, or an estimate of ours. */
	source: z.enum(['provider', 'estimated']),
	/**
	 * True where the provider's own counts contradict each other: parts that do not add up to a total, or to more than it. What it cost is
	 * then doubtful. Absent where nothing contradicts, and in attempts stored before it was looked at.
	 */
	isInconsistent: z.literal(true).optional(),
	/** The usage object as received, so that it can be read again. */
	raw: z.unknown()
});

export type Usage = z.infer<typeof usageSchema>;

/** All input tokens, cached or not; null if the provider said nothing about input. */
export const totalInputTokens = (usage: Usage): number | null => {
	if (usage.uncachedInputTokens === null) return null;
	const written = Object.values(usage.cacheWriteTokens ?? {}).reduce((sum, n) => sum + n, 0);
	return usage.uncachedInputTokens + (usage.cacheReadTokens ?? 0) + written;
};

const sumOrNull = (a: number | null, b: number | null): number | null =>
	a === null || b === null ? null : a + b;

/** The usage of two requests together; a count that either leaves out is null. The raw usage of neither is the raw usage of both: null. */
export const addUsage = (a: Usage, b: Usage): Usage => ({
	uncachedInputTokens: sumOrNull(a.uncachedInputTokens, b.uncachedInputTokens),
	cacheReadTokens: sumOrNull(a.cacheReadTokens, b.cacheReadTokens),
	cacheWriteTokens:
		a.cacheWriteTokens === null || b.cacheWriteTokens === null
			? null
			: Object.fromEntries(
					[
						...new Set([...Object.keys(a.cacheWriteTokens), ...Object.keys(b.cacheWriteTokens)])
					].map((timeToLive) => [
						timeToLive,
						(a.cacheWriteTokens?.[timeToLive] ?? 0) + (b.cacheWriteTokens?.[timeToLive] ?? 0)
					])
				),
	visibleOutputTokens: sumOrNull(a.visibleOutputTokens, b.visibleOutputTokens),
	reasoningTokens: sumOrNull(a.reasoningTokens, b.reasoningTokens),
	outputTokens: sumOrNull(a.outputTokens, b.outputTokens),
	source: a.source === 'provider' && b.source === 'provider' ? 'provider' : 'estimated',
	...((a.isInconsistent ?? b.isInconsistent) && { isInconsistent: true as const }),
	raw: null
});
