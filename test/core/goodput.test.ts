import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodAnswers } from '#core/goodput.ts';

describe('answers on time and right', () => {
	it('are those that were graded right, where all have a grade', () => {
		expect(goodAnswers({ right: 51, wrong: 13, waiting: 0, unreadable: 0 })).toBe(51);
		expect(goodAnswers({ right: 0, wrong: 0, waiting: 0, unreadable: 0 })).toBe(0);
	});

	it('are not known while any waits for its judge, or none could be read', () => {
		expect(goodAnswers({ right: 51, wrong: 13, waiting: 86, unreadable: 0 })).toBeNull();
		expect(goodAnswers({ right: 0, wrong: 0, waiting: 0, unreadable: 4 })).toBeNull();
	});

	it('have the share of the graded ones among those that could not be read', () => {
		fc.assert(
			fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), (right, wrong, unreadable) => {
				fc.pre(right + wrong > 0);
				const good = goodAnswers({ right, wrong, waiting: 0, unreadable })!;
				const all = right + wrong + unreadable;
				expect(good / all).toBeCloseTo(right / (right + wrong), 9);
			})
		);
	});
});
