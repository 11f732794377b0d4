import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { toDecimal } from '#core/decimal.ts';
import { parseExactDecimal } from '#core/exact-decimal.ts';

describe('an exact decimal', () => {
	it.each([
		['1.50', '1.5'],
		['-.5', '-0.5'],
		['12.', '12'],
		['2.5E-7', '0.00000025'],
		['-1e3', '-1000'],
		['0.1', '0.1'],
		['-0.00', '0'],
		['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789']
	])('%s is %s', (text, expected) => {
		expect(parseExactDecimal(text)).toBe(expected);
	});

	it.each([
		'',
		'.',
		'-',
		'+1',
		'1,5',
		'1,000.00',
		'$1',
		'1 000',
		'NaN',
		'Infinity',
		'0x10',
		'1e999',
		'1e-41',
		'1'.repeat(61)
	])('is not %j', (text) => {
		expect(parseExactDecimal(text)).toBeNull();
	});

	it('written with an exponent is the same number', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
				fc.integer({ min: -40, max: 40 }),
				(digits, exponent) => {
					const parsed = parseExactDecimal(`${String(digits)}e${String(exponent)}`);
					const expected = toDecimal(String(digits)).times(toDecimal(`1e${String(exponent)}`));
					expect(toDecimal(parsed ?? 'none').eq(expected)).toBe(true);
				}
			)
		);
	});
});
