import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestTokenDays, parseTokenDays, tokenEndUtc } from '#core/access/token-life.ts';

test('A token holds for 1 to 366 whole days, and nothing else is taken for a number of days.', () => {
	expect(['1', '90', '366', '007'].map(parseTokenDays)).toEqual([1, 90, 366, 7]);
	for (const text of ['', '0', '367', '-1', '1.5', '1e2', ' 90', '90d', '٩', '0x10', '00090']) {
		expect(parseTokenDays(text), text).toBeNull();
	}
});

test('It ends as many days of 24 hours after it was made, over the end of a year too.', () => {
	expect(tokenEndUtc('2026-12-31T10:00:00.000Z', 1)).toBe('2027-01-01T10:00:00.000Z');
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: longestTokenDays }),
			fc.date({
				min: new Date('2000-01-01'),
				max: new Date('2100-01-01'),
				noInvalidDate: true
			}),
			(days, made) => {
				const end = Date.parse(tokenEndUtc(made.toISOString(), days));
				expect(end - made.getTime()).toBe(days * 86_400_000);
			}
		)
	);
});
