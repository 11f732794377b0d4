/** Endpoints that are paid by the hour are whole ones: a broken part of one cannot be rented. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { wholeServers } from '#bench/economics/fleet/whole-servers.ts';

describe('the servers that a month of requests takes', () => {
	// 2.50 USD an hour, 275,068 requests an hour: 200.8 M a month.
	const endpoint = { usdPerHour: '2.5', busyUsdPerRequest: toDecimal('2.5').div(275_068) };

	it('is one for a volume that one carries, with every hour of the month paid for', () => {
		const { servers, usdPerRequest } = wholeServers(endpoint, 120_000);
		expect(servers).toBe(1);
		expect(usdPerRequest.toNumber()).toBeCloseTo(1_825 / 120_000, 12);
	});

	it('is two, not 1.24, for a quarter more than one carries', () => {
		const { servers, usdPerRequest } = wholeServers(endpoint, 250_000_000);
		expect(servers).toBe(2);
		expect(usdPerRequest.toNumber()).toBeCloseTo((2 * 1_825) / 250_000_000, 15);
	});

	it('is n for exactly what n carry', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 500 }),
				fc.integer({ min: 1, max: 1_000_000 }),
				(count, perHour) => {
					const exact = { usdPerHour: '3', busyUsdPerRequest: toDecimal(3).div(perHour) };
					expect(wholeServers(exact, count * perHour * 730).servers).toBe(count);
					expect(wholeServers(exact, count * perHour * 730 + 1).servers).toBe(count + 1);
				}
			)
		);
	});

	it('costs a request no less than while it is busy, and no more than one server too many would', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 10_000_000 }),
				fc.integer({ min: 1, max: 2_000_000_000 }),
				(perHour, volume) => {
					const busy = toDecimal(2).div(perHour);
					const { servers, usdPerRequest } = wholeServers(
						{ usdPerHour: '2', busyUsdPerRequest: busy },
						volume
					);
					expect(usdPerRequest.gte(busy.times('0.999999999999'))).toBe(true);
					expect(servers === 1 || (servers - 1) * perHour * 730 < volume).toBe(true);
				}
			)
		);
	});

	it('is one that costs nothing where an hour costs nothing', () => {
		const free = { usdPerHour: '0', busyUsdPerRequest: toDecimal(0) };
		const { servers, usdPerRequest } = wholeServers(free, 1_000);
		expect([servers, usdPerRequest.toFixed()]).toEqual([1, '0']);
	});
});
