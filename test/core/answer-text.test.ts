import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableText } from '#core/answer-text.ts';

test('Layout and case do not make two answers differ, words do.', () => {
	const same = (a: string, b: string): boolean => comparableText(a) === comparableText(b);
	expect(same('  Billing\n dispute ', 'billing dispute')).toBe(true);
	expect(same('ﬁne', 'fine')).toBe(true);
	expect(same('billing-dispute', 'billing dispute')).toBe(false);
	expect(same('', ' \n')).toBe(true);
});

test('JSON is compared by its values, and text that only begins like JSON as text.', () => {
	const same = (a: string, b: string): boolean => comparableText(a) === comparableText(b);
	expect(
		same('{"a":1,"b":[1,{"d":2,"c":null}]}', '{ "b": [1, {"c":null,"d":2}],\n "a": 1.0 }')
	).toBe(true);
	expect(same('[1,2]', '[2,1]')).toBe(false);
	expect(same('{"a":"X"}', '{"a":"x"}')).toBe(false);
	expect(same('{not JSON}', '{Not  json}')).toBe(true);
	expect(same('{"a":1}', '{"a":1,"a":2}')).toBe(false);
});

test('Any JSON is equal to itself written otherwise.', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
			const reversed = Object.fromEntries(Object.entries(value).reverse());
			expect(comparableText(JSON.stringify(reversed, null, 2))).toBe(
				comparableText(JSON.stringify(value))
			);
		})
	);
});
