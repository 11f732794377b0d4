/** Wilson's interval, against published values and by its laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#core/statistics/wilson.ts';

describe('the Wilson interval', () => {
	it.each([
		// Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
		[29, 29, 0.883, 1]
	])('of %i in %i is %f to %f', (successes, n, low, high) => {
		const interval = wilsonInterval(successes, n);
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	it('of nothing is unknown', () => {
		expect(wilsonInterval(0, 0)).toStrictEqual({
			successes: 0,
			n: 0,
			share: null,
			low: null,
			high: null
		});
	});

	const counts = fc
		.integer({ min: 1, max: 5_000 })
		.chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

	it('holds the share, stays between 0 and 1, and mirrors with failures', () => {
		fc.assert(
			fc.property(counts, ([successes, n]) => {
				const { share, low, high } = wilsonInterval(successes, n);
				expect(low).toBeGreaterThanOrEqual(0);
				expect(low).toBeLessThanOrEqual(share!);
				expect(high).toBeGreaterThanOrEqual(share!);
				expect(high).toBeLessThanOrEqual(1);
				const mirrored = wilsonInterval(n - successes, n);
				expect(mirrored.low).toBeCloseTo(1 - high!, 12);
				expect(mirrored.high).toBeCloseTo(1 - low!, 12);
			})
		);
	});

	it('becomes narrower with more of the same', () => {
		fc.assert(
			fc.property(counts, fc.integer({ min: 2, max: 9 }), ([successes, n], times) => {
				const [one, many] = [
					wilsonInterval(successes, n),
					wilsonInterval(successes * times, n * times)
				];
				expect(many.high! - many.low!).toBeLessThan(one.high! - one.low!);
			})
		);
	});

	it('ends where the share differs from the end by 1.96 standard errors of the end', () => {
		fc.assert(
			fc.property(counts, ([successes, n]) => {
				const { share, low, high } = wilsonInterval(successes, n);
				for (const end of [low!, high!]) {
					if (end === 0 || end === 1) continue;
					const z = Math.abs(share! - end) / Math.sqrt((end * (1 - end)) / n);
					expect(z).toBeCloseTo(1.959963984540054, 6);
				}
			})
		);
	});
});
