/** Router and cascade frontiers: running sums against trying every threshold, ends, ties and the bounds of any choice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracle, randomMixing, singleModels } from '#bench/economics/hybrid/baselines.ts';
import {
	applyRule,
	hybridFrontier,
	type HybridKind,
	type HybridRule
} from '#bench/economics/hybrid/frontier.ts';
import { item, pairedItems } from './support/paired-items.ts';

const kinds = fc.constantFrom<HybridKind>('router', 'cascade');
const gate = fc.constantFrom('0', '0.0003');

describe('a hybrid frontier', () => {
	const items = [
		item('a', '++', 0.9, '0.002', '0.02'),
		item('b', '+-', 0.7, '0.002', '0.02'),
		item('c', '-+', 0.4, '0.002', '0.02'),
		item('d', '-+', 0.4, '0.002', '0.04')
	];

	it('of a router pays the model that answers, and the gate', () => {
		const points = hybridFrontier(items, { kind: 'router', gateUsd: '0.001' });
		expect(
			points.map(({ rule, apiItems, right, usdPerRequest }) => [
				rule,
				apiItems,
				right,
				usdPerRequest
			])
		).toStrictEqual([
			[{ kind: 'all-local' }, 0, 2, '0.002'],
			// (2 × 0.002 + 0.02 + 0.04) / 4 + 0.001: the tie at 0.4 is not split
			[{ kind: 'threshold', threshold: 0.7 }, 2, 4, '0.017'],
			// (0.002 + 0.02 + 0.02 + 0.04) / 4 + 0.001
			[{ kind: 'threshold', threshold: 0.9 }, 3, 3, '0.0215'],
			[{ kind: 'all-api' }, 4, 3, '0.025']
		]);
	});

	it('of a cascade pays the own model in any case', () => {
		const points = hybridFrontier(items, { kind: 'cascade', gateUsd: '0.001' });
		// 0.002 + (0.02 + 0.04) / 4 + 0.001
		expect(points[1]).toMatchObject({ apiItems: 2, right: 4, usdPerRequest: '0.018' });
	});

	it('equals trying every threshold, one after the other', () => {
		fc.assert(
			fc.property(pairedItems(), kinds, gate, (paired, kind, gateUsd) => {
				const settings = { kind, gateUsd };
				const scores = [...new Set(paired.map(({ score }) => score ?? -Infinity))].sort(
					(a, b) => a - b
				);
				const rules: HybridRule[] = [
					{ kind: 'all-local' },
					...scores.slice(1).map((threshold) => ({ kind: 'threshold' as const, threshold })),
					{ kind: 'all-api' }
				];
				expect(hybridFrontier(paired, settings)).toStrictEqual(
					rules.map((rule) => applyRule(paired, rule, settings))
				);
			})
		);
	});

	it('begins and ends with the single models, whatever the gate costs', () => {
		fc.assert(
			fc.property(pairedItems(), kinds, gate, (paired, kind, gateUsd) => {
				const points = hybridFrontier(paired, { kind, gateUsd });
				const { local, api } = singleModels(paired)!;
				expect(points[0]).toStrictEqual(local);
				expect(points.at(-1)).toStrictEqual(api);
			})
		);
	});

	it('sends more to the API the higher the threshold, each point another share', () => {
		fc.assert(
			fc.property(pairedItems(), kinds, (paired, kind) => {
				const points = hybridFrontier(paired, { kind });
				for (const [index, point] of points.entries()) {
					const before = points[index - 1];
					if (before) expect(point.apiItems).toBeGreaterThan(before.apiItems);
				}
			})
		);
	});

	it('does not depend on the order of the items', () => {
		fc.assert(
			fc.property(pairedItems(), kinds, (paired, kind) => {
				expect(hybridFrontier([...paired].reverse(), { kind })).toStrictEqual(
					hybridFrontier(paired, { kind })
				);
			})
		);
	});

	it('never beats the oracle, and a perfect score reaches it', () => {
		fc.assert(
			fc.property(pairedItems(), kinds, (paired, kind) => {
				const bound = oracle(paired)!;
				for (const { quality } of hybridFrontier(paired, { kind })) {
					expect(quality).toBeLessThanOrEqual(bound.quality);
				}
				const perfect = paired.map((each) => ({
					...each,
					score: Number(each.local.right || !each.api.right)
				}));
				const best = Math.max(...hybridFrontier(perfect, { kind }).map(({ quality }) => quality));
				expect(best).toBe(bound.quality);
			})
		);
	});

	it('of no items is empty', () => {
		expect(hybridFrontier([], { kind: 'router' })).toStrictEqual([]);
		expect(applyRule([], { kind: 'all-api' }, { kind: 'router' })).toBeNull();
		expect(oracle([])).toBeNull();
		expect(singleModels([])).toBeNull();
		expect(randomMixing([], 0.5)).toBeNull();
	});

	it('handles many items at once', () => {
		const many = Array.from({ length: 20_000 }, (_, i) =>
			item(`i${i}`, i % 3 === 0 ? '-+' : '++', (i * 7_919) % 20_011)
		);
		const points = hybridFrontier(many, { kind: 'router' });
		expect(points).toHaveLength(20_001);
		expect(points.at(-1)!.usdPerRequest).toBe('0.01');
	});
});

describe('random mixing', () => {
	it('lies on the line between the two models', () => {
		const items = [
			item('a', '+-', null),
			item('b', '-+', null),
			item('c', '-+', null, '0.001', '0.04')
		];
		expect(randomMixing(items, 0)).toMatchObject({ quality: 1 / 3, usdPerRequest: '0.001' });
		expect(randomMixing(items, 1)).toMatchObject({ quality: 2 / 3, usdPerRequest: '0.02' });
		expect(randomMixing(items, 0.5)).toMatchObject({ usdPerRequest: '0.0105' });
		expect(randomMixing(items, 0.5)!.quality).toBeCloseTo(0.5, 12);
	});
});

describe('the oracle', () => {
	it('takes the right one, of two alike the cheaper', () => {
		const items = [
			item('a', '+-', null),
			item('b', '-+', null),
			item('c', '++', null),
			item('d', '--', null, '0.05', '0.01')
		];
		// 0.001 + 0.01 + 0.001 + 0.01
		expect(oracle(items)).toStrictEqual({ quality: 0.75, apiShare: 0.5, usdPerRequest: '0.0055' });
	});
});
