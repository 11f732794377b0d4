/**
 * Usage of Bedrock's Converse in the normal form: what was read from the cache and written to it stands beside `inputTokens`, and reasoning inside
 * `outputTokens`, without a count of its own. The reference of the API (API_runtime_TokenUsage, November 2026) does not say where the cache is counted;
 * that it stands beside is how clients in use read the page on prompt caching, and where the counts leave it open the usage is marked.
 */
import type { Usage } from '#core/usage.ts';
import { objectsAt, textAt } from './json-access.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

const known: KnownKeys = {
	inputTokens: true,
	outputTokens: true,
	totalTokens: true,
	cacheReadInputTokens: true,
	cacheWriteInputTokens: true,
	cacheDetails: true
};

/** Time-to-live of a cache point that names none. */
const defaultCacheTtl = '5m';

/** Writes by time-to-live; those of which `cacheDetails` says nothing count as the default. */
const cacheWrites = (
	raw: Record<string, unknown>,
	total: number | null,
	sums: UsageSums,
	warn: Warn
): Record<string, number> | null => {
	const byTtl = new Map<string, number>();
	for (const detail of objectsAt(raw, 'cacheDetails')) {
		const ttl = textAt(detail, 'ttl');
		const tokens = countAt(detail, ['inputTokens'], warn);
		if (ttl === null || !/^[a-z\d]{1,10}$/u.test(ttl) || tokens === null) {
			warn('usage: an entry of cacheDetails cannot be read');
		} else byTtl.set(ttl, (byTtl.get(ttl) ?? 0) + tokens);
	}
	if (total === null) return byTtl.size === 0 ? null : Object.fromEntries(byTtl);
	const rest = total - [...byTtl.values()].reduce((sum, tokens) => sum + tokens, 0);
	if (rest < 0) {
		sums.contradict('cacheDetails add up to more than cacheWriteInputTokens');
	} else if (byTtl.size === 0 || rest > 0) {
		byTtl.set(defaultCacheTtl, (byTtl.get(defaultCacheTtl) ?? 0) + rest);
		if (rest > 0) {
			warn(`usage: cache writes without a time-to-live were counted as ${defaultCacheTtl}`);
		}
	}
	return Object.fromEntries(byTtl);
};

interface Counts {
	input: number | null;
	output: number | null;
	read: number | null;
	written: number | null;
	total: number | null;
}

/** The total is the sum of all four, or of input and output alone. The latter says nothing of the cache where it would fit into the input. */
const checkTotal = ({ input, output, read, written, total }: Counts, sums: UsageSums): void => {
	const ofCache = (read ?? 0) + (written ?? 0);
	if (ofCache > 0 && input !== null && output !== null && input + output === total) {
		if (ofCache <= input) {
			sums.contradict('totalTokens leaves open whether tokens of the cache are inside inputTokens');
		}
		return;
	}
	sums.expectSum(
		{
			inputTokens: input,
			...(read !== null && { cacheReadInputTokens: read }),
			...(written !== null && { cacheWriteInputTokens: written }),
			outputTokens: output
		},
		total,
		'totalTokens'
	);
};

/** Normal form of a usage object. */
export const bedrockUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const input = countAt(raw, ['inputTokens'], warn);
	const output = countAt(raw, ['outputTokens'], warn);
	const read = countAt(raw, ['cacheReadInputTokens'], warn);
	const written = countAt(raw, ['cacheWriteInputTokens'], warn);
	const cacheWriteTokens = cacheWrites(raw, written, sums, warn);
	checkTotal(
		{
			input,
			output,
			read,
			written:
				written ??
				(cacheWriteTokens && Object.values(cacheWriteTokens).reduce((sum, each) => sum + each, 0)),
			total: countAt(raw, ['totalTokens'], warn)
		},
		sums
	);
	return {
		uncachedInputTokens: input,
		cacheReadTokens: read,
		cacheWriteTokens,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};
