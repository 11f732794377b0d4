/** Whole nodes and their rent, against an hour-by-hour count and against every number of reserved nodes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { Stair } from '#bench/economics/option/cost-curve.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import {
	bestReserved,
	fleetStairs,
	nodesFor,
	nodesOverWeek,
	provisionedNodes,
	requestsPerNodeMonth,
	utilisation
} from '#bench/economics/fleet/fleet.ts';
import type { Fleet } from '#bench/economics/option/option.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';

const number = (value: string | number): Parameter =>
	fixedParameter(String(value), {
		id: 'test',
		label: 'a number',
		unit: '1',
		basis: 'user',
		source: 'a test'
	});

const fleetWith = (changes: Partial<Fleet> = {}): Fleet => ({
	kappaPerS: number(2),
	headroom: number('0.85'),
	peakToAverage: number(3),
	levels: [],
	spareNodes: 1,
	minNodes: 1,
	scaling: 'peak',
	rent: null,
	staffStep: null,
	...changes
});

const stairUsd = (stair: Stair, volume: number): Decimal => {
	const steps = toDecimal(volume)
		.plus(stair.offsetRequests)
		.div(stair.requestsPerStep)
		.round(0, 3)
		.toNumber();
	return toDecimal(stair.usdPerStep).times(Math.max(stair.minSteps, steps));
};

const fleetUsd = (fleet: Fleet, nodeUsd: Decimal, volume: number): Decimal => {
	const { fixedUsdPerMonth, stairs } = fleetStairs(fleet, nodeUsd);
	return stairs.reduce((sum, stair) => sum.plus(stairUsd(stair, volume)), fixedUsdPerMonth);
};

/** USD, equal to within what 20 decimal places of a share can do to a month. */
const expectUsd = (found: Decimal, expected: Decimal): void => {
	expect(found.minus(expected).abs().lt('1e-9')).toBe(true);
};

describe('whole nodes', () => {
	it('carry κ × headroom × the seconds of a month / the peak', () => {
		expect(requestsPerNodeMonth(2, '0.85', 3).toFixed()).toBe('1489200');
		expect(requestsPerNodeMonth(1, 1, '1.5').toFixed()).toBe('1752000');
	});

	it('are one more as soon as the busiest hour asks for more', () => {
		const fleet = fleetWith();
		expect(nodesFor(fleet, 1_489_200)).toBe(1);
		expect(nodesFor(fleet, 1_489_201)).toBe(2);
		expect(nodesFor(fleet, 0)).toBe(1);
		expect(provisionedNodes(fleet, 1_489_201)).toBe(3);
		expect(nodesFor(fleetWith({ minNodes: 0 }), 0)).toBe(0);
	});

	it('divide exactly where a node carries no whole number of requests', () => {
		// 2,628,000 / 7 requests a node: seven nodes carry a whole number, and not one request more.
		const fleet = fleetWith({
			kappaPerS: number(1),
			headroom: number(1),
			peakToAverage: number(7),
			spareNodes: 0
		});
		const [stair] = fleetStairs(fleet, toDecimal(1)).stairs;
		for (const volume of [2_628_000, 2_628_000 * 11]) {
			expect(nodesFor(fleet, volume)).toBe((volume / 2_628_000) * 7);
			expect(nodesFor(fleet, volume + 1)).toBe((volume / 2_628_000) * 7 + 1);
			expect(stairUsd(stair!, volume).toNumber()).toBe(nodesFor(fleet, volume));
			expect(stairUsd(stair!, volume + 1).toNumber()).toBe(nodesFor(fleet, volume + 1));
		}
	});

	it('are used by the mean rate over all of them, spares included', () => {
		// 2,628,000 a month is 1/s; the peak of 3/s over 1.7/s is two nodes, and a spare.
		expect(utilisation(fleetWith(), 2_628_000)!.toFixed(6)).toBe('0.166667');
		expect(utilisation(fleetWith({ minNodes: 0, spareNodes: 0 }), 0)).toBeNull();
	});

	it('are never used beyond the headroom over the peak', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1e12 }), (volume) => {
				const share = utilisation(fleetWith({ spareNodes: 0 }), volume)!;
				expect(share.lte(toDecimal('0.85').div(3).plus('1e-30'))).toBe(true);
			})
		);
	});
});

describe('a fleet for its peak', () => {
	it('costs its nodes and its spares', () => {
		const { fixedUsdPerMonth, stairs } = fleetStairs(
			fleetWith({ spareNodes: 2 }),
			toDecimal(1_000)
		);
		expect(fixedUsdPerMonth.toFixed()).toBe('2000');
		expect(stairs).toStrictEqual([
			{ usdPerStep: '1000', requestsPerStep: '1489200', offsetRequests: '0', minSteps: 1 }
		]);
	});

	it('has whole people for so many nodes begun, counted like nodes', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 200_000_000 }),
				fc.integer({ min: 0, max: 5 }),
				fc.integer({ min: 0, max: 4 }),
				fc.integer({ min: 1, max: 9 }),
				fc.constantFrom('1', '1.3', '3', '7'),
				(volume, minNodes, spareNodes, nodesPerStep, peak) => {
					const fleet = fleetWith({
						minNodes,
						spareNodes,
						peakToAverage: number(peak),
						staffStep: { usdPerMonth: number(100), nodesPerStep }
					});
					const nodes = provisionedNodes(fleet, volume);
					const expected = nodes * 7 + Math.ceil(nodes / nodesPerStep) * 100;
					expect(fleetUsd(fleet, toDecimal(7), volume).toNumber()).toBe(expected);
				}
			)
		);
	});

	it('counts people right at the very request that needs another node', () => {
		const fleet = fleetWith({
			peakToAverage: number(7),
			spareNodes: 2,
			staffStep: { usdPerMonth: number(1), nodesPerStep: 3 }
		});
		// 7 nodes and 2 spares are three full steps at 2 × 0.85 × 2,628,000 requests.
		expect(fleetUsd(fleet, toDecimal(0), 4_467_600).toNumber()).toBe(3);
		expect(fleetUsd(fleet, toDecimal(0), 4_467_601).toNumber()).toBe(4);
	});
});

const hourlyFleet = (
	hours: number[],
	{
		onDemand,
		reserved,
		minBilledHours = 0,
		startupHours = 0,
		...changes
	}: {
		onDemand: number;
		reserved: number | null;
		minBilledHours?: number;
		startupHours?: number;
	} & Partial<Fleet>
): Fleet =>
	fleetWith({
		scaling: 'hourly',
		levels: levelsOf(weekProfile(hours), { minBilledHours, startupHours }),
		rent: {
			onDemandUsdPerHour: number(onDemand),
			reservedUsdPerHour: reserved === null ? null : number(reserved)
		},
		...changes
	});

const anyWeek = fc
	.array(fc.integer({ min: 0, max: 9 }), { minLength: 168, maxLength: 168 })
	.filter((hours) => hours.some((hour) => hour > 0));
const anyVolume = fc.integer({ min: 0, max: 60_000_000 });
const anyRent = fc.record({
	onDemand: fc.constantFrom(1, 2.5, 4),
	reserved: fc.constantFrom(null, 0, 0.4, 1.25, 2.49, 2.5, 5),
	spareNodes: fc.integer({ min: 0, max: 2 }),
	minNodes: fc.integer({ min: 0, max: 3 })
});

/** Nodes on demand in each hour of the week, beside R reserved ones, priced hour by hour: section "rented GPUs" of the model. */
const hourByHourUsd = (
	fleet: Fleet,
	hours: number[],
	volume: number,
	reserved: number
): Decimal => {
	const { multipliers } = weekProfile(hours);
	const nodes = multipliers.map((m) => nodesFor(fleet, volume, m) + fleet.spareNodes);
	const onDemandHours = nodes.reduce((sum, n) => sum + Math.max(0, n - reserved), 0);
	return toDecimal(fleet.rent!.reservedUsdPerHour?.value ?? 0)
		.times(reserved * 730)
		.plus(toDecimal(fleet.rent!.onDemandUsdPerHour.value).times(onDemandHours).times(730).div(168));
};

describe('a rented fleet that follows the hours', () => {
	it('costs what an hour-by-hour count costs with the best number of reserved nodes', () => {
		fc.assert(
			fc.property(anyWeek, anyVolume, anyRent, (hours, volume, rent) => {
				const fleet = hourlyFleet(hours, rent);
				const most = rent.reserved === null ? 0 : provisionedNodes(fleet, volume);
				const costs = Array.from({ length: most + 1 }, (_, reserved) =>
					hourByHourUsd(fleet, hours, volume, reserved)
				);
				const least = costs.reduce((a, b) => (b.lt(a) ? b : a));
				expectUsd(fleetUsd(fleet, toDecimal(0), volume), least);
				expectUsd(costs[bestReserved(fleet, volume)]!, least);
			}),
			{ numRuns: 25 }
		);
	});

	it('reserves the j-th node while the share of hours that need it exceeds the ratio of the prices', () => {
		fc.assert(
			fc.property(anyWeek, anyVolume, anyRent, (hours, volume, rent) => {
				const fleet = hourlyFleet(hours, rent);
				const { multipliers } = weekProfile(hours);
				const nodes = multipliers.map((m) => nodesFor(fleet, volume, m) + fleet.spareNodes);
				let reserved = 0;
				const isWorth = (j: number): boolean =>
					rent.reserved !== null &&
					nodes.filter((n) => n >= j).length * rent.onDemand > 168 * rent.reserved;
				while (isWorth(reserved + 1)) reserved++;
				expect(bestReserved(fleet, volume)).toBe(reserved);
			}),
			{ numRuns: 60 }
		);
	});

	it('pays each node for the hours billed for it, or for its reservation', () => {
		fc.assert(
			fc.property(
				anyWeek,
				anyVolume,
				anyRent,
				fc.constantFrom(0, 1, 6, 24),
				fc.constantFrom(0, 0.25, 1),
				(hours, volume, rent, minBilledHours, startupHours) => {
					const fleet = hourlyFleet(hours, { ...rent, minBilledHours, startupHours });
					const last = { multiplier: '0', billedShare: '1' };
					let expected = toDecimal(0);
					for (let j = 1; j <= provisionedNodes(fleet, volume); j++) {
						// The last nodes to be needed are the first to go; spares never go.
						const level =
							j <= fleet.spareNodes
								? last
								: fleet.levels.findLast(
										({ multiplier }) => nodesFor(fleet, volume, multiplier) >= j - fleet.spareNodes
									);
						const isNeededAlways = j <= fleet.spareNodes + fleet.minNodes;
						const share = isNeededAlways ? '1' : level!.billedShare;
						const onDemand = toDecimal(rent.onDemand).times(730).times(share);
						const reserved = rent.reserved === null ? null : toDecimal(rent.reserved).times(730);
						expected = expected.plus(reserved?.lt(onDemand) ? reserved : onDemand);
					}
					expectUsd(fleetUsd(fleet, toDecimal(0), volume), expected);
				}
			),
			{ numRuns: 60 }
		);
	});

	it('pays what a node costs beside its rent for all provisioned nodes', () => {
		fc.assert(
			fc.property(anyWeek, anyVolume, anyRent, (hours, volume, rent) => {
				const fleet = hourlyFleet(hours, rent);
				const more = fleetUsd(fleet, toDecimal('12.5'), volume).minus(
					fleetUsd(fleet, toDecimal(0), volume)
				);
				expectUsd(more, toDecimal('12.5').times(provisionedNodes(fleet, volume)));
			}),
			{ numRuns: 40 }
		);
	});

	it('needs no stair below the level from which on every node is reserved', () => {
		const nights = Array.from({ length: 168 }, (_, hour) => (hour % 24 < 12 ? 4 : 1));
		const { stairs } = fleetStairs(
			hourlyFleet(nights, { onDemand: 2, reserved: 0.9 }),
			toDecimal(0)
		);
		// Half of the hours cost 730 USD on demand, a reservation 657.
		expect(stairs.map(({ usdPerStep }) => usdPerStep)).toStrictEqual(['657']);
		expect(
			fleetStairs(hourlyFleet(nights, { onDemand: 2, reserved: 1.5 }), toDecimal(0)).stairs.map(
				({ usdPerStep }) => usdPerStep
			)
		).toStrictEqual(['730', '365']);
	});

	it('without a week or a rent is refused', () => {
		expect(() => fleetStairs(fleetWith({ scaling: 'hourly' }), toDecimal(0))).toThrow(
			'needs a rent per hour'
		);
		const rent = { onDemandUsdPerHour: number(1), reservedUsdPerHour: null };
		expect(() => bestReserved(fleetWith({ scaling: 'hourly', rent }), 1)).toThrow(
			'needs a profile'
		);
	});
});

describe('nodes over a week', () => {
	it('are counted with the hours that they are needed in, most nodes first', () => {
		// Three rates of 4, 2 and 1 times a mean of 12/7: a request a second needs ⌈multiplier / 1.7⌉ nodes.
		const hours = Array.from({ length: 168 }, (_, hour) =>
			hour < 42 ? 4 : hour < 84 ? 2 : hour < 126 ? 1 : 0
		);
		const fleet = hourlyFleet(hours, { onDemand: 1, reserved: null });
		const week = nodesOverWeek(fleet, 2_628_000);
		// Multipliers are 16/7, 8/7, 4/7 and 0; with a minimum of one node the last three are the same.
		expect(week).toStrictEqual([
			{ nodes: 2, hoursShare: '0.25' },
			{ nodes: 1, hoursShare: '0.75' }
		]);
		expect(nodesOverWeek({ ...fleet, minNodes: 0 }, 2_628_000)).toStrictEqual([
			{ nodes: 2, hoursShare: '0.25' },
			{ nodes: 1, hoursShare: '0.5' },
			{ nodes: 0, hoursShare: '0.25' }
		]);
	});

	it('are none where only the peak is known', () => {
		expect(nodesOverWeek(fleetWith(), 2_628_000)).toStrictEqual([]);
	});

	it('agree with a count of every hour', () => {
		fc.assert(
			fc.property(anyWeek, anyVolume, anyRent, (hours, volume, rent) => {
				const fleet = hourlyFleet(hours, rent);
				const byHand = new Map<number, number>();
				for (const multiplier of weekProfile(hours).multipliers) {
					const nodes = nodesFor(fleet, volume, multiplier);
					byHand.set(nodes, (byHand.get(nodes) ?? 0) + 1);
				}
				const week = nodesOverWeek(fleet, volume);
				expect(week.map(({ nodes }) => nodes)).toStrictEqual(
					[...byHand.keys()].sort((a, b) => b - a)
				);
				for (const { nodes, hoursShare } of week) {
					expect(Number(hoursShare) * 168).toBeCloseTo(byHand.get(nodes) ?? -1, 12);
				}
				const sum = week.reduce((total, each) => total.plus(each.hoursShare), toDecimal(0));
				expect(sum.toFixed()).toBe('1');
			}),
			{ numRuns: 40 }
		);
	});
});
