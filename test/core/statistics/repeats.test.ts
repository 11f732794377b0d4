import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { repeatsOf, type ItemTries } from '#core/statistics/repeats.ts';

const random = () => createRandom(1, 'repeats');
const item = (itemId: string, tries: number, right: number): ItemTries => ({
	itemId,
	tries,
	right
});

const asked = fc
	.array(
		fc
			.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
			.map(([tries, right]) => ({ tries, right: Math.min(tries, right) })),
		{ maxLength: 30 }
	)
	.map((list) => list.map((each, index) => ({ itemId: `i${String(index)}`, ...each })));

describe('items asked several times', () => {
	it('give the share of one try, of at least one and of all, and name the wavering', () => {
		const repeats = repeatsOf([item('a', 2, 2), item('b', 2, 1), item('c', 2, 0)], random());
		expect(repeats).toMatchObject({ k: 2, items: 3, itemsLeftOut: 0, wavering: ['b'] });
		expect(repeats?.once.share).toBeCloseTo(1 / 2, 12);
		expect(repeats?.atLeastOnce.share).toBeCloseTo(2 / 3, 12);
		expect(repeats?.everyTime.share).toBeCloseTo(1 / 3, 12);
	});

	it('count more tries than k without bias: 3 of 4 right is 1 and 1/2 for two tries', () => {
		const items = [...Array(9).keys()].map((i) => item(`two-${String(i)}`, 2, 2));
		const repeats = repeatsOf([...items, item('four', 4, 3)], random());
		expect(repeats?.k).toBe(2);
		expect(repeats?.everyTime.share).toBeCloseTo((9 + 1 / 2) / 10, 12);
	});

	it('are none where more than one item in ten was asked once, or nothing was graded', () => {
		expect(repeatsOf([item('a', 2, 1), item('b', 1, 1)], random())).toBeNull();
		expect(repeatsOf([item('a', 0, 0)], random())).toBeNull();
		expect(repeatsOf([], random())).toBeNull();
	});

	it('leave out the few that were asked less often, and say how many', () => {
		const many = [...Array(19).keys()].map((i) => item(`i${String(i)}`, 3, 3));
		expect(repeatsOf([...many, item('late', 2, 0)], random())).toMatchObject({
			k: 3,
			items: 19,
			itemsLeftOut: 1,
			once: { share: 1, low: 1, high: 1 }
		});
	});

	it('are ordered: all tries ≤ one try ≤ at least one, each within its interval and from 0 to 1', () => {
		fc.assert(
			fc.property(asked, (items) => {
				const repeats = repeatsOf(items, random());
				if (!repeats) return;
				const { once, atLeastOnce, everyTime } = repeats;
				expect(everyTime.share).toBeLessThanOrEqual(once.share + 1e-12);
				expect(once.share).toBeLessThanOrEqual(atLeastOnce.share + 1e-12);
				for (const { low, high } of [once, atLeastOnce, everyTime]) {
					expect(low).toBeGreaterThanOrEqual(-1e-12);
					expect(low).toBeLessThanOrEqual(high);
					expect(high).toBeLessThanOrEqual(1 + 1e-12);
				}
				if (repeats.wavering.length === 0) {
					expect(atLeastOnce.share).toBeCloseTo(everyTime.share, 12);
				}
			}),
			{ numRuns: 200 }
		);
	});
});
