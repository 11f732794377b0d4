/** Amounts of a verdict in words. */
import { describe, expect, it } from 'vitest';
import {
	requestRangeInWords,
	requestsInWords,
	usdInWords
} from '#bench/economics/verdict/verdict-words.ts';

describe('requests in words', () => {
	it.each([
		['0', '0'],
		['8500', '8,500'],
		['9999.6', '10,000'],
		['40000', '40 k'],
		['999999', '1 M'],
		['118000000', '118 M'],
		['1234567', '1.23 M'],
		['1000000000000', '1,000 bn']
	])('%s is %s', (text, words) => {
		expect(requestsInWords(text)).toBe(words);
	});

	it('share the unit of a range where it is one', () => {
		expect(requestRangeInWords('104000000', '139000000')).toBe('104–139 M');
		expect(requestRangeInWords('950000', '1200000')).toBe('950 k – 1.2 M');
	});
});

describe('dollars in words', () => {
	it.each([
		['12345.678', '$12,346'],
		['41.2', '$41.20'],
		['0.00314', '$0.0031'],
		['0', '$0.00'],
		['-5', '−$5.00']
	])('%s is %s', (text, words) => {
		expect(usdInWords(text)).toBe(words);
	});
});
