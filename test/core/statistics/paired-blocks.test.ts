import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { pairedBlockDifference } from '#core/statistics/paired-blocks.ts';

describe('the paired difference of blocks', () => {
	it('is the mean with the interval of t, worked out by hand', () => {
		// Differences 1, 2, 3, 6: mean 3, standard deviation 2.160; t with 3 degrees of freedom 3.182.
		const found = pairedBlockDifference([11, 12, 13, 16], [10, 10, 10, 10]);
		expect(found).toMatchObject({ value: 3, pairs: 4 });
		expect(found?.high).toBeCloseTo(3 + 3.182 * (2.160247 / 2), 1);
		expect(found?.low).toBeCloseTo(3 - 3.182 * (2.160247 / 2), 1);
	});

	it('leaves out pairs of which one is missing, and tells nothing from one pair', () => {
		expect(pairedBlockDifference([5, null, 7], [4, 3, 5, 9])).toMatchObject({
			value: 1.5,
			pairs: 2
		});
		expect(pairedBlockDifference([5, null], [4, 3])).toBeNull();
	});

	it('holds the true difference in 95 of 100 runs, however the hour drifts', () => {
		const random = createRandom(1, 'blocks');
		const noise = (): number => {
			let sum = 0;
			for (let i = 0; i < 12; i++) sum += random();
			return sum - 6;
		};
		let held = 0;
		const runs = 4_000;
		for (let run = 0; run < runs; run++) {
			const [a, b]: [number[], number[]] = [[], []];
			for (let block = 0; block < 6; block++) {
				// Twice as slow at the end: in both of a pair.
				const drift = 100 + 20 * block;
				a.push(drift + 5 + 3 * noise());
				b.push(drift + 3 * noise());
			}
			const found = pairedBlockDifference(a, b);
			if (found && found.low <= 5 && found.high >= 5) held++;
		}
		expect(held / runs).toBeGreaterThan(0.93);
		expect(held / runs).toBeLessThan(0.97);
	});
});
