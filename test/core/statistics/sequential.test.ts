/** Bounds for looking early, against published ones and by simulation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { normalQuantile } from '#core/statistics/normal.ts';
import { alphaSpent, sequentialBounds, spendingRules } from '#core/statistics/sequential.ts';

const evenly = (count: number): number[] =>
	Array.from({ length: count }, (_, k) => (k + 1) / count);

describe('the bounds of a comparison that is looked at early', () => {
	it.each([
		// Lan-DeMets spending, two-sided 5 %, five even looks: R package ldbounds 2.0.2, ldBounds(t = seq(0.2, 1, 0.2), iuse = c(1, 1)).
		['obrien-fleming', [4.8769, 3.3569, 2.6803, 2.2898, 2.031]],
		['pocock', [2.438, 2.4268, 2.4101, 2.3966, 2.3859]]
	] as const)('are as published for %s', (rule, published) => {
		const bounds = sequentialBounds({ looks: evenly(5), rule });
		for (const [k, bound] of published.entries()) expect(bounds[k]).toBeCloseTo(bound, 3);
	});

	it('are the plain ones where there is one look', () => {
		for (const rule of spendingRules) {
			expect(sequentialBounds({ looks: [1], rule })[0]).toBeCloseTo(1.95996398, 6);
		}
	});

	it('refuse looks that do not rise from 0 to 1', () => {
		for (const looks of [[0.5, 0.5], [0, 1], [0.5, 1.1], [Number.NaN]]) {
			expect(() => sequentialBounds({ looks })).toThrow(RangeError);
		}
	});

	it('spend all of α at the end, and never less later', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...spendingRules),
				fc.double({ min: 0.001, max: 1, noNaN: true }),
				fc.double({ min: 0.001, max: 1, noNaN: true }),
				(rule, a, b) => {
					const [early, late] = [Math.min(a, b), Math.max(a, b)];
					expect(alphaSpent(rule, 0.05, early)).toBeLessThanOrEqual(
						alphaSpent(rule, 0.05, late) + 1e-15
					);
					expect(alphaSpent(rule, 0.05, 1)).toBeCloseTo(0.05, 9);
				}
			)
		);
	});

	it('are crossed by 5 % of random walks without a drift, over all looks', () => {
		const random = createRandom(7, 'walks');
		const walks = 40_000;
		for (const rule of spendingRules) {
			const looks = [0.15, 0.4, 0.5, 0.9, 1];
			const bounds = sequentialBounds({ looks, rule });
			let crossed = 0;
			for (let walk = 0; walk < walks; walk++) {
				let sum = 0;
				crossed += looks.some((look, k) => {
					sum += Math.sqrt(look - (looks[k - 1] ?? 0)) * normalQuantile(random() || 1e-12);
					return Math.abs(sum) / Math.sqrt(look) >= bounds[k]!;
				})
					? 1
					: 0;
			}
			// Four standard errors.
			expect(Math.abs(crossed / walks - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / walks));
		}
	});
});
