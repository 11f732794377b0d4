/** The curves of the plain form, against their formulas. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { plainCurves } from '#bench/economics/crossover/plain-spec.ts';
import { toDecimal } from '#core/decimal.ts';

it('makes at fixed + (spares + whole nodes) × node + marginal × V, and buys at no less than the commitment', () => {
	const int = (min: number, max: number) => fc.integer({ min, max });
	fc.assert(
		fc.property(
			int(0, 500),
			int(0, 9_000),
			int(0, 3),
			int(0, 4),
			int(1, 50),
			int(0, 300),
			(volume, fixed, spareNodes, minNodes, perNode, commit) => {
				const { make, buy, maxRequestsPerMonth } = plainCurves({
					buy: {
						usdPerRequest: '1.5',
						tiers: [],
						tierMode: 'graduated',
						commitUsdPerMonth: String(commit)
					},
					make: {
						fixedUsdPerMonth: `${fixed}.25`,
						nodeUsdPerMonth: '20.5',
						requestsPerNodeMonth: String(perNode),
						spareNodes,
						minNodes,
						marginalUsdPerRequest: '0.125'
					},
					maxRequestsPerMonth: 500
				});
				const nodes = spareNodes + Math.max(minNodes, Math.ceil(volume / perNode));
				// All terms are whole in eighths, which a binary float holds exactly.
				expect(toDecimal(curveUsd(make, volume)).toNumber()).toBe(
					fixed + 0.25 + nodes * 20.5 + volume * 0.125
				);
				expect(toDecimal(curveUsd(buy, volume)).toNumber()).toBe(Math.max(commit, volume * 1.5));
				expect(maxRequestsPerMonth).toBe(500);
			}
		),
		{ numRuns: 500, seed: 23 }
	);
});
