/** Schedules: how many requests, when each is due, and who sends it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchedule, plannedRequests, splitEvenly } from '#bench/load/schedule.ts';

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
