/** Rates corrected for a judge's errors: closed values, laws, and coverage by simulation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctedRate } from '#core/statistics/corrected-rate.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';

describe('a rate corrected for the errors of a judge', () => {
	it('is (p + specificity − 1) / (sensitivity + specificity − 1)', () => {
		const errors = { right: 100, rightPassed: 90, wrong: 100, wrongFailed: 80 };
		expect(correctedRate(60, 100, errors)?.share).toBeCloseTo((0.6 + 0.8 - 1) / 0.7, 12);
	});

	it('stays as reported for a judge without a fault, and its interval nears that of the plain rate', () => {
		const errors = { right: 1e7, rightPassed: 1e7, wrong: 1e7, wrongFailed: 1e7 };
		const { share, low, high } = correctedRate(150, 200, errors)!;
		const plain = wilsonInterval(150, 200);
		expect(share).toBeCloseTo(0.75, 12);
		expect(low).toBeCloseTo(plain.low!, 2);
		expect(high).toBeCloseTo(plain.high!, 2);
	});

	it('is unknown without labels of both kinds, without answers, and for a judge no better than chance', () => {
		const good = { right: 20, rightPassed: 18, wrong: 20, wrongFailed: 18 };
		expect(correctedRate(0, 0, good)).toBeNull();
		expect(correctedRate(5, 10, { ...good, right: 0, rightPassed: 0 })).toBeNull();
		expect(correctedRate(5, 10, { ...good, wrong: 0, wrongFailed: 0 })).toBeNull();
		expect(correctedRate(5, 10, { ...good, rightPassed: 10, wrongFailed: 10 })).toBeNull();
	});

	it('stays between 0 and 1 inside its interval, which fewer labels widen', () => {
		const share = fc.double({ min: 0.6, max: 1, noNaN: true });
		fc.assert(
			fc.property(share, share, fc.integer({ min: 0, max: 300 }), (se, sp, passed) => {
				const of = (labels: number) =>
					correctedRate(passed, 300, {
						right: labels,
						rightPassed: Math.round(se * labels),
						wrong: labels,
						wrongFailed: Math.round(sp * labels)
					})!;
				const [few, many] = [of(50), of(5_000)];
				for (const { share: estimate, low, high } of [few, many]) {
					expect(low).toBeGreaterThanOrEqual(0);
					expect(low).toBeLessThanOrEqual(estimate);
					expect(high).toBeGreaterThanOrEqual(estimate);
					expect(high).toBeLessThanOrEqual(1);
				}
				if (few.low > 0 && few.high < 1 && many.low > 0 && many.high < 1) {
					expect(few.high - few.low).toBeGreaterThan(many.high - many.low);
				}
			})
		);
	});
});
