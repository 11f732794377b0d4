/** How many connections a stage may hold. */
import { describe, expect, it } from 'vitest';
import { certainConnections, connectionLimitOf } from '#core/connection-limit.ts';

const closed = (concurrency: number) => ({ kind: 'closed', concurrency, requests: 1 }) as const;
const poisson = (ratePerS: number) => ({ kind: 'poisson', ratePerS, durationS: 9 }) as const;

describe('the connections of a stage', () => {
	it('are as many as were allowed', () => {
		expect(connectionLimitOf(poisson(1e6), 7)).toBe(7);
	});

	it('are 1,024 where nobody says, and more where the load needs them', () => {
		expect(connectionLimitOf(closed(3), undefined)).toBe(1_024);
		expect(connectionLimitOf(closed(10_000), undefined)).toBe(10_000);
		expect(connectionLimitOf(poisson(4), undefined)).toBe(1_024);
		expect(connectionLimitOf(poisson(600), undefined)).toBe(6_000);
		expect(connectionLimitOf(poisson(1e6), undefined)).toBe(16_384);
	});

	it('are certain for users, who hold one each, and not for arrivals', () => {
		expect(certainConnections(closed(5))).toBe(5);
		expect(certainConnections(poisson(5))).toBeNull();
	});
});
