/** Sample sizes of paired comparisons: closed values, the way back, and power by simulation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { mcNemarExactP, mcNemarMidP } from '#core/statistics/paired-difference.ts';
import { detectableDifference, itemsToShowDifference } from '#core/statistics/paired-power.ts';

describe('how many items show a difference', () => {
	it.each([
		// By the formula, worked out by hand: (1.959964 √ψ + 0.841621 √(ψ − d²))² / d².
		[0.1, 0.2, 0.05, 0.8, 155],
		[0.02, 0.1, 0.05, 0.8, 1960],
		[0.2, 0.2, 0.05, 0.8, 37]
	])('%f with %f differing at %f and %f: %i', (difference, differingShare, alpha, power, items) => {
		expect(itemsToShowDifference(difference, { differingShare, alpha, power })).toBe(items);
	});

	it('is unknown for no difference and for one that cannot be', () => {
		expect(itemsToShowDifference(0, { differingShare: 0.1 })).toBeNull();
		expect(itemsToShowDifference(0.2, { differingShare: 0.1 })).toBeNull();
		expect(detectableDifference(5, { differingShare: 0.1 })).toBeNull();
		expect(detectableDifference(0, { differingShare: 0.1 })).toBeNull();
	});

	it('goes back from items to the difference', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.02, max: 1, noNaN: true }),
				fc.double({ min: 0.05, max: 1, noNaN: true }),
				(differingShare, part) => {
					const difference = part * differingShare;
					const items = itemsToShowDifference(difference, { differingShare })!;
					const found = detectableDifference(items, { differingShare })!;
					expect(found).toBeLessThanOrEqual(difference * (1 + 1e-9));
					if (items > 20) {
						expect(detectableDifference(items - 1, { differingShare }) ?? 1).toBeGreaterThanOrEqual(
							difference * (1 - 1e-9)
						);
					}
				}
			)
		);
	});

	it('promises a chance of 80 % that holds when it is drawn', () => {
		const random = createRandom(3, 'power');
		const [difference, differingShare] = [0.08, 0.2];
		const items = itemsToShowDifference(difference, { differingShare })!;
		const rounds = 2_000;
		let shown = 0;
		for (let round = 0; round < rounds; round++) {
			let [first, second] = [0, 0];
			for (let i = 0; i < items; i++) {
				const drawn = random();
				if (drawn < (differingShare + difference) / 2) first++;
				else if (drawn < differingShare) second++;
			}
			if (mcNemarMidP(first, second) < 0.05) shown++;
		}
		expect(shown / rounds).toBeGreaterThan(0.77);
		expect(shown / rounds).toBeLessThan(0.83);
	});
});

describe("McNemar's mid-p value", () => {
	it.each([
		// Fagerland, Lydersen & Laake 2013, BMC Med. Res. Methodol. 13:91, tables 1 and 2: Bentur et al. (1, 7) and Cavo et al. (6, 16).
		[1, 7, 0.0391, 4],
		[6, 16, 0.0347, 4]
	])('of %i against %i is as published', (first, second, p, digits) => {
		expect(mcNemarMidP(first, second)).toBeCloseTo(p, digits);
	});

	it('lies below the exact one, and is 1 less half the middle for a tie', () => {
		const count = fc.integer({ min: 0, max: 300 });
		fc.assert(
			fc.property(count, count, (first, second) => {
				const [mid, exact] = [mcNemarMidP(first, second), mcNemarExactP(first, second)];
				expect(mid).toBeLessThanOrEqual(exact);
				expect(mid).toBeGreaterThan(0);
				expect(mcNemarMidP(second, first)).toBe(mid);
			})
		);
		expect(mcNemarMidP(1, 1)).toBeCloseTo(0.75, 12);
		expect(mcNemarMidP(0, 0)).toBeCloseTo(0.5, 12);
	});
});
