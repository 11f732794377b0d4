import { describe, expect, it } from 'vitest';
import { retryAfterS } from '#bench/protocols/retry-after.ts';

const wait = (headers: Record<string, string>) => retryAfterS({ headers: Object.entries(headers) });
const date = 'Wed, 21 Oct 2026 07:28:00 GMT';

describe('retryAfterS', () => {
	it('reads seconds, fractions included', () => {
		expect(wait({ 'retry-after': '12' })).toBe(12);
		expect(wait({ 'retry-after': '0.5' })).toBe(0.5);
		expect(wait({ 'retry-after': '0' })).toBe(0);
	});

	it('prefers retry-after-ms and turns it into seconds', () => {
		expect(wait({ 'retry-after-ms': '1500', 'retry-after': '9' })).toBe(1.5);
	});

	it('reads a date against the date header of the same response', () => {
		expect(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date })).toBe(30);
		expect(wait({ 'retry-after': 'Wednesday, 21-Oct-26 07:28:30 GMT', date })).toBe(30);
	});

	it('asks for no wait where the date has passed', () => {
		expect(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT', date })).toBe(0);
	});

	it('is null for a date without a date header, as it owns no clock', () => {
		expect(wait({ 'retry-after': date })).toBeNull();
	});

	it.each(['', ' ', 'soon', '-3', '1e9', '0x10', 'Infinity', 'Wed, 99 Foo 2026 GMT'])(
		'is null for the unreadable value "%s"',
		(value) => {
			expect(wait({ 'retry-after': value, date })).toBeNull();
		}
	);

	it('is null without any header', () => {
		expect(wait({})).toBeNull();
	});
});
