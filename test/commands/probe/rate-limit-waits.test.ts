import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimitWaits } from '#bench/commands/probe/rate-limit-waits.ts';
import type { Exchange } from '#bench/commands/probe/exchange.ts';
import { exchangeOf } from './checks/support/exchange-of.ts';

const answered = exchangeOf('whole', { content: 'ok' }, 'stop');
const limited = (retryAfterS: number | null, httpStatus = 429): Exchange => ({
	...answered,
	attempt: { ...answered.attempt, outcome: 'rate-limited', httpStatus, errorMessage: 'Slow.' },
	reading: {
		...answered.reading,
		error: { kind: 'rate-limited', code: null, message: 'Slow.', retryAfterS }
	}
});

describe('the waits of a probe', () => {
	it('follow a refusal by status alone, for as long as it asks or a usual time', () => {
		expect(new RateLimitWaits().before(limited(7))).toBe(7);
		expect(new RateLimitWaits().before(limited(null))).toBe(5);
		expect(new RateLimitWaits().before(limited(0))).toBe(0);
		expect(new RateLimitWaits().before(limited(7, 200))).toBeNull();
		expect(new RateLimitWaits().before(answered)).toBeNull();
	});

	it('are never longer than a minute each and two in all, whatever is asked', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0, max: 90, noNaN: true })), (asked) => {
				const waits = new RateLimitWaits();
				const given = asked.map((waitS) => waits.before(limited(waitS)));
				given.forEach((waitS, i) => {
					if (waitS !== null) expect(waitS).toBe(asked[i]);
				});
				const waitedS = given.map((waitS) => waitS ?? 0);
				expect(Math.max(0, ...waitedS)).toBeLessThanOrEqual(60);
				expect(waitedS.reduce((sum, waitS) => sum + waitS, 0)).toBeLessThanOrEqual(120 + 1e-9);
			})
		);
	});

	it('end the probe after two questions in a row that stay refused, not after two in all', () => {
		const waits = new RateLimitWaits();
		expect(waits.settle(limited(1))).toBeNull();
		expect(waits.settle(answered)).toBeNull();
		expect(waits.settle(limited(1))).toBeNull();
		expect(waits.settle(limited(1))).toBe(
			'rate-limited: nothing more was asked, as 2 requests in a row were turned away for good (Slow.).'
		);
	});
});
