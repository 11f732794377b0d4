/** Agreement of raters, against published examples and by its laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	cohenKappa,
	intervalDistance,
	krippendorffAlpha,
	type LabelPair
} from '#core/statistics/agreement.ts';

const repeated = (pair: LabelPair, times: number): LabelPair[] =>
	Array.from({ length: times }, () => pair);

describe("Cohen's κ", () => {
	it('is as published', () => {
		// Fleiss, Cohen & Everitt 1969 in the form of many textbooks: 20, 5, 10, 15 of 50, κ = 0.4.
		const pairs = [
			...repeated(['yes', 'yes'], 20),
			...repeated(['yes', 'no'], 5),
			...repeated(['no', 'yes'], 10),
			...repeated(['no', 'no'], 15)
		];
		expect(cohenKappa(pairs)).toMatchObject({ agreement: 0.7, n: 50 });
		expect(cohenKappa(pairs).kappa).toBeCloseTo(0.4, 12);
	});

	it('is 1 for the same labels, and unknown where nothing can differ', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), (labels) => {
				const { kappa } = cohenKappa(labels.map((label) => [label, label] as const));
				expect(kappa).toBe(new Set(labels).size === 1 ? null : 1);
			})
		);
		expect(cohenKappa([])).toEqual({ kappa: null, agreement: null, n: 0 });
	});

	it('does not care who is first', () => {
		const label = fc.constantFrom('a', 'b', 'c');
		fc.assert(
			fc.property(fc.array(fc.tuple(label, label), { minLength: 1 }), (pairs) => {
				const [one, other] = [
					cohenKappa(pairs).kappa,
					cohenKappa(pairs.map(([a, b]) => [b, a] as const)).kappa
				];
				if (one === null) expect(other).toBeNull();
				else expect(other).toBeCloseTo(one, 12);
			})
		);
	});
});

describe("Krippendorff's α", () => {
	/** Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, with missing ratings. */
	const units = [
		[1, 1, 1],
		[2, 2, 3, 2],
		[3, 3, 3, 3],
		[3, 3, 3, 3],
		[2, 2, 2, 2],
		[1, 2, 3, 4],
		[4, 4, 4, 4],
		[1, 1, 2, 1],
		[2, 2, 2, 2],
		[5, 5, 5],
		[1, 1],
		[3]
	];

	it('is as published for labels and for scores', () => {
		expect(krippendorffAlpha(units)).toBeCloseTo(0.743, 3);
		expect(krippendorffAlpha(units, intervalDistance)).toBeCloseTo(0.849, 3);
	});

	it('is 1 where all agree, and unknown where nothing can differ', () => {
		expect(
			krippendorffAlpha([
				[1, 1],
				[2, 2, 2]
			])
		).toBe(1);
		expect(
			krippendorffAlpha([
				[1, 1],
				[1, 1]
			])
		).toBeNull();
		expect(krippendorffAlpha([[1], []])).toBeNull();
	});

	it('is near 0 for ratings that have nothing to do with each other', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
					minLength: 2_000,
					maxLength: 2_000
				}),
				(drawn) => {
					// Every pair of values equally often, as chance would have it in the long run.
					const even = [...drawn, ...drawn.map(([a, b]) => [1 - a, b] as const)];
					expect(Math.abs(krippendorffAlpha(even) ?? 0)).toBeLessThan(0.02);
				}
			),
			{ numRuns: 5 }
		);
	});
});
