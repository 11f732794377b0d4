/** Intervals by resampling: repeatable, paired, and about as wide as theory says. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { bootstrapMeans } from '#core/statistics/paired-bootstrap.ts';

const settings = (resamples = 1_000) => ({ random: createRandom(3, 'bootstrap'), resamples });

describe('a paired bootstrap', () => {
	it('gives the same interval for the same seed', () => {
		const column = Array.from({ length: 50 }, (_, i) => i % 7);
		expect(bootstrapMeans([column], settings())).toStrictEqual(
			bootstrapMeans([column], settings())
		);
	});

	it('draws an item with all its figures, so that a constant difference stays constant', () => {
		const random = createRandom(1, 'column');
		const first = Array.from({ length: 40 }, random);
		const second = first.map((value) => value + 0.25);
		const [a, b, gap] = bootstrapMeans(
			[first, second, first.map((value, i) => second[i]! - value)],
			settings()
		);
		expect(gap!.low).toBeCloseTo(0.25, 12);
		expect(gap!.high).toBeCloseTo(0.25, 12);
		expect(b!.low - a!.low).toBeCloseTo(0.25, 12);
	});

	it('is about 3.92 standard errors wide for a mean of many', () => {
		const column = Array.from({ length: 400 }, (_, i) => Number(i % 4 === 0));
		const [interval] = bootstrapMeans([column], settings(4_000));
		const width = 2 * 1.96 * Math.sqrt((0.25 * 0.75) / 400);
		expect((interval!.high - interval!.low) / width).toBeGreaterThan(0.9);
		expect((interval!.high - interval!.low) / width).toBeLessThan(1.1);
	});

	it('of nothing, or of one item, is unknown', () => {
		expect(bootstrapMeans([[], []], settings())).toStrictEqual([null, null]);
		expect(bootstrapMeans([[0.4], [0.1]], settings())).toStrictEqual([null, null]);
	});
});
