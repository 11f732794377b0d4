/** Samples that are kept in one pass, cut and put together: still random, and the same for the same seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { itemCounts } from '#bench/importers/trace/choose-items.ts';
import { KeptSample } from '#bench/importers/trace/kept-sample.ts';
import { RequestClusters } from '#bench/importers/trace/request-clusters.ts';

describe('a kept sample', () => {
	it('holds those with the smallest priorities, however it was cut and merged', () => {
		fc.assert(
			fc.property(
				// Priorities that are drawn evenly are never the same twice.
				fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 160 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.integer({ min: 1, max: 12 }),
				(drawn, share, most) => {
					const priorities = drawn.map((one) => one / 2 ** 31);
					const at = Math.floor(share * priorities.length);
					const [left, right] = [priorities.slice(0, at), priorities.slice(at)];
					const [a, b] = [new KeptSample<number>(), new KeptSample<number>()];
					for (const priority of left) a.add({ priority, value: priority }, most);
					for (const priority of right) b.add({ priority, value: priority }, most);
					a.merge(b, most);
					const smallest = priorities.toSorted((x, y) => x - y).slice(0, most);
					expect(a.smallest(most)).toEqual(smallest);
				}
			)
		);
	});

	it('takes each entry equally often, also of parts that were put together', () => {
		const counts = Array.from({ length: 40 }, () => 0);
		for (let seed = 1; seed <= 4_000; seed++) {
			const random = createRandom(seed, 'priorities');
			const [a, b] = [new KeptSample<number>(), new KeptSample<number>()];
			for (let value = 0; value < 40; value++) {
				(value < 30 ? a : b).add({ priority: random(), value }, 4);
			}
			a.merge(b, 4);
			for (const value of a.smallest(4)) counts[value] = (counts[value] ?? 0) + 1;
		}
		// 400 expected of each, standard deviation 19.
		expect(Math.min(...counts)).toBeGreaterThan(400 - 4 * 19);
		expect(Math.max(...counts)).toBeLessThan(400 + 4 * 19);
	});
});

describe('clusters of requests', () => {
	it('keep a rare kind among ever new openings, and lose no request', () => {
		const clusters = new RequestClusters<{ form: string; characters: number; n: number }>();
		const random = createRandom(1, 'clusters');
		for (let n = 0; n < 20_000; n++) {
			const isRare = n % 50 === 0;
			const form = n % 2 === 0 ? 'short' : 'long';
			const opening = isRare ? 'translate this please' : `free text ${String(n)}`;
			clusters.add({ opening, form }, random(), 20, () => ({ form, characters: 1, n }));
		}
		const found = clusters.clusters(20);
		expect(found.reduce((sum, { requests }) => sum + requests, 0)).toBe(20_000);
		expect(found.map(({ about, requests }) => [about, requests])).toEqual([
			[{ kind: 'form', form: 'long' }, 10_000],
			[{ kind: 'form', form: 'short' }, 9_600],
			[{ kind: 'opening', opening: 'translate this please' }, 400]
		]);
		expect(found.every(({ sample }) => sample.smallest(20).length === 20)).toBe(true);
		const rare = found[2]?.sample.smallest(20) ?? [];
		expect(rare.every(({ n }) => n % 50 === 0)).toBe(true);
	});

	it('get items in proportion, at least one each, and as many as wanted where there are', () => {
		expect(
			itemCounts(
				[
					{ requests: 890, available: 100 },
					{ requests: 100, available: 100 },
					{ requests: 10, available: 3 }
				],
				50
			)
		).toEqual([44, 5, 1]);
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						requests: fc.integer({ min: 1, max: 1_000 }),
						available: fc.integer({ min: 0, max: 60 })
					}),
					{ minLength: 1, maxLength: 12 }
				),
				fc.integer({ min: 1, max: 200 }),
				(clusters, wanted) => {
					const counts = itemCounts(clusters, wanted);
					const all = clusters.reduce((sum, { available }) => sum + available, 0);
					const kinds = clusters.filter(({ available }) => available > 0).length;
					const sum = counts.reduce((total, count) => total + count, 0);
					expect(sum).toBe(Math.min(all, Math.max(wanted, kinds)));
					for (const [index, { available }] of clusters.entries()) {
						expect(counts[index]).toBeLessThanOrEqual(available);
						expect(counts[index]).toBeGreaterThanOrEqual(Math.min(1, available));
					}
				}
			)
		);
	});
});
