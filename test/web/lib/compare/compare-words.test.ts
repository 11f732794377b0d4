import { expect, test } from 'vitest';
import {
	pValue,
	relativeDifference,
	signedMs,
	signedMsValue,
	signedPoints
} from '#lib/compare/compare-words.ts';

test('differences carry their sign, and nothing has none', () => {
	expect([331.4, -0.42, 0].map(signedMsValue)).toStrictEqual(['+331', '−0.4', '0.0']);
	expect([12_400, -40].map(signedMs)).toStrictEqual(['+12.4 s', '−40 ms']);
	expect([0.0875, -0.02, 0, 0.0001].map(signedPoints)).toStrictEqual([
		'+8.8',
		'−2.0',
		'0.0',
		'0.0'
	]);
});

test('how much more A is than B is told in percent, and not of nothing', () => {
	expect(relativeDifference(206, 100)).toBe('+106 %');
	expect(relativeDifference(91.27, 100)).toBe('−8.7 %');
	expect(relativeDifference(20_000, 10)).toBe('+199,900 %');
	expect(relativeDifference(7, 7)).toBe('0 %');
	expect(relativeDifference(5, 0)).toBeNull();
});

test('a p-value is rounded, and a tiny one bounded', () => {
	expect([0.03125, 1, 0.00002].map(pValue)).toStrictEqual(['p = 0.031', 'p = 1', 'p < 0.0001']);
});
