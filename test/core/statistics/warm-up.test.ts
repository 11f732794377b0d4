/** What counts as warm-up, on series whose beginning is known to differ or not. `npm run perf:steady` prints how often over many more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { warmUpLength } from '#core/statistics/warm-up.ts';
import { waitingQueue } from './waiting-queue.ts';

const services = (seed: number, n: number): number[] => {
	const random = createRandom(seed, 'services');
	return Array.from({ length: n }, () => 100 - 40 * Math.log(1 - random()));
};

const seeds = Array.from({ length: 100 }, (_, seed) => seed);
const dropsIn = (series: (seed: number) => number[]): number =>
	seeds.filter((seed) => warmUpLength(series(seed)) > 0).length;

describe('the warm-up of a series of latencies', () => {
	it('is a cold start, of about the length that it has', () => {
		const found = seeds.map((seed) =>
			warmUpLength(services(seed, 400).map((ms, i) => (i < 40 ? 3 * ms : ms)))
		);
		expect(found.filter((dropped) => dropped >= 35 && dropped <= 60).length).toBeGreaterThan(90);
	});

	it('is a beginning that is too quick as well, as where a cache was still full', () => {
		expect(
			dropsIn((seed) => services(seed, 400).map((ms, i) => (i < 40 ? 0.3 * ms : ms)))
		).toBeGreaterThan(90);
	});

	it('is hardly ever found in a series that is steady', () => {
		expect(dropsIn((seed) => services(seed, 400))).toBeLessThan(6);
	});

	it('is seldom the burst of a busy queue that happens to come first', () => {
		expect(dropsIn((seed) => waitingQueue({ seed, n: 1_000, load: 0.8 }).sojourn)).toBeLessThan(20);
	});

	it('is not a change in the middle, which is for the verdict to tell', () => {
		expect(dropsIn((seed) => services(seed, 400).map((ms, i) => (i < 200 ? 3 * ms : ms)))).toBe(0);
	});

	it('is never more than a fifth, and nothing of a series that is short or does not vary', () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 90, maxLength: 300 }),
				(values) => {
					const dropped = warmUpLength(values);
					expect(dropped).toBeLessThanOrEqual(values.length / 5);
					if (values.length < 100) expect(dropped).toBe(0);
				}
			)
		);
		expect(warmUpLength(Array.from({ length: 500 }, () => 7))).toBe(0);
	});
});
