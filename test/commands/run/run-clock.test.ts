/** Moments of a run go on as the monotonic clock does, whatever happens to the time of day. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startRunClock } from '#bench/commands/run/run-clock.ts';

test('The time of day of a run is that of its beginning and what has passed since, however the clock is set in between.', () => {
	const jumps = fc.array(
		fc.record({
			passedMs: fc.integer({ min: 0, max: 10_000_000 }),
			setByMs: fc.integer({ min: -10_000_000_000, max: 10_000_000_000 })
		}),
		{ minLength: 1, maxLength: 20 }
	);
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), jumps, (beganMs, steps) => {
			let [wallMs, monotonicMs] = [beganMs, 17];
			const now = startRunClock(
				() => wallMs,
				() => monotonicMs
			);
			let passed = 0;
			for (const { passedMs, setByMs } of steps) {
				wallMs += passedMs + setByMs;
				monotonicMs += passedMs;
				passed += passedMs;
				expect(now().getTime()).toBe(beganMs + passed);
			}
		})
	);
});
