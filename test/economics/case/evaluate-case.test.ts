/** A case computed: costs today, who is compared, what an exclusion costs; and properties of any valid spec. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { evaluateCase, isBought } from '#bench/economics/case/evaluate-case.ts';
import {
	caseParameters,
	parametersOfOption
} from '#bench/economics/uncertainty/case-parameters.ts';
import { arbitrarySpecs, ownedSpecs } from '../support/arbitrary-spec.ts';
import { boughtOption, ownedOption, typedCase, type Written } from '../support/typed-options.ts';

const noStaff = { baseFte: 0, ftePerNode: 0 };
/** A node for 7,300 USD a month that serves 1,752,000 requests a month, alone. */
const rented: Written = {
	id: 'rented',
	kind: 'make-rented',
	capacity: { requestsPerSPerNode: 2 },
	rent: { onDemandUsdPerHour: 10 },
	headroomShare: 1,
	spareNodes: 0,
	staff: noStaff
};
const api: Written = { id: 'api', kind: 'buy', price: { usdPerRequest: '0.005' } };
const host: Written = { id: 'host', kind: 'hosted', price: { usdPerRequest: '0.004' } };
const written = (change: Written = {}): Written => ({
	useCase: 'x',
	demand: { requestsPerMonth: 1_000_000, peakToAverage: 3 },
	options: [api, host, rented],
	maxRequestsPerMonth: 5_000_000,
	...change
});
const evaluated = (change: Written = {}) => evaluateCase(typedCase(written(change)));

describe('a computed case', () => {
	it('has every option at today’s volume, the cheapest first', () => {
		const { options, requestsPerMonth } = evaluated();
		expect(requestsPerMonth).toBe(1_000_000);
		expect(options.map(({ option, today }) => [option.id, today.totalUsdPerMonth])).toStrictEqual([
			['host', '4000'],
			['api', '5000'],
			['rented', '7300']
		]);
	});

	it('compares making with a frontier API rather than a cheaper host of the same model', () => {
		const { compared, crossover } = evaluated();
		expect([compared?.make.option.id, compared?.buy.option.id]).toStrictEqual(['rented', 'api']);
		// 7,300 / 0.005 = 1,460,000: at equal cost there is a tie; two nodes from 1,752,001 on cost 14,600.
		expect(
			crossover?.intervals.map(({ fromRequests, winner }) => [fromRequests, winner])
		).toStrictEqual([
			[0, 'buy'],
			[1_460_000, 'tie'],
			[1_460_001, 'make'],
			[1_752_001, 'buy'],
			[2_920_000, 'tie'],
			[2_920_001, 'make'],
			[3_504_001, 'buy'],
			[4_380_000, 'tie'],
			[4_380_001, 'make']
		]);
	});

	it('compares with a host where there is no frontier API, and what the author names', () => {
		expect(evaluated({ options: [host, rented] }).compared?.buy.option.id).toBe('host');
		const own = { ...rented, id: 'dear', rent: { onDemandUsdPerHour: 20 } };
		const options = [api, host, rented, own];
		const { compared } = evaluated({ options, compare: { make: 'dear', buy: 'host' } });
		expect([compared?.make.option.id, compared?.buy.option.id]).toStrictEqual(['dear', 'host']);
	});

	it('compares a hybrid only where it is named', () => {
		const mix = { id: 'mix', kind: 'hybrid', mode: 'router', local: 'rented', api: 'api' };
		const options = [api, rented, { ...mix, apiShare: 0.9 }];
		expect(evaluated({ options }).compared?.make.option.id).toBe('rented');
		expect(evaluated({ options, compare: { make: 'mix' } }).compared?.make.option.id).toBe('mix');
	});

	it('compares nothing where a side is missing, and still says what is cheapest', () => {
		const { compared, crossover, cheapest } = evaluated({ options: [api, host] });
		expect([compared, crossover]).toStrictEqual([null, null]);
		// For no requests both cost nothing.
		expect(cheapest.map(({ fromRequests, ids }) => [fromRequests, ids])).toStrictEqual([
			[0, ['host', 'api']],
			[1, ['host']]
		]);
		expect(evaluateCase({ ...typedCase(written()), options: [] })).toMatchObject({
			options: [],
			cheapest: [],
			compared: null
		});
	});

	it('says what leaving a cheaper option out costs, and nothing where it costs nothing', () => {
		const costCase = typedCase(written());
		const [first, second, third] = costCase.options;
		if (!first || !second || !third) throw new Error('three options');
		const without: CostCase = {
			...costCase,
			options: [first],
			excluded: [
				{ option: second, reasons: ['data may not leave'] },
				{ option: third, reasons: ['its licence'] }
			]
		};
		expect(
			evaluateCase(without).excluded.map(({ option, exclusionUsdPerMonth, reasons }) => [
				option.id,
				exclusionUsdPerMonth,
				reasons
			])
		).toStrictEqual([
			['host', '1000', ['data may not leave']],
			['rented', null, ['its licence']]
		]);
		const alone = evaluateCase({ ...without, options: [] });
		expect(alone.excluded.map(({ exclusionUsdPerMonth }) => exclusionUsdPerMonth)).toStrictEqual([
			null,
			null
		]);
	});

	it('rounds a volume that is not whole', () => {
		const at = (requestsPerMonth: string) =>
			evaluated({ demand: { requestsPerMonth } }).requestsPerMonth;
		expect([at('10.4'), at('10.5'), at('0')]).toStrictEqual([10, 11, 0]);
	});

	it('knows which kinds are bought', () => {
		expect(isBought(boughtOption({ kind: 'hosted' }))).toBe(true);
		expect(isBought(ownedOption())).toBe(false);
	});
});

describe('any valid spec', () => {
	it('is computed without an error, with costs of 0 or more that add up to the curves', () => {
		fc.assert(
			fc.property(arbitrarySpecs, (spec) => {
				const { options, requestsPerMonth, compared, cheapest } = evaluateCase(typedCase(spec));
				expect(options).toHaveLength(5);
				expect(compared).not.toBeNull();
				expect(cheapest.length).toBeGreaterThan(0);
				for (const { option, curve, today } of options) {
					expect(toDecimal(today.totalUsdPerMonth).eq(curveUsd(curve, requestsPerMonth))).toBe(
						true
					);
					for (const requests of [0, 1, 77_777_777]) {
						expect(toDecimal(breakdownAt(option, requests).totalUsdPerMonth).gte(0)).toBe(true);
					}
				}
			}),
			{ numRuns: 25 }
		);
	});

	it('has one value, range and label for each parameter, whichever options it is in', () => {
		fc.assert(
			fc.property(arbitrarySpecs, (spec) => {
				const costCase = typedCase(spec);
				const known = new Map<string, string>();
				for (const [parameter] of costCase.options.flatMap(parametersOfOption)) {
					const text = JSON.stringify(parameter);
					expect(known.get(parameter.id) ?? text).toBe(text);
					known.set(parameter.id, text);
				}
				const compare = { makeId: 'own', buyId: 'api' };
				const ids = caseParameters({ ...costCase, compare }).map(({ parameter }) => parameter.id);
				expect(new Set(ids).size).toBe(ids.length);
				expect(ids.length).toBeGreaterThan(20);
			}),
			{ numRuns: 30 }
		);
	});

	it('never has its lines under one name twice', () => {
		fc.assert(
			fc.property(arbitrarySpecs, (spec) => {
				for (const { lines, metered } of typedCase(spec).options) {
					const ids = [...lines, ...(metered?.lines ?? [])].map(({ id }) => id);
					expect(new Set(ids).size).toBe(ids.length);
				}
			}),
			{ numRuns: 30 }
		);
	});
});

describe('the cost of making', () => {
	const usd = (spec: Written, requests: number) =>
		toDecimal(breakdownAt(ownedOption(spec), requests).totalUsdPerMonth);
	const volumes = fc.nat({ max: 90_000_000 });

	it('never falls with the price of a node', () => {
		fc.assert(
			fc.property(ownedSpecs, volumes, fc.nat({ max: 99_999 }), (spec, requests, more) => {
				const at = (purchaseUsd: number) => {
					const node = { ...(spec['node'] as Written), purchaseUsd };
					return usd({ ...spec, node }, requests);
				};
				expect(at(50_000 + more).gte(at(50_000))).toBe(true);
			}),
			{ numRuns: 50 }
		);
	});

	it('never rises with the capacity of a node', () => {
		fc.assert(
			fc.property(ownedSpecs, volumes, fc.integer({ min: 1, max: 999 }), (spec, requests, more) => {
				const at = (thousandths: number) =>
					usd({ ...spec, capacity: { requestsPerSPerNode: thousandths / 1_000 } }, requests);
				// What is left is rounding at the 40th place.
				expect(
					at(300 + more)
						.minus(at(300))
						.lte('1e-20')
				).toBe(true);
			}),
			{ numRuns: 50 }
		);
	});

	it('never falls with the volume', () => {
		fc.assert(
			fc.property(ownedSpecs, volumes, volumes, (spec, requests, more) => {
				expect(usd(spec, requests + more).gte(usd(spec, requests))).toBe(true);
			}),
			{ numRuns: 50 }
		);
	});
});
