/** Assumptions as a reader finds them: what moves most first, the rest by what it is about, and by a search. */
import { describe, expect, it } from 'vitest';
import { assumptionsOf } from '#bench/economics/case/assumptions.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import {
	groupAssumptions,
	groupOf,
	mostDecisive,
	searchAssumptions
} from '#lib/use-case/assumption-groups.ts';
import { apiOption, ownOption, smallCase } from '../../economics/support/small-case.ts';

const costCase = smallCase([ownOption(), apiOption('0.036')], { horizonMonths: 12 });
const evaluated = evaluateCase(costCase);
const assumptions = assumptionsOf(costCase, evaluated);

describe('the assumptions of a case', () => {
	it('stand once each, the first ones unfolded', () => {
		const { first, rest } = groupAssumptions(assumptions);
		const all = [...first, ...rest.flatMap((group) => group.assumptions)];
		expect(first).toEqual(assumptions.slice(0, mostDecisive));
		expect(new Set(all.map(({ id }) => id)).size).toBe(assumptions.length);
	});

	it.each([
		['demand.requestsPerMonth', 'requests/month', 'demand'],
		['drift.api-price', 'share/year', 'finance'],
		['discountRatePerYear', 'share/year', 'finance'],
		['quality.humanUsd', 'USD/item', 'quality'],
		['own.acceptShare', 'share', 'quality'],
		['api.input.price', 'USD/Mtok', 'api'],
		['api.input.amount', 'tokens/request', 'api'],
		['mix.apiShare', 'share', 'api'],
		['own.kappaPerS', 'requests/s per node', 'nodes'],
		['usdPerKwh', 'USD/kWh', 'nodes']
	] as const)('%s (%s) is about %s', (id, unit, group) => {
		expect(groupOf({ id, unit })).toBe(group);
	});

	it('are found by every word of a search, whatever its case', () => {
		const { id, label } = costCase.demand.requestsPerMonth;
		const found = searchAssumptions(assumptions, label.toUpperCase());
		expect(found.map((each) => each.id)).toContain(id);
		expect(searchAssumptions(assumptions, 'requests zebra')).toEqual([]);
	});
});

describe('the volumes that the crossover chart shows', () => {
	it.each(['log', 'linear'] as const)(
		'hold today on a %s axis, and begin where it can',
		(scale) => {
			const { from, to } = chartRange(costCase, { evaluated, simulation: null }, scale);
			expect(from).toBeLessThan(evaluated.requestsPerMonth);
			expect(to).toBeGreaterThan(evaluated.requestsPerMonth);
			expect(from).toBeGreaterThanOrEqual(scale === 'log' ? 1 : 0);
		}
	);

	it('are a range even where nothing is asked for today', () => {
		const nothing = { ...evaluated, requestsPerMonth: 0 };
		const { from, to } = chartRange(costCase, { evaluated: nothing, simulation: null }, 'log');
		expect(to).toBeGreaterThan(from);
	});
});
