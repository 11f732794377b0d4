import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { cashFlowOf } from '#bench/economics/cash-flow/cash-flow.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { stressTests, type StressId, type StressSettings } from '#bench/economics/stress/stress.ts';
import { arbitraryBuy, arbitraryMake } from '../support/arbitrary-option.ts';
import { emptyOption, line, parameter, times } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

const stressed = (costCase: CostCase, id: StressId, settings?: StressSettings) => {
	const found = stressTests(costCase, evaluateCase(costCase), settings).find(
		(each) => each.id === id
	);
	if (!found) throw new Error(`no stress ${id}`);
	return found;
};

/** 110 a month bought against 10 for a node that costs 1,200 and lasts four years: 24 months at no interest. */
const plainCase = (): CostCase => smallCase([ownOption(), apiOption('0.11')]);

const mixOf = (local: CostOption, api: CostOption): CostOption => ({
	...emptyOption('mix', 'hybrid'),
	blend: { mode: 'router', local, api, apiShare: parameter('apiShare', '0.5') }
});

const costOf = (result: ReturnType<typeof stressed>, id: string) =>
	result.options.find(({ optionId }) => optionId === id)!;

describe('stress tests', () => {
	test('begin with the plan itself', () => {
		const planned = stressed(plainCase(), 'as-planned');
		expect(planned).toMatchObject({
			makeId: 'own',
			buyId: 'api',
			flips: false,
			horizon: { winner: 'make', changeUsd: null }
		});
		// Cash: 1,200 + 240 less half the price at the end, against 2,640.
		expect(planned.horizon.savingUsd).toBe(String(2_640 - 840));
		expect(Number(planned.today.savingUsd)).toBeCloseTo(110 - 35, 12);
		expect(planned.sentence).toBe(
			'As planned, own costs $1,800 less than api over 24 months: the decision stays.'
		);
	});

	test('raise and lower the metered price, and nothing else', () => {
		const own = ownOption();
		const costCase = smallCase([
			own,
			apiOption('0.11', 'api', '20'),
			mixOf(own, apiOption('0.11'))
		]);
		for (const [id, factor] of [
			['price-up', 1.5],
			['price-double', 2],
			['price-down', 0.5]
		] as const) {
			const result = stressed(costCase, id);
			expect(Number(costOf(result, 'api').todayUsdPerMonth)).toBeCloseTo(20 + 110 * factor, 12);
			expect(Number(costOf(result, 'own').todayUsdPerMonth)).toBeCloseTo(35, 12);
			expect(Number(costOf(result, 'mix').todayUsdPerMonth)).toBeCloseTo(35 + 55 * factor, 12);
			expect(Number(result.horizon.changeUsd)).toBeCloseTo((factor - 1) * 110 * 24, 12);
		}
	});

	test('take the shocks that are asked for', () => {
		const result = stressed(plainCase(), 'price-up', { priceUpShare: '0.2' });
		expect(result.title).toBe('bought prices +20 %');
		expect(Number(costOf(result, 'api').todayUsdPerMonth)).toBeCloseTo(132, 12);
	});

	test('say when a shock flips the decision', () => {
		const costCase = smallCase([ownOption(), apiOption('0.05')]);
		const result = stressed(costCase, 'price-down');
		// 24 × 25 bought, 840 made.
		expect(result).toMatchObject({ flips: true, horizon: { winner: 'buy', savingUsd: '-240' } });
		expect(result.sentence).toBe(
			'If bought prices fall by 50 %, api costs $240 less than own over 24 months: the decision flips to buying.'
		);
	});

	test('do not call it a flip where both cost the same, and mark figures without a model', () => {
		const costCase = smallCase([{ ...ownOption(), emulated: true }, apiOption('0.07')]);
		const result = stressed(costCase, 'price-down');
		expect(result).toMatchObject({ flips: false, horizon: { winner: 'tie' } });
		expect(result.sentence).toBe(
			'If bought prices fall by 50 %, own EMULATED and api cost the same over 24 months: nothing is left to decide by cost.'
		);
	});

	test('scale demand in every month of a path, and the fleet with it', () => {
		const costCase = plainCase();
		costCase.demand.path = [1_000, 2_000];
		const result = stressed(costCase, 'demand-high');
		expect(Number(costOf(result, 'api').todayUsdPerMonth)).toBeCloseTo(330, 12);
		expect(Number(costOf(result, 'api').presentUsd)).toBeCloseTo(330 + 23 * 660, 12);
		const own = costOf(result, 'own');
		// Three nodes, then six: the first have 24 months left, the others 25.
		expect(Number(own.presentUsd)).toBeCloseTo(
			7_200 + 30 + 23 * 60 - 3 * 600 - (3 * 1_200 * 25) / 48,
			9
		);
	});

	describe('without the compared vendor', () => {
		const hostOption = (usdPerRequest: string): CostOption => ({
			...apiOption(usdPerRequest, 'host'),
			kind: 'hosted'
		});

		test('what was chosen stays chosen, though hosts are cheaper, and hybrids of the vendor are gone', () => {
			const own = ownOption();
			const api = apiOption('0.11');
			const costCase = smallCase([own, api, hostOption('0.02'), mixOf(own, api)]);
			const result = stressed(costCase, 'vendor-gone');
			expect(result.options.map(({ optionId }) => optionId)).toEqual(['host', 'own']);
			expect(result).toMatchObject({
				makeId: 'own',
				buyId: 'host',
				flips: false,
				horizon: { winner: 'make', savingUsd: '-360' }
			});
			expect(result.sentence).toBe(
				'If api is gone, nothing changes for own, which is chosen as planned; host is left to buy and costs $360 less over 24 months.'
			);
			expect(result.marks).toEqual([]);
		});

		test('the next best takes its place where it was chosen, its approval paid', () => {
			const options = [ownOption(), apiOption('0.02'), hostOption('0.03')];
			const result = stressed(smallCase(options), 'vendor-gone', { approvalUsd: '50' });
			expect(result).toMatchObject({ buyId: 'host', flips: false, horizon: { winner: 'buy' } });
			// 24 × 30 and the approval, against 24 × 20.
			expect(result.sentence).toBe(
				'If api is gone, the next best is host, which costs $290 more over 24 months: the decision stays with buying.'
			);
		});

		test('making takes its place where nothing else is cheaper, and the time it takes is told', () => {
			const options = [ownOption(), apiOption('0.02')];
			const settings = { approvalUsd: '480', leadTimeMonths: 3 };
			const result = stressed(smallCase(options), 'vendor-gone', settings);
			expect(result).toMatchObject({
				makeId: 'own',
				buyId: null,
				flips: true,
				horizon: { winner: 'make', savingUsd: null, changeUsd: null }
			});
			// The approval is spread over the horizon like all that is paid once.
			expect(Number(costOf(result, 'own').todayUsdPerMonth)).toBeCloseTo(35 + 20, 12);
			expect(Number(costOf(result, 'own').presentUsd)).toBeCloseTo(840 + 480, 9);
			expect(result.sentence).toBe(
				'If api is gone, the next best is own, which costs $840 more over 24 months: the decision flips to making.'
			);
			expect(result.marks[0]).toContain('A change takes 3 months');
			expect(stressed(smallCase(options), 'vendor-gone').marks).toEqual([
				'What the approval of another model costs is not given and not in it.',
				'How long a change takes is not given.',
				'Whether what is left is good enough is not in these costs.'
			]);
		});

		test('nothing changes where making was chosen and nothing is left to buy', () => {
			const result = stressed(plainCase(), 'vendor-gone', { approvalUsd: '480' });
			expect(result).toMatchObject({ buyId: null, flips: false, horizon: { winner: 'make' } });
			expect(Number(costOf(result, 'own').presentUsd)).toBeCloseTo(840, 9);
			expect(result.sentence).toContain('nothing is left to buy.');
		});
	});

	test('pay tuning and approval once more where the model is superseded, and mark that the API improves', () => {
		const work = (id: string, usd: string) =>
			line(id, 'month', [
				...times(parameter(`own.${id}.usd`, usd)),
				{ kind: 'inverse', parameter: parameter(`own.${id}.months`, '12') }
			]);
		const own = ownOption({ lines: [work('tuning', '1200'), work('recertification', '2400')] });
		const result = stressed(smallCase([own, apiOption('0.5')]), 'model-superseded');
		expect(Number(result.horizon.changeUsd)).toBeCloseTo(-3_600, 9);
		expect(Number(result.today.changeUsd)).toBeCloseTo(-150, 9);
		expect(result.marks).toEqual([
			'The bought model improves as well: its lead over the own one has to be measured again.'
		]);
		expect(stressed(plainCase(), 'model-superseded').marks[0]).toContain('is not given');
	});

	test('lose the resale value of servers, of those of a hybrid too, and exist only where servers are bought', () => {
		const own = ownOption({ residual: '0.4' });
		const costCase = smallCase([own, apiOption('0.11'), mixOf(own, apiOption('0.11'))]);
		const planned = stressed(costCase, 'as-planned');
		const result = stressed(costCase, 'hardware-unsaleable');
		for (const id of ['own', 'mix']) {
			const more = toDecimal(costOf(result, id).presentUsd).minus(costOf(planned, id).presentUsd);
			expect(more.toFixed()).toBe(String(1_200 * (0.4 + 0.6 / 2)));
		}
		expect(Number(costOf(result, 'own').todayUsdPerMonth)).toBeCloseTo(35, 12);
		const rented = { ...own, purchase: null };
		const without = smallCase([rented, apiOption('0.11')]);
		expect(stressTests(without, evaluateCase(without)).map(({ id }) => id)).not.toContain(
			'hardware-unsaleable'
		);
	});

	test('are none where nothing is compared', () => {
		const costCase = smallCase([apiOption('0.1')]);
		expect(stressTests(costCase, evaluateCase(costCase))).toEqual([]);
	});

	test('say the same as a case that is written down that way', () => {
		fc.assert(
			fc.property(
				arbitraryMake,
				arbitraryBuy,
				fc.integer({ min: 0, max: 5_000_000 }),
				fc.constantFrom(['demand-low', 0.3] as const, ['demand-high', 3] as const),
				(make, buy, requests, [id, factor]) => {
					const options = [make, buy];
					const terms = { horizonMonths: 4, maxRequestsPerMonth: 1_000 };
					const result = stressed(smallCase(options, { ...terms, requests: String(requests) }), id);
					const written = smallCase(options, {
						...terms,
						requests: toDecimal(requests).times(factor).toFixed()
					});
					const evaluated = evaluateCase(written);
					for (const { option, today } of evaluated.options) {
						expect(costOf(result, option.id)).toEqual({
							optionId: option.id,
							todayUsdPerMonth: today.totalUsdPerMonth,
							presentUsd: cashFlowOf(written, option).presentUsd
						});
					}
				}
			),
			{ numRuns: 25 }
		);
	});
});
