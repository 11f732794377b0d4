import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimit } from '#lib/server/rate-limit.ts';

const limits = { burst: 10, perS: 2, mostAddresses: 100 };

describe('the limit of requests of an address', () => {
	it('lets a burst through, then as many as the rate, and says how long to wait', () => {
		const limit = new RateLimit(limits);
		const burst = Array.from({ length: 11 }, () => limit.take('a', 0));
		expect(burst).toEqual([...Array.from({ length: 10 }, () => null), 0.5]);
		expect(limit.take('a', 499)).toBeCloseTo(0.001);
		expect(limit.take('a', 500)).toBe(null);
		expect(limit.take('b', 500)).toBe(null);
	});

	it('never lets more through than burst and rate, and always whoever waits as long as told', () => {
		const steps = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 200 });
		fc.assert(
			fc.property(steps, (pausesMs) => {
				const limit = new RateLimit(limits);
				let [nowMs, passed] = [0, 0];
				for (const pauseMs of pausesMs) {
					nowMs += pauseMs;
					if (limit.take('a', nowMs) === null) passed++;
				}
				expect(passed).toBeLessThanOrEqual(limits.burst + (nowMs / 1_000) * limits.perS + 1e-9);
				const waitS = limit.take('a', nowMs) ?? 0;
				expect(limit.take('a', nowMs + waitS * 1_000 + 0.001)).toBe(null);
			})
		);
	});

	it('takes all addresses of a network of IPv6 for one, as one line has them all', () => {
		const limit = new RateLimit(limits);
		const waits = Array.from({ length: 50 }, (_, i) => limit.take(`2001:db8:7:1::${String(i)}`, 0));
		expect(waits.filter((waitS) => waitS === null)).toHaveLength(limits.burst);
		expect(limit.take('2001:db8:7:2::1', 0)).toBe(null);
		const perAddress = Array.from({ length: 50 }, (_, i) => limit.take(`192.0.2.${String(i)}`, 0));
		expect(perAddress.every((waitS) => waitS === null)).toBe(true);
	});

	it('remembers no more addresses than it is told to', () => {
		const limit = new RateLimit({ ...limits, burst: 1, mostAddresses: 3 });
		for (const address of ['a', 'b', 'c']) expect(limit.take(address, 0)).toBe(null);
		expect(limit.take('a', 0)).not.toBe(null);
		expect(limit.take('d', 0)).toBe(null);
		// The one that asked longest ago was forgotten.
		expect(limit.take('a', 0)).not.toBe(null);
		expect(limit.take('b', 0)).toBe(null);
	});
});
