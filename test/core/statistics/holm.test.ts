/** Holm's correction, against a worked example and by its laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '#core/statistics/holm.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe("Holm's correction", () => {
	it('is as in R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")', () => {
		const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
		for (const [index, p] of [0.03, 0.06, 0.06, 0.02].entries()) {
			expect(adjusted[index]).toBeCloseTo(p, 12);
		}
	});

	it('leaves one test as it is', () => {
		expect(holmAdjusted([0.03])).toEqual([0.03]);
		expect(holmAdjusted([])).toEqual([]);
	});

	it('keeps the order, stays between the p-value and its m-fold, and at most 1', () => {
		fc.assert(
			fc.property(pValues, (given) => {
				const adjusted = holmAdjusted(given);
				for (const [i, p] of given.entries()) {
					expect(adjusted[i]).toBeGreaterThanOrEqual(p);
					expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * given.length) || p);
					for (const [j, other] of given.entries()) {
						if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
					}
				}
			})
		);
	});
});
