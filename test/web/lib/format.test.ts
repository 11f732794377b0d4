import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUsdTick } from '#lib/format.ts';

describe('USD on an axis', () => {
	it.each([
		[0, 0.02, '$0'],
		[0.1, 0.02, '$0.10'],
		[0.06, 0.02, '$0.06'],
		[0.025, 0.025, '$0.025'],
		[5e-18, 0.02, '$0'],
		[-5_000, 5_000, '−$5,000'],
		[500, 500, '$500'],
		[2.5, 0.5, '$2.5'],
		[1_250_000, 250_000, '$1.25 M']
	])('%d with ticks %d apart is %s', (usd, step, text) => {
		expect(formatUsdTick(usd, step)).toBe(text);
	});

	it('tells neighbours apart', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 9 }),
				fc.constantFrom(1, 2, 2.5, 5),
				fc.integer({ min: -5, max: 1 }),
				(index, digit, exponent) => {
					const step = digit * 10 ** exponent;
					const texts = [index * step, (index + 1) * step].map((usd) => formatUsdTick(usd, step));
					expect(texts[0]).not.toBe(texts[1]);
				}
			)
		);
	});
});
