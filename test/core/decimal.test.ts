/** Money as decimal text: nothing is lost, and nothing is written with an exponent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, roundedText, toDecimal } from '#core/decimal.ts';

describe('decimals', () => {
	it('take a number as the shortest decimal that reads back as it', () => {
		expect(toDecimal(0.1).plus(0.2).toFixed()).toBe('0.3');
		expect(decimalText(1e-7)).toBe('0.0000001');
		expect(decimalText(1e21)).toBe('1000000000000000000000');
	});

	it('are written without trailing zeros and without a minus before 0', () => {
		expect(['2.50', '-0', '-0.000', '007.0'].map(decimalText)).toStrictEqual([
			'2.5',
			'0',
			'0',
			'7'
		]);
	});

	it('round a quotient half to even at the 40th place and lose nothing elsewhere', () => {
		expect(toDecimal(1).div(3).toFixed()).toBe(`0.${'3'.repeat(40)}`);
		expect(toDecimal(2).div(3).toFixed()).toBe(`0.${'6'.repeat(39)}7`);
		expect(toDecimal(`1e-60`).times('1e60').toFixed()).toBe('1');
	});

	it('round halves to the even neighbour', () => {
		const rounded = ['0.125', '0.135', '-0.125', '2', '-0.001'].map((value) =>
			roundedText(value, 2)
		);
		expect(rounded).toStrictEqual(['0.12', '0.14', '-0.12', '2', '0']);
	});

	it('read back what they have written, whatever the number', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				const text = decimalText(value);
				expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/u);
				expect(Number(text) - value).toBe(0);
				expect(decimalText(text)).toBe(text);
			})
		);
	});
});
