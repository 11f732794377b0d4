/** Usage of OpenAI Responses in the normal form: cached, written and reasoning tokens are inside its totals. */
import type { Usage } from '#core/usage.ts';
import { objectAt } from './json-access.ts';
import { unnamedCacheTtl } from './openai-chat-usage.ts';
import {
	countAt,
	isReasoningBeside,
	rawUsage,
	UsageSums,
	warnOfUnknownKeys
} from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

/** openai-node 7.55.0, `responses.d.ts`, `ResponseUsage`. */
const known: KnownKeys = {
	input_tokens: true,
	input_tokens_details: ['cached_tokens', 'cache_write_tokens', 'cache_write_tokens_details'],
	output_tokens: true,
	output_tokens_details: ['reasoning_tokens'],
	total_tokens: true
};

/** `ttl_30m_tokens` → `30m`, and so for every time-to-live that may come. */
const writesByTtl = (details: Record<string, unknown>, warn: Warn): Map<string, number> => {
	const split = objectAt(details, 'cache_write_tokens_details') ?? {};
	const byTtl = new Map<string, number>();
	for (const key of Object.keys(split)) {
		const ttl = /^ttl_([a-z0-9]{1,10})_tokens$/u.exec(key)?.[1];
		if (ttl === undefined) {
			warn(
				`usage: unknown fields, kept as received: input_tokens_details.cache_write_tokens_details.${key.slice(0, 100)}`
			);
			continue;
		}
		const tokens = countAt(details, ['cache_write_tokens_details', key], warn);
		if (tokens !== null) byTtl.set(ttl, tokens);
	}
	return byTtl;
};

/** Cache writes by time-to-live; what no time-to-live is given for stands under `default`. */
const cacheWrites = (
	raw: Record<string, unknown>,
	total: number | null,
	warn: Warn,
	sums: UsageSums
): Record<string, number> | null => {
	const byTtl = writesByTtl(objectAt(raw, 'input_tokens_details') ?? {}, warn);
	if (total === null) return byTtl.size === 0 ? null : Object.fromEntries(byTtl);
	const rest = sums.remainder(total, [...byTtl.values()], 'cache_write_tokens') ?? 0;
	if (byTtl.size === 0 || rest > 0) byTtl.set(unnamedCacheTtl, rest);
	return Object.fromEntries(byTtl);
};

const sumOf = (counts: Readonly<Record<string, number>> | null): number =>
	Object.values(counts ?? {}).reduce((sum, each) => sum + each, 0);

/** Normal form of a usage object. */
export const openaiResponsesUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const count = (...path: [string] | [string, string]): number | null => countAt(raw, path, warn);
	const input = count('input_tokens');
	const said = count('output_tokens');
	const total = count('total_tokens');
	const cached = count('input_tokens_details', 'cached_tokens');
	const written = count('input_tokens_details', 'cache_write_tokens');
	const reasoning = count('output_tokens_details', 'reasoning_tokens');
	let output = said;
	if (isReasoningBeside({ input, output: said, reasoning, total })) {
		output = (said ?? 0) + (reasoning ?? 0);
		warn('usage: reasoning tokens are counted outside output_tokens, as total_tokens shows');
	} else {
		sums.expectSum({ input_tokens: input, output_tokens: said }, total, 'total_tokens');
	}
	const cacheWriteTokens = cacheWrites(raw, written, warn, sums);
	return {
		uncachedInputTokens:
			input === null
				? null
				: sums.remainder(input, [cached, written ?? sumOf(cacheWriteTokens)], 'input_tokens'),
		cacheReadTokens: cached,
		cacheWriteTokens,
		visibleOutputTokens:
			output === null || reasoning === null
				? null
				: sums.remainder(output, [reasoning], 'output_tokens'),
		reasoningTokens: reasoning,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
