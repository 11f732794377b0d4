/** The frontier that a case carries: few points, each with what was measured there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { applyRule, type HybridSettings } from '#bench/economics/hybrid/frontier.ts';
import { frontierOf } from '#bench/economics/hybrid/frontier-points.ts';
import type { PairedItem } from '#bench/economics/hybrid/paired-item.ts';

const items: fc.Arbitrary<PairedItem[]> = fc
	.array(
		fc.record({
			local: fc.boolean(),
			api: fc.boolean(),
			apiMicroUsd: fc.nat({ max: 9_000 }),
			score: fc.option(fc.integer({ min: -400, max: 0 }))
		}),
		{ minLength: 1, maxLength: 300 }
	)
	.map((each) =>
		each.map(({ local, api, apiMicroUsd, score }, index) => ({
			itemId: String(index),
			local: { right: local, usd: '0' },
			api: { right: api, usd: toDecimal(apiMicroUsd).div(1_000_000).toFixed() },
			score
		}))
	)
	.filter((each) => each.some(({ score }) => score !== null));

const stated = { basis: 'measured', source: 'run 7F3A', asOf: null } as const;
const settings: HybridSettings = { kind: 'router' };

describe('the frontier of a case', () => {
	it('has both ends, the chosen rule and at most a hundred others, each by a threshold of its own', () => {
		fc.assert(
			fc.property(items, fc.nat(), (measured, pick) => {
				const scores = [...new Set(measured.flatMap(({ score }) => score ?? []))].sort(
					(a, b) => a - b
				);
				const threshold = scores[1 + (pick % Math.max(1, scores.length - 1))];
				const rule =
					threshold === undefined
						? ({ kind: 'all-api' } as const)
						: ({ kind: 'threshold', threshold } as const);
				const frontier = frontierOf(measured, settings, rule, stated)!;
				const { points, chosenThreshold } = frontier;
				expect(points.length).toBeLessThanOrEqual(101);
				expect([points[0]?.rule.kind, points.at(-1)?.rule.kind]).toEqual(['all-local', 'all-api']);
				const thresholds = points.map((point) => Number(point.threshold));
				expect(thresholds).toEqual([...new Set(thresholds)].sort((a, b) => a - b));
				expect(points.find((point) => point.threshold === chosenThreshold)?.rule).toEqual(rule);
			})
		);
	});

	it('says of every point what its rule comes to: pairs, intervals, and what the requests that are sent cost', () => {
		fc.assert(
			fc.property(items, (measured) => {
				const { points } = frontierOf(measured, settings, { kind: 'all-api' }, stated)!;
				for (const { rule, n, apiItems, right, measured: found, usdPerRequest } of points) {
					expect(applyRule(measured, rule, settings)).toMatchObject({ n, apiItems, right });
					const { bothRight, onlyLocal, onlyApi, bothWrong } = found.outcomes;
					expect([bothRight + onlyLocal, bothRight + onlyLocal + onlyApi + bothWrong]).toEqual([
						right,
						n
					]);
					expect(found.quality.low).toBeLessThanOrEqual(right / n);
					expect(found.quality.high).toBeGreaterThanOrEqual(right / n);
					if (found.apiCostDifference === null) continue;
					const mean = points.at(-1)!.usdPerRequest;
					const back = toDecimal(mean)
						.times(apiItems)
						.div(n)
						.times(toDecimal(found.apiCostDifference).plus(1));
					expect(back.minus(usdPerRequest).abs().lt('1e-15')).toBe(true);
				}
			})
		);
	});

	it('is none without items', () => {
		expect(frontierOf([], settings, { kind: 'all-local' }, stated)).toBeNull();
	});
});
