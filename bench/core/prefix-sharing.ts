/** How much of the prompts of a trace an unlimited prefix cache would hold already. Pure. */
import { prefixBlockTokens, type RequestTrace } from './request-trace.ts';

/**
 * Input tokens of the requests from `from` on, `count` of them, that lie in leading blocks which earlier ones of them had as well: what a cache
 * that forgets nothing would hold when they come. Null where the trace tells of no shared prefixes. Blocks count as they are seen, as the
 * id of a block stands for all before it in the traces that have ids.
 */
export const idealCachedTokens = (
	{ inputTokens, prefixes }: Pick<RequestTrace, 'inputTokens' | 'prefixes'>,
	{ from, count }: { from: number; count: number }
): number | null => {
	if (!prefixes) return null;
	const seen = new Set<number>();
	let cached = 0;
	for (let place = from; place < from + count; place++) {
		const ids = prefixes.ids.subarray(prefixes.starts[place], prefixes.starts[place + 1]);
		let left = inputTokens[place] ?? 0;
		for (const id of ids) {
			// Behind the first block that is new nothing can be held.
			if (!seen.has(id)) break;
			cached += Math.min(left, prefixBlockTokens);
			left -= Math.min(left, prefixBlockTokens);
		}
		for (const id of ids) seen.add(id);
	}
	return cached;
};
