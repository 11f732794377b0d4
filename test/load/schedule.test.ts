/** Schedules: how many requests, when each is due, and who sends it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedRequests, type OpenLoad } from '#core/load-rate.ts';
import { loadShapeSchema } from '#core/load-shape.ts';
import { createRandom } from '#core/random.ts';
import { createSchedule, plannedRequests, splitEvenly } from '#bench/load/schedule.ts';
import { openLoad } from './support/open-load.ts';

const open = (kind: 'constant' | 'poisson', ratePerS: number, durationS: number, seed = 1) => {
	const schedule = createSchedule({ kind, ratePerS, durationS }, seed);
	if (schedule.kind !== 'open') throw new Error('not an open schedule');
	return schedule;
};

describe('a constant rate', () => {
	it('of 50 per second makes 250 requests in 5 s, 20 ms apart', () => {
		const { dueMs, durationMs } = open('constant', 50, 5);
		expect(Array.from(dueMs)).toStrictEqual(Array.from({ length: 250 }, (_, i) => i * 20));
		expect(durationMs).toBe(5_000);
	});

	it('makes rate × duration requests wherever that is a whole number, also where the gap is not one', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 2_000 }),
				fc.integer({ min: 1, max: 60 }),
				(ratePerS, durationS) => {
					expect(open('constant', ratePerS, durationS).dueMs.length).toBe(ratePerS * durationS);
				}
			)
		);
	});

	it('has every due moment in the duration, and the last less than a gap before its end', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.01, max: 1_000, noNaN: true }),
				fc.double({ min: 0.01, max: 30, noNaN: true }),
				(ratePerS, durationS) => {
					const { dueMs, durationMs } = open('constant', ratePerS, durationS);
					const gapMs = 1_000 / ratePerS;
					expect(dueMs[0]).toBe(0);
					expect(dueMs.at(-1)).toBeLessThan(durationMs);
					expect(dueMs.at(-1)! + gapMs).toBeGreaterThanOrEqual(durationMs * (1 - 1e-9));
				}
			)
		);
	});

	it('sends one request where the duration is shorter than the gap', () => {
		expect(Array.from(open('constant', 0.1, 1).dueMs)).toStrictEqual([0]);
	});
});

describe('Poisson arrivals', () => {
	it('are the same for the same seed and differ for another', () => {
		expect(open('poisson', 20, 10, 7)).toStrictEqual(open('poisson', 20, 10, 7));
		expect(open('poisson', 20, 10, 7).dueMs).not.toStrictEqual(open('poisson', 20, 10, 8).dueMs);
	});

	it('rise within the duration', () => {
		fc.assert(
			fc.property(fc.nat(), fc.double({ min: 0.1, max: 200, noNaN: true }), (seed, ratePerS) => {
				const { dueMs } = open('poisson', ratePerS, 5, seed);
				dueMs.forEach((atMs, i) => {
					expect(atMs).toBeGreaterThan(dueMs[i - 1] ?? 0);
					expect(atMs).toBeLessThan(5_000);
				});
			})
		);
	});

	it('have the mean and the variance of a Poisson count, and gaps as wide as an exponential’s', () => {
		const runs = 400;
		const counts: number[] = [];
		const gapsMs: number[] = [];
		for (let seed = 0; seed < runs; seed++) {
			const { dueMs } = open('poisson', 20, 5, seed);
			counts.push(dueMs.length);
			for (let i = 1; i < dueMs.length; i++) gapsMs.push(dueMs[i]! - dueMs[i - 1]!);
		}
		const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
		const meanCount = mean(counts);
		const variance = mean(counts.map((count) => (count - meanCount) ** 2));
		// λ = 100: the mean of 400 counts has a standard error of 0.5, their variance one of about 7.
		expect(Math.abs(meanCount - 100)).toBeLessThan(4 * 0.5);
		expect(Math.abs(variance - 100)).toBeLessThan(4 * 7.1);
		const meanGapMs = mean(gapsMs);
		expect(Math.abs(meanGapMs - 50)).toBeLessThan(1.5);
		const longerThanMean = gapsMs.filter((gapMs) => gapMs > 50).length / gapsMs.length;
		expect(Math.abs(longerThanMean - Math.exp(-1))).toBeLessThan(0.02);
	});
});

describe('due moments of one rate', () => {
	const rates = fc.double({ min: 0.05, max: 500, noNaN: true });
	const durations = fc.double({ min: 0.01, max: 20, noNaN: true });

	it('are to the last bit those of the first release: i gaps, or the sum of the exponential gaps drawn', () => {
		fc.assert(
			fc.property(rates, durations, fc.nat(), (ratePerS, durationS, seed) => {
				const gapMs = 1_000 / ratePerS;
				const even = Array.from(
					{ length: Math.max(1, Math.ceil((durationS * 1_000) / gapMs - 1e-9)) },
					(_, i) => i * gapMs
				);
				expect(Array.from(open('constant', ratePerS, durationS).dueMs)).toStrictEqual(even);
				const random = createRandom(seed, 'poisson arrivals');
				const drawn: number[] = [];
				for (let atMs = 0; ;) {
					atMs += -Math.log(1 - random()) * gapMs;
					if (atMs >= durationS * 1_000) break;
					drawn.push(atMs);
				}
				expect(Array.from(open('poisson', ratePerS, durationS, seed).dueMs)).toStrictEqual(drawn);
			})
		);
	});
});

describe('any open loop', () => {
	const dueOf = (load: OpenLoad, seed: number): number[] => {
		const schedule = createSchedule(load, seed);
		if (schedule.kind !== 'open') throw new Error('not an open schedule');
		return Array.from(schedule.dueMs);
	};

	it('has due moments that never fall and lie within its duration, as many as planned, the same for the same seed', () => {
		fc.assert(
			fc.property(openLoad, fc.nat(), (load, seed) => {
				const schedule = createSchedule(load, seed);
				if (schedule.kind !== 'open') throw new Error('not an open schedule');
				const dueMs = Array.from(schedule.dueMs);
				dueMs.forEach((atMs, i) => {
					expect(atMs).toBeGreaterThanOrEqual(dueMs[i - 1] ?? 0);
					expect(atMs).toBeLessThanOrEqual(schedule.durationMs);
				});
				expect(plannedRequests(load, seed)).toBe(dueMs.length);
				expect(dueOf(load, seed)).toStrictEqual(dueMs);
			})
		);
	});

	it('offers as many requests as its rates say, in the mean over seeds, however bursty it is', () => {
		const loads: OpenLoad[] = [
			{ kind: 'gamma', ratePerS: 20, durationS: 5, burstiness: 0.2 },
			{ kind: 'gamma', ratePerS: 20, durationS: 5, burstiness: 4 },
			{ kind: 'ramp', fromPerS: 0, toPerS: 40, durationS: 5, arrivals: 'poisson' },
			{
				kind: 'steps',
				steps: [
					{ ratePerS: 10, durationS: 4 },
					{ ratePerS: 0, durationS: 3 },
					{ ratePerS: 30, durationS: 2 }
				],
				arrivals: 'poisson'
			}
		];
		for (const load of loads) {
			const runs = 600;
			let sum = 0;
			for (let seed = 0; seed < runs; seed++) sum += plannedRequests(load, seed) ?? 0;
			expect(expectedRequests(load)).toBeCloseTo(100, 9);
			// The variance of the count is at most 1/k times that of a Poisson count.
			const varianceFactor = load.kind === 'gamma' ? Math.max(1, 1 / load.burstiness) : 1;
			expect(Math.abs(sum / runs - 100)).toBeLessThan(4 * Math.sqrt((100 * varianceFactor) / runs));
		}
	});

	it('sends nothing in a pause, and what falls on its beginning when it is over', () => {
		const steps: OpenLoad = {
			kind: 'steps',
			steps: [
				{ ratePerS: 0, durationS: 1 },
				{ ratePerS: 2, durationS: 1.5 },
				{ ratePerS: 0, durationS: 2 },
				{ ratePerS: 4, durationS: 0.5 },
				{ ratePerS: 0, durationS: 1 }
			],
			arrivals: 'constant'
		};
		expect(dueOf(steps, 1)).toStrictEqual([1_000, 1_500, 2_000, 4_500, 4_750]);
		for (const atMs of dueOf({ ...steps, arrivals: 'poisson' }, 7)) {
			expect((atMs >= 1_000 && atMs < 2_500) || (atMs >= 4_500 && atMs < 5_000)).toBe(true);
		}
	});

	it('that ramps up evenly has its n-th request where the area under the ramp is n', () => {
		const ramp: OpenLoad = {
			kind: 'ramp',
			fromPerS: 0,
			toPerS: 8,
			durationS: 4,
			arrivals: 'constant'
		};
		// Λ(t) = t², so that request n is due at √n seconds.
		dueOf(ramp, 1).forEach((atMs, n) => {
			expect(atMs).toBeCloseTo(1_000 * Math.sqrt(n), 6);
		});
		expect(dueOf(ramp, 1)).toHaveLength(16);
	});

	it('that follows a week keeps the rate of the real hour and shortens the hour', () => {
		const parse = (shape: object): OpenLoad => loadShapeSchema.parse(shape) as OpenLoad;
		const night = parse({
			kind: 'profile',
			week: 'batch-night',
			meanPerS: 1,
			startHour: 21,
			hours: 3,
			speed: 360,
			arrivals: 'constant'
		});
		// A third of the hours carries all of the week: 3/s in them, for 10 s each; the first hour is empty.
		const dueMs = dueOf(night, 1);
		expect(dueMs).toHaveLength(60);
		expect(dueMs[0]).toBeCloseTo(10_000, 6);
		expect(dueMs[1]! - dueMs[0]!).toBeCloseTo(1_000 / 3, 6);
		const whole = parse({ kind: 'profile', week: 'office-chat', meanPerS: 0.01 });
		expect(expectedRequests(whole)).toBeCloseTo(0.01 * 604_800, 6);
		const atSpeed = parse({ kind: 'profile', week: 'office-chat', meanPerS: 0.01, speed: 60 });
		expect(expectedRequests(atSpeed)).toBeCloseTo((0.01 * 604_800) / 60, 6);
		const sundayNight = parse({
			kind: 'profile',
			week: Array.from({ length: 168 }, (_, hour) => hour),
			meanPerS: 83.5,
			startHour: 167,
			hours: 2,
			speed: 3_600,
			arrivals: 'constant'
		});
		// Hour 167 has 167/s for a second, and Monday's first hour after it nothing.
		expect(dueOf(sundayNight, 1)).toHaveLength(167);
	});
});

describe('the number of planned requests', () => {
	it('is that of the schedule, and unknown for a closed loop that only time ends', () => {
		expect(plannedRequests({ kind: 'constant', ratePerS: 50, durationS: 5 }, 1)).toBe(250);
		expect(plannedRequests({ kind: 'poisson', ratePerS: 50, durationS: 5 }, 3)).toBe(
			open('poisson', 50, 5, 3).dueMs.length
		);
		expect(plannedRequests({ kind: 'closed', concurrency: 4, requests: 9 }, 1)).toBe(9);
		expect(plannedRequests({ kind: 'closed', concurrency: 4, durationS: 9 }, 1)).toBeNull();
	});
});

describe('splitting evenly', () => {
	it('gives whole shares that add up, differ by at most one and do not rise', () => {
		fc.assert(
			fc.property(fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 64 }), (total, parts) => {
				const shares = splitEvenly(total, parts);
				expect(shares).toHaveLength(parts);
				expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
				expect(shares[0]! - shares.at(-1)!).toBeLessThanOrEqual(1);
				expect(shares.every(Number.isInteger)).toBe(true);
				expect(shares).toStrictEqual([...shares].sort((a, b) => b - a));
			})
		);
	});
});
