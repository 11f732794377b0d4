import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idealCachedTokens } from '#core/prefix-sharing.ts';

const traceOf = (requests: readonly { tokens: number; ids: readonly number[] }[]) => {
	const starts = new Uint32Array(requests.length + 1);
	for (const [i, { ids }] of requests.entries()) starts[i + 1] = (starts[i] as number) + ids.length;
	return {
		inputTokens: Uint32Array.from(requests, ({ tokens }) => tokens),
		prefixes: { starts, ids: Float64Array.from(requests.flatMap(({ ids }) => ids)) }
	};
};

describe('what a prefix cache that forgets nothing would hold', () => {
	const requests = [
		{ tokens: 1_100, ids: [1, 2, 3] },
		{ tokens: 1_100, ids: [1, 2, 4] },
		{ tokens: 700, ids: [1, 2] },
		{ tokens: 600, ids: [9, 2] },
		{ tokens: 512, ids: [9] }
	];

	it('are leading blocks that came before, the last one as far as the prompt goes', () => {
		expect(idealCachedTokens(traceOf(requests), { from: 0, count: 5 })).toBe(
			0 + 1_024 + 700 + 0 + 512
		);
		expect(idealCachedTokens(traceOf(requests), { from: 1, count: 2 })).toBe(700);
	});

	it('is unknown where the trace tells of no blocks', () => {
		const { inputTokens } = traceOf(requests);
		expect(idealCachedTokens({ inputTokens, prefixes: null }, { from: 0, count: 5 })).toBeNull();
	});

	it('is never more than all but the first prompt, and everything of a prompt that is repeated', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), fc.nat(6), (ids, times) => {
				const tokens = ids.length * 512 - 100;
				const repeated = Array.from({ length: times + 1 }, () => ({ tokens, ids }));
				expect(idealCachedTokens(traceOf(repeated), { from: 0, count: times + 1 })).toBe(
					times * tokens
				);
			})
		);
	});
});
