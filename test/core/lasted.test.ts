/** Durations by the time of day are never below nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastedMs } from '#core/lasted.ts';

test('What has ended lasted from its beginning to its end; where the clock was set back in between, nobody knows how long.', () => {
	const moments = fc.integer({ min: 0, max: 4_000_000_000_000 });
	fc.assert(
		fc.property(moments, moments, (a, b) => {
			const [from, to] = [new Date(a).toISOString(), new Date(b).toISOString()];
			expect(lastedMs(from, to)).toBe(b >= a ? b - a : null);
			expect(lastedMs(from, null)).toBeNull();
		})
	);
});
