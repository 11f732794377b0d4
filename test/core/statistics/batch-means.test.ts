/** Means of values that remember each other, against values worked out by hand and queues whose mean theory gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	batchesOf,
	batchMean,
	batchMeanInterval,
	neighbourCorrelation
} from '#core/statistics/batch-means.ts';
import { studentT95 } from '#core/statistics/student.ts';
import { waitingQueue } from './waiting-queue.ts';

describe('an interval by batch means', () => {
	it('is that of Student over the means of the batches, where longer ones vary no more', () => {
		// Means 1, 3, 1, 3, 1: mean 1.8, sample variance 1.2; pairs of neighbours are too few to be looked at.
		const batches = [2, 6, 2, 6, 2].map((sum) => ({ n: 2, sum }));
		const { mean, low, high } = batchMeanInterval(batches)!;
		expect(mean).toBeCloseTo(1.8, 12);
		const half = studentT95(4) * Math.sqrt(1.2 / 5);
		expect(high - mean).toBeCloseTo(half, 9);
		expect(mean - low).toBeCloseTo(half, 9);
	});

	it('is wider where neighbours resemble each other, as longer batches then vary more', () => {
		const alternating = Array.from({ length: 20 }, (_, i) => ({ n: 1, sum: i % 2 }));
		const inBlocks = Array.from({ length: 20 }, (_, i) => ({ n: 1, sum: Math.floor(i / 4) % 2 }));
		expect(batchMean([inBlocks])!.variance).toBeGreaterThan(3 * batchMean([alternating])!.variance);
	});

	it('is none with fewer than five batches, or without values', () => {
		const four = Array.from({ length: 4 }, () => ({ n: 1, sum: 1 }));
		expect(batchMeanInterval(four)).toBeNull();
		expect(batchMean([Array.from({ length: 9 }, () => ({ n: 0, sum: 0 }))])).toBeNull();
	});

	it('holds the mean of a queue in about 93 of 100 runs, where the interval of independent values does in half of them', () => {
		const n = 4_000;
		let [held, naive] = [0, 0];
		for (let seed = 0; seed < 100; seed++) {
			const { sojourn, meanSojourn } = waitingQueue({ seed, n, load: 0.7 });
			const { low, high } = batchMeanInterval(batchesOf(sojourn, 20))!;
			if (low <= meanSojourn && meanSojourn <= high) held++;
			const mean = sojourn.reduce((sum, each) => sum + each, 0) / n;
			const variance = sojourn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n;
			if (Math.abs(mean - meanSojourn) <= 1.96 * Math.sqrt(variance / n)) naive++;
		}
		expect(held).toBeGreaterThan(85);
		expect(naive).toBeLessThan(60);
	});
});

describe('batches of values', () => {
	it('hold every value once, in order, in sizes that differ by at most one', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 200 }),
				fc.integer({ min: 1, max: 30 }),
				(values, count) => {
					const batches = batchesOf(values, count);
					expect(batches.reduce((sum, { n }) => sum + n, 0)).toBe(values.length);
					let from = 0;
					for (const { n, sum } of batches) {
						expect(sum).toBe(values.slice(from, from + n).reduce((all, each) => all + each, 0));
						from += n;
					}
					const sizes = batches.map(({ n }) => n);
					expect(Math.max(0, ...sizes) - Math.min(Infinity, ...sizes)).toBeLessThanOrEqual(1);
				}
			)
		);
	});

	it('have a correlation with their neighbours near 1 for a slow wave, 0 where nothing varies, and none where they are few', () => {
		const wave = Array.from({ length: 40 }, (_, i) => Math.sin(i / 8));
		expect(neighbourCorrelation(wave)).toBeGreaterThan(0.9);
		expect(neighbourCorrelation(wave.map(() => 3))).toBe(0);
		expect(neighbourCorrelation(wave.slice(0, 9))).toBeNull();
	});
});
