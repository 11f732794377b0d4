/** How many samples a claim needs. */
import fc from 'fast-check';
import { binomialDistribution } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { minimumSamples } from '#core/statistics/sample-size.ts';

describe('the number of samples that a claim about a share needs', () => {
	it.each([
		[0.9, 64],
		[0.95, 130],
		[0.99, 662]
	])('is, for %f, the %i of MLPerf', (share, n) => {
		expect(minimumSamples(share)).toBe(n);
	});

	it('is the smallest at which at most one exceedance has a chance of at most 1 %', () => {
		const chance = (n: number, share: number): number => {
			const [none = 0, one = 0] = binomialDistribution(n, 1 - share) ?? [];
			return none + one;
		};
		fc.assert(
			fc.property(fc.double({ min: 0.2, max: 0.95, noNaN: true }), (share) => {
				const n = minimumSamples(share);
				expect(chance(n, share)).toBeLessThanOrEqual(0.01 + 1e-9);
				expect(chance(n - 1, share)).toBeGreaterThan(0.01 - 1e-9);
			}),
			{ numRuns: 40 }
		);
	});

	it('is found at once for shares that are as near to 1 as numbers can be', () => {
		const shares = [0.999, 0.999999, 1 - 1e-12, 1 - Number.EPSILON / 2];
		const needed = shares.map(minimumSamples);
		expect(needed[0]).toBe(6_636);
		expect(needed[1]).toBeGreaterThan(6.6e6);
		expect([...needed].sort((a, b) => a - b)).toStrictEqual(needed);
		expect(needed.every(Number.isFinite)).toBe(true);
	});
});
