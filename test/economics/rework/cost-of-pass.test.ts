/** What a right answer costs where wrong ones are thrown away. */
import { describe, expect, it } from 'vitest';
import { costOfPassUsd } from '#bench/economics/rework/cost-of-pass.ts';

describe('the cost of pass', () => {
	it('is the cost of an answer over the share that is right', () => {
		expect(costOfPassUsd('0.003', '0.75')!.toFixed()).toBe('0.004');
	});

	it('does not exist where nothing is right', () => {
		expect(costOfPassUsd('0.003', '0')).toBeNull();
	});

	it.each(['-0.1', '1.1'])('refuses %s, which is no share', (share) => {
		expect(() => costOfPassUsd('0.003', share)).toThrow(RangeError);
	});
});
