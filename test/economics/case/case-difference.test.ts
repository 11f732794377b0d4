/** What changed between two cases, and nothing else. */
import { describe, expect, it } from 'vitest';
import { caseDifference, type ComparedCase } from '#bench/economics/case/case-difference.ts';
import { caseVerdict } from '#bench/economics/verdict/case-verdict.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { typedCase, type Written } from '../support/typed-options.ts';

const api: Written = { id: 'api', kind: 'buy', price: { usdPerRequest: '0.01' } };
const own: Written = {
	id: 'own',
	kind: 'make-rented',
	capacity: { requestsPerSPerNode: 2 },
	rent: { onDemandUsdPerHour: 10 },
	staff: { baseFte: 0, ftePerNode: 0 }
};

const compared = (options: Written[] = [api, own], change: Written = {}): ComparedCase => {
	const demand = { requestsPerMonth: 1_000_000, peakToAverage: 3 };
	const costCase = typedCase({ useCase: 'x', demand, options, ...change });
	const evaluated = evaluateCase(costCase);
	return { costCase, evaluated, verdict: caseVerdict(costCase, evaluated, null) };
};

describe('the difference of two cases', () => {
	it('is nothing for the same case', () => {
		expect(caseDifference(compared(), compared())).toMatchObject({
			requestsPerMonth: { before: 1_000_000, after: 1_000_000 },
			options: [],
			parameters: []
		});
	});

	it('names a price with its old and new value, and what it does to the option and the crossover', () => {
		const dearer = compared([{ ...api, price: { usdPerRequest: '0.012' } }, own]);
		const { options, parameters, permanentCrossover, verdict } = caseDifference(compared(), dearer);
		expect(parameters).toMatchObject([
			{ id: 'api.usdPerRequest', before: { value: '0.01' }, after: { value: '0.012' } }
		]);
		expect(options).toStrictEqual([
			{
				id: 'api',
				title: 'api',
				beforeTitle: 'api',
				afterTitle: 'api',
				beforeUsdPerMonth: '10000',
				afterUsdPerMonth: '12000',
				changeUsdPerMonth: '2000'
			}
		]);
		expect(permanentCrossover.after).toBeLessThan(permanentCrossover.before ?? 0);
		expect(verdict).toStrictEqual({ before: 'buy', after: 'buy' });
	});

	it('takes another range, source or day for a change', () => {
		const priced = (usdPerRequest: unknown) =>
			compared([{ ...api, price: { usdPerRequest } }, own]);
		const changes = (usdPerRequest: unknown) =>
			caseDifference(compared(), priced(usdPerRequest)).parameters.map(({ id }) => id);
		expect(changes({ low: '0.009', value: '0.01', high: '0.011' })).toEqual(['api.usdPerRequest']);
		expect(changes({ value: '0.01', source: 'mail' })).toStrictEqual(['api.usdPerRequest']);
		expect(changes({ value: '0.01', asOf: '2026-11-01' })).toStrictEqual(['api.usdPerRequest']);
	});

	it('keeps both titles of one id, and leaves out what is true by definition', () => {
		const renamed = compared([{ ...api, title: 'Corvid API' }, own]);
		const { options, titles, useCase } = caseDifference(compared(), renamed);
		expect(options).toMatchObject([
			{ id: 'api', beforeTitle: 'api', afterTitle: 'Corvid API', changeUsdPerMonth: '0' }
		]);
		expect(titles).toEqual({
			api: { before: 'api', after: 'Corvid API' },
			own: { before: 'own', after: 'own' }
		});
		expect(useCase).toEqual({ before: 'x', after: 'x' });
		const after = compared();
		const [first] = after.costCase.options.flatMap(({ lines }) => lines);
		const [factor] = first!.factors;
		if (factor?.kind !== 'parameter') throw new Error('expected a parameter');
		const changed = (basis: 'user' | 'definition') =>
			caseDifference(compared(), {
				...after,
				costCase: {
					...after.costCase,
					options: after.costCase.options.map((option) => ({
						...option,
						lines: option.lines.map((line) => ({
							...line,
							factors: line.factors.map((each) =>
								each.kind === 'parameter' && each.parameter.id === factor.parameter.id
									? { ...each, parameter: { ...each.parameter, value: '77', basis } }
									: each
							)
						}))
					}))
				}
			}).parameters.map(({ id }) => id);
		expect(changed('user')).toContain(factor.parameter.id);
		expect(changed('definition')).toEqual([]);
	});

	it('does not take trailing zeros for a change', () => {
		const after = compared();
		const costCase = JSON.parse(
			JSON.stringify(after.costCase).replace('"value":"0.01"', '"value":"0.0100"')
		) as typeof after.costCase;
		expect(costCase).not.toStrictEqual(after.costCase);
		expect(caseDifference(compared(), { ...after, costCase }).parameters).toStrictEqual([]);
	});

	it('has null where an option or a parameter is on one side only', () => {
		const { options, parameters, permanentCrossover } = caseDifference(compared(), compared([api]));
		expect(options).toMatchObject([
			{ id: 'own', afterUsdPerMonth: null, changeUsdPerMonth: null, title: 'own' }
		]);
		expect(parameters.find(({ id }) => id === 'own.kappaPerS')).toMatchObject({
			before: { value: '2' },
			after: null
		});
		expect(permanentCrossover.after).toBeNull();
	});

	it('holds costs at each side’s own volume, and the demand among the numbers', () => {
		const demand = { requestsPerMonth: 500_000, peakToAverage: 3, growthPerMonth: 0.01 };
		const { requestsPerMonth, options, parameters } = caseDifference(
			compared(),
			compared([api, own], { demand })
		);
		expect(requestsPerMonth).toStrictEqual({ before: 1_000_000, after: 500_000 });
		expect(options).toMatchObject([{ id: 'api', changeUsdPerMonth: '-5000' }]);
		expect(parameters.map(({ id }) => id)).toStrictEqual([
			'demand.requestsPerMonth',
			'demand.growthPerMonth'
		]);
	});
});
