/** The normal distribution, against published digits and its laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '#core/statistics/normal.ts';

describe('the standard normal distribution', () => {
	it.each([
		// Marsaglia 2004, J. Stat. Softw. 11(4), and NIST's Digital Library of Mathematical Functions.
		[0, 0.5],
		[1, 0.8413447460685429],
		[1.2, 0.8849303297782918],
		[-1.959963984540054, 0.025],
		[-2.326347874040841, 0.01],
		[-3.0902323061678132, 0.001],
		[-5, 2.866515718791939e-7],
		[-10, 7.619853024160527e-24]
	])('has P(Z ≤ %f) = %f', (z, share) => {
		expect(normalCdf(z) / share).toBeCloseTo(1, 12);
	});

	it('mirrors at 0, rises, and has its density as slope', () => {
		fc.assert(
			fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
				expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 14);
				const slope = (normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5;
				expect(slope).toBeCloseTo(normalDensity(z), 8);
			})
		);
	});

	it('has its quantile as the other way round', () => {
		fc.assert(
			fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
				expect(normalCdf(normalQuantile(share))).toBeCloseTo(share, 8);
			})
		);
	});
});
