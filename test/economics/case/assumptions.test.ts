/** The list of what a decision rests on: complete, in a useful order, with sliders that hold the value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumptionsOf, presetOverrides } from '#bench/economics/case/assumptions.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import { sensitivityOf } from '#bench/economics/uncertainty/sensitivity.ts';
import { arbitrarySpecs } from '../support/arbitrary-spec.ts';
import { typedCase, type Written } from '../support/typed-options.ts';

const cases: fc.Arbitrary<CostCase> = arbitrarySpecs.map((written) => typedCase(written));

const listOf = (costCase: CostCase) => assumptionsOf(costCase, evaluateCase(costCase));

const savingOf = (costCase: CostCase): number => {
	const uncertain = uncertainCase(costCase, evaluateCase(costCase));
	if (!uncertain) throw new Error('nothing is compared');
	return sensitivityOf(uncertain).base.savingUsdPerMonth;
};

const written = (change: Written = {}): Written => ({
	useCase: 'x',
	demand: { requestsPerMonth: { low: 5_000_000, value: 10_000_000, high: 20_000_000 } },
	compare: { make: 'own', buy: 'api' },
	options: [
		{ id: 'api', kind: 'buy', price: { usdPerRequest: { low: 0.008, value: 0.01, high: 0.03 } } },
		{
			id: 'own',
			title: 'our nodes',
			kind: 'make-rented',
			capacity: { requestsPerSPerNode: { low: 1.5, value: 2, high: 2.5 } },
			rent: { onDemandUsdPerHour: 10 }
		}
	],
	...change
});

describe('the assumptions of a case', () => {
	it('begin with volume, growth and peak, then with what moves the decision most', () => {
		const list = listOf(typedCase(written()));
		expect(list.slice(0, 3).map(({ id }) => id)).toEqual([
			'demand.requestsPerMonth',
			'demand.growthPerMonth',
			'peakToAverage'
		]);
		const swings = list.slice(3).map((each) => Math.abs(each.savingSwingUsdPerMonth ?? 0));
		expect(swings).toEqual([...swings].sort((a, b) => b - a));
		expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
	});

	it('name value, range, owner and source, and what nobody has given', () => {
		const list = listOf(typedCase(written()));
		const find = (id: string) => list.find((each) => each.id === id);
		expect(find('own.kappaPerS')).toMatchObject({
			owner: 'our nodes',
			optionTitles: ['our nodes'],
			value: '2',
			low: '1.5',
			high: '2.5',
			slider: { min: '1', max: '3', step: '0.01', isLog: false },
			presets: { base: '2' }
		});
		expect(find('demand.growthPerMonth')).toMatchObject({
			value: '0',
			isGiven: false,
			basis: 'default',
			low: null,
			presets: { low: null, base: '0', high: null }
		});
		expect(find('demand.requestsPerMonth')?.slider).toEqual({
			min: '100000',
			max: '1000000000',
			step: '1.02',
			isLog: true
		});
	});

	it('hold their value within the slider, the slider within what can be, and take each end of it', () => {
		fc.assert(
			fc.property(cases, (costCase) => {
				for (const { id, value, slider, lowest, highest, isGiven } of listOf(costCase)) {
					if (!slider) continue;
					const [min, max] = [Number(slider.min), Number(slider.max)];
					expect(min).toBeLessThanOrEqual(Number(value));
					expect(max).toBeGreaterThanOrEqual(Number(value));
					expect(min).toBeLessThan(max);
					expect(Number(slider.step)).toBeGreaterThan(0);
					if (isGiven) {
						expect(min).toBeGreaterThanOrEqual(Number(lowest));
						expect(max).toBeLessThanOrEqual(Number(highest));
					}
					const ends = [slider.min, slider.max].map((end) => overrideCase(costCase, { [id]: end }));
					expect(
						ends
							.flatMap(({ refused }) => refused)
							.filter((each) => !/would be below/u.test(each.reason))
					).toEqual([]);
				}
			}),
			{ numRuns: 30 }
		);
	});

	it('have presets that favour the side they are named after', () => {
		const costCase = typedCase(written());
		const evaluated = evaluateCase(costCase);
		const [making, buying] = (['favours-making', 'favours-buying'] as const).map((kind) =>
			presetOverrides(costCase, evaluated, kind)
		);
		expect(Object.keys(making!).sort()).toEqual(
			expect.arrayContaining(['api.usdPerRequest', 'demand.requestsPerMonth', 'own.kappaPerS'])
		);
		expect(Number(making!['api.usdPerRequest'])).toBeGreaterThan(0.01);
		expect(Number(buying!['own.kappaPerS'])).toBeLessThan(2);
		const [more, less] = [making, buying].map((overrides) =>
			savingOf(overrideCase(costCase, overrides!).costCase)
		);
		expect(more).toBeGreaterThan(savingOf(costCase));
		expect(less).toBeLessThan(savingOf(costCase));
	});

	it('have no presets where no number has a range', () => {
		const certain = typedCase({
			useCase: 'x',
			demand: { requestsPerMonth: 1, peakToAverage: 2 },
			options: [{ id: 'api', kind: 'buy', price: { usdPerRequest: 0.01 } }]
		});
		expect(presetOverrides(certain, evaluateCase(certain), 'favours-making')).toEqual({});
		expect(listOf(certain)[0]?.savingSwingUsdPerMonth).toBeNull();
	});
});
