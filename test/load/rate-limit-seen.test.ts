/** What the answers of a stage say together about the rate limits of their endpoint. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perMinuteOf } from '#core/rate-limit.ts';
import { RateLimitSeen } from '#bench/load/rate-limit-seen.ts';
import type { StatedAllowance } from '#bench/protocols/rate-limit-headers.ts';

const stated = (given: Partial<StatedAllowance>): StatedAllowance => ({
	of: 'requests',
	limit: 600,
	windowS: null,
	isPerMinute: true,
	remaining: null,
	resetS: null,
	...given
});
const seen = (...each: StatedAllowance[]) => {
	const all = new RateLimitSeen();
	each.forEach((allowance, i) => {
		all.add({ allowances: [allowance], retryAfterS: null }, i * 1_000);
	});
	return all.summarise();
};

describe('RateLimitSeen', () => {
	it('is null where nothing was said', () => {
		const all = new RateLimitSeen();
		all.add(null, 0);
		expect(all.summarise()).toBeNull();
	});

	it('keeps the last limit, the least that was left, how often and when it was last seen', () => {
		expect(
			seen(
				stated({ remaining: 500 }),
				stated({ remaining: 20 }),
				stated({ limit: 900, remaining: 800 })
			)
		).toEqual({
			allowances: [
				{
					of: 'requests',
					limit: 900,
					windowS: 60,
					windowFrom: 'documented',
					leastLeft: 20,
					responses: 3,
					lastSeenS: 2
				}
			],
			longestRetryAfterS: null
		});
	});

	it('finds by its refill that a limit is one of a day', () => {
		// As OpenAI sends it for 10,000 requests a day, and Groq for 14,400.
		expect(
			seen(stated({ limit: 10_000, remaining: 9_999, resetS: 8.64 }))?.allowances
		).toMatchObject([{ windowS: 86_400, windowFrom: 'refill' }]);
		expect(
			seen(stated({ limit: 14_400, remaining: 14_370, resetS: 179.56 }))?.allowances
		).toMatchObject([{ windowS: 86_400, windowFrom: 'refill' }]);
	});

	it('finds the window of any bucket that fills steadily, however the reset is rounded', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(60, 3_600, 86_400),
				fc.integer({ min: 10, max: 1_000_000 }),
				fc.double({ min: 0.05, max: 1, noNaN: true }),
				(windowS, limit, usedShare) => {
					const used = Math.ceil(limit * usedShare);
					const resetS = Math.ceil(((used * windowS) / limit) * 1_000) / 1_000;
					expect(
						seen(stated({ limit, remaining: limit - used, resetS }))?.allowances
					).toMatchObject([{ windowS, windowFrom: 'refill' }]);
				}
			)
		);
	});

	it('does not take the end of a fixed minute for a refill', () => {
		const answers = Array.from({ length: 50 }, (_, i) =>
			stated({ remaining: 599 - i, resetS: 60 - i })
		);
		expect(seen(...answers)?.allowances).toMatchObject([{ windowS: 60, windowFrom: 'documented' }]);
	});

	it('tells no window where a reset takes longer than the minute that is documented', () => {
		expect(seen(stated({ resetS: 360 }))?.allowances).toMatchObject([
			{ windowS: null, windowFrom: null }
		]);
	});

	it('keeps limits of several windows apart, and holds a minute against those of an hour at most', () => {
		const limits = seen(
			stated({ limit: 120, windowS: 60 }),
			stated({ limit: 3_600, windowS: 3_600 }),
			stated({ limit: 10, windowS: 86_400 }),
			stated({ of: 'tokens', limit: 50, windowS: null, isPerMinute: false })
		);
		expect(limits?.allowances).toHaveLength(4);
		expect(perMinuteOf(limits ?? { allowances: [] })).toEqual({
			requests: 60,
			tokens: null,
			inputTokens: null,
			outputTokens: null
		});
	});

	it('keeps the longest wait that was asked for', () => {
		const all = new RateLimitSeen();
		for (const retryAfterS of [2, 9, null, 4]) all.add({ allowances: [], retryAfterS }, 0);
		expect(all.summarise()).toEqual({ allowances: [], longestRetryAfterS: 9 });
	});
});
