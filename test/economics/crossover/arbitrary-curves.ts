/** Random cost curves of every form, with numbers so small that ties, touching and alternation are common. */
import fc from 'fast-check';
import type { CostCurve, MeteredPlan, Stair } from '#bench/economics/option/cost-curve.ts';

/** A decimal from `low` to `high` in steps of 1/`parts`, `parts` a divisor of a power of ten. */
const decimal = (low: number, high: number, parts = 1) =>
	fc.integer({ min: low * parts, max: high * parts }).map((count) => String(count / parts));

const either = (low: number, high: number) =>
	fc.oneof(decimal(low, high), decimal(low, high), decimal(low, high, 4));

const requestsPerStep = fc.oneof(
	decimal(1, 12),
	fc.integer({ min: 1, max: 48 }).map((count) => String(count / 4)),
	fc.integer({ min: 300, max: 9_000 }).map((count) => String(count / 1_000))
);

export const stairs = fc.record<Stair>({
	usdPerStep: either(-8, 20),
	requestsPerStep,
	offsetRequests: fc.oneof(fc.constant('0'), either(0, 15)),
	minSteps: fc.integer({ min: 0, max: 4 })
});

export const plans: fc.Arbitrary<MeteredPlan> = fc
	.record({
		usdPerRequest: either(0, 6),
		steps: fc.array(fc.tuple(either(0, 30), either(0, 6)), { maxLength: 3 }),
		tierMode: fc.constantFrom('graduated' as const, 'all-units' as const),
		commitUsdPerMonth: fc.oneof(fc.constant('0'), either(0, 150)),
		overageFactor: fc.constantFrom('1', '1', '1.25', '0.5', '2')
	})
	.map(({ steps, ...plan }) => {
		let from = 0;
		const tiers = steps.map(([wider, usdPerRequest]) => {
			from += Number(wider) + 1;
			return { fromRequests: String(from), usdPerRequest };
		});
		return { ...plan, tiers };
	});

const curvesWith = (mostStairs: number): fc.Arbitrary<CostCurve> =>
	fc.record({
		fixedUsdPerMonth: either(-10, 80),
		usdPerRequest: either(-1, 4),
		stairs: fc.array(stairs, { maxLength: mostStairs }),
		metered: fc.option(plans)
	});

export const curves = curvesWith(3);

export interface Pair {
	make: CostCurve;
	buy: CostCurve;
}

/** Two curves, the second often close to the first, so that they meet often. */
export const pairs: fc.Arbitrary<Pair> = fc.oneof(
	fc.record({ make: curves, buy: curves }),
	fc.record({ make: curvesWith(1), buy: curvesWith(0) }),
	fc
		.record({
			usdPerStep: fc.integer({ min: 1, max: 12 }),
			k: fc.integer({ min: 1, max: 8 }),
			fixed: either(-3, 6)
		})
		.map(({ usdPerStep, k, fixed }): Pair => ({
			make: {
				fixedUsdPerMonth: fixed,
				usdPerRequest: '0',
				stairs: [
					{
						usdPerStep: String(usdPerStep * k),
						requestsPerStep: String(k),
						offsetRequests: '0',
						minSteps: 0
					}
				],
				metered: null
			},
			buy: {
				fixedUsdPerMonth: '0',
				usdPerRequest: '0',
				stairs: [],
				metered: {
					usdPerRequest: String(usdPerStep),
					tiers: [],
					tierMode: 'graduated',
					commitUsdPerMonth: '0',
					overageFactor: '1'
				}
			}
		})),
	fc
		.tuple(curves, either(-3, 3), fc.array(stairs, { maxLength: 1 }))
		.map(([make, change, more]): Pair => ({
			make,
			buy: {
				...make,
				fixedUsdPerMonth: String(Number(make.fixedUsdPerMonth) + Number(change)),
				stairs: [...make.stairs.slice(1), ...more]
			}
		}))
);
