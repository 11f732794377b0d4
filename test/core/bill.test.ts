import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseBillMoment } from '#core/bill.ts';

describe('a moment of a bill', () => {
	it.each([
		['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
		['2026-11-01T05:30Z', '2026-11-01T05:30:00.000Z'],
		['2026-11-01T05:30:15.25Z', '2026-11-01T05:30:15.250Z'],
		['2026-11-01T05:30:15.123456789Z', '2026-11-01T05:30:15.123Z'],
		['2026-11-01 00:00:00 UTC', '2026-11-01T00:00:00.000Z'],
		['2026-11-01T00:00:00+00:00', '2026-11-01T00:00:00.000Z'],
		['2026-11-01', '2026-11-01T00:00:00.000Z'],
		['2024-02-29', '2024-02-29T00:00:00.000Z']
	])('%s is %s', (text, expected) => {
		expect(parseBillMoment(text)).toBe(expected);
	});

	it.each([
		'',
		'2026-11-01T00:00:00',
		'2026-11-01T00:00:00+02:00',
		'2026-02-30T00:00:00Z',
		'2025-02-29',
		'2026-13-01',
		'2026-11-01T24:00:00Z',
		'11/01/2026',
		'46327',
		'yesterday'
	])('is not %j', (text) => {
		expect(parseBillMoment(text)).toBeNull();
	});

	it('in ISO 8601 is itself', () => {
		const bounds = {
			min: new Date('1970-01-01'),
			max: new Date('9999-12-31'),
			noInvalidDate: true
		};
		fc.assert(
			fc.property(fc.date(bounds), (date) => {
				expect(parseBillMoment(date.toISOString())).toBe(date.toISOString());
			})
		);
	});
});
