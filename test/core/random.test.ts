/** Seeded randomness: repeatable, independent by name, and even. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, hashText, pick, randomInt, shuffle } from '#core/random.ts';

/** Pearson's statistic of counts that should be equal. */
const chiSquare = (counts: readonly number[]): number => {
	const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
	return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
};
const countsOf = (draws: number, cells: number, draw: (i: number) => number): number[] => {
	const counts = Array.from({ length: cells }, () => 0);
	for (let i = 0; i < draws; i++) counts[draw(i)]!++;
	return counts;
};

describe('the hash of a name', () => {
	it.each([
		// Test vectors of FNV-1a, 32 bits: http://www.isthe.com/chongo/src/fnv/test_fnv.c
		['', 0x811c9dc5],
		['a', 0xe40c292c],
		['b', 0xe70c2de5],
		['foobar', 0xbf9cf968]
	])('of %j is that of FNV-1a', (text, hash) => {
		expect(hashText(text)).toBe(hash);
	});
});

describe('a random source', () => {
	it('gives the same numbers for the same seed and name on every machine', () => {
		const random = createRandom(42, 'poisson arrivals');
		// Written down once: a change would change the arrivals of every stored run.
		expect([random(), random(), random()]).toMatchInlineSnapshot(`
			[
			  0.7064936547540128,
			  0.45239773066714406,
			  0.8725220712367445,
			]
		`);
	});

	it('differs for another seed, beyond 32 bits as well, and for another name', () => {
		const firsts = (seed: number, name: string): string => {
			const random = createRandom(seed, name);
			return [random(), random()].join();
		};
		const all = [
			firsts(1, 'a'),
			firsts(2, 'a'),
			firsts(1 + 2 ** 32, 'a'),
			firsts(1, 'b'),
			firsts(0, '')
		];
		expect(new Set(all).size).toBe(all.length);
	});

	it('draws evenly from [0, 1), along one stream and across the first draws of many seeds', () => {
		const random = createRandom(3, 'even');
		const cell = (value: number): number => Math.floor(value * 50);
		const along = countsOf(100_000, 50, () => cell(random()));
		const across = countsOf(100_000, 50, (seed) => cell(createRandom(seed, 'even')()));
		// 49 degrees of freedom: 0.9999 quantile 96.
		expect(chiSquare(along)).toBeLessThan(96);
		expect(chiSquare(across)).toBeLessThan(96);
		const pairs = countsOf(
			100_000,
			100,
			() => Math.floor(random() * 10) * 10 + Math.floor(random() * 10)
		);
		// 99 degrees of freedom: 0.9999 quantile 161.
		expect(chiSquare(pairs)).toBeLessThan(161);
	});

	it('never gives 1 or less than 0', () => {
		fc.assert(
			fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.string(), (seed, name) => {
				const random = createRandom(seed, name);
				for (let i = 0; i < 20; i++) {
					const value = random();
					expect(value >= 0 && value < 1).toBe(true);
				}
			})
		);
	});
});

describe('drawing from a list', () => {
	it('gives integers below the bound and elements of the list, each as often', () => {
		const random = createRandom(5, 'draw');
		const list = ['a', 'b', 'c', 'd', 'e'];
		const picked = countsOf(50_000, 5, () => list.indexOf(pick(random, list)));
		const drawn = countsOf(50_000, 5, () => randomInt(random, 5));
		// 4 degrees of freedom: 0.9999 quantile 23.5.
		expect(chiSquare(picked)).toBeLessThan(23.5);
		expect(chiSquare(drawn)).toBeLessThan(23.5);
	});

	it('from an empty one is an error', () => {
		expect(() => pick(createRandom(1, 'x'), [])).toThrow(RangeError);
	});

	it('shuffled, keeps every element and the original list', () => {
		fc.assert(
			fc.property(fc.array(fc.integer()), fc.nat(), (list, seed) => {
				const before = [...list];
				const shuffled = shuffle(createRandom(seed, 's'), list);
				expect(list).toStrictEqual(before);
				expect([...shuffled].sort()).toStrictEqual([...list].sort());
				expect(shuffle(createRandom(seed, 's'), list)).toStrictEqual(shuffled);
			})
		);
	});

	it('brings every order equally often', () => {
		const random = createRandom(9, 'orders');
		const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'];
		const counts = countsOf(60_000, 6, () =>
			orders.indexOf(shuffle(random, ['a', 'b', 'c']).join(''))
		);
		// 5 degrees of freedom: 0.9999 quantile 25.7.
		expect(chiSquare(counts)).toBeLessThan(25.7);
	});
});
