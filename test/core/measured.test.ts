/** Ratios of sums with their standard errors, against plain arithmetic over the single requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	addClusters,
	noClusters,
	oneCluster,
	pairedVerdict,
	ratioOf,
	tokenCountOf
} from '#core/measured.ts';

/** Requests by item, each with its tokens. */
const byItem = fc.array(
	fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 5 }),
	{ minLength: 1, maxLength: 20 }
);

const sumsOf = (items: number[][]) =>
	items
		.map((tokens) =>
			oneCluster(BigInt(tokens.reduce((sum, n) => sum + n, 0)), BigInt(tokens.length))
		)
		.reduce(addClusters, noClusters);

const squaresOf = (items: number[][]): bigint =>
	items.flat().reduce((sum, n) => sum + BigInt(n) ** 2n, 0n);

describe('the tokens of many requests', () => {
	it('have the mean, the variance and the clustered standard error of the single ones', () => {
		fc.assert(
			fc.property(byItem, (items) => {
				const all = items.flat();
				const n = all.length;
				const mean = all.reduce((sum, each) => sum + each, 0) / n;
				const count = tokenCountOf(sumsOf(items), squaresOf(items));
				expect(count.n).toBe(n);
				expect(Number(count.mean)).toBeCloseTo(mean, 6);
				const squares = all.reduce((sum, each) => sum + (each - mean) ** 2, 0);
				if (n < 2) expect(count.variance).toBeNull();
				else expect(count.variance! / (squares / (n - 1) || 1)).toBeCloseTo(squares ? 1 : 0, 6);
				const m = items.length;
				const residuals = items.map((tokens) => tokens.reduce((sum, each) => sum + each - mean, 0));
				const clustered =
					Math.sqrt((m / (m - 1)) * residuals.reduce((sum, each) => sum + each ** 2, 0)) / n;
				if (m < 2) expect(count.standardErrorOfMean).toBeNull();
				else expect(count.standardErrorOfMean).toBeCloseTo(clustered, 3);
			})
		);
	});

	it('are exact where a binary float has long lost the last token', () => {
		const sums = addClusters(oneCluster(9_007_199_254_740_993n, 1n), oneCluster(0n, 1n));
		const count = tokenCountOf(sums, 9_007_199_254_740_993n ** 2n);
		expect(count.sum).toBe('9007199254740993');
		expect(count.mean).toBe('4503599627370496.5');
	});

	it('of the same item again are no new evidence', () => {
		const once = ratioOf(sumsOf([[100], [200], [300]]));
		const often = ratioOf(
			sumsOf([
				[100, 100],
				[200, 200],
				[300, 300]
			])
		);
		expect(once.standardError).toBeCloseTo(Math.sqrt(20_000 / 2 / 3), 9);
		expect(often).toStrictEqual(once);
	});

	it('are unknown without any request', () => {
		expect(ratioOf(noClusters)).toStrictEqual({ value: null, standardError: null, clusters: 0 });
		expect(tokenCountOf(noClusters, 0n)).toStrictEqual({
			n: 0,
			sum: '0',
			sumOfSquares: '0',
			mean: null,
			variance: null,
			standardErrorOfMean: null,
			clusters: 0
		});
	});
});

describe('two answers to an item', () => {
	it.each([
		[true, true, 'both-right'],
		[true, false, 'only-a'],
		[false, true, 'only-b'],
		[false, false, 'both-wrong'],
		[null, true, 'unpaired'],
		[false, null, 'unpaired']
	])('%s and %s are %s', (a, b, verdict) => {
		expect(pairedVerdict({ passed: a }, { passed: b })).toBe(verdict);
	});

	it('are no pair where one was never asked for', () => {
		expect(pairedVerdict(null, { passed: true })).toBe('unpaired');
	});
});
