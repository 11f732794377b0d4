import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWrittenNumber } from '#bench/graders/written-number.ts';

describe('a written number', () => {
	it.each([
		['1.234,56', 1234.56],
		['1,234.56', 1234.56],
		['€ 1 234,56', 1234.56],
		["CHF 1'234.50", 1234.5],
		['1\u202F234,56 €', 1234.56],
		['R$ 12,30', 12.3],
		['1.234.567,8', 1234567.8],
		['1,234,567', 1234567],
		['1234', 1234],
		['1234.5', 1234.5],
		['0,125', 0.125],
		['1234.567', 1234.567],
		['-12.00', -12],
		['12,00-', -12],
		['(12.00)', -12],
		['−12.00 EUR', -12],
		['EUR -12.00', -12],
		['¥12,345,678', 12345678],
		['１２３４円', 1234],
		['99,90 zł', 99.9],
		['0', 0],
		['-0.00', 0]
	])('%j is read as %d', (text, value) => {
		expect(readWrittenNumber(text)).toBe(value);
	});

	it.each(['1,234', '12.345', '', '-', '1.2.3', '1,23,4', '1e5', '12 %', 'abc', '1.234,', '(-5)'])(
		'%j is refused: it could mean two numbers or none',
		(text) => {
			expect(readWrittenNumber(text)).toBeNull();
		}
	);

	it('is read back from every usual notation of an amount', () => {
		const notations = [
			[',', '.'],
			['.', ','],
			[' ', ','],
			["'", '.'],
			['', ',']
		] as const;
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom(...notations), (cents, n) => {
				const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/gu, n[0]);
				const text = `${whole}${n[1]}${String(cents % 100).padStart(2, '0')}`;
				expect(readWrittenNumber(text)).toBe(cents / 100);
				expect(readWrittenNumber(`-${text} EUR`)).toBe(cents === 0 ? 0 : -cents / 100);
			})
		);
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(readWrittenNumber(text)).not.toBeNaN();
			})
		);
	});
});
