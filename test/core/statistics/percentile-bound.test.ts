/** Upper bounds of percentiles against binomials summed term by term, and against samples whose percentile is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { upperBoundPlace } from '#core/statistics/percentile-bound.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';

/** P(Binomial(n, p) ≤ t), one product for each term. */
const atMost = (t: number, n: number, p: number): number => {
	let [sum, term] = [0, (1 - p) ** n];
	for (let y = 0; y <= t; y++) {
		sum += term;
		term *= ((n - y) / (y + 1)) * (p / (1 - p));
	}
	return sum;
};

describe('the upper bound of a percentile', () => {
	it('leaves as many samples above it as a true percentile there would have in one case of a hundred', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 700 }),
				fc.constantFrom(0.5, 0.9, 0.95, 0.99),
				(n, share) => {
					const place = upperBoundPlace(n, share);
					if (place === null) {
						expect(atMost(1, n, 1 - share)).toBeGreaterThan(0.01 - 1e-12);
						return;
					}
					const above = n - 1 - place;
					expect(atMost(above, n, 1 - share)).toBeLessThanOrEqual(0.01 + 1e-12);
					expect(atMost(above + 1, n, 1 - share)).toBeGreaterThan(0.01 - 1e-12);
				}
			)
		);
	});

	it.each([0.5, 0.9, 0.95, 0.99])('of %f needs as many samples as the claim does', (share) => {
		const needed = minimumSamples(share);
		expect(upperBoundPlace(needed - 1, share)).toBeNull();
		expect(upperBoundPlace(needed, share)).toBe(needed - 2);
	});

	it('comes close to the percentile itself where samples are very many', () => {
		const n = 200_000_000;
		const place = upperBoundPlace(n, 0.95)!;
		// 2.326 standard deviations of √(n · 0.95 · 0.05).
		expect((place - 0.95 * n) / Math.sqrt(n * 0.95 * 0.05)).toBeCloseTo(2.326, 2);
	});

	it('holds in about 99 of 100 cases', () => {
		let held = 0;
		for (let seed = 0; seed < 1_000; seed++) {
			const random = createRandom(seed, 'samples');
			const sorted = Float64Array.from({ length: 300 }, () => random()).sort();
			if ((sorted[upperBoundPlace(300, 0.95)!] as number) >= 0.95) held++;
		}
		expect(held).toBeGreaterThan(975);
		expect(held).toBeLessThan(1_000);
	});

	it('is none without samples, and a mistake for a share that is none', () => {
		expect(upperBoundPlace(0, 0.5)).toBeNull();
		for (const share of [0, 1, Number.NaN]) {
			expect(() => upperBoundPlace(9, share)).toThrow(RangeError);
		}
	});
});
