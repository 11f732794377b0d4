import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	ambiguousAmount,
	decimalMarkOf,
	writtenAmount,
	writtenShare
} from '#bench/importers/quotes/written-amount.ts';

describe('an amount as a vendor writes it', () => {
	it.each([
		['1,234.50', '1234.50'],
		['$ 1 234.50', '1234.50'],
		["1'234.50", '1234.50'],
		['USD 12', '12'],
		['12 EUR', '12'],
		['(300.00)', '-300.00'],
		['−5', '-5'],
		['1234567.891', '1234567.891']
	])('%s is %s with a decimal point', (text, amount) => {
		expect(writtenAmount(text, '.')).toBe(amount);
	});

	it.each(['1,5', '12,34.5', '1.234,50', '1,2345', '', 'n/a', '1e5', '5-3', '1.2.3'])(
		'%s is refused with a decimal point',
		(text) => {
			expect(writtenAmount(text, '.')).toBeNull();
		}
	);

	it('with a decimal comma is read the other way round', () => {
		expect(writtenAmount('1.234,50 €', ',')).toBe('1234.50');
		expect(writtenAmount('1,234.50', ',')).toBeNull();
		expect(decimalMarkOf(['1.234,50', '7'])).toBe(',');
		expect(decimalMarkOf(['1,234.50', '1,234'])).toBe('.');
	});

	it('is asked about where it could be two numbers and nothing says which', () => {
		expect(ambiguousAmount([['265.000', '1.500'], []])).toBe('265.000');
		expect(ambiguousAmount([['–', '265.000 EUR']])).toBe('265.000 EUR');
		expect(ambiguousAmount([['265.000'], ['530000.00']])).toBeNull();
		expect(ambiguousAmount([['265.000'], ['530.000,00']])).toBeNull();
		expect(ambiguousAmount([['265.000', '0.065']])).toBeNull();
		expect(ambiguousAmount([['265.000', '12']])).toBeNull();
		expect(ambiguousAmount([['265,000']])).toBeNull();
		expect(ambiguousAmount([[], []])).toBeNull();
		expect(decimalMarkOf(['1.234.567', '265.000'])).toBe(',');
	});

	it('is the same number however its thousands are grouped', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1e12 }),
				fc.integer({ min: 0, max: 99 }),
				(whole, cents) => {
					const fraction = String(cents).padStart(2, '0');
					const plain = `${whole}.${fraction}`;
					const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
					expect(writtenAmount(plain, '.')).toBe(plain);
					expect(writtenAmount(`${grouped}.${fraction}`, '.')).toBe(plain);
					expect(writtenAmount(`${grouped.replaceAll(',', '.')},${fraction}`, ',')).toBe(plain);
				}
			)
		);
	});
});

describe('a share as a vendor writes it', () => {
	it.each([
		['10 %', '0.10'],
		['2.5%', '0.025'],
		['0.1', '0.1'],
		['100%', '1.00']
	])('%s is %s', (text, share) => {
		expect(Number(writtenShare(text, '.'))).toBe(Number(share));
	});

	it('is refused where 10 could be ten per cent or ten', () => {
		expect(writtenShare('10', '.')).toBeNull();
	});
});
