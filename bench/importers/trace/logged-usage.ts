/** Token counts of a logged response, under the names of the APIs that people log. */
import { amountIn, firstOf, objectIn } from './logged-value.ts';
import type { LoggedUsage } from './trace-request.ts';

export const noUsage: LoggedUsage = {
	inputTokens: null,
	outputTokens: null,
	cachedInputTokens: null
};

/** Of an API's usage record. Only the Messages API counts its cached tokens beside the input instead of within it. */
export const usageIn = (value: unknown): LoggedUsage => {
	const usage = objectIn(value);
	const details = objectIn(firstOf(usage, 'prompt_tokens_details', 'input_tokens_details'));
	const input = amountIn(firstOf(usage, 'prompt_tokens', 'input_tokens'));
	const beside = 'prompt_tokens' in usage ? null : amountIn(usage['cache_read_input_tokens']);
	const written = 'prompt_tokens' in usage ? null : amountIn(usage['cache_creation_input_tokens']);
	return {
		inputTokens: input === null ? null : input + (beside ?? 0) + (written ?? 0),
		outputTokens: amountIn(firstOf(usage, 'completion_tokens', 'output_tokens')),
		cachedInputTokens:
			amountIn(details['cached_tokens']) ??
			amountIn(firstOf(usage, 'cache_read_input_tokens', 'prompt_cache_hit_tokens'))
	};
};

/** Counts that are added up by what their names say, as observability tools store them: `input`, `input_cached_tokens` …; null for none. */
export const usageByName = (value: unknown): LoggedUsage => {
	const usage = objectIn(value);
	const sumOf = (isMeant: (name: string) => boolean): number | null => {
		const counts = Object.entries(usage).flatMap(([name, count]) => {
			const amount = isMeant(name) ? amountIn(count) : null;
			return amount === null ? [] : [amount];
		});
		return counts.length === 0 ? null : counts.reduce((sum, each) => sum + each, 0);
	};
	const tokens = (pattern: RegExp): number | null =>
		sumOf((name) => pattern.test(name) && !/cost|details/iu.test(name));
	return {
		inputTokens: tokens(/input/iu) ?? tokens(/^prompt/iu),
		outputTokens: tokens(/output/iu) ?? tokens(/^completion/iu),
		cachedInputTokens: sumOf((name) => /cached|cache_?read/iu.test(name))
	};
};

/** Fills what the first does not say from the second. */
export const orUsage = (first: LoggedUsage, second: LoggedUsage): LoggedUsage => ({
	inputTokens: first.inputTokens ?? second.inputTokens,
	outputTokens: first.outputTokens ?? second.outputTokens,
	cachedInputTokens: first.cachedInputTokens ?? second.cachedInputTokens
});
