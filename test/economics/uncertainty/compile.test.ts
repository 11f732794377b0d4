import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { cashFlowOf } from '#bench/economics/cash-flow/cash-flow.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import {
	caseParameters,
	type UncertainCase
} from '#bench/economics/uncertainty/case-parameters.ts';
import { evaluateDraws } from '#bench/economics/uncertainty/evaluate.ts';
import { samplesOf } from '#bench/economics/uncertainty/sampling.ts';
import {
	arbitraryBuy,
	arbitraryHybrid,
	arbitraryMake,
	decimalBetween
} from '../support/arbitrary-option.ts';
import {
	constant,
	emptyOption,
	line,
	parameter,
	realisticCase
} from '../support/realistic-case.ts';

const caseOf = (make: CostOption, buy: CostOption, volume: number): UncertainCase => ({
	options: [make, buy],
	compare: { makeId: make.id, buyId: buy.id },
	demand: {
		requestsPerMonth: parameter('demand', String(volume)),
		growthPerMonth: null,
		path: null
	},
	drifts: {},
	discountRatePerYear: parameter('rate', '0'),
	horizonMonths: 1
});

/** Cost of both in one world: at the values themselves, all of them read from columns. */
const sampledUsd = (uncertain: UncertainCase): number[] => {
	const parameters = caseParameters(uncertain);
	const values = new Map(parameters.map(({ parameter: p }) => [p.id, Number(p.value)]));
	const samples = samplesOf([values], parameters);
	const settings = { volumes: [], maxRequestsPerMonth: 1 };
	return evaluateDraws(uncertain, samples, settings).todayUsd.map((column) => column[0]!);
};

/** The same with everything multiplied out at compile time. */
const foldedUsd = (uncertain: UncertainCase): number[] => {
	const samples = samplesOf([new Map()], caseParameters(uncertain));
	const settings = { volumes: [], maxRequestsPerMonth: 1 };
	return evaluateDraws(uncertain, samples, settings).todayUsd.map((column) => column[0]!);
};

const expectClose = (sampled: number, exact: string): void => {
	const value = Number(exact);
	expect(Math.abs(sampled - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
};

describe('the sampled path', () => {
	test('agrees with the exact one to a billionth, for random options at random volumes', () => {
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMake, arbitraryHybrid),
				arbitraryBuy,
				fc.integer({ min: 0, max: 50_000_000 }),
				(make, buy, volume) => {
					const uncertain = caseOf(make, buy, volume);
					const exact = [make, buy].map((option) => curveUsd(optionCurve(option), volume));
					for (const [index, usd] of exact.entries()) {
						expectClose(sampledUsd(uncertain)[index]!, usd);
						expectClose(foldedUsd(uncertain)[index]!, usd);
					}
				}
			),
			{ numRuns: 200 }
		);
	});

	test('agrees on the edges of steps, where a rounding error would cost a node', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 40 }),
				fc.integer({ min: 1, max: 9 }),
				fc.constantFrom('0.1', '0.3', '0.7', '1.1'),
				(nodes, peak, kappa) => {
					const make: CostOption = {
						...emptyOption('make', 'make-owned'),
						lines: [line('node', 'node-month', [constant('1000')])],
						fleet: {
							kappaPerS: parameter('kappa', kappa),
							headroom: parameter('headroom', '0.7'),
							peakToAverage: parameter('peak', String(peak)),
							levels: [],
							spareNodes: 0,
							minNodes: 0,
							scaling: 'peak',
							rent: null,
							staffStep: null
						}
					};
					const carried = (Number(kappa) * 10 * 7 * 26_280 * nodes) / peak;
					for (const volume of [Math.floor(carried), Math.floor(carried) + 1]) {
						const [sampled] = sampledUsd(caseOf(make, emptyOption('buy', 'buy'), volume));
						expectClose(sampled!, curveUsd(optionCurve(make), volume));
					}
				}
			)
		);
	});

	test('agrees for every option of the realistic case', () => {
		for (const option of realisticCase.options) {
			for (const volume of [1, 999_999, 6_000_000, 123_456_789]) {
				const uncertain = {
					...realisticCase,
					...caseOf(option, emptyOption('none', 'buy'), volume)
				};
				expectClose(sampledUsd(uncertain)[0]!, curveUsd(optionCurve(option), volume));
			}
		}
	});
});

describe('months', () => {
	test('agree with the exact cash flow to a billionth, with growth and every drift', () => {
		const rate = decimalBetween(-0.5, 0.5);
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMake, arbitraryHybrid),
				arbitraryBuy,
				fc.integer({ min: 0, max: 20_000_000 }),
				fc.record({ growth: decimalBetween(-0.2, 0.2), drifts: fc.tuple(rate, rate, rate, rate) }),
				(make, buy, volume, { growth, drifts: [api, rent, energy, salary] }) => {
					const base = caseOf(make, buy, volume);
					const uncertain: UncertainCase = {
						...base,
						demand: { ...base.demand, growthPerMonth: parameter('growth', growth) },
						drifts: {
							'api-price': parameter('drift.api', api),
							'gpu-rent': parameter('drift.rent', rent),
							energy: parameter('drift.energy', energy),
							salary: parameter('drift.salary', salary)
						},
						discountRatePerYear: parameter('rate', '0.08'),
						horizonMonths: 7
					};
					const samples = samplesOf([new Map()], caseParameters(uncertain));
					const settings = { volumes: [], maxRequestsPerMonth: 1 };
					const { presentUsd } = evaluateDraws(uncertain, samples, settings);
					for (const [index, option] of [make, buy].entries()) {
						expectClose(presentUsd[index]![0]!, cashFlowOf(uncertain, option).levelPresentUsd);
					}
				}
			),
			{ numRuns: 25 }
		);
	});

	test('follow a typed path, and hold on to its last month', () => {
		const buy: CostOption = {
			...emptyOption('buy', 'buy'),
			lines: [line('usage', 'request', [constant('1')])]
		};
		const base = caseOf(emptyOption('make', 'make-owned'), buy, 10);
		const uncertain: UncertainCase = {
			...base,
			demand: { ...base.demand, path: [10, 20, 50] },
			horizonMonths: 5
		};
		const parameters = caseParameters(uncertain);
		const samples = samplesOf([new Map(), new Map([['demand', 20]])], parameters);
		const { presentUsd } = evaluateDraws(uncertain, samples, {
			volumes: [],
			maxRequestsPerMonth: 1
		});
		expect([...presentUsd[1]!]).toEqual([180, 360]);
	});
});
