/** Simple gate scores, and knowing that there is none. */
import { describe, expect, it } from 'vitest';
import { gateState, shortnessScore } from '#bench/economics/hybrid/gate-score.ts';
import { item } from './support/paired-items.ts';

describe('a gate score', () => {
	it('is higher for what the own model is likelier to do', () => {
		expect(shortnessScore(10)).toBeGreaterThan(shortnessScore(2_000));
	});
});

describe('the state of a gate', () => {
	it('is scored where items can be told apart', () => {
		const items = [item('a', '++', 1), item('b', '++', 2), item('c', '++', null)];
		expect(gateState(items)).toStrictEqual({
			state: 'scored',
			distinctScores: 2,
			withoutScore: 1
		});
	});

	it('is random mixing only without scores, or with one score for all', () => {
		for (const score of [null, 0.5]) {
			const state = gateState([item('a', '+-', score), item('b', '-+', score)]);
			expect(state.state).toBe('no-gate-score');
			expect(state).toHaveProperty('reason', expect.stringContaining('mixed at random'));
		}
	});
});
