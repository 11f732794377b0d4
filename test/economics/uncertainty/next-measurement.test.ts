import { describe, expect, test } from 'vitest';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { UncertainCase } from '#bench/economics/uncertainty/case-parameters.ts';
import {
	createInformationValue,
	valueOfKnowingAll
} from '#bench/economics/uncertainty/information-value.ts';
import { nextMeasurement } from '#bench/economics/uncertainty/next-measurement.ts';
import { sensitivityOf } from '#bench/economics/uncertainty/sensitivity.ts';
import { simulateWithDraws } from '#bench/economics/uncertainty/simulate.ts';
import { varianceShares } from '#bench/economics/uncertainty/variance-shares.ts';
import { createRandom } from '#core/random.ts';
import { emptyOption, line, parameter, realisticCase, times } from '../support/realistic-case.ts';

const settings = { draws: 5_000, seed: 1, volumes: [], maxRequestsPerMonth: 1e9 };

const spread = (low: number, high: number) => ({ kind: 'uniform', low, high }) as const;

/** Make costs `fixed`, buy `price` × 100; in a month of one month only, so that present value is cost. */
const caseOf = (
	overrides: { fixed?: string; tail?: string; width?: number } = {}
): UncertainCase => {
	const { fixed = '1000', width = 2 } = overrides;
	const price = parameter('price', '10', {
		basis: 'quote',
		source: 'quote Q-1',
		spread: spread(10 - width, 10 + width)
	});
	const staff = parameter('staff', '1', {
		unit: 'FTE',
		basis: 'default',
		spread: spread(0.9, 1.1)
	});
	const idle = parameter('idle', '5', { spread: spread(1, 9) });
	const make: CostOption = {
		...emptyOption('make', 'make-owned'),
		lines: [line('fixed', 'month', times(parameter('fixed', fixed), staff))]
	};
	const buy: CostOption = {
		...emptyOption('buy', 'buy'),
		lines: [line('price', 'request', times(price))]
	};
	const other: CostOption = {
		...emptyOption('other', 'hosted'),
		lines: [line('idle', 'month', times(idle))]
	};
	return {
		options: [make, buy, other],
		compare: { makeId: 'make', buyId: 'buy' },
		demand: { requestsPerMonth: parameter('demand', '100'), growthPerMonth: null, path: null },
		drifts: {},
		discountRatePerYear: parameter('rate', '0.08', { unit: 'share' }),
		horizonMonths: 1
	};
};

describe('the value of knowing', () => {
	const random = createRandom(5, 'test');
	const column = (): Float64Array => Float64Array.from({ length: 5_000 }, () => random() * 2 - 1);
	const [a, b, idle] = [column(), column(), column()];
	const savings = a.map((value, row) => 3 * value + b[row]!);

	test('of what decides alone comes to what theory says', () => {
		// E max(0, 3a) for a uniform on −1 to 1 is 3/4.
		const { value } = createInformationValue(savings, 1)([a]);
		expect(value).toBeGreaterThan(0.7);
		expect(value).toBeLessThan(0.8);
	});

	test('of what has no influence is exactly 0', () => {
		const { value, noise } = createInformationValue(savings, 1)([idle]);
		expect(value).toBe(0);
		expect(noise).toBeGreaterThan(0);
		expect(noise).toBeLessThan(0.2);
	});

	test('of two things together is more than of either, and no more than of everything', () => {
		const valueOf = createInformationValue(savings, 1);
		const [one, both] = [valueOf([a]).value, valueOf([a, b]).value];
		expect(both).toBeGreaterThan(one);
		expect(both).toBeLessThanOrEqual(valueOfKnowingAll(savings) + 0.01);
	});

	test('is never negative, and 0 where every draw agrees', () => {
		const agreed = savings.map((saving) => saving + 10);
		expect(createInformationValue(agreed, 1)([a])).toEqual({ value: 0, noise: 0 });
		expect(valueOfKnowingAll(agreed)).toBe(0);
	});
});

describe('the next best measurement', () => {
	test('is what decides, with what to do about it; the rest is worth nothing', () => {
		const uncertain = caseOf();
		const result = nextMeasurement(uncertain, simulateWithDraws(uncertain, settings), {
			seed: 1
		});
		expect(result.state).toBe('ranked');
		const [first] = result.measurements;
		expect(first).toMatchObject({ action: 'quote', parameterIds: ['price'] });
		expect(first!.advice).toBe(
			'Ask for a binding offer that settles price (now $8 to $12) of buy; so far: quote Q-1.'
		);
		expect(first!.valueUsd).toBeGreaterThan(20);
		expect(first!.valueUsd).toBeLessThanOrEqual(result.knowingAllUsd);
		expect(result.measurements.map(({ parameterIds }) => parameterIds)).not.toContainEqual([
			'idle'
		]);
	});

	test('is nothing where one side is cheaper in every draw', () => {
		const uncertain = caseOf({ fixed: '5000' });
		const result = nextMeasurement(uncertain, simulateWithDraws(uncertain, settings), {
			seed: 1
		});
		expect(result).toMatchObject({ state: 'nothing', choice: 'buy', knowingAllUsd: 0 });
		expect(result.reason).toBe(
			'On cost alone nothing would change it: buying is cheaper over the horizon in all 5,000 draws.'
		);
		expect(result.measurements.every(({ valueUsd }) => valueUsd === 0)).toBe(true);
	});

	test('asks for what one quote or one run settles at once', () => {
		const simulated = simulateWithDraws(realisticCase, settings);
		const { measurements } = nextMeasurement(realisticCase, simulated, { seed: 1 });
		const tokens = measurements.find(({ parameterIds }) => parameterIds.includes('tokens.input'));
		expect(tokens).toMatchObject({
			action: 'graded-run',
			parameterIds: ['tokens.input', 'tokens.output']
		});
		const kappa = measurements.find(({ parameterIds }) => parameterIds.includes('own.kappa'));
		expect(kappa!.advice).toContain('bench load URL --rate R');
	});
});

describe('a reason', () => {
	const withoutRanges = (): UncertainCase => {
		const base = caseOf();
		return {
			...base,
			options: [
				{
					...base.options[0]!,
					title: 'our GPUs',
					lines: [line('fixed', 'month', times(parameter('make.fixed', '1000')))]
				},
				{
					...base.options[1]!,
					lines: [line('price', 'request', times(parameter('price', '10.2')))]
				}
			]
		};
	};

	test('names what turns the decision where nothing has a range', () => {
		const uncertain = withoutRanges();
		const { swings } = sensitivityOf(uncertain);
		const simulated = simulateWithDraws(uncertain, { ...settings, draws: 100 });
		expect(nextMeasurement(uncertain, simulated, { seed: 1, swings }).reason).toBe(
			'You gave no ranges, so nothing can be ranked; of what is moved by 10 %, these turn the decision: demand; price of buy; make.fixed of our GPUs.'
		);
	});

	test('is not the same sentence for two measurements', () => {
		const base = caseOf();
		const wide = (id: string) => ({
			...parameter(id, '1', { unit: 'FTE', spread: spread(0.5, 1.5) }),
			label: 'people'
		});
		const uncertain: UncertainCase = {
			...base,
			options: [
				{
					...base.options[0]!,
					lines: [
						line('a', 'month', times(wide('make.a'))),
						line('b', 'month', times(wide('make.b')))
					]
				},
				base.options[1]!
			]
		};
		const simulated = simulateWithDraws(uncertain, { ...settings, draws: 200 });
		const { measurements } = nextMeasurement(uncertain, simulated, { seed: 1 });
		expect(measurements.length).toBeGreaterThan(2);
		expect(new Set(measurements.map(({ advice }) => advice)).size).toBe(measurements.length);
	});
});

describe('sensitivities', () => {
	test.each([
		['a share', 'share', '0.95', { kind: 'fixed' }, [0.855, 1]],
		['requests paid for an answer', 'requests/answer', '1.02', { kind: 'fixed' }, [1, 1.122]],
		[
			'requests paid for an answer, as measured',
			'requests/answer',
			'1.001',
			{ kind: 'normal', low: 1, high: 1.004 },
			[1, 1.004]
		]
	] as const)('move %s to nothing that it cannot be', (_, unit, value, spreadOf, ends) => {
		const base = caseOf();
		const moved = parameter('moved', value, { unit, spread: spreadOf });
		const { swings } = sensitivityOf({
			...base,
			options: [
				base.options[0]!,
				{ ...base.options[1]!, lines: [line('x', 'request', times(moved))] }
			]
		});
		const { low, high } = swings.find(({ parameter: { id } }) => id === 'moved')!;
		expect(low.value).toBeCloseTo(ends[0], 3);
		expect(low.value).toBeGreaterThanOrEqual(unit === 'share' ? 0 : 1);
		expect(high.value).toBeCloseTo(ends[1], 3);
	});

	test('are sorted by how far they move the saving, and marked where a tenth is assumed', () => {
		const { base, swings } = sensitivityOf(caseOf());
		expect(base.savingUsdPerMonth).toBeCloseTo(0, 9);
		expect(base.permanentCrossover).toBeCloseTo(100, 6);
		const byId = new Map(swings.map((swing) => [swing.parameter.id, swing]));
		expect(swings[0]!.parameter.id).toBe('price');
		expect(byId.get('price')).toMatchObject({ moved: 'spread', flipsDecision: true });
		expect(byId.get('price')!.low.savingUsdPerMonth).toBeCloseTo(-180, 6);
		expect(byId.get('price')!.high.permanentCrossover).toBeCloseTo(1_000 / 11.8, 6);
		expect(byId.get('fixed')).toMatchObject({ moved: 'assumed' });
		expect(byId.get('fixed')!.savingSwingUsdPerMonth).toBeCloseTo(200, 6);
		expect(byId.has('idle')).toBe(false);
	});

	test('exist where nothing has a spread', () => {
		const price = parameter('price', '10');
		const base = caseOf();
		const buy = { ...base.options[1]!, lines: [line('price', 'request', times(price))] };
		const { swings } = sensitivityOf({ ...base, options: [base.options[0]!, buy] });
		expect(swings.find((swing) => swing.parameter.id === 'price')).toMatchObject({
			moved: 'assumed',
			low: { value: 9 },
			high: { value: 11 }
		});
	});

	test('share the variance out by parameter, and give none to what has no influence', () => {
		const uncertain = caseOf();
		const { samples, outcomes } = simulateWithDraws(uncertain, { ...settings, draws: 10_000 });
		const savings = outcomes.todayUsd[1]!.map((usd, row) => usd - outcomes.todayUsd[0]![row]!);
		const shares = varianceShares(samples, savings);
		// Variance of 100 × U(8, 12) is 16 times that of 1000 × U(0.9, 1.1).
		const [expected, rest] = [400 ** 2 / 12, 200 ** 2 / 12];
		expect(shares[0]!.parameterId).toBe('price');
		expect(shares[0]!.share).toBeCloseTo(expected / (expected + rest), 1);
		expect(shares.find(({ parameterId }) => parameterId === 'idle')!.share).toBeLessThan(0.01);
	});
});
