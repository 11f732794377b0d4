import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import {
	formatDecimal,
	formatExact,
	formatUsd,
	formatUsdExact,
	formatUsdWhole,
	formatVolume
} from '#bench/report/cost-format.ts';

const read = (text: string): number => Number(text.replace('−', '-').replaceAll(/[$,]/gu, ''));

describe('amounts of money', () => {
	it.each([
		[null, '–'],
		['0', '$0'],
		['1234.5', '$1,234.50'],
		['-12', '−$12.00'],
		['0.995', '$1.00'],
		['0.00183456', '$0.00183'],
		['-0.00183456', '−$0.00183'],
		['0.99', '$0.99'],
		['1234567.891', '$1,234,567.89'],
		['0.000000001234', '$0.00000000123']
	])('%s are shown as %s', (usd, text) => {
		expect(formatUsd(usd)).toBe(text);
	});

	it('are whole dollars in tables from a thousand on', () => {
		expect(['999.99', '1000', '12345.6', '-12345.6'].map(formatUsdWhole)).toEqual([
			'$999.99',
			'$1,000',
			'$12,346',
			'−$12,346'
		]);
		expect(formatUsdWhole(null)).toBe('–');
	});

	it('are exact to the cent, or to three digits below one', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -1e12, max: 1e12 }),
				fc.integer({ min: 0, max: 9 }),
				(n, places) => {
					const usd = toDecimal(n).div(toDecimal(10).pow(places));
					const error = Math.abs(read(formatUsd(usd)) - usd.toNumber());
					const size = usd.abs().toNumber();
					expect(error).toBeLessThanOrEqual(size >= 0.995 ? 0.005_001 : size * 0.005_001);
				}
			)
		);
	});
});

describe('numbers in printed arithmetic', () => {
	it.each([
		['0.8', '$0.80'],
		['26.3875', '$26.3875'],
		['320000', '$320,000'],
		['0.0000012', '$0.0000012'],
		['-1.5', '−$1.50'],
		['0', '$0']
	])('%s USD keep all of their digits: %s', (usd, text) => {
		expect(formatUsdExact(usd)).toBe(text);
	});

	it('are cut after ten significant digits where they do not end', () => {
		expect(formatExact(toDecimal(2).div(3))).toBe('0.6666666667');
		expect(formatExact('1234567.25')).toBe('1,234,567.25');
	});

	it('are the number itself where it has ten digits or fewer', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
				fc.nat(12),
				(n, places) => {
					const value = toDecimal(n).div(toDecimal(10).pow(places));
					const text = formatExact(value).replace('−', '-').replaceAll(',', '');
					expect(toDecimal(text).eq(value)).toBe(true);
				}
			)
		);
	});
});

describe('volumes', () => {
	it.each([
		[null, '–'],
		[0, '0'],
		[40_200, '40,200'],
		[999_999, '999,999'],
		[1_000_000, '1.00 M'],
		[118_400_000, '118 M'],
		[22_544_379, '22.5 M'],
		[3e9, '3.00 B'],
		[1e12, '1.00 T']
	])('%s are written %s', (requests, text) => {
		expect(formatVolume(requests)).toBe(text);
	});

	it('never show a thousand of one size where the next one begins', () => {
		expect(formatVolume(999_999_999)).toBe('1.00 B');
		expect(formatVolume(9_999_999)).toBe('10.0 M');
	});
});

describe('plain decimals', () => {
	it.each([
		['0', '0'],
		['1234567', '1,234,567'],
		['1234.5678', '1,234.57'],
		['0.123456', '0.1235'],
		['-0.5', '−0.5']
	])('%s is written %s', (value, text) => {
		expect(formatDecimal(value)).toBe(text);
	});
});
