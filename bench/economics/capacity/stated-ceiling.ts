/** The highest rate that the headers of an endpoint allow one key: a limit of the contract, which is no capacity of a machine. */
import { perMinuteOf, type AllowanceUnit } from '#core/rate-limit.ts';
import type { StageSummary } from '#core/stage.ts';

export interface StatedCeiling {
	/** Requests a minute, answered as those of the stage were; conversations where an item is one of several requests. */
	requestsPerMinute: number;
	/** The allowance that is used up first, and how much of it there is a minute. */
	by: AllowanceUnit;
	allowedPerMinute: number;
}

/**
 * The ceiling of a stage: each allowance a minute / what a mean answer of the stage uses of it, the least of them. Input tokens that
 * were read from a cache count among `tokens` and not among `input-tokens`, as with the providers that name these. Null where no
 * header allows anything a minute, or only tokens and no usage is known.
 */
export const statedCeiling = ({
	rateLimit,
	completed,
	inputTokens,
	cacheReadTokens,
	outputTokens,
	conversations
}: Pick<
	StageSummary,
	'rateLimit' | 'completed' | 'inputTokens' | 'cacheReadTokens' | 'outputTokens' | 'conversations'
>): StatedCeiling | null => {
	if (rateLimit === null) return null;
	const allowed = perMinuteOf(rateLimit);
	const perAnswer = (tokens: number | null): number | null =>
		tokens === null || completed === 0 ? null : tokens / completed;
	const input = perAnswer(inputTokens);
	const output = perAnswer(outputTokens);
	const all = input === null || output === null ? null : input + output;
	const fresh = input === null ? null : input - (perAnswer(cacheReadTokens) ?? 0);
	const each = (
		[
			['requests', allowed.requests, 1],
			['tokens', allowed.tokens, all],
			['input-tokens', allowed.inputTokens, fresh],
			['output-tokens', allowed.outputTokens, output]
		] as const
	).flatMap(([by, allowedPerMinute, used]) =>
		allowedPerMinute === null || used === null || used <= 0
			? []
			: [{ by, allowedPerMinute, perMinute: allowedPerMinute / used }]
	);
	const [first, ...others] = each;
	if (!first) return null;
	const { by, allowedPerMinute, perMinute } = others.reduce(
		(least, next) => (next.perMinute < least.perMinute ? next : least),
		first
	);
	return {
		requestsPerMinute: perMinute / (conversations?.requestsEach || 1),
		by,
		allowedPerMinute
	};
};
