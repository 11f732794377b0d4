/** The Poisson peak, against a table and against the definition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonPeakFactor, poissonQuantile } from '#bench/economics/demand/poisson-peak.ts';

describe('the Poisson peak', () => {
	it.each([
		[0.5, 4],
		[1, 3],
		[5, 1.8],
		[10, 1.5],
		[50, 1.24],
		[200, 1.12]
	])('of a mean of %f is %f times the mean', (mean, factor) => {
		expect(poissonPeakFactor(mean)).toBeCloseTo(factor, 2);
	});

	it('of nothing is unknown', () => {
		expect(poissonPeakFactor(0)).toBeNull();
		expect(poissonQuantile(0, 0.95)).toBe(0);
	});

	it('is the smallest count that is not exceeded with the wanted chance', () => {
		/** P(X ≤ k), summed from 0 up in logarithms. */
		const chance = (k: number, mean: number): number => {
			let logTerm = -mean;
			let sum = Math.exp(logTerm);
			for (let i = 1; i <= k; i++) sum += Math.exp((logTerm += Math.log(mean / i)));
			return sum;
		};
		fc.assert(
			fc.property(
				fc.double({ min: 0.01, max: 400, noNaN: true }),
				fc.double({ min: 0.05, max: 0.999, noNaN: true }),
				(mean, share) => {
					const k = poissonQuantile(mean, share);
					expect(chance(k, mean)).toBeGreaterThanOrEqual(share - 1e-9);
					if (k > 0) expect(chance(k - 1, mean)).toBeLessThan(share + 1e-9);
				}
			)
		);
	});

	it('comes near the normal one for large means, and falls as the mean rises', () => {
		for (const mean of [1e4, 1e6, 1e8]) {
			const normal = mean + 1.6448536269514722 * Math.sqrt(mean);
			expect(Math.abs(poissonQuantile(mean, 0.95) - normal)).toBeLessThan(1.5);
		}
		expect(poissonPeakFactor(1e8)!).toBeLessThan(poissonPeakFactor(1e4)!);
	});

	it.each([
		[-1, 0.5],
		[Number.NaN, 0.5],
		[Infinity, 0.5],
		[1, 0],
		[1, 1]
	])('of %f at %f is refused', (mean, share) => {
		expect(() => poissonQuantile(mean, share)).toThrow(RangeError);
	});
});
