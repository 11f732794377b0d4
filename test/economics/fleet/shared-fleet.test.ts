import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import {
	createPool,
	sharedFleetOf,
	sharingProblems,
	type SharedUse
} from '#bench/economics/fleet/shared-fleet.ts';
import { arbitraryUses } from '../support/arbitrary-pool.ts';
import { emptyOption, parameter } from '../support/realistic-case.ts';
import { ownOption } from '../support/small-case.ts';

const noBilling = { minBilledHours: 0, startupHours: 0 };
const day = (busy: (hour: number) => boolean, rate: string): string[] =>
	Array.from({ length: 168 }, (_, hour) => (busy(hour % 24) ? rate : '0'));

/** One use case whose nodes carry 1,000 requests a month at a constant rate. */
const useOf = (id: string, requestsPerMonth: number, multipliers: string[] | null): SharedUse => {
	const option = ownOption({ spareNodes: 1 });
	const peak = multipliers ? Math.max(...multipliers.map(Number)) : 1;
	return {
		id,
		title: id,
		option: {
			...option,
			fleet: {
				...option.fleet!,
				kappaPerS: parameter(
					'kappa',
					toDecimal(1_000)
						.div(730 * 3_600)
						.toFixed()
				),
				headroom: parameter('headroom', '1'),
				peakToAverage: parameter(`${id}.peak`, String(peak))
			}
		},
		requestsPerMonth,
		multipliers
	};
};

/** Nodes and USD a month of a coalition, in binary floats, straight from the definition. */
const bruteForce = (members: readonly SharedUse[]): { nodes: number; usd: number } => {
	const [first] = members;
	if (!first) return { nodes: 0, usd: 0 };
	const fleets = members.map(({ option }) => option.fleet!);
	const spare = Math.max(...fleets.map(({ spareNodes }) => spareNodes));
	const least = Math.max(...fleets.map(({ minNodes }) => minNodes));
	const nodes = Array.from({ length: 168 }, (_, hour) => {
		const shares = members.map(({ requestsPerMonth, multipliers, option }) => {
			const fleet = option.fleet!;
			const multiplier = Number(multipliers?.[hour] ?? fleet.peakToAverage.value);
			const rate = (requestsPerMonth * multiplier) / (730 * 3_600);
			return rate / (Number(fleet.kappaPerS.value) * Number(fleet.headroom.value));
		});
		const needed = shares.reduce((sum, share) => sum + share, 0);
		return Math.max(least, Math.ceil(needed - 1e-9));
	});
	const { rent, staffStep } = first.option.fleet!;
	const provisioned = Math.max(...nodes) + spare;
	const [nodePrice] = first.option.lines.find(({ per }) => per === 'node-month')!.factors;
	const nodeUsd = nodePrice?.kind === 'parameter' ? Number(nodePrice.parameter.value) : NaN;
	let usd = provisioned * nodeUsd;
	if (staffStep) {
		usd += Math.ceil(provisioned / staffStep.nodesPerStep) * Number(staffStep.usdPerMonth.value);
	}
	if (rent) {
		const onDemand = Number(rent.onDemandUsdPerHour.value);
		const reserved = rent.reservedUsdPerHour ? Number(rent.reservedUsdPerHour.value) : Infinity;
		for (let node = 1; node <= provisioned; node++) {
			const isSpare = node > provisioned - spare;
			const share = isSpare ? 1 : nodes.filter((each) => each >= node).length / 168;
			usd += 730 * Math.min(reserved, onDemand * share);
		}
	}
	return { nodes: provisioned, usd };
};

describe('use cases on the same nodes', () => {
	test('need fewer nodes where one is busy by day and the other by night', () => {
		const uses = [
			useOf(
				'day',
				1_000,
				day((hour) => hour >= 12, '2')
			),
			useOf(
				'night',
				1_000,
				day((hour) => hour < 12, '2')
			)
		];
		const shared = sharedFleetOf(createPool(uses, noBilling));
		// Two nodes and a spare each; two and a spare together.
		expect(shared).toMatchObject({ separateNodes: 6, sharedNodes: 3, allotment: 'shapley' });
		expect(Number(shared.savingUsdPerMonth)).toBeCloseTo(3 * 35, 12);
		expect(shared.uses.map(({ savingUsdPerMonth }) => Number(savingUsdPerMonth))).toEqual([
			expect.closeTo(52.5, 12),
			expect.closeTo(52.5, 12)
		]);
	});

	test('are taken to be busiest at the same time where no week is known', () => {
		const uses = [
			useOf('a', 1_000, null),
			useOf(
				'b',
				500,
				day((hour) => hour < 12, '2')
			)
		];
		expect(sharedFleetOf(createPool(uses, noBilling))).toMatchObject({
			separateNodes: 2 + 2,
			sharedNodes: 2 + 1
		});
	});

	test('cost together what counting hour by hour says, and alone what their option says', () => {
		fc.assert(
			fc.property(arbitraryUses(1, 4), (uses) => {
				const pool = createPool(uses, noBilling);
				const everyone = uses.map((_, index) => index);
				for (const members of [everyone, ...everyone.map((index) => [index])]) {
					const exact = pool.coalition(members);
					const brute = bruteForce(members.map((index) => uses[index]!));
					expect(exact.nodes).toBe(brute.nodes);
					expect(exact.usd.toNumber()).toBeCloseTo(brute.usd, 6);
				}
				for (const [index, { option, requestsPerMonth }] of uses.entries()) {
					const apart = {
						...emptyOption('apart', 'buy'),
						lines: option.lines.filter(({ per }) => per !== 'node-month')
					};
					const [all, others] = [option, apart].map((each) =>
						toDecimal(curveUsd(optionCurve(each), requestsPerMonth))
					);
					expect(pool.coalition([index]).usd.toNumber()).toBeCloseTo(
						all!.minus(others!).toNumber(),
						6
					);
				}
			}),
			{ numRuns: 40 }
		);
	});

	test('bill minimum and start-up times of the nodes that they need together', () => {
		const nightly = day((hour) => hour === 3, '24');
		const rented = (id: string): SharedUse => {
			const use = useOf(id, 500, nightly);
			return {
				...use,
				option: {
					...use.option,
					lines: [],
					fleet: {
						...use.option.fleet!,
						spareNodes: 0,
						minNodes: 0,
						scaling: 'hourly',
						levels: levelsOf({ multipliers: nightly }, { minBilledHours: 4, startupHours: 1 }),
						rent: { onDemandUsdPerHour: parameter('rate', '6'), reservedUsdPerHour: null }
					}
				}
			};
		};
		const uses = [rented('a'), rented('b')];
		const shared = sharedFleetOf(createPool(uses, { minBilledHours: 4, startupHours: 1 }));
		// 12 nodes each, 24 together: 7 starts a week, 4 hours billed for each.
		expect(Number(shared.sharedUsdPerMonth)).toBeCloseTo((24 * 6 * 730 * 28) / 168, 9);
		expect(Number(shared.savingUsdPerMonth)).toBeCloseTo(0, 9);
	});

	test('get parts of the saving that add up to it, and of the cost that are left', () => {
		fc.assert(
			fc.property(arbitraryUses(2, 5, 'peak'), (uses) => {
				const shared = sharedFleetOf(createPool(uses, noBilling));
				const sum = shared.uses.reduce(
					(total, { savingUsdPerMonth }) => total.plus(savingUsdPerMonth),
					toDecimal(0)
				);
				expect(sum.toFixed()).toBe(shared.savingUsdPerMonth);
				const months = shared.uses.reduce(
					(total, { sharedUsdPerMonth }) => total.plus(sharedUsdPerMonth),
					toDecimal(0)
				);
				expect(months.toFixed()).toBe(shared.sharedUsdPerMonth);
			}),
			{ numRuns: 30 }
		);
	});

	test('beyond eight share the saving in proportion to their node-hours, up to what their own nodes cost', () => {
		const uses = Array.from({ length: 9 }, (_, index) =>
			useOf(`u${String(index)}`, 100 * (index + 1), null)
		);
		const shared = sharedFleetOf(createPool(uses, noBilling));
		expect(shared.allotment).toBe('node-hours');
		// 4.5 nodes together: 5 and a spare, in place of 9 times 1 and a spare.
		expect(shared).toMatchObject({ sharedNodes: 6, separateNodes: 18 });
		// Twelve nodes of 35 are saved; in proportion to 1, 2, … 9 the last two would save more than their two nodes cost.
		const parts = shared.uses.map(({ savingUsdPerMonth }) => Number(savingUsdPerMonth));
		for (const [index, part] of parts.entries()) {
			expect(part).toBeCloseTo(Math.min(70, 10 * (index + 1)), 9);
		}
		expect(Number(shared.uses[0]!.nodeHoursPerMonth)).toBeCloseTo(73, 9);
	});

	test('that pay different prices for a node are told what differs', () => {
		const [a, b] = [useOf('a', 1, null), useOf('b', 1, null)];
		const dear = { ...b, option: ownOption({ runningUsd: '99' }) };
		expect(sharingProblems([a, b])).toEqual([]);
		expect(sharingProblems([a, dear])).toHaveLength(1);
		expect(sharingProblems([a, dear])[0]).toMatch(
			/^"\w+" and "a" cannot share nodes: a node costs \$[\d,.]+ a month for one and \$[\d,.]+ a month for the other$/u
		);
		const rented = {
			...a,
			id: 'rented',
			option: {
				...a.option,
				fleet: {
					...a.option.fleet!,
					rent: { onDemandUsdPerHour: parameter('rent', '2.50'), reservedUsdPerHour: null }
				}
			}
		};
		expect(sharingProblems([a, rented]).join('; ')).toContain(
			'the rent is $2.5 an hour on demand for one and nothing for the other'
		);
		expect(() => createPool([a, dear], noBilling)).toThrow(RangeError);
		const bought = { ...b, option: emptyOption('api', 'buy') };
		expect(sharingProblems([a, bought])).toEqual(['option "api" of "b" runs no nodes of its own']);
	});
});
