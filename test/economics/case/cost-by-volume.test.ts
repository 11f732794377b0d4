import { beforeAll, describe, expect, it } from 'vitest';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { evaluateCase, type EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { provisionedNodes } from '#bench/economics/fleet/fleet.ts';
import { weeklyCase } from '../../perf/priced-cases.ts';

let costCase: CostCase;
let evaluated: EvaluatedCase;
beforeAll(async () => {
	({ costCase } = await weeklyCase());
	evaluated = evaluateCase(costCase);
});

describe('costs by volume', () => {
	it.each(['linear', 'log'] as const)(
		'agree with the exact curve of every option at every volume of a %s range',
		(scale) => {
			const costs = costByVolume(costCase, evaluated, { from: 1, to: 20_000_000, scale });
			for (const { optionId, usdPerMonth } of costs.curves) {
				const curve = evaluated.options.find(({ option }) => option.id === optionId)!.curve;
				for (const [index, volume] of costs.volumes.entries()) {
					const exact = Number(curveUsd(curve, BigInt(volume)));
					expect(Math.abs(usdPerMonth[index]! - exact)).toBeLessThanOrEqual(1e-9 * exact + 1e-9);
				}
			}
		}
	);

	it('have the volumes just before and after a node that is added between two of the grid', () => {
		const range = { from: 1, to: costCase.maxRequestsPerMonth, scale: 'log' } as const;
		const costs = costByVolume(costCase, evaluated, range);
		const { fleet } = costCase.options.find((option) => option.fleet)!;
		const nodes = costs.volumes.map((volume) => provisionedNodes(fleet!, volume));
		const single = nodes.findIndex((count, index) => nodes[index + 1] === count + 1);
		expect(single).toBeGreaterThan(0);
		expect(costs.volumes[single + 1]! - costs.volumes[single]!).toBe(1);
	});

	it('have bands around the two compared options only, in which the line lies where ranges are even', () => {
		const costs = costByVolume(costCase, evaluated, { from: 1_000, to: 20_000_000, scale: 'log' });
		const { make, buy } = evaluated.compared!;
		for (const { optionId, band } of costs.curves) {
			const isCompared = optionId === make.option.id || optionId === buy.option.id;
			if (!isCompared) expect(band).toBeNull();
			for (const [index, low] of (band?.low ?? []).entries()) {
				expect(low).toBeLessThanOrEqual(band!.high[index]!);
			}
		}
		expect(costs.curves.some(({ band }) => band !== null)).toBe(true);
	});

	it('refuse a range that does not rise, and a log range from nothing', () => {
		const of = (from: number, to: number, scale: 'log' | 'linear') => () =>
			costByVolume(costCase, evaluated, { from, to, scale });
		expect(of(5, 5, 'linear')).toThrow(RangeError);
		expect(of(0, 5, 'log')).toThrow(RangeError);
	});
});
