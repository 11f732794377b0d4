/** Two models on the same items, counted: against published values, and by its laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePaired } from '#bench/economics/verdict/paired-comparison.ts';
import { pairedVerdict, type PairedItem } from '#core/measured.ts';
import { createRandom } from '#core/random.ts';

const answer = (attemptId: string, passed: boolean | null, costUsd: string | null = '0.01') => ({
	attemptId,
	passed,
	score: passed === null ? null : passed ? 1 : 0.5,
	usage: null,
	costUsd
});
const item = (
	itemId: string,
	a: ReturnType<typeof answer> | null,
	b: ReturnType<typeof answer> | null
): PairedItem => ({ itemId, a, b, verdict: pairedVerdict(a, b) });
const itemsOf = (counts: [a: boolean, b: boolean, times: number][]): PairedItem[] =>
	counts.flatMap(([a, b, times], kind) =>
		Array.from({ length: times }, (_, index) =>
			item(`i${String(kind)}-${String(index)}`, answer('a', a), answer('b', b))
		)
	);
const compare = (items: readonly PairedItem[]) =>
	comparePaired(items, { deltaShare: 0.02, random: createRandom(1, 'test'), resamples: 500 });

describe('a comparison of paired answers', () => {
	it('has the difference, its interval and the p-values as published', () => {
		// Bentur et al. 2009: 1 against 7 of 21; Fagerland, Lydersen & Laake 2013 and 2014.
		const found = compare(
			itemsOf([
				[true, true, 1],
				[true, false, 1],
				[false, true, 7],
				[false, false, 12]
			])
		);
		expect(found).toMatchObject({ n: 21, counts: { onlyA: 1, onlyB: 7 } });
		expect(found.difference?.value).toBeCloseTo(-6 / 21, 12);
		expect(found.difference?.low).toBeCloseTo(-0.517, 3);
		expect(found.difference?.high).toBeCloseTo(-0.026, 3);
		expect(found.exactP).toBeCloseTo(0.0703125, 12);
		expect(found.midP).toBeCloseTo(0.0391, 4);
		expect(found.flipped).toHaveLength(8);
		expect(found.flipped[0]).toEqual({ itemId: 'i1-0', a: true, b: false });
	});

	it('counts what is not paired, and compares nothing of it', () => {
		const found = compare([
			item('one', answer('a', true), null),
			item('two', answer('a', true), answer('b', null))
		]);
		expect(found).toMatchObject({
			n: 0,
			unpaired: 2,
			difference: null,
			score: null,
			costUsd: null
		});
		expect(found.gate.state).toBe('no-data');
	});

	it('says nothing of cost where one answer has none', () => {
		const [first, ...rest] = itemsOf([[true, false, 9]]);
		expect(compare([first!, ...rest]).costUsd).toMatchObject({ a: 0.01, b: 0.01, difference: 0 });
		const without = { ...first!, b: answer('b', false, null) };
		expect(compare([without, ...rest]).costUsd).toBeNull();
	});

	it('of one item has figures and no interval of them: that needs more pairs', () => {
		const one = itemsOf([[true, false, 1]]);
		expect(compare(one).costUsd).toMatchObject({ difference: 0, low: null, high: null, n: 1 });
		const two = itemsOf([[true, false, 2]]);
		expect(compare(two).costUsd).toMatchObject({ low: 0, high: 0, n: 2 });
	});

	it('turns round when its sides do', () => {
		const count = fc.integer({ min: 0, max: 40 });
		fc.assert(
			fc.property(count, count, count, count, (both, onlyA, onlyB, none) => {
				const turned = compare(
					itemsOf([
						[true, true, both],
						[true, false, onlyB],
						[false, true, onlyA],
						[false, false, none]
					])
				);
				const found = compare(
					itemsOf([
						[true, true, both],
						[true, false, onlyA],
						[false, true, onlyB],
						[false, false, none]
					])
				);
				expect(found.exactP).toBe(turned.exactP);
				expect(found.n).toBe(both + onlyA + onlyB + none);
				expect(found.flipped).toHaveLength(onlyA + onlyB);
				if (!found.difference || !turned.difference) {
					expect(found.n).toBe(0);
					return;
				}
				expect(found.difference.value).toBeCloseTo(-turned.difference.value, 12);
				expect(found.difference.low).toBeCloseTo(-turned.difference.high, 9);
				expect(found.score!.low).toBeLessThanOrEqual(found.score!.difference + 1e-9);
				expect(found.score!.high).toBeGreaterThanOrEqual(found.score!.difference - 1e-9);
			}),
			{ numRuns: 40 }
		);
	});
});
