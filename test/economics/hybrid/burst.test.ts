/** Overflow to the API above a fleet, against trying every number of nodes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestBurst, burstCost, type BurstTerms } from '#bench/economics/hybrid/burst.ts';

/** One node serves 2,628,000 requests in a month: 1 per second × 730 × 3,600. */
const terms: BurstTerms = {
	levels: [
		{ multiplier: '2', hoursShare: '0.25' },
		{ multiplier: '1', hoursShare: '0.25' },
		{ multiplier: '0.5', hoursShare: '0.5' }
	],
	kappaPerS: '1',
	nodeUsdPerMonth: '1000',
	fixedUsdPerMonth: '500',
	apiUsdPerRequest: '0.001'
};

describe('the cost of a burst', () => {
	it('is the nodes, and the API for what goes above them', () => {
		// 5,256,000 a month: rates 4, 2 and 1 per second. Two nodes leave 2 per second in a quarter of the hours.
		expect(burstCost(terms, '5256000', 2)).toStrictEqual({
			nodes: 2,
			localRequests: '3942000',
			apiRequests: '1314000',
			usdPerMonth: '3814'
		});
	});

	it('is the API alone without nodes, and the nodes alone where they carry the peak', () => {
		expect(burstCost(terms, '5256000', 0)).toMatchObject({
			localRequests: '0',
			usdPerMonth: '5756'
		});
		expect(burstCost(terms, '5256000', 4)).toMatchObject({ apiRequests: '0', usdPerMonth: '4500' });
	});

	it('pays for energy on its own nodes where that is given', () => {
		const metered = { ...terms, localUsdPerRequest: '0.0001' };
		expect(burstCost(metered, '5256000', 2).usdPerMonth).toBe('4208.2');
	});
});

const cases = fc
	.record({
		hours: fc.array(
			fc.record({
				multiplier: fc.integer({ min: 0, max: 40 }),
				hours: fc.integer({ min: 1, max: 20 })
			}),
			{ minLength: 1, maxLength: 5 }
		),
		kappaPerS: fc.integer({ min: 1, max: 30 }).map((tenths) => String(tenths / 10)),
		nodeUsdPerMonth: fc.integer({ min: 1, max: 4_000 }).map(String),
		localUsdPerRequest: fc.constantFrom('0', '0.0002', '0.003'),
		apiUsdPerRequest: fc.integer({ min: 0, max: 40 }).map((tenths) => String(tenths / 10_000)),
		minNodes: fc.integer({ min: 0, max: 2 })
	})
	.map(({ hours, ...rest }): BurstTerms => {
		// 64ths are exact decimals; the last level takes what is left.
		let left = 128;
		const levels = hours.map(({ multiplier, hours: share }, index) => {
			const part = index === hours.length - 1 ? left : share;
			left -= part;
			return { multiplier: String(multiplier / 10), hoursShare: String(part / 128) };
		});
		return { ...rest, levels };
	});

describe('the best number of nodes', () => {
	it('is the one that costs least of all numbers, the smallest of equals', () => {
		fc.assert(
			fc.property(cases, fc.integer({ min: 0, max: 30 }), (burst, millions) => {
				const volume = String(millions * 500_000);
				const best = bestBurst(burst, volume);
				const all = Array.from({ length: 70 }, (_, index) =>
					burstCost(burst, volume, index + (burst.minNodes ?? 0))
				);
				const least = all.reduce((a, b) => (Number(b.usdPerMonth) < Number(a.usdPerMonth) ? b : a));
				fc.pre(least.nodes < 65);
				expect(best.usdPerMonth).toBe(least.usdPerMonth);
				expect(best.nodes).toBe(least.nodes);
			}),
			{ numRuns: 60 }
		);
	});

	it('is found as fast for a million nodes as for one', () => {
		const best = bestBurst({ ...terms, apiUsdPerRequest: '1' }, '5256000000000');
		expect(best.nodes).toBe(4_000_000);
		expect(best.apiRequests).toBe('0');
	});

	it('is none where the API is cheaper than a full node', () => {
		expect(bestBurst({ ...terms, apiUsdPerRequest: '0.0003' }, '5256000').nodes).toBe(0);
	});

	it('never falls as the volume grows, and costs no more than either side alone', () => {
		const volumes = Array.from({ length: 12 }, (_, index) => String(index * 1_000_000));
		let before = 0;
		for (const volume of volumes) {
			const { nodes, usdPerMonth } = bestBurst(terms, volume);
			expect(nodes).toBeGreaterThanOrEqual(before);
			before = nodes;
			for (const other of [0, 100]) {
				const alone = burstCost(terms, volume, other).usdPerMonth;
				expect(Number(usdPerMonth)).toBeLessThanOrEqual(Number(alone));
			}
		}
	});

	it('refuses nodes that serve nothing or pay for themselves', () => {
		expect(() => bestBurst({ ...terms, kappaPerS: '0' }, '1')).toThrow(RangeError);
		expect(() => bestBurst({ ...terms, nodeUsdPerMonth: '-1' }, '1')).toThrow(RangeError);
	});
});
