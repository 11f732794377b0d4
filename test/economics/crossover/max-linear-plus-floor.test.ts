/** The largest value of a line plus a staircase, against trying every number. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxLinearPlusFloor } from '#bench/economics/crossover/max-linear-plus-floor.ts';

it('finds the largest value that trying every number finds', () => {
	const int = (min: number, max: number) => fc.integer({ min, max });
	fc.assert(
		fc.property(
			int(0, 60),
			int(1, 40),
			int(-30, 30),
			int(-30, 30),
			int(0, 80),
			int(0, 80),
			(n, m, a, b, c, d) => {
				const values = Array.from(
					{ length: n + 1 },
					(_, x) => a * x + b * Math.floor((c * x + d) / m)
				);
				const [bigN, bigM, bigA, bigB, bigC, bigD] = [n, m, a, b, c, d].map(BigInt) as [
					bigint,
					bigint,
					bigint,
					bigint,
					bigint,
					bigint
				];
				expect(maxLinearPlusFloor(bigN, bigM, bigA, bigB, bigC, bigD)).toBe(
					BigInt(Math.max(...values))
				);
			}
		),
		{ numRuns: 3_000, seed: 3 }
	);
});
