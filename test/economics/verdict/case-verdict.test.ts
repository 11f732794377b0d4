/** From a computed case and its draws to a verdict: what is passed on, by which cost, and that nothing stops it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import {
	caseVerdict,
	gateOf,
	intervalPercent,
	todayBands
} from '#bench/economics/verdict/case-verdict.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { simulateWithDraws } from '#bench/economics/uncertainty/simulate.ts';
import { arbitrarySpecs } from '../support/arbitrary-spec.ts';
import { typedCase, type Written } from '../support/typed-options.ts';

const simulated = (costCase: CostCase) => {
	const evaluated = evaluateCase(costCase);
	const { compared } = evaluated;
	const { draws, seed, maxRequestsPerMonth } = costCase;
	const drawn =
		compared &&
		simulateWithDraws(
			{
				...costCase,
				compare: { makeId: compared.make.option.id, buyId: compared.buy.option.id }
			},
			{ draws, seed, volumes: [], maxRequestsPerMonth }
		);
	return { costCase, evaluated, drawn };
};

const verdictOf = (costCase: CostCase) => {
	const { evaluated, drawn } = simulated(costCase);
	return caseVerdict(costCase, evaluated, drawn);
};

/** 7,300 USD a month whatever the volume up to 1,752,000 requests, against 0.01 USD a request. */
const written = (change: Written = {}, price: unknown = '0.01'): Written => ({
	useCase: 'x',
	demand: { requestsPerMonth: 1_000_000, peakToAverage: 3 },
	options: [
		{ id: 'api', kind: 'buy', price: { usdPerRequest: price }, acceptShare: 0.9 },
		{
			id: 'own',
			kind: 'make-rented',
			capacity: { requestsPerSPerNode: 2 },
			rent: { onDemandUsdPerHour: 10 },
			headroomShare: 1,
			spareNodes: 0,
			staff: { baseFte: 0, ftePerNode: 0, salaryUsdPerYear: 1 },
			acceptShare: 0.8
		}
	],
	maxRequestsPerMonth: 3_000_000,
	draws: 200,
	discountRatePerYear: 0.08,
	...change
});

const passed = { bothRight: 1_900, onlyMake: 10, onlyBuy: 13, bothWrong: 27 };
const withPairs = (costCase: CostCase): CostCase => ({
	...costCase,
	paired: { 'own|api': passed }
});

describe('the verdict of a case', () => {
	it('is make where that is cheaper today and shown to be as good', () => {
		expect(verdictOf(withPairs(typedCase(written())))).toMatchObject({
			state: 'make',
			basis: 'cost',
			optionId: 'own',
			rivalId: 'api',
			savingUsdPerMonth: { value: '2700', low: null, high: null },
			emulated: false
		});
	});

	it('is held open where nobody has compared the answers', () => {
		const { state, toMeasure } = verdictOf(typedCase(written()));
		expect(state).toBe('not-enough-evidence');
		expect(toMeasure.join()).toContain('own');
	});

	it('is buy where that is cheaper, whatever the quality of the other', () => {
		expect(verdictOf(typedCase(written({}, '0.001'))).state).toBe('buy');
	});

	it('has the interval of the difference, drawn with what both have in common', () => {
		const range = { low: '0.009', value: '0.01', high: '0.011', distribution: 'uniform' };
		const verdict = verdictOf(withPairs(typedCase(written({}, range))));
		expect(verdict.state).toBe('make');
		// 9,000–11,000 evenly, less 7,300: 5 % and 95 % at 1,800 and 3,600.
		expect(Number(verdict.savingUsdPerMonth?.low)).toBeCloseTo(1_800, -2);
		expect(Number(verdict.savingUsdPerMonth?.high)).toBeCloseTo(3_600, -2);
		expect(verdict.reason).toContain(`${String(intervalPercent)} %`);
	});

	it('has no part in it for options that are left out or cannot be computed', () => {
		const costCase = typedCase(written());
		const [api, own] = costCase.options;
		if (!api || !own) throw new Error('two options');
		const verdict = verdictOf({
			...costCase,
			options: [api],
			excluded: [{ option: own, reasons: ['data may not leave.'] }],
			unavailable: [
				{
					id: 'gpu',
					title: 'GPU',
					kind: 'make-rented',
					emulated: false,
					reason: 'no capacity',
					remedy: 'Run it.'
				}
			]
		});
		expect(verdict.setAside.map(({ id }) => id)).toStrictEqual(['own', 'gpu']);
		expect(verdict.toMeasure).toContain('Run it.');
	});
});

const quality = { checkUsd: '0.001', humanUsd: '0.5', errorUsd: '2', unnoticedShare: '0.1' };

describe('the cost of accepted answers', () => {
	it('decides where it is known what a person and an error cost', () => {
		const verdict = verdictOf(typedCase(written({ quality })));
		// own: 7,300 + 1,000 + 10⁶ · 0.2 · (0.9 · 0.5 + 0.1 · 2) = 138,300
		// api: 10,000 + 1,000 + 10⁶ · 0.1 · 0.65 = 76,000
		expect(verdict).toMatchObject({
			state: 'buy',
			basis: 'accepted-answers',
			savingUsdPerMonth: { value: '62300' }
		});
	});

	it('counts errors that nobody notices also where one is said to cost nothing', () => {
		// Without errors own costs 98,300 and the api 56,000; 20,000 and 10,000 errors are not noticed.
		const free = verdictOf(typedCase(written({ quality: { ...quality, errorUsd: '0' } })));
		const dear = verdictOf(typedCase(written({ quality })));
		expect(free.basis).toBe('accepted-answers');
		expect(free.errorCostFlip).toStrictEqual(dear.errorCostFlip);
	});

	it('keeps to the service, and its own draws, where nobody says what an error costs', () => {
		const price = { low: '0.009', value: '0.01', high: '0.011', distribution: 'uniform' };
		const checked = written({ quality: { checkUsd: '0.1', humanUsd: { low: 1, high: 9 } } }, price);
		const plain = written({}, price);
		const [with_, without] = [checked, plain].map((spec) => verdictOf(withPairs(typedCase(spec))));
		expect(with_?.basis).toBe('cost');
		expect(with_?.savingUsdPerMonth?.value).toBe('2700');
		expect(Number(with_?.savingUsdPerMonth?.low)).toBeCloseTo(
			Number(without?.savingUsdPerMonth?.low),
			-2
		);
		expect(with_?.savingUsdPerMonth?.low).not.toBeNull();
	});
});

describe('the bands of today’s cost', () => {
	it('are empty without draws, and where nothing is uncertain', () => {
		const certain = simulated(typedCase(written()));
		const parts = certain.drawn?.simulation.varied ?? ['nothing was compared'];
		expect(parts).toStrictEqual([]);
		expect(todayBands(certain.costCase, certain.drawn).size).toBe(0);
		expect(todayBands(certain.costCase, null).size).toBe(0);
	});

	it('hold the cost today of every option', () => {
		const price = { low: '0.009', value: '0.01', high: '0.011' };
		const { costCase, drawn, evaluated } = simulated(typedCase(written({}, price)));
		const bands = todayBands(costCase, drawn);
		expect([...bands.keys()]).toStrictEqual(['api', 'own']);
		for (const { option, today } of evaluated.options) {
			const band = bands.get(option.id);
			expect(toDecimal(band?.low ?? 'none').lte(today.totalUsdPerMonth)).toBe(true);
			expect(toDecimal(band?.high ?? 'none').gte(today.totalUsdPerMonth)).toBe(true);
		}
	});
});

describe('the quality gate of an option', () => {
	it('is from the pairs with the reference, and says how many items there are without any', () => {
		const costCase = withPairs(typedCase(written()));
		expect(gateOf(costCase, 'own', 'api')).toMatchObject({ state: 'non-inferior', n: 1_950 });
		expect(gateOf(costCase, 'other', 'api')).toMatchObject({ state: 'no-data', n: 0 });
		expect(gateOf(costCase, 'api', 'api')).toBeNull();
		expect(gateOf(costCase, 'own', null)).toBeNull();
	});
});

describe('any valid spec', () => {
	it('has a verdict', () => {
		fc.assert(
			fc.property(arbitrarySpecs, (spec) => {
				const { sentence, savingUsdPerMonth } = verdictOf(typedCase(spec));
				expect(sentence.length).toBeGreaterThan(10);
				expect(sentence).not.toMatch(/NaN|undefined|Infinity/u);
				for (const usd of [savingUsdPerMonth?.low ?? '0', savingUsdPerMonth?.high ?? '0']) {
					expect(usd).toMatch(/^-?\d+(\.\d+)?$/u);
				}
			}),
			{ numRuns: 25 }
		);
	});
});
