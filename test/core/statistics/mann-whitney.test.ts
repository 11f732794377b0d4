/** The Mann-Whitney statistic, against another implementation and by its laws. */
import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { mannWhitneyZ } from '#core/statistics/mann-whitney.ts';

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 30 });

describe('the Mann-Whitney statistic', () => {
	it('is the standardised rank sum where no values are equal', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer(), { minLength: 4, maxLength: 40 }),
				fc.integer({ min: 1, max: 100 }),
				(values, cut) => {
					const n1 = 1 + (cut % (values.length - 1));
					const [first, second] = [values.slice(0, n1), values.slice(n1)];
					const n2 = second.length;
					const u = wilcoxonRankSum(second, first) - (n2 * (n2 + 1)) / 2;
					const expected = (u - (n1 * n2) / 2) / Math.sqrt((n1 * n2 * (n1 + n2 + 1)) / 12);
					expect(mannWhitneyZ(first, second)).toBeCloseTo(expected, 9);
				}
			)
		);
	});

	it('corrects for ties, as worked out by hand', () => {
		// Pairs won by the second, ties counted half: 3 + 4.5 + 4.5 + 5 + 5. Groups of 2, 3 and 3 equal values: 6 + 24 + 24.
		const z = mannWhitneyZ([1, 1, 2, 2, 3], [2, 3, 3, 4, 5]);
		expect(z).toBeCloseTo((22 - 12.5) / Math.sqrt((25 / 12) * (11 - 54 / 90)), 9);
	});

	it('is positive where the second sample is larger, and changes its sign when they change places', () => {
		expect(mannWhitneyZ([1, 2, 3], [4, 5, 6])).toBeGreaterThan(0);
		fc.assert(
			fc.property(sample, sample, (first, second) => {
				expect(mannWhitneyZ(first, second) + mannWhitneyZ(second, first)).toBeCloseTo(0, 9);
			})
		);
	});

	it('sees ranks only: any rising scale gives the same', () => {
		fc.assert(
			fc.property(sample, sample, (first, second) => {
				const scale = (values: number[]): number[] =>
					values.map((value) => Math.exp(value) * 3 + 1);
				expect(mannWhitneyZ(scale(first), scale(second))).toBeCloseTo(
					mannWhitneyZ(first, second),
					9
				);
			})
		);
	});

	it('is 0 where there is nothing to compare', () => {
		expect(mannWhitneyZ([], [1])).toBe(0);
		expect(mannWhitneyZ([1], [])).toBe(0);
		expect(mannWhitneyZ([2, 2, 2], [2, 2])).toBe(0);
	});

	it('is beyond ±1.96 in about one case in twenty where both samples are alike', () => {
		const random = createRandom(7, 'mann-whitney');
		const draw = (): number[] => Array.from({ length: 25 }, random);
		const cases = 4_000;
		let beyond = 0;
		for (let i = 0; i < cases; i++) if (Math.abs(mannWhitneyZ(draw(), draw())) > 1.96) beyond++;
		// The share has a standard error of 0.0034.
		expect(Math.abs(beyond / cases - 0.05)).toBeLessThan(0.014);
	});
});
