/** Usage of Anthropic Messages in the normal form: cached tokens are outside `input_tokens`, thinking inside `output_tokens`. */
import { isObject } from '#core/json.ts';
import type { Usage } from '#core/usage.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

const known: KnownKeys = {
	input_tokens: true,
	output_tokens: true,
	cache_read_input_tokens: true,
	cache_creation_input_tokens: true,
	cache_creation: true,
	output_tokens_details: ['thinking_tokens'],
	server_tool_use: ['web_search_requests', 'web_fetch_requests'],
	service_tier: true,
	inference_geo: true,
	speed: true
};

/** Time-to-live of a cache write for which the request names none. https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching */
const defaultCacheTtl = '5m';

/** `ephemeral_5m_input_tokens` → `5m`, and so for every time-to-live that may come. */
const writesByTtl = (raw: Record<string, unknown>, warn: Warn): [string, number][] => {
	const split = raw['cache_creation'];
	if (!isObject(split)) return [];
	return Object.keys(split).flatMap((key): [string, number][] => {
		const ttl = /^ephemeral_([a-z0-9]{1,10})_input_tokens$/.exec(key)?.[1];
		if (ttl === undefined) {
			warn(`usage: unknown fields, kept as received: cache_creation.${key.slice(0, 100)}`);
			return [];
		}
		const tokens = countAt(raw, ['cache_creation', key], warn);
		return tokens === null ? [] : [[ttl, tokens]];
	});
};

const cacheWrites = (
	raw: Record<string, unknown>,
	warn: Warn,
	sums: UsageSums
): Record<string, number> | null => {
	const byTtl = new Map(writesByTtl(raw, warn));
	const total = countAt(raw, ['cache_creation_input_tokens'], warn);
	if (total === null) return byTtl.size === 0 ? null : Object.fromEntries(byTtl);
	const rest = total - [...byTtl.values()].reduce((sum, tokens) => sum + tokens, 0);
	if (byTtl.size === 0 || rest > 0) {
		byTtl.set(defaultCacheTtl, (byTtl.get(defaultCacheTtl) ?? 0) + rest);
	}
	if (rest > 0) {
		warn(`usage: cache writes without a time-to-live were counted as ${defaultCacheTtl}`);
	} else if (rest < 0) {
		sums.contradict('the parts of cache_creation_input_tokens add up to more than it says');
	}
	return Object.fromEntries(byTtl);
};

/**
 * Normal form of a usage object, merged over the stream. Requests of server tools are billed apart and have no place in it; they
 * stay in `raw` and are warned of.
 */
export const anthropicUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const output = countAt(raw, ['output_tokens'], warn);
	const thinking = countAt(raw, ['output_tokens_details', 'thinking_tokens'], warn);
	for (const requests of ['web_search_requests', 'web_fetch_requests']) {
		if ((countAt(raw, ['server_tool_use', requests], warn) ?? 0) > 0) {
			warn('usage: requests of server tools are billed apart from tokens');
		}
	}
	const sums = new UsageSums(warn);
	const cacheWriteTokens = cacheWrites(raw, warn, sums);
	const visibleOutputTokens =
		output === null || thinking === null
			? null
			: sums.remainder(output, [thinking], 'output_tokens');
	return {
		uncachedInputTokens: countAt(raw, ['input_tokens'], warn),
		cacheReadTokens: countAt(raw, ['cache_read_input_tokens'], warn),
		cacheWriteTokens,
		visibleOutputTokens,
		reasoningTokens: thinking,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
