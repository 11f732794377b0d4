/** A saving that several make together, allotted to each. */
import { Decimal } from '#core/decimal.ts';

/** Most players for whom every order is looked at: 2^8 coalitions. */
export const mostExactPlayers = 8;

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** The last part is what the others leave, so that the parts add up to the whole. */
const closed = (parts: readonly Decimal[], whole: Decimal): Decimal[] => {
	const head = parts.slice(0, -1);
	const sum = head.reduce((total, part) => total.plus(part), new Decimal(0));
	return parts.length === 0 ? [] : [...head, whole.minus(sum)];
};

/**
 * What each of n players adds to the coalition before him, on average over all n! orders:
 * φ_i = Σ_(S without i) |S|! (n − |S| − 1)!/n! · (v(S + i) − v(S)) (Shapley, A Value for n-Person Games, 1953).
 * `values` has v by bit set: player i is bit i. The parts add up to v of all exactly.
 */
export const shapleyValues = (players: number, values: readonly Decimal[]): Decimal[] => {
	const orders = factorial(players);
	const value = (set: number): Decimal => values[set] ?? new Decimal(0);
	const sizeOf = (set: number): number =>
		Array.from({ length: players }, (_, i) => (set >> i) & 1).reduce((sum, bit) => sum + bit, 0);
	const parts = Array.from({ length: players }, (_, player) => {
		let sum = new Decimal(0);
		for (let set = 0; set < 1 << players; set++) {
			if ((set >> player) & 1) continue;
			const size = sizeOf(set);
			const weight = factorial(size) * factorial(players - size - 1);
			sum = sum.plus(
				value(set | (1 << player))
					.minus(value(set))
					.times(weight)
			);
		}
		return sum.div(orders);
	});
	return closed(parts, value((1 << players) - 1));
};

/**
 * Parts in proportion to weights ≥ 0, even ones where all weights are 0, none above its cap: what is beyond goes to the others
 * in the same way. They add up to the whole exactly where the caps leave room for it.
 */
export const proportionalParts = (
	whole: Decimal,
	weights: readonly Decimal[],
	caps: readonly Decimal[]
): Decimal[] => {
	const capped = new Map<number, Decimal>();
	for (;;) {
		const open = weights.flatMap((weight, index) => (capped.has(index) ? [] : [{ weight, index }]));
		const rest = [...capped.values()].reduce((left, cap) => left.minus(cap), whole);
		const sum = open.reduce((total, { weight }) => total.plus(weight), new Decimal(0));
		const parts = closed(
			open.map(({ weight }) => (sum.eq(0) ? rest.div(open.length) : rest.times(weight).div(sum))),
			rest
		);
		const beyond = open.filter(({ index }, place) => parts[place]?.gt(caps[index] ?? 0));
		if (beyond.length === 0) {
			const found = new Map(open.map(({ index }, place) => [index, parts[place]]));
			return weights.map((_, index) => capped.get(index) ?? found.get(index) ?? new Decimal(0));
		}
		for (const { index } of beyond) capped.set(index, caps[index] ?? new Decimal(0));
	}
};
