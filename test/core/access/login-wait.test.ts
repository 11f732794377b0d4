import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestWaitMs, waitAfterFailuresMs } from '#core/access/login-wait.ts';

test('The first tries are free; then the wait doubles from a second to a quarter of an hour.', () => {
	expect([0, 4, 5, 6, 7, 14, 15, 1e9].map((failures) => waitAfterFailuresMs(failures, 5))).toEqual([
		0, 0, 1_000, 2_000, 4_000, 512_000, 900_000, 900_000
	]);
});

test('One more failure never makes the wait shorter, and none is longer than the longest.', () => {
	fc.assert(
		fc.property(fc.nat(), fc.integer({ min: 1, max: 100 }), (failures, free) => {
			const [now, next] = [failures, failures + 1].map((n) => waitAfterFailuresMs(n, free));
			expect(next).toBeGreaterThanOrEqual(now ?? Infinity);
			expect(next).toBeLessThanOrEqual(longestWaitMs);
		})
	);
});
