import { describe, expect, test } from 'vitest';
import { findCrossovers } from '#bench/economics/crossover/crossover.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import type { UncertainCase } from '#bench/economics/uncertainty/case-parameters.ts';
import {
	columnDifference,
	simulate,
	simulateWithDraws
} from '#bench/economics/uncertainty/simulate.ts';
import { emptyOption, line, parameter, realisticCase, times } from '../support/realistic-case.ts';

const settings = {
	draws: 2_000,
	seed: 1,
	volumes: [1e6, 3e6, 6e6, 1e7, 3e7, 1e8],
	maxRequestsPerMonth: 1_000_000_000
};

/** A fixed cost against a price per request: they cross at fixed / price. */
const simpleCase = (
	price: Parameter,
	{ fixed = parameter('fixed', '1000'), volume = '100' } = {}
): UncertainCase => {
	const make: CostOption = {
		...emptyOption('make', 'make-owned'),
		lines: [line('fixed', 'month', times(fixed))]
	};
	const buy: CostOption = {
		...emptyOption('buy', 'buy'),
		lines: [line('price', 'request', times(price))]
	};
	return {
		options: [make, buy],
		compare: { makeId: 'make', buyId: 'buy' },
		demand: { requestsPerMonth: parameter('demand', volume), growthPerMonth: null, path: null },
		drifts: {},
		discountRatePerYear: parameter('rate', '0.08'),
		horizonMonths: 12
	};
};

describe('a simulation', () => {
	test('is the same for the same seed and another for another', () => {
		const first = simulate(realisticCase, settings);
		expect(simulate(realisticCase, settings)).toEqual(first);
		expect(simulate(realisticCase, { ...settings, seed: 2 })).not.toEqual(first);
	});

	test('without any spread gives the exact crossover in every draw', () => {
		const own = realisticCase.options.find(({ id }) => id === 'own')!;
		const api = realisticCase.options.find(({ id }) => id === 'api')!;
		const exact = findCrossovers(optionCurve(own), optionCurve(api), settings);
		const fixed = JSON.parse(
			JSON.stringify(realisticCase, (key, value: unknown) =>
				key === 'spread' ? { kind: 'fixed' } : value
			)
		) as UncertainCase;
		const { permanentCrossover, firstCrossover, varied } = simulate(fixed, settings);
		expect(varied).toEqual([]);
		for (const key of ['p05RequestsPerMonth', 'p95RequestsPerMonth'] as const) {
			expect(Math.ceil(permanentCrossover[key]!)).toBe(exact.permanentCrossover);
			expect(Math.ceil(firstCrossover[key]!)).toBe(exact.firstCrossover);
		}
	});

	test('puts the band of the crossover where the spread of the price puts it', () => {
		const price = parameter('price', '10', { spread: { kind: 'uniform', low: 8, high: 12 } });
		const { permanentCrossover, makeWins } = simulate(simpleCase(price), {
			...settings,
			draws: 10_000,
			volumes: [80, 100, 125, 130]
		});
		expect(permanentCrossover.p05RequestsPerMonth).toBeCloseTo(1_000 / 11.8, 1);
		expect(permanentCrossover.p50RequestsPerMonth).toBeCloseTo(100, 1);
		expect(permanentCrossover.p95RequestsPerMonth).toBeCloseTo(1_000 / 8.2, 1);
		expect(makeWins.map(({ share }) => share)).toEqual([0, 0.5, 1, 1]);
	});

	test('counts draws that never cross, and names no volume where they are many', () => {
		const price = parameter('price', '0', { spread: { kind: 'uniform', low: 0, high: 10 } });
		const fixed = parameter('fixed', '1000');
		const base = simpleCase(price, { fixed });
		const marginal = line('marginal', 'request', times(parameter('marginal', '2')));
		const [make, buy] = base.options as [CostOption, CostOption];
		const options = [{ ...make, lines: [...make.lines, marginal] }, buy];
		const { permanentCrossover } = simulate({ ...base, options }, { ...settings, volumes: [] });
		expect(permanentCrossover.neverShare).toBeCloseTo(0.2, 2);
		expect(permanentCrossover.p95RequestsPerMonth).toBeNull();
		expect(permanentCrossover.p50RequestsPerMonth).toBeGreaterThan(0);
	});

	test('counts crossovers beyond the largest volume looked at, and makes that always win', () => {
		const price = parameter('price', '10', { spread: { kind: 'uniform', low: 5, high: 15 } });
		const beyond = simulate(simpleCase(price), { ...settings, maxRequestsPerMonth: 100 });
		expect(beyond.permanentCrossover.beyondRangeShare).toBeCloseTo(0.5, 2);
		const free = simulate(simpleCase(price, { fixed: parameter('fixed', '0') }), settings);
		expect(free.permanentCrossover.alwaysShare).toBe(1);
	});

	test('says that make wins more often at a larger volume where each draw crosses once', () => {
		const price = parameter('price', '10', { spread: { kind: 'lognormal', low: 4, high: 25 } });
		const volumes = Array.from({ length: 30 }, (_, index) => 20 * (index + 1));
		const shares = simulate(simpleCase(price), { ...settings, volumes }).makeWins;
		for (const [index, { share }] of shares.entries()) {
			expect(share).toBeGreaterThanOrEqual(shares[index - 1]?.share ?? 0);
		}
		expect(shares[0]!.share).toBeLessThan(0.2);
		expect(shares.at(-1)!.share).toBeGreaterThan(0.9);
	});

	test('gives every draw to the cheapest option', () => {
		const { options, draws } = simulate(realisticCase, settings);
		const sum = (key: 'cheapestShare' | 'cheapestTodayShare') =>
			options.reduce((total, option) => total + option[key], 0);
		expect(draws).toBe(2_000);
		expect(sum('cheapestShare')).toBeCloseTo(1, 9);
		expect(sum('cheapestTodayShare')).toBeCloseTo(1, 9);
	});

	test('agrees with itself: level cost × months discounted is present value', () => {
		const price = parameter('price', '10');
		const { options } = simulate(simpleCase(price), { ...settings, draws: 100 });
		const [make] = options;
		expect(make!.levelUsdPerMonth.p50).toBeCloseTo(1_000, 6);
		let months = 0;
		for (let month = 0; month < 12; month++) months += 1.08 ** (-month / 12);
		expect(make!.levelPresentUsd.p50).toBeCloseTo(1_000 * months, 6);
	});

	test('cancels what two options share out of their difference', () => {
		const shared = parameter('price', '10', { spread: { kind: 'uniform', low: 1, high: 19 } });
		const buy = (id: string, more: string): CostOption => ({
			...emptyOption(id, 'buy'),
			lines: [
				line('price', 'request', times(shared)),
				line('more', 'month', times(parameter(`${id}.more`, more)))
			]
		});
		const options = [buy('make', '30'), buy('buy', '10')];
		const uncertain = { ...simpleCase(shared), options };
		const { outcomes } = simulateWithDraws(uncertain, { ...settings, draws: 500 });
		const [make, other] = outcomes.todayUsd;
		const difference = columnDifference(make as Float64Array, other as Float64Array);
		for (const usd of difference) expect(usd).toBeCloseTo(20, 6);
	});

	test('refuses no draws, unknown options, and two parameters that share an id', () => {
		const price = parameter('price', '10');
		expect(() => simulate(simpleCase(price), { ...settings, draws: 0 })).toThrow(RangeError);
		const wrong = { ...simpleCase(price), compare: { makeId: 'none', buyId: 'buy' } };
		expect(() => simulate(wrong, settings)).toThrow('no option has the id "none"');
		const clash = simpleCase(price, { fixed: parameter('price', '11') });
		expect(() => simulate(clash, settings)).toThrow('two parameters have the id "price"');
	});
});
