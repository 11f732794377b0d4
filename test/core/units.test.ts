/** Unit conversions. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesToMib, mibToBytes, msToS, msToUs, nsToMs, sToMs, usToMs } from '#core/units.ts';

it('Each conversion has the factor that its name says.', () => {
	expect(sToMs(1.5)).toBe(1_500);
	expect(msToS(1_500)).toBe(1.5);
	expect(nsToMs(1_500_000)).toBe(1.5);
	expect(usToMs(1_500)).toBe(1.5);
	expect(msToUs(1.5)).toBe(1_500);
	expect(mibToBytes(1.5)).toBe(1_572_864);
	expect(bytesToMib(1_572_864)).toBe(1.5);
});

it('Converting back gives what one had.', () => {
	fc.assert(
		fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (n) => {
			expect(msToS(sToMs(n))).toBe(n);
			expect(usToMs(msToUs(n))).toBe(n);
			expect(bytesToMib(mibToBytes(n))).toBe(n);
		})
	);
});
