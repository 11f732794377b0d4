import { expect, it } from 'vitest';
import { localSpan } from '#core/local-span.ts';

const span = ['2026-11-26T23:01:40.000Z', '2026-11-26T23:05:10.000Z'] as const;

it('a span on the clock of a place has its weekday there', () => {
	expect(localSpan(...span, 'Europe/Zurich')).toBe('Fri 00:01–00:05 in Europe/Zurich');
	expect(localSpan(span[0], '2026-11-26T23:01:59.000Z', 'Europe/Zurich')).toBe(
		'Fri 00:01 in Europe/Zurich'
	);
	expect(localSpan(span[0], null, 'America/New_York')).toBe('Thu 18:01 in America/New_York');
});

it('is not told twice where that place has UTC, or is none', () => {
	expect(localSpan(...span, 'UTC')).toBeNull();
	expect(localSpan(...span, 'Nowhere/At-All')).toBeNull();
});
