import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '#core/random.ts';
import { pairedDifference } from '#core/statistics/paired-difference.ts';
import { sequentialBounds } from '#core/statistics/sequential.ts';
import { SequentialComparison } from '#core/statistics/sequential-comparison.ts';

type Outcome = { candidate: boolean; reference: boolean } | 'unpaired';
const both: Outcome = { candidate: true, reference: true };
const onlyReference: Outcome = { candidate: false, reference: true };

const taken = (
	outcomes: readonly [place: number, outcome: Outcome][],
	settings: { plannedItems: number; looks: number; deltaShare?: number }
): SequentialComparison => {
	const comparison = new SequentialComparison({ deltaShare: 0.02, ...settings });
	for (const [place, outcome] of outcomes) comparison.take(place, outcome);
	return comparison;
};

const outcome = fc.oneof(
	{ arbitrary: fc.constant<Outcome>(both), weight: 5 },
	{ arbitrary: fc.constant<Outcome>(onlyReference), weight: 1 },
	{ arbitrary: fc.constant<Outcome>({ candidate: true, reference: false }), weight: 1 },
	{ arbitrary: fc.constant<Outcome>({ candidate: false, reference: false }), weight: 1 },
	{ arbitrary: fc.constant<Outcome>('unpaired'), weight: 1 }
);

describe('a comparison that is looked at while it comes in', () => {
	it('looks at the planned shares, each time with the bound of that look', () => {
		const outcomes = Array.from({ length: 100 }, (_, i): [number, Outcome] => [
			i,
			i % 10 === 0 ? onlyReference : i % 10 === 5 ? { candidate: true, reference: false } : both
		]);
		const { made } = taken(outcomes, { plannedItems: 100, looks: 4 });
		const bounds = sequentialBounds({ looks: [0.25, 0.5, 0.75, 1] });
		expect(made.map(({ items }) => items)).toEqual([25, 50, 75, 100]);
		for (const [index, look] of made.entries()) {
			expect(look.z).toBeCloseTo(bounds[index] ?? 0, 8);
			const counts = {
				onlyFirst: look.onlyCandidate,
				onlySecond: look.onlyReference,
				n: look.pairs
			};
			expect(look).toMatchObject({ low: pairedDifference(counts, look.z).low });
			expect(look.conclusion).toBeNull();
		}
	});

	it('ends as soon as it is shown to be worse, and takes nothing after that', () => {
		const outcomes = Array.from({ length: 200 }, (_, i): [number, Outcome] => [
			i,
			i % 2 === 0 ? onlyReference : both
		]);
		const comparison = taken(outcomes, { plannedItems: 200, looks: 5 });
		expect(comparison.conclusion).toBe('worse');
		expect(comparison.made.at(-1)).toMatchObject({
			items: 80,
			onlyReference: 40,
			difference: -0.5
		});
	});

	it('ends as soon as it is shown to be not worse', () => {
		const outcomes = Array.from({ length: 1_000 }, (_, i): [number, Outcome] => [i, both]);
		const comparison = taken(outcomes, { plannedItems: 1_000, looks: 5 });
		expect(comparison.conclusion).toBe('not-worse');
		expect(comparison.made.at(-1)?.items).toBeLessThan(1_000);
	});

	it('does not look while an earlier item is still out, however many later ones are in', () => {
		const later = Array.from({ length: 99 }, (_, i): [number, Outcome] => [i + 1, both]);
		const comparison = taken(later, { plannedItems: 100, looks: 4 });
		expect(comparison.made).toEqual([]);
		comparison.take(0, both);
		expect(comparison.made.map(({ items }) => items)).toEqual([25, 50, 75, 100]);
	});

	it('counts what has no pair as nothing seen, and makes no look of nothing', () => {
		const nothing = Array.from({ length: 100 }, (_, i): [number, Outcome] => [i, 'unpaired']);
		expect(taken(nothing, { plannedItems: 100, looks: 4 }).made).toEqual([]);
		const half = Array.from({ length: 100 }, (_, i): [number, Outcome] => [
			i,
			i % 2 === 0 ? both : 'unpaired'
		]);
		const { made } = taken(half, { plannedItems: 100, looks: 2 });
		expect(made.map(({ pairs }) => pairs)).toEqual([25, 50]);
		expect(made[1]?.z).toBeCloseTo(sequentialBounds({ looks: [0.25, 0.5] })[1] ?? 0, 8);
	});

	it('says the same whatever the order in which answers arrive', () => {
		fc.assert(
			fc.property(
				fc.array(outcome, { minLength: 1, maxLength: 60 }),
				fc.integer({ min: 1, max: 4 }),
				fc.nat(),
				(outcomes, looks, seed) => {
					const placed = outcomes.map((each, i): [number, Outcome] => [i, each]);
					const settings = { plannedItems: outcomes.length, looks };
					const inOrder = taken(placed, settings);
					const mixed = taken(shuffle(createRandom(seed, 'arrivals'), placed), settings);
					expect(mixed.made).toEqual(inOrder.made);
				}
			),
			{ numRuns: 25 }
		);
	});

	it('refuses no look and no item', () => {
		const create = (plannedItems: number, looks: number) => () =>
			new SequentialComparison({ plannedItems, looks, deltaShare: 0.02 });
		expect(create(0, 2)).toThrow(RangeError);
		expect(create(10, 0)).toThrow(RangeError);
	});
});
