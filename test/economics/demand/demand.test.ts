/** Volumes, rates and weeks, in exact decimals, against values worked out by hand and against plain summing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNames } from '#core/named-weeks.ts';
import { toDecimal } from '#core/decimal.ts';
import {
	meanRatePerS,
	peakRatePerS,
	volumeInMonth,
	weekProfile
} from '#bench/economics/demand/demand.ts';

describe('the volume of a month', () => {
	it('grows from today on, exactly', () => {
		const path = { kind: 'growth', requestsPerMonth: '120000', growthPerMonth: '0.02' } as const;
		expect(volumeInMonth(path, 0).toFixed()).toBe('120000');
		expect(volumeInMonth(path, 1).toFixed()).toBe('122400');
		expect(volumeInMonth(path, 3).toFixed()).toBe('127344.96');
	});

	it('may shrink', () => {
		const path = { kind: 'growth', requestsPerMonth: '1000', growthPerMonth: '-0.5' } as const;
		expect(volumeInMonth(path, 3).toFixed()).toBe('125');
	});

	it('is what multiplying month after month gives, to the last digit', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 10_000_000 }),
				fc.integer({ min: -900, max: 1_000 }),
				fc.integer({ min: 0, max: 60 }),
				(start, permille, month) => {
					const growthPerMonth = (permille / 1_000).toFixed(3);
					let volume = toDecimal(start);
					for (let i = 0; i < month; i++) {
						volume = volume.times(1_000 + permille).times('0.001');
					}
					const path = { kind: 'growth', requestsPerMonth: String(start), growthPerMonth } as const;
					expect(volumeInMonth(path, month).toFixed()).toBe(volume.toFixed());
				}
			),
			{ numRuns: 50 }
		);
	});

	it('is as typed, and the last one holds on', () => {
		const path = { kind: 'typed', requestsPerMonth: [100, '250.5', 0] } as const;
		const volumes = [0, 1, 2, 3, 40].map((month) => volumeInMonth(path, month).toFixed());
		expect(volumes).toStrictEqual(['100', '250.5', '0', '0', '0']);
	});

	it('of no month is refused', () => {
		const path = { kind: 'typed', requestsPerMonth: [1] } as const;
		expect(() => volumeInMonth(path, -1)).toThrow('there is no month -1');
		expect(() => volumeInMonth(path, 0.5)).toThrow('there is no month 0.5');
		expect(() => volumeInMonth({ ...path, requestsPerMonth: [] }, 0)).toThrow(RangeError);
	});
});

describe('rates', () => {
	it('spread a month over 730 hours', () => {
		expect(meanRatePerS(2_628_000).toFixed()).toBe('1');
		expect(peakRatePerS(2_628_000, '2.5').toFixed()).toBe('2.5');
		// Not the mean times three, which would be 0.9999… of 40 digits.
		expect(peakRatePerS(876_000, 3).toFixed()).toBe('1');
	});
});

describe('a week', () => {
	it.each([
		['always-on', '1'],
		['office-chat', '3'],
		['consumer-evening', '2'],
		['batch-night', '3']
	] as const)('called %s has 168 hours and a busiest one of %s times the mean', (name, peak) => {
		const profile = weekProfile(name);
		expect(profile.multipliers).toHaveLength(168);
		expect(profile).toMatchObject({ name, peakToAverage: peak });
		expect(profile.source).toMatch(/^assumption: /);
	});

	it('of every named shape has a mean of 1', () => {
		for (const name of profileNames) {
			const sum = weekProfile(name).multipliers.reduce(
				(total, each) => total.plus(each),
				toDecimal(0)
			);
			expect(sum.minus(168).abs().lt('1e-17')).toBe(true);
		}
	});

	it('starts on Monday at midnight: offices are quiet on the last two days, consumers are awake in the evening', () => {
		const { multipliers: office } = weekProfile('office-chat');
		expect(Number(office[10])).toBe(3);
		expect(Number(office[5 * 24 + 10])).toBeLessThan(1);
		const { multipliers: consumers } = weekProfile('consumer-evening');
		expect(Number(consumers[20])).toBeGreaterThan(1.9);
		expect(Number(consumers[4])).toBeLessThan(0.2);
		const { multipliers: nights } = weekProfile('batch-night');
		expect([nights[0], nights[5], nights[6], nights[21], nights[22]]).toStrictEqual([
			'3',
			'3',
			'0',
			'0',
			'3'
		]);
	});

	it('keeps the proportions of what was typed in, in any scale', () => {
		fc.assert(
			fc.property(
				fc
					.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 168, maxLength: 168 })
					.filter((hours) => hours.some((hour) => hour > 0)),
				fc.constantFrom('0.001', '1', '250'),
				(hours, scale) => {
					const scaled = hours.map((hour) => toDecimal(scale).times(hour).toFixed());
					const profile = weekProfile(scaled);
					const mean = hours.reduce((sum, hour) => sum + hour, 0) / 168;
					expect(profile.multipliers).toStrictEqual(weekProfile(hours).multipliers);
					expect(Number(profile.peakToAverage)).toBeCloseTo(Math.max(...hours) / mean, 9);
					for (const [i, hour] of hours.entries()) {
						expect(Number(profile.multipliers[i])).toBeCloseTo(hour / mean, 9);
					}
				}
			),
			{ numRuns: 20 }
		);
	});

	it.each([
		[[1, 2, 3], 'a week has 168 hours, not 3'],
		[Array.from({ length: 168 }, (_, hour) => (hour === 30 ? -1 : 1)), 'hour 30 of the week'],
		[Array.from({ length: 168 }, () => 0), 'a week without any request has no shape']
	])('that is none is refused', (hours, message) => {
		expect(() => weekProfile(hours)).toThrow(message);
	});
});
