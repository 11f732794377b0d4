/** Levels of a week and their billed hours, against an operator that tries every decision. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { levelsOf, type HourlyBilling } from '#bench/economics/demand/demand-levels.ts';

const free: HourlyBilling = { minBilledHours: 0, startupHours: 0 };

/** 168 hours that are busy in the given runs [from, to) and quiet elsewhere. */
const busyIn = (...runs: [number, number][]): number[] =>
	Array.from({ length: 168 }, (_, hour) =>
		runs.some(([from, to]) => hour >= from && hour < to) ? 10 : 1
	);

const billedHoursOf = (hours: number[], billing: HourlyBilling): number =>
	Number(levelsOf(weekProfile(hours), billing)[0]!.billedShare) * 168;

/** Fewest billed hours of a week, by trying for each stop between two runs whether the node is given back. */
const bruteForce = (
	isNeeded: boolean[],
	{ minBilledHours, startupHours }: HourlyBilling
): number => {
	const starts = isNeeded.flatMap((needed, hour) =>
		needed && !isNeeded[(hour + 167) % 168] ? [hour] : []
	);
	if (starts.length === 0) return isNeeded[0] ? 168 : 0;
	const ends = starts.map((start) => {
		let end = start;
		while (isNeeded[end % 168]) end++;
		return end;
	});
	let fewest = 168;
	for (let decisions = 1; decisions < 2 ** starts.length; decisions++) {
		// Bit i: the node is given back after run i.
		const isReleased = (i: number): boolean => ((decisions >> i) & 1) === 1;
		let billed = 0;
		starts.forEach((start, i) => {
			if (!isReleased((i + starts.length - 1) % starts.length)) return;
			let last = i;
			while (!isReleased(last % starts.length)) last++;
			const end = ends[last % starts.length]! + (last >= starts.length ? 168 : 0);
			billed += Math.max(minBilledHours, startupHours + end - start);
		});
		fewest = Math.min(fewest, billed);
	}
	return fewest;
};

/** Weeks with few runs, so that every decision can be tried. */
const weekWithRuns = fc
	.array(fc.integer({ min: 0, max: 167 }), { minLength: 2, maxLength: 14 })
	.map((edges) => {
		const sorted = [...new Set(edges)].sort((a, b) => a - b);
		return Array.from({ length: 168 }, (_, hour) =>
			sorted.filter((edge) => edge <= hour).length % 2 === 1 ? 10 : 1
		);
	})
	.filter((hours) => hours.includes(10) && hours.includes(1));

const billings = fc.record({
	minBilledHours: fc.constantFrom(0, 0.25, 1, 3, 8, 24, 100),
	startupHours: fc.constantFrom(0, 0.1, 0.5, 2)
});

const anyWeek = fc
	.array(fc.integer({ min: 0, max: 12 }), { minLength: 168, maxLength: 168 })
	.filter((hours) => hours.some((hour) => hour > 0));

describe('the levels of a week', () => {
	it('of equal hours are one that is always on', () => {
		expect(
			levelsOf(weekProfile('always-on'), { minBilledHours: 24, startupHours: 1 })
		).toStrictEqual([{ multiplier: '1', hoursShare: '1', billedShare: '1' }]);
	});

	it('of nights are the nights and the rest without demand', () => {
		const levels = levelsOf(weekProfile('batch-night'), free);
		expect(levels).toStrictEqual([
			{
				multiplier: '3',
				hoursShare: '0.33333333333333333333',
				billedShare: '0.33333333333333333333'
			},
			{ multiplier: '0', hoursShare: '0.66666666666666666667', billedShare: '1' }
		]);
	});

	it('fall strictly, hold all hours and the whole demand, and are billed for no less than their hours', () => {
		fc.assert(
			fc.property(anyWeek, billings, (hours, billing) => {
				const profile = weekProfile(hours);
				const levels = levelsOf(profile, billing);
				expect(levels).toHaveLength(new Set(hours).size);
				expect(levels[0]!.multiplier).toBe(profile.peakToAverage);
				let share = toDecimal(0);
				let demand = toDecimal(0);
				levels.forEach(({ multiplier, hoursShare, billedShare }, i) => {
					share = share.plus(hoursShare);
					demand = demand.plus(toDecimal(multiplier).times(hoursShare));
					expect(toDecimal(billedShare).gte(share)).toBe(true);
					const before = levels[i - 1];
					if (!before) return;
					expect(toDecimal(multiplier).lt(before.multiplier)).toBe(true);
					expect(toDecimal(billedShare).gte(before.billedShare)).toBe(true);
				});
				expect(share.toFixed()).toBe('1');
				expect(levels.at(-1)!.billedShare).toBe('1');
				expect(demand.minus(1).abs().lt('1e-15')).toBe(true);
			}),
			{ numRuns: 30 }
		);
	});

	it('cost the hours themselves where starting is free', () => {
		fc.assert(
			fc.property(anyWeek, (hours) => {
				let share = toDecimal(0);
				for (const { hoursShare, billedShare } of levelsOf(weekProfile(hours), free)) {
					share = share.plus(hoursShare);
					expect(toDecimal(billedShare).minus(share).abs().lt('1e-17')).toBe(true);
				}
			}),
			{ numRuns: 30 }
		);
	});
});

describe('the billed hours of a node', () => {
	it.each([
		[
			'a start-up for each run',
			busyIn([8, 18], [32, 42]),
			{ minBilledHours: 0, startupHours: 0.5 },
			21
		],
		[
			'the minimum for a short run',
			busyIn([8, 10], [32, 42]),
			{ minBilledHours: 6, startupHours: 0 },
			16
		],
		['a start-up within the minimum', busyIn([8, 10]), { minBilledHours: 6, startupHours: 1 }, 6],
		[
			'a short gap, as bridging it is cheaper',
			busyIn([8, 10], [11, 13]),
			{ minBilledHours: 0, startupHours: 2 },
			7
		],
		[
			'a long gap instead of a second minimum',
			busyIn([8, 10], [13, 15]),
			{ minBilledHours: 6, startupHours: 0 },
			7
		],
		[
			'one run over the end of the week',
			busyIn([164, 168], [0, 4]),
			{ minBilledHours: 6, startupHours: 0.5 },
			8.5
		],
		[
			'the whole week at most',
			Array.from({ length: 168 }, (_, hour) => (hour % 6 === 0 ? 10 : 1)),
			{ minBilledHours: 0, startupHours: 5.5 },
			168
		],
		[
			'the whole week, however long the minimum',
			busyIn([0, 1]),
			{ minBilledHours: 1e9, startupHours: 0 },
			168
		]
	])('are %s', (_, hours, billing, billed) => {
		expect(billedHoursOf(hours, billing)).toBeCloseTo(billed, 9);
	});

	it('are the fewest that any operator can reach', () => {
		fc.assert(
			fc.property(weekWithRuns, billings, (hours, billing) => {
				const fewest = bruteForce(
					hours.map((hour) => hour === 10),
					billing
				);
				expect(billedHoursOf(hours, billing)).toBeCloseTo(fewest, 9);
			}),
			{ numRuns: 300 }
		);
	});

	it('are the same wherever the week begins', () => {
		fc.assert(
			fc.property(weekWithRuns, billings, fc.nat({ max: 167 }), (hours, billing, shift) => {
				const shifted = [...hours.slice(shift), ...hours.slice(0, shift)];
				expect(levelsOf(weekProfile(shifted), billing)).toStrictEqual(
					levelsOf(weekProfile(hours), billing)
				);
			}),
			{ numRuns: 100 }
		);
	});

	it('of a negative time are refused', () => {
		const week = weekProfile('office-chat');
		expect(() => levelsOf(week, { minBilledHours: -1, startupHours: 0 })).toThrow(RangeError);
		expect(() => levelsOf(week, { minBilledHours: 0, startupHours: Number.NaN })).toThrow(
			RangeError
		);
	});
});
