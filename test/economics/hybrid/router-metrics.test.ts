/** Published figures of merit of routers, against the oracle of the reference and by their laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hybridFrontier } from '#bench/economics/hybrid/frontier.ts';
import { hybridMetrics } from '#bench/economics/hybrid/hybrid-metrics.ts';
import {
	averageGapRecovered,
	averageQualityOverCost,
	callShareForGap,
	nonDecreasingHull
} from '#bench/economics/hybrid/router-metrics.ts';
import { item } from './support/paired-items.ts';

const routing = [0.6, 0.7, 0.76, 0.79, 0.8].map((quality, index) => ({
	strongShare: index / 4,
	quality
}));

describe('the average performance gap recovered', () => {
	it('is 0.6875 for the shares 0, ¼, ½, ¾, 1 with 0.60, 0.70, 0.76, 0.79, 0.80', () => {
		expect(averageGapRecovered(routing)).toBeCloseTo(0.6875, 12);
	});

	it('is ½ for random mixing', () => {
		const line = [0, 0.3, 1].map((strongShare) => ({
			strongShare,
			quality: 0.4 + 0.5 * strongShare
		}));
		expect(averageGapRecovered(line)).toBeCloseTo(0.5, 12);
	});

	it('does not exist without a gap, or without both ends', () => {
		expect(averageGapRecovered(routing.map((point) => ({ ...point, quality: 0.5 })))).toBeNull();
		expect(averageGapRecovered(routing.slice(1))).toBeNull();
		expect(averageGapRecovered([])).toBeNull();
	});
});

describe('the call-performance threshold', () => {
	it.each([
		// 0.64 lies 0.4 of the way from 0.60 to 0.70
		[0.2, 0.1],
		[0.5, 0.25],
		[0.8, 0.5],
		[0, 0],
		[1, 1]
	])('for %f of the gap is a share of %f', (gapShare, strongShare) => {
		expect(callShareForGap(routing, gapShare)).toBeCloseTo(strongShare, 9);
	});

	it('takes the first of several crossings', () => {
		const bumpy = [
			{ strongShare: 0, quality: 0.5 },
			{ strongShare: 0.2, quality: 0.7 },
			{ strongShare: 0.6, quality: 0.55 },
			{ strongShare: 1, quality: 0.7 }
		];
		expect(callShareForGap(bumpy, 0.5)).toBeCloseTo(0.1, 12);
	});
});

const costs = fc.array(
	fc.record({
		cost: fc.integer({ min: 0, max: 50 }),
		quality: fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20)
	}),
	{ minLength: 1, maxLength: 15 }
);

describe('the average improvement in quality', () => {
	it('is the area under the hull, flat to the largest cost, over that cost', () => {
		const points = [
			{ cost: 1, quality: 0.4 },
			{ cost: 2, quality: 0.5 },
			{ cost: 3, quality: 0.8 },
			{ cost: 4, quality: 0.7 }
		];
		// From (1, 0.4) straight to (3, 0.8): 1.2; flat to 5: 1.6
		expect(averageQualityOverCost(points, 5)).toBeCloseTo(2.8 / 5, 12);
	});

	it('rises along its hull, bends down only, and lies above every point', () => {
		fc.assert(
			fc.property(costs, (points) => {
				const hull = nonDecreasingHull(points);
				for (const [index, point] of hull.entries()) {
					const [before, earlier] = [hull[index - 1], hull[index - 2]];
					if (before) {
						expect(point.cost).toBeGreaterThan(before.cost);
						expect(point.quality).toBeGreaterThan(before.quality);
					}
					if (before && earlier) {
						const slope = (point.quality - before.quality) / (point.cost - before.cost);
						const steeper = (before.quality - earlier.quality) / (before.cost - earlier.cost);
						expect(slope).toBeLessThan(steeper + 1e-12);
					}
				}
				const heightAt = (cost: number): number => {
					const after = hull.findIndex((point) => point.cost >= cost);
					const [to, from] = [hull[after], hull[after - 1]];
					if (!to) return hull.at(-1)!.quality;
					if (!from) return to.quality;
					return (
						from.quality +
						((cost - from.cost) / (to.cost - from.cost)) * (to.quality - from.quality)
					);
				};
				for (const point of points) {
					expect(heightAt(point.cost)).toBeGreaterThanOrEqual(point.quality - 1e-12);
				}
			})
		);
	});

	it('does not exist where nothing costs anything, or without points', () => {
		expect(averageQualityOverCost([{ cost: 0, quality: 1 }], 0)).toBeNull();
		expect(averageQualityOverCost([], 5)).toBeNull();
	});
});

describe('the metrics of a frontier', () => {
	it('are those of its points', () => {
		const items = [item('a', '-+', 0), item('b', '++', 1), item('c', '++', 2), item('d', '++', 3)];
		const metrics = hybridMetrics(hybridFrontier(items, { kind: 'router' }));
		// 0.75 at no call, 1 from a quarter of the calls on: area 0.96875
		expect(metrics.apgr).toBeCloseTo(0.875, 12);
		expect(metrics.cpt50).toBeCloseTo(0.125, 12);
		expect(metrics.aiq).toBeGreaterThan(0.75);
	});

	it('of no points are unknown', () => {
		expect(hybridMetrics([])).toStrictEqual({
			apgr: null,
			cpt20: null,
			cpt50: null,
			cpt80: null,
			aiq: null
		});
	});
});
