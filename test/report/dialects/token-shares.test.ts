import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTokensOf, tokenShares } from '#bench/report/dialects/token-shares.ts';
import { answered, output } from './support/recorded-request.ts';

describe('tokens of the pieces of an answer', () => {
	it('are one for each, and the rest by length', () => {
		expect(tokenShares([6, 6], 6)).toEqual([3, 3]);
		expect(tokenShares([1, 9], 12)).toEqual([2, 10]);
		expect(tokenShares([], 5)).toEqual([]);
	});

	it('add up to the total unless there are more pieces than tokens, and are never none', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 0, max: 500 }),
				(lengths, total) => {
					const shares = tokenShares(lengths, total);
					expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
					expect(shares.reduce((sum, share) => sum + share, 0)).toBe(
						Math.max(total, lengths.length)
					);
				}
			)
		);
	});
});

describe('tokens of the text alone', () => {
	const mixed = answered({
		dueMs: 0,
		endMs: 40,
		events: [output(10, 'reasoning', 30), output(20, 'text', 10)],
		outputTokens: 20
	});

	it('are those that the endpoint calls visible, else by the share of the characters', () => {
		expect(textTokensOf({ ...mixed, visibleTokens: 7 })).toBe(7);
		expect(textTokensOf(mixed)).toBe(5);
	});

	it('leave out the arguments of a tool, which count as visible', () => {
		const withTool = answered({
			dueMs: 0,
			endMs: 40,
			events: [output(10, 'text', 10), output(20, 'tool', 30)],
			outputTokens: 20,
			visibleTokens: 20
		});
		expect(textTokensOf(withTool)).toBe(5);
		const onlyTool = { ...withTool, events: [output(20, 'tool', 30)] };
		expect(textTokensOf(onlyTool)).toBe(0);
	});

	it('are not known without a reported count', () => {
		expect(textTokensOf({ ...mixed, outputTokens: null })).toBeNull();
	});
});
