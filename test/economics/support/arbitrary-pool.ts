/** Random use cases that may share nodes, small enough for brute force. */
import fc from 'fast-check';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import type { CostOption, Fleet } from '#bench/economics/option/option.ts';
import type { SharedUse } from '#bench/economics/fleet/shared-fleet.ts';
import { emptyOption, line, parameter, times } from './realistic-case.ts';

const noBilling = { minBilledHours: 0, startupHours: 0 };

const week = fc
	.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 })
	// Six stretches of 28 hours, so that hours of the same use cases meet.
	.map((weights) =>
		Array.from({ length: 168 }, (_, hour) => String(weights[Math.floor(hour / 28)]!))
	);

interface NodePrice {
	scaling: Fleet['scaling'];
	nodeUsd: number;
	onDemand: number;
	reserved: number | null;
	staff: { usd: number; nodes: number } | null;
}

const arbitraryPrice: fc.Arbitrary<NodePrice> = fc.record({
	scaling: fc.constantFrom('peak' as const, 'hourly' as const),
	nodeUsd: fc.integer({ min: 1, max: 3_000 }),
	onDemand: fc.integer({ min: 1, max: 30 }),
	reserved: fc.option(fc.integer({ min: 1, max: 20 })),
	staff: fc.option(
		fc.record({ usd: fc.integer({ min: 1, max: 9_000 }), nodes: fc.integer({ min: 1, max: 4 }) })
	)
});

const busiest = (multipliers: readonly string[]): string =>
	String(Math.max(...multipliers.map(Number)));

/** Use cases on the same nodes, each with its own capacity, week, spare, minimum, fixed cost and cost of a request. */
export const arbitraryUses = (
	least: number,
	most: number,
	scaling?: Fleet['scaling']
): fc.Arbitrary<SharedUse[]> =>
	fc
		.tuple(
			arbitraryPrice,
			fc.array(
				fc.record({
					kappa: fc.integer({ min: 1, max: 9 }),
					headroom: fc.constantFrom('0.5', '0.85', '1'),
					requestsPerMonth: fc.integer({ min: 0, max: 30_000_000 }),
					multipliers: week,
					knowsWeek: fc.boolean(),
					spareNodes: fc.integer({ min: 0, max: 2 }),
					minNodes: fc.integer({ min: 0, max: 2 }),
					fixedUsd: fc.integer({ min: 0, max: 5_000 })
				}),
				{ minLength: least, maxLength: most }
			)
		)
		.map(([price, uses]) =>
			uses.map((use, index): SharedUse => {
				const isHourly = (scaling ?? price.scaling) === 'hourly';
				const id = `use${String(index)}`;
				const isKnown = use.knowsWeek || isHourly;
				const option: CostOption = {
					...emptyOption('shared', isHourly ? 'make-rented' : 'make-owned'),
					lines: [
						line('fixed', 'month', times(parameter(`${id}.fixed`, String(use.fixedUsd)))),
						line('node', 'node-month', times(parameter('node', String(price.nodeUsd)))),
						line('request', 'request', times(parameter(`${id}.request`, '0.00001')))
					],
					fleet: {
						kappaPerS: parameter(`${id}.kappa`, String(use.kappa)),
						headroom: parameter(`${id}.headroom`, use.headroom),
						peakToAverage: parameter(`${id}.peak`, busiest(use.multipliers)),
						levels: isHourly ? levelsOf({ multipliers: use.multipliers }, noBilling) : [],
						spareNodes: use.spareNodes,
						minNodes: use.minNodes,
						scaling: isHourly ? 'hourly' : 'peak',
						rent: isHourly
							? {
									onDemandUsdPerHour: parameter('onDemand', String(price.onDemand)),
									reservedUsdPerHour:
										price.reserved === null ? null : parameter('reserved', String(price.reserved))
								}
							: null,
						staffStep: price.staff && {
							usdPerMonth: parameter('staff', String(price.staff.usd)),
							nodesPerStep: price.staff.nodes
						}
					}
				};
				return {
					id,
					title: id,
					option,
					requestsPerMonth: use.requestsPerMonth,
					multipliers: isKnown ? use.multipliers : null
				};
			})
		)
		// A week without a request has no busiest hour, and a peak of 0 no size.
		.filter((uses) => uses.every(({ option }) => Number(option.fleet!.peakToAverage.value) > 0));
