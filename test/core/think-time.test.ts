/** Times to think. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { drawThinkMs, meanThinkS, thinkTimeSchema } from '#core/think-time.ts';

describe('a time to think', () => {
	it('that is a number is always that', () => {
		expect(drawThinkMs(2.5, createRandom(1, 'think'))).toBe(2_500);
		expect(meanThinkS(2.5)).toBe(2.5);
	});

	it('that is drawn has the mean and the standard deviation that were asked for', () => {
		for (const [meanS, sdS] of [
			[10, 5],
			[3, 3],
			[20, 0]
		] as const) {
			const random = createRandom(4, `think ${String(meanS)}`);
			const n = 100_000;
			const draws = Array.from({ length: n }, () => drawThinkMs({ meanS, sdS }, random) / 1_000);
			const mean = draws.reduce((sum, each) => sum + each, 0) / n;
			const sd = Math.sqrt(draws.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n);
			expect(Math.abs(mean - meanS)).toBeLessThanOrEqual((5 * sdS) / Math.sqrt(n) + 1e-9);
			// The fourth moment of a log-normal is large: cv 1 has a kurtosis of 41.
			expect(Math.abs(sd - sdS)).toBeLessThanOrEqual(0.08 * sdS + 1e-6);
			expect(meanThinkS({ meanS, sdS })).toBe(meanS);
		}
	});

	it('is finite, above 0 and at most an hour, whatever its spread', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.001, max: 3_600, noNaN: true }),
				fc.double({ min: 0, max: 3_600, noNaN: true }),
				fc.nat(),
				(meanS, sdS, seed) => {
					const ms = drawThinkMs({ meanS, sdS }, createRandom(seed, 'think'));
					expect(ms).toBeGreaterThanOrEqual(0);
					expect(ms).toBeLessThanOrEqual(3_600_000);
				}
			)
		);
	});

	it.each([-1, Number.NaN, 3_601, { meanS: 0, sdS: 1 }, { meanS: 1, sdS: -1 }, { meanS: 1 }, '2s'])(
		'is not %j',
		(wrong) => {
			expect(thinkTimeSchema.safeParse(wrong).success).toBe(false);
		}
	);
});
