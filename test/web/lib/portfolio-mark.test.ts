/** Places of volumes on the small axis of a use case. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { volumeMarks } from '#lib/portfolio-mark.ts';

const volume = fc.integer({ min: 1, max: 1_000_000_000_000 });

describe('the axis of volumes', () => {
	it('holds today, the crossover and its interval, in their order', () => {
		fc.assert(
			fc.property(volume, volume, volume, volume, (today, crossover, a, b) => {
				const [low, high] = [Math.min(a, b), Math.max(a, b)];
				const marks = volumeMarks({
					requestsPerMonth: today,
					permanentRequests: crossover,
					lowRequests: low,
					highRequests: high
				});
				expect(marks.to).toBeGreaterThanOrEqual(100 * marks.from);
				const places = [marks.today, marks.crossover, marks.low, marks.high];
				expect(places.every((place) => place !== null && place >= 0 && place <= 1)).toBe(true);
				expect(marks.low).toBeLessThanOrEqual(marks.high ?? 0);
				if (today < crossover) expect(marks.today).toBeLessThanOrEqual(marks.crossover ?? 0);
			})
		);
	});

	it('has no place for what there is not, and none for no requests', () => {
		expect(
			volumeMarks({
				requestsPerMonth: 0,
				permanentRequests: null,
				lowRequests: null,
				highRequests: null
			})
		).toMatchObject({ today: null, crossover: null, low: null, high: null });
	});
});
