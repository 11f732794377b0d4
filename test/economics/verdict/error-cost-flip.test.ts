/** The cost of an error at which a decision flips. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	errorCostThatFlips,
	type ErrorExposure
} from '#bench/economics/verdict/error-cost-flip.ts';

const option = (id: string, withoutErrorsUsd: string, undetectedErrors: string): ErrorExposure => ({
	id,
	title: id,
	withoutErrorsUsd,
	undetectedErrors
});

describe('the cost of an error that flips a decision', () => {
	it('is where the cheaper option has lost its lead to its errors', () => {
		const flip = errorCostThatFlips(option('own', '0.10', '0.012'), option('api', '0.16', '0.002'));
		expect(flip).toMatchObject({
			state: 'flips',
			errorUsd: '6',
			cheaperBelowId: 'own',
			cheaperAboveId: 'api'
		});
	});

	it('does not exist where the cheaper option also errs less, as much, or where all is equal', () => {
		expect(errorCostThatFlips(option('a', '1', '0.01'), option('b', '2', '0.02'))).toMatchObject({
			state: 'never',
			cheaperId: 'a'
		});
		expect(errorCostThatFlips(option('a', '3', '0.01'), option('b', '2', '0.01'))).toMatchObject({
			state: 'never',
			cheaperId: 'b'
		});
		expect(errorCostThatFlips(option('a', '2', '0.01'), option('b', '2', '0.02'))).toMatchObject({
			state: 'never',
			cheaperId: 'a'
		});
		expect(errorCostThatFlips(option('a', '2', '0.01'), option('b', '2', '0.01'))).toMatchObject({
			state: 'never',
			cheaperId: null
		});
	});

	it('parts the costs of an error into those where the one and those where the other is cheaper', () => {
		const amount = fc.integer({ min: 0, max: 1_000 });
		fc.assert(
			fc.property(amount, amount, amount, amount, (costA, errorsA, costB, errorsB) => {
				const a = option('a', String(costA), String(errorsA));
				const b = option('b', String(costB), String(errorsB));
				const flip = errorCostThatFlips(a, b);
				const cheaperAt = (errorUsd: number): string | null => {
					const gap = costA - costB + errorUsd * (errorsA - errorsB);
					return Math.abs(gap) < 1e-9 ? null : gap < 0 ? 'a' : 'b';
				};
				if (flip.state === 'flips') {
					const at = Number(flip.errorUsd);
					expect(at).toBeGreaterThan(0);
					expect(cheaperAt(at * 0.99)).toBe(flip.cheaperBelowId);
					expect(cheaperAt(at * 1.01)).toBe(flip.cheaperAboveId);
				} else {
					for (const errorUsd of [0.001, 1, 1e6]) expect(cheaperAt(errorUsd)).toBe(flip.cheaperId);
				}
			})
		);
	});
});
