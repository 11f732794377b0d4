import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { CostOption } from '#bench/economics/option/option.ts';
import { findCrossovers } from '#bench/economics/crossover/crossover.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import { compileOption } from '#bench/economics/uncertainty/compile.ts';
import {
	createRowDifference,
	type RowDifference
} from '#bench/economics/uncertainty/row-difference.ts';
import { arbitraryBuy, arbitraryHybrid, arbitraryMake } from '../support/arbitrary-option.ts';
import { constant, emptyOption, line, parameter } from '../support/realistic-case.ts';

const differenceOf = (make: CostOption, buy: CostOption): RowDifference => {
	const none = { rows: 1, columns: new Map<string, Float64Array>() };
	const [own, other] = [make, buy].map((option) => compileOption(option, none, []));
	for (const column of [...own!.columns, ...other!.columns]) column.fill(0, 1);
	const difference = createRowDifference(own!, other!);
	difference.load(0);
	return difference;
};

/** F0 + c (n + s) + v V against p V, as in the closed form of a staircase. */
const stairCase = (p: number, { fixed = 9_000, c = 2_000, k = 10, v = 0, s = 1 } = {}) => ({
	make: {
		...emptyOption('make', 'make-owned'),
		lines: [
			line('fixed', 'month', [constant(String(fixed))]),
			line('node', 'node-month', [constant(String(c))]),
			line('marginal', 'request', [constant(String(v))])
		],
		fleet: {
			kappaPerS: parameter('kappa', String(k)),
			headroom: parameter('headroom', '1'),
			peakToAverage: parameter('peak', String(730 * 3_600)),
			levels: [],
			spareNodes: s,
			minNodes: 1,
			scaling: 'peak',
			rent: null,
			staffStep: null
		}
	} satisfies CostOption,
	buy: { ...emptyOption('buy', 'buy'), lines: [line('price', 'request', [constant(String(p))])] }
});

describe('crossovers of one draw', () => {
	test.each([
		[290, 127.586, 141.379],
		[400, 57.5, 62.5],
		[1_000, 15, 15]
	])('at %i USD a request make first wins at %f and stays cheaper from %f on', (p, first, last) => {
		const { make, buy } = stairCase(p);
		const difference = differenceOf(make, buy);
		expect(difference.first(1e9)).toBeCloseTo(first, 3);
		expect(difference.permanent()).toBeCloseTo(last, 3);
	});

	test('there is none where a node costs more than the requests that it carries', () => {
		const { make, buy } = stairCase(200);
		const difference = differenceOf(make, buy);
		expect(difference.first(1e9)).toBe(Infinity);
		expect(difference.permanent()).toBe(Infinity);
	});

	test('equal the closed form of a staircase against a constant price', () => {
		fc.assert(
			fc.property(
				fc.record({
					fixed: fc.integer({ min: 0, max: 90_000 }),
					c: fc.integer({ min: 100, max: 9_000 }),
					k: fc.integer({ min: 1, max: 500 }),
					v: fc.integer({ min: 0, max: 30 }),
					s: fc.integer({ min: 0, max: 3 })
				}),
				fc.integer({ min: 31, max: 900 }),
				(terms, p) => {
					const { fixed, c, k, v, s } = terms;
					const { make, buy } = stairCase(p, terms);
					const difference = differenceOf(make, buy);
					const gain = (p - v) * k - c;
					if (gain <= 0) {
						expect(difference.permanent()).toBe(Infinity);
						return;
					}
					const n0 = Math.max(1, Math.ceil((fixed + s * c) / gain));
					const n = Math.max(n0, Math.ceil((fixed + (s + 1) * c) / gain));
					// A tie at the very end of a step is a crossing of no length, and either answer is right.
					fc.pre((fixed + s * c) % gain !== 0 && (fixed + (s + 1) * c) % gain !== 0);
					const [first, last] = [n0, n].map((nodes) => (fixed + (nodes + s) * c) / (p - v));
					expect(difference.first(1e12) / first!).toBeCloseTo(1, 9);
					expect(difference.permanent() / last!).toBeCloseTo(1, 9);
				}
			),
			{ numRuns: 2_000 }
		);
	});

	test('equal the exact crossovers for random fleets, tiers, commitments and hybrids', () => {
		const max = 40_000_000;
		let [crossed, permanent] = [0, 0];
		fc.assert(
			fc.property(fc.oneof(arbitraryMake, arbitraryHybrid), arbitraryBuy, (make, buy) => {
				const exact = findCrossovers(optionCurve(make), optionCurve(buy), {
					maxRequestsPerMonth: max,
					maxIntervals: 50
				});
				const difference = differenceOf(make, buy);
				const from = difference.permanent();
				const [opening] = exact.intervals;
				if (exact.permanentCrossover !== null && difference.at(4 * max) < 0 && from < Infinity) {
					permanent++;
					expect(Math.abs(from - exact.permanentCrossover)).toBeLessThanOrEqual(1 + from * 1e-9);
				}
				if (opening?.winner === 'buy' && exact.firstCrossover !== null) {
					crossed++;
					const first = difference.first(max);
					expect(Math.abs(first - exact.firstCrossover)).toBeLessThanOrEqual(1 + first * 1e-9);
				}
				if (exact.verdict === 'never') expect(difference.first(max)).toBe(Infinity);
				if (exact.verdict === 'always' && opening?.winner === 'make') {
					expect(difference.first(max)).toBe(0);
				}
			}),
			{ numRuns: 200 }
		);
		expect(crossed).toBeGreaterThan(20);
		expect(permanent).toBeGreaterThan(20);
	}, 30_000);
});
