/** The lower envelope of several options, against asking every one of them at every volume. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCurve } from '#bench/economics/option/cost-curve.ts';
import { cheapestByVolume } from '#bench/economics/crossover/cheapest-by-volume.ts';
import { curveCost } from '#bench/economics/crossover/curve-usd.ts';
import { toDecimal } from '#core/decimal.ts';
import { curves, pairs } from './arbitrary-curves.ts';

const max = 80;

describe('the cheapest of several options', () => {
	it('is at every volume the one that asking all of them names, ties named together', () => {
		fc.assert(
			fc.property(pairs, fc.array(curves, { maxLength: 2 }), ({ make, buy }, more) => {
				const options = [make, buy, ...more].map((curve, index) => ({
					id: `option-${index}`,
					curve
				}));
				const costs = options.map(({ id, curve }) => ({ id, usd: curveCost(curve) }));
				const intervals = cheapestByVolume(options, { maxRequestsPerMonth: max });
				const listed = intervals.flatMap(({ fromRequests, toRequests, ids }) =>
					Array.from({ length: toRequests - fromRequests + 1 }, () => ids.join())
				);
				const asked = Array.from({ length: max + 1 }, (_, volume) => {
					const all = costs.map(({ id, usd }) => ({ id, usd: toDecimal(usd(volume)) }));
					const least = all.reduce((a, b) => (b.usd.lt(a.usd) ? b : a)).usd;
					return all
						.filter(({ usd }) => usd.eq(least))
						.map(({ id }) => id)
						.join();
				});
				expect(listed).toEqual(asked);
				for (const [index, interval] of intervals.entries()) {
					expect(interval.ids.join()).not.toBe(intervals[index + 1]?.ids.join());
					const cost = costs.find(({ id }) => id === interval.ids[0])!;
					expect(interval.usdFrom).toBe(cost.usd(interval.fromRequests));
					expect(interval.usdTo).toBe(cost.usd(interval.toRequests));
				}
			}),
			{ numRuns: 300, seed: 4 }
		);
	});
	it('stops listing where options change places without end, and is empty without options', () => {
		const flat: CostCurve = {
			fixedUsdPerMonth: '0',
			usdPerRequest: '1',
			stairs: [],
			metered: null
		};
		const stairs: CostCurve = {
			fixedUsdPerMonth: '-5',
			usdPerRequest: '0',
			stairs: [{ usdPerStep: '10', requestsPerStep: '10', offsetRequests: '0', minSteps: 0 }],
			metered: null
		};
		const options = [
			{ id: 'flat', curve: flat },
			{ id: 'stairs', curve: stairs }
		];
		const intervals = cheapestByVolume(options, { maxRequestsPerMonth: 1e12, maxIntervals: 4 });
		expect(
			intervals.map(({ fromRequests, toRequests, ids }) => [fromRequests, toRequests, ids])
		).toEqual([
			[0, 0, ['stairs']],
			[1, 4, ['flat']],
			[5, 5, ['flat', 'stairs']],
			[6, 10, ['stairs']]
		]);
		expect(cheapestByVolume([], { maxRequestsPerMonth: 10 })).toEqual([]);
	});
});
