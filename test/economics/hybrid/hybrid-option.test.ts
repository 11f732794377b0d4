/** The hybrid as a cost curve: the same as evaluating both sides at their part of the volume. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { CostCurve } from '#bench/economics/option/cost-curve.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { scaledCurve, sumOfCurves } from '#bench/economics/hybrid/hybrid-option.ts';

const make: CostCurve = {
	fixedUsdPerMonth: '9000',
	usdPerRequest: '0.5',
	stairs: [{ usdPerStep: '2000', requestsPerStep: '10', offsetRequests: '0', minSteps: 1 }],
	metered: null
};
const buy: CostCurve = {
	fixedUsdPerMonth: '100',
	usdPerRequest: '0',
	stairs: [],
	metered: {
		usdPerRequest: '300',
		tiers: [{ fromRequests: '40', usdPerRequest: '200' }],
		tierMode: 'graduated',
		commitUsdPerMonth: '1500',
		overageFactor: '1'
	}
};

/** Cost of a month at any volume, whole or not, straight from the definition. */
const monthUsd = (curve: CostCurve, volume: Decimal): Decimal => {
	let usd = toDecimal(curve.fixedUsdPerMonth).plus(volume.times(curve.usdPerRequest));
	for (const stair of curve.stairs) {
		let steps = 0;
		while (toDecimal(stair.requestsPerStep).times(steps).lt(volume.plus(stair.offsetRequests))) {
			steps += 1;
		}
		usd = usd.plus(toDecimal(stair.usdPerStep).times(Math.max(steps, stair.minSteps)));
	}
	const { metered } = curve;
	if (!metered) return usd;
	let usage = volume.times(metered.usdPerRequest);
	for (const [index, tier] of metered.tiers.entries()) {
		if (volume.lte(tier.fromRequests)) break;
		if (metered.tierMode === 'all-units') usage = volume.times(tier.usdPerRequest);
		else {
			const before = metered.tiers[index - 1]?.usdPerRequest ?? metered.usdPerRequest;
			const beyond = volume.minus(tier.fromRequests);
			usage = usage.plus(beyond.times(toDecimal(tier.usdPerRequest).minus(before)));
		}
	}
	const over = usage.minus(metered.commitUsdPerMonth);
	const billed = over.lte(0)
		? toDecimal(metered.commitUsdPerMonth)
		: toDecimal(metered.commitUsdPerMonth).plus(over.times(metered.overageFactor));
	return usd.plus(billed);
};

const whole = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map(String);
const makes: fc.Arbitrary<CostCurve> = fc.record({
	fixedUsdPerMonth: whole(500),
	usdPerRequest: whole(3),
	stairs: fc.array(
		fc.record({
			usdPerStep: whole(90),
			requestsPerStep: fc.integer({ min: 3, max: 40 }).map(String),
			offsetRequests: whole(30),
			minSteps: fc.integer({ min: 0, max: 3 })
		}),
		{ maxLength: 3 }
	),
	metered: fc.constant(null)
});
const buys: fc.Arbitrary<CostCurve> = fc.record({
	fixedUsdPerMonth: whole(500),
	usdPerRequest: whole(3),
	stairs: fc.constant([]),
	metered: fc.record({
		usdPerRequest: whole(9),
		tiers: fc
			.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 3 })
			.chain((from) =>
				fc.tuple(
					...from
						.sort((a, b) => a - b)
						.map((threshold) =>
							fc.record({ fromRequests: fc.constant(String(threshold)), usdPerRequest: whole(9) })
						)
				)
			),
		tierMode: fc.constantFrom('graduated' as const, 'all-units' as const),
		commitUsdPerMonth: whole(200),
		overageFactor: fc.constantFrom('1', '0.5', '1.25')
	})
});
/** Shares that divide evenly and shares that do not. */
const shares = fc.constantFrom('0', '0.1', '0.3', '0.5', '0.7', '0.75', '0.9', '1');
const volumes = fc.integer({ min: 0, max: 400 });

describe('a curve of a part of the volume', () => {
	it('costs what the curve costs at that part, steps and thresholds included', () => {
		fc.assert(
			fc.property(fc.oneof(makes, buys), shares, volumes, (curve, share, volume) => {
				const scaled = toDecimal(curveUsd(scaledCurve(curve, share), volume));
				const expected = monthUsd(curve, toDecimal(volume).times(share));
				expect(scaled.minus(expected).abs().toNumber()).toBeLessThan(1e-20);
			}),
			{ numRuns: 400 }
		);
	});

	it('does not start a node for a rounding error', () => {
		// 0.3 × 100 requests fill exactly three nodes of 10; a step of 10 / 0.3 = 33.33… must not come out a bit short.
		const curve = scaledCurve(
			{ ...make, stairs: [{ ...make.stairs[0]!, requestsPerStep: '10' }] },
			'0.3'
		);
		expect(curveUsd(curve, 100)).toBe('15015');
		expect(curveUsd(curve, 101)).toBe('17015.15');
	});

	it('refuses shares that are none', () => {
		expect(() => scaledCurve(make, '1.01')).toThrow(RangeError);
		expect(() => scaledCurve(make, '-0.1')).toThrow(RangeError);
	});
});

describe('the sum of two curves', () => {
	it('costs what both cost at their parts of the volume', () => {
		fc.assert(
			fc.property(makes, buys, shares, shares, volumes, (local, api, kept, sent, volume) => {
				const sum = curveUsd(sumOfCurves(scaledCurve(local, kept), scaledCurve(api, sent)), volume);
				const expected = monthUsd(local, toDecimal(volume).times(kept)).plus(
					monthUsd(api, toDecimal(volume).times(sent))
				);
				expect(expected.minus(sum).abs().toNumber()).toBeLessThan(1e-20);
			}),
			{ numRuns: 400 }
		);
	});

	const plan = (usdPerRequest: string): CostCurve => ({
		...buy,
		metered: { ...buy.metered!, usdPerRequest, tiers: [], commitUsdPerMonth: '0' }
	});

	it('adds plain prices and keeps the plan with tiers', () => {
		const sum = sumOfCurves(plan('7'), buy);
		for (const volume of [0, 10, 40, 90]) {
			const expected = toDecimal(curveUsd(plan('7'), volume)).plus(curveUsd(buy, volume));
			expect(curveUsd(sum, volume)).toBe(expected.toFixed());
		}
	});

	it('does not exist where both have tiers or commitments', () => {
		expect(() => sumOfCurves(buy, buy)).toThrow(RangeError);
	});
});
