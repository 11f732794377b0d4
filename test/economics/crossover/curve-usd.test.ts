/** The exact cost of a volume, against examples worked out by hand and against the definition in fractions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCurve, MeteredPlan } from '#bench/economics/option/cost-curve.ts';
import { curveCost, curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { curves } from './arbitrary-curves.ts';
import { definedUsd, Fraction } from './brute-force.ts';

const empty: CostCurve = {
	fixedUsdPerMonth: '0',
	usdPerRequest: '0',
	stairs: [],
	metered: null
};
const metered = (change: Partial<MeteredPlan>): CostCurve => ({
	...empty,
	metered: {
		usdPerRequest: '0.03',
		tiers: [
			{ fromRequests: '1000', usdPerRequest: '0.02' },
			{ fromRequests: '5000', usdPerRequest: '0.01' }
		],
		tierMode: 'graduated',
		commitUsdPerMonth: '0',
		overageFactor: '1',
		...change
	}
});

describe('a cost curve', () => {
	it('charges graduated tiers for the requests beyond each threshold', () => {
		const usd = curveCost(metered({}));
		expect([0, 1_000, 1_001, 5_000, 6_000].map(usd)).toEqual(['0', '30', '30.02', '110', '120']);
	});
	it('charges all requests at the tier price once the volume is above an all-units threshold', () => {
		const usd = curveCost(metered({ tierMode: 'all-units' }));
		expect([1_000, 1_001, 5_000, 5_001].map(usd)).toEqual(['30', '20.02', '100', '50.01']);
	});
	it('charges the commitment at least, and usage beyond it at the overage price', () => {
		const usd = curveCost(metered({ tiers: [], commitUsdPerMonth: '90', overageFactor: '1.5' }));
		expect([0, 3_000, 3_001, 4_000].map(usd)).toEqual(['90', '90', '90.045', '135']);
	});
	it('adds a step just above a full one, and never fewer than the least number', () => {
		const usd = curveCost({
			...empty,
			fixedUsdPerMonth: '5',
			stairs: [{ usdPerStep: '2', requestsPerStep: '2.5', offsetRequests: '1', minSteps: 2 }]
		});
		expect([0, 4, 5, 6, 7].map(usd)).toEqual(['9', '9', '11', '11', '13']);
	});
	it('keeps every digit of prices and volumes that a binary float would round', () => {
		const curve = { ...empty, fixedUsdPerMonth: '0.1', usdPerRequest: '0.0000001' };
		expect(curveUsd(curve, 9_007_199_254_740_993n)).toBe('900719925.5740993');
	});
	it('refuses a step that carries nothing', () => {
		const stair = { usdPerStep: '1', requestsPerStep: '0', offsetRequests: '0', minSteps: 0 };
		expect(() => curveUsd({ ...empty, stairs: [stair] }, 1)).toThrow('more than 0 requests');
	});
	it('equals its definition at every volume', () => {
		fc.assert(
			fc.property(curves, fc.integer({ min: 0, max: 200 }), (curve, volume) => {
				const expected = definedUsd(curve, new Fraction(BigInt(volume)));
				expect(Fraction.of(curveUsd(curve, volume)).minus(expected).sign()).toBe(0);
			}),
			{ numRuns: 1_000, seed: 2 }
		);
	});
});
