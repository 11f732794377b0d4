/** The difference of paired proportions and McNemar's test, against published values, exact enumeration and their laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z95 } from '#core/statistics/normal.ts';
import {
	mcNemarExactP,
	pairedDifference,
	pairedScore,
	restrictedOnlySecond
} from '#core/statistics/paired-difference.ts';

const z90 = 1.6448536269514722;

const counts = fc
	.integer({ min: 1, max: 400 })
	.chain((n) =>
		fc
			.tuple(fc.integer({ min: 0, max: n }), fc.integer({ min: 0, max: n }))
			.map(([a, b]) => ({ onlyFirst: Math.min(a, n), onlySecond: Math.min(b, n - a), n }))
	);

/** Chances of every outcome of `n` items of which the first alone is right with p, the second alone with q. */
function* outcomes(n: number, p: number, q: number) {
	const logFactorial = [0];
	for (let i = 1; i <= n; i++) logFactorial.push(logFactorial[i - 1]! + Math.log(i));
	for (let onlyFirst = 0; onlyFirst <= n; onlyFirst++) {
		for (let onlySecond = 0; onlySecond <= n - onlyFirst; onlySecond++) {
			const agree = n - onlyFirst - onlySecond;
			const log =
				logFactorial[n]! -
				logFactorial[onlyFirst]! -
				logFactorial[onlySecond]! -
				logFactorial[agree]! +
				onlyFirst * Math.log(p) +
				onlySecond * Math.log(q) +
				agree * Math.log(1 - p - q);
			yield { counts: { onlyFirst, onlySecond, n }, chance: Math.exp(log) };
		}
	}
}

describe('the interval of a difference of paired proportions', () => {
	it.each([
		// Cavo et al. 2012 as worked in Fagerland, Lydersen & Laake, Statistical Analysis of Contingency Tables (2017), chapter 8,
		// and in the tests of the R package contingencytables 3.1.0.
		[6, 16, 161, z95, -0.124, -0.0054, 4],
		// Bentur et al. 2009, Fagerland, Lydersen & Laake 2014, Stat. Med. 33:2850-2875.
		[1, 7, 21, z95, -0.517, -0.026, 3],
		// PropCIs 0.3-0, scoreci.mp(25, 28, 618, 0.90), which takes the second minus the first.
		[28, 25, 618, z90, -0.0148, 0.0247, 4],
		// PropCIs, 48 and 41 of 549 at 90 %.
		[48, 41, 549, z90, -0.0157, 0.0414, 4]
	])('of %i against %i in %i is as published', (onlyFirst, onlySecond, n, z, low, high, digits) => {
		const interval = pairedDifference({ onlyFirst, onlySecond, n }, z);
		expect(interval.low).toBeCloseTo(low, digits);
		expect(interval.high).toBeCloseTo(high, digits);
	});

	it('of no items is unknown', () => {
		expect(pairedDifference({ onlyFirst: 0, onlySecond: 0, n: 0 })).toMatchObject({
			difference: null,
			low: null,
			high: null
		});
	});

	it('is exact at the edges', () => {
		const n = 40;
		expect(pairedDifference({ onlyFirst: n, onlySecond: 0, n }).high).toBe(1);
		expect(pairedDifference({ onlyFirst: 0, onlySecond: n, n }).low).toBe(-1);
		const never = pairedDifference({ onlyFirst: 0, onlySecond: 0, n });
		expect(never.high).toBe(z95 ** 2 / (n + z95 ** 2));
		expect(never.low).toBe(-never.high!);
	});

	it('holds the difference, stays between −1 and 1, and mirrors when the two change places', () => {
		fc.assert(
			fc.property(counts, (paired) => {
				const { difference, low, high } = pairedDifference(paired);
				expect(low).toBeGreaterThanOrEqual(-1);
				expect(low).toBeLessThanOrEqual(difference!);
				expect(high).toBeGreaterThanOrEqual(difference!);
				expect(high).toBeLessThanOrEqual(1);
				const { onlyFirst, onlySecond, n } = paired;
				const mirrored = pairedDifference({ onlyFirst: onlySecond, onlySecond: onlyFirst, n });
				expect(mirrored.low).toBeCloseTo(-high!, 11);
				expect(mirrored.high).toBeCloseTo(-low!, 11);
			})
		);
	});

	it('ends where the score is 1.96, so that a bound within it is not rejected and one outside is', () => {
		fc.assert(
			fc.property(counts, (paired) => {
				const { low, high } = pairedDifference(paired);
				if (low! > -1) expect(pairedScore(paired, low!)).toBeCloseTo(z95, 6);
				if (high! < 1) expect(pairedScore(paired, high!)).toBeCloseTo(-z95, 6);
			})
		);
	});

	it('takes the variance from the likeliest shares with that difference', () => {
		fc.assert(
			fc.property(
				counts,
				fc.double({ min: -0.95, max: 0.95, noNaN: true }),
				(paired, difference) => {
					const { onlyFirst, onlySecond, n } = paired;
					const times = (count: number, share: number): number =>
						count === 0 ? 0 : count * Math.log(share);
					const logLikelihood = (q: number): number =>
						times(onlyFirst, q + difference) +
						times(onlySecond, q) +
						times(n - onlyFirst - onlySecond, 1 - 2 * q - difference);
					const best = restrictedOnlySecond(paired, difference);
					const [from, to] = [Math.max(0, -difference), (1 - difference) / 2];
					expect(best).toBeGreaterThanOrEqual(from);
					expect(best).toBeLessThanOrEqual(to);
					for (let i = 1; i < 60; i++) {
						const other = from + ((to - from) * i) / 60;
						expect(logLikelihood(other)).toBeLessThanOrEqual(logLikelihood(best) + 1e-9 * n);
					}
				}
			)
		);
	});

	it('holds the true difference in about 95 of 100 cases, never in much fewer, counted out exactly', () => {
		const truths = [
			[0.1, 0.1],
			[0.05, 0.12],
			[0.25, 0.15],
			[0.02, 0.02],
			[0.4, 0.1]
		] as const;
		const n = 40;
		const intervals = new Map<string, { low: number; high: number }>();
		const coverages = truths.map(([p, q]) => {
			let coverage = 0;
			for (const { counts: paired, chance } of outcomes(n, p, q)) {
				if (chance < 1e-9) continue;
				const key = `${paired.onlyFirst}/${paired.onlySecond}`;
				const { low, high } = intervals.get(key) ?? pairedDifference(paired);
				intervals.set(key, { low: low!, high: high! });
				if (low! <= p - q && p - q <= high!) coverage += chance;
			}
			return coverage;
		});
		expect(Math.min(...coverages)).toBeGreaterThan(0.93);
		const mean = coverages.reduce((sum, each) => sum + each, 0) / coverages.length;
		expect(mean).toBeGreaterThan(0.945);
		expect(mean).toBeLessThan(0.975);
	});
});

describe('the exact McNemar test', () => {
	it.each([
		// 2 · (1 + 8) / 2⁸
		[1, 7, 0.0703125],
		// 2 / 2⁵
		[0, 5, 0.0625],
		// 2 · (1 + 10 + 45) / 2¹⁰
		[8, 2, 0.109375],
		// Even splits are as likely as can be.
		[5, 5, 1],
		[0, 0, 1],
		[3, 4, 1],
		// contingencytables 3.1.0 on Cavo et al. 2012
		[6, 16, 0.052479]
	])('of %i against %i gives %f', (onlyFirst, onlySecond, p) => {
		expect(mcNemarExactP(onlyFirst, onlySecond)).toBeCloseTo(p, 6);
	});

	it('equals the sum of binomial terms in whole numbers', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (a, b) => {
				const n = a + b;
				let [term, tail] = [1n, 0n];
				for (let k = 0; k <= Math.min(a, b); k++) {
					tail += term;
					term = (term * BigInt(n - k)) / BigInt(k + 1);
				}
				const expected = Math.min(1, Number((tail * 2n * 10n ** 18n) / 2n ** BigInt(n)) / 1e18);
				expect(mcNemarExactP(a, b)).toBeCloseTo(expected, 12);
				expect(mcNemarExactP(b, a)).toBe(mcNemarExactP(a, b));
			})
		);
	});

	it('does not lose itself in tiny terms where many items differ', () => {
		// Normal approximation with continuity correction, z = 599 / √100600
		expect(mcNemarExactP(50_000, 50_600)).toBeCloseTo(0.05896, 4);
		expect(mcNemarExactP(0, 5_000)).toBe(0);
	});
});
