import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { proportionalParts, shapleyValues } from '#bench/economics/fleet/shared-fleet/shapley.ts';

const permutations = (items: readonly number[]): number[][] =>
	items.length === 0
		? [[]]
		: items.flatMap((item) =>
				permutations(items.filter((each) => each !== item)).map((rest) => [item, ...rest])
			);

test('the Shapley value is the mean of what each player adds, over every order', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 5 }),
			fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 32, maxLength: 32 }),
			(players, worth) => {
				const values = worth.slice(0, 1 << players).map((each, set) => (set === 0 ? 0 : each));
				const orders = permutations(Array.from({ length: players }, (_, i) => i));
				const sums = Array.from({ length: players }, () => 0);
				for (const order of orders) {
					let set = 0;
					for (const player of order) {
						const next = set | (1 << player);
						sums[player]! += values[next]! - values[set]!;
						set = next;
					}
				}
				const exact = shapleyValues(players, values.map(toDecimal));
				for (const [player, sum] of sums.entries()) {
					expect(exact[player]!.toNumber()).toBeCloseTo(sum / orders.length, 9);
				}
				const total = exact.reduce((all, part) => all.plus(part), toDecimal(0));
				expect(total.toNumber()).toBe(values.at(-1));
			}
		)
	);
});

test('in the glove game the one right glove is worth two thirds, each of two left ones a sixth', () => {
	// Bit 0 has a right glove, bits 1 and 2 a left one; a pair is worth 1.
	const values = [0, 0, 0, 1, 0, 1, 0, 1].map(toDecimal);
	expect(shapleyValues(3, values).map((part) => part.round(6).toNumber())).toEqual([
		0.666667, 0.166667, 0.166667
	]);
});

const amounts = (...values: number[]) => values.map(toDecimal);

test('proportional parts are even where nobody has a weight, and add up to the whole', () => {
	const free = amounts(99, 99, 99);
	const thirds = proportionalParts(toDecimal(10), amounts(1, 1, 1), free);
	expect(thirds.reduce((sum, part) => sum.plus(part), toDecimal(0)).toFixed()).toBe('10');
	expect(proportionalParts(toDecimal(10), amounts(0, 0), free).map(String)).toEqual(['5', '5']);
	expect(proportionalParts(toDecimal(10), amounts(1, 4), free).map(String)).toEqual(['2', '8']);
	expect(proportionalParts(toDecimal(10), [], [])).toEqual([]);
});

test('proportional parts end at their caps, and the others take the rest', () => {
	expect(
		proportionalParts(toDecimal(12), amounts(1, 2, 9), amounts(20, 20, 3)).map(String)
	).toEqual(['3', '6', '3']);
	const list = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });
	fc.assert(
		fc.property(list, list, fc.integer({ min: 0, max: 100 }), (weights, caps, percent) => {
			const whole = toDecimal(caps.reduce((sum, cap) => sum + cap, 0))
				.times(percent)
				.div(100);
			const parts = proportionalParts(whole, weights.map(toDecimal), caps.map(toDecimal));
			const sum = parts.reduce((total, part) => total.plus(part), toDecimal(0));
			expect(sum.minus(whole).abs().lt('1e-30')).toBe(true);
			for (const [index, part] of parts.entries()) {
				expect(part.gte('-1e-30') && part.lte(caps[index]!)).toBe(true);
			}
		})
	);
});
