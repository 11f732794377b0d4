/** What a request costs at an endpoint paid by the hour rests on what it was measured to carry, and on whole endpoints. */
import { describe, expect, it } from 'vitest';
import { monthlyCost } from '#bench/cases/hourly-cost.ts';
import { boughtTarget, rentedTarget } from '../commands/support/measured-run.ts';

const stage = (completed: number, costUsd: string | null) => ({
	completed,
	costUsd,
	costBasis: 'per-hour' as const
});

describe('the cost of a request over a month', () => {
	it('is all hours of one endpoint over the requests, without an interval, while one carries them', () => {
		expect(monthlyCost(stage(600, '0.005'), rentedTarget, 120_000)).toStrictEqual({
			usdPerRequest: '0.01520833333333333333',
			usdPerRequestInterval: null,
			servers: { count: 1, low: 1, high: 1 }
		});
	});

	it('has the interval of the throughput where that decides how many endpoints it takes', () => {
		// 100 answers for 0.001 USD: one carries 182.5 M a month, 150 to 224 M by the interval of a count of 100.
		const cost = monthlyCost(stage(100, '0.001'), rentedTarget, 180_000_000)!;
		expect(cost.servers).toStrictEqual({ count: 1, low: 1, high: 2 });
		expect(cost.usdPerRequestInterval!.low).toBeCloseTo(1_825 / 180_000_000, 15);
		expect(cost.usdPerRequestInterval!.high).toBeCloseTo(3_650 / 180_000_000, 15);
	});

	it('is none of what is paid by the token, without a cost, and without a whole answer', () => {
		expect(monthlyCost(stage(600, '0.005'), boughtTarget, 1_000)).toBeNull();
		expect(monthlyCost(stage(600, null), rentedTarget, 1_000)).toBeNull();
		expect(monthlyCost(stage(0, '0.005'), rentedTarget, 1_000)).toBeNull();
	});
});
