/** Other values in a case: where they go, what follows them, and what is refused. */
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { emptyOption, line, parameter, times } from '../support/realistic-case.ts';
import { apiOption, ownOption, plainFacts, smallCase } from '../support/small-case.ts';
import { typedCase } from '../support/typed-options.ts';

const hybrid = (local: CostOption, api: CostOption): CostOption => ({
	...emptyOption('mix', 'hybrid'),
	blend: { mode: 'router', local, api, apiShare: parameter('mix.share', '0.5', { unit: 'share' }) }
});

const usdOf = (costCase: CostCase, id: string): string | undefined =>
	evaluateCase(costCase).options.find(({ option }) => option.id === id)?.today.totalUsdPerMonth;

describe('a case with other values', () => {
	const own = ownOption();
	const mix = hybrid(own, apiOption('0.1'));
	const out = { ...ownOption(), id: 'out' };
	const costCase = smallCase([own, apiOption('0.1'), mix], {
		excluded: [{ option: out, reasons: ['it runs in us; allowed: eu'] }],
		constraints: { dataMayLeave: null, regions: ['eu'], licences: null },
		facts: [
			...[own, apiOption('0.1'), mix].map((option) => ({ ...plainFacts(option), region: 'eu' })),
			{ ...plainFacts(out), region: 'us' }
		]
	});

	it('has them wherever they occur, certain, and with what they were', () => {
		const { costCase: moved, refused } = overrideCase(costCase, { 'own.price': ' 2400 ' });
		expect(refused).toEqual([]);
		const texts = JSON.stringify(moved).match(/"id":"own\.price"[^}]*"value":"2400"/gu);
		expect(texts).toHaveLength(JSON.stringify(costCase).match(/"id":"own\.price"/gu)!.length);
		expect(moved.options[0]?.purchase?.usdPerNode).toEqual({
			id: 'own.price',
			label: 'own.price',
			unit: 'USD',
			value: '2400',
			spread: { kind: 'fixed' },
			basis: 'user',
			source: 'typed here; was 1200 USD from typed',
			asOf: null
		});
		// 1,200 USD over 48 months are 25 a month, and twice as much 50; 10 USD of running on top.
		expect(moved.excluded.map(({ option }) => option.id)).toEqual(['out']);
		expect([usdOf(costCase, 'own'), usdOf(moved, 'own')]).toEqual(['35', '60']);
		expect(usdOf(moved, 'api')).toBe('100');
	});

	it('shares what did not change, and is the same case where nothing did', () => {
		const { costCase: moved } = overrideCase(costCase, { 'api.price': '0.2' });
		expect(moved.options[0]).toBe(costCase.options[0]);
		expect(overrideCase(costCase, {}).costCase).toBe(costCase);
		expect(overrideCase(costCase, { nothing: '1' }).costCase).toBe(costCase);
	});

	it('gets growth and drifts that nobody had given', () => {
		const { costCase: moved, refused } = overrideCase(costCase, {
			'demand.growthPerMonth': '0.02',
			'drift.api-price': '-0.3'
		});
		expect(refused).toEqual([]);
		expect(moved.demand.growthPerMonth?.value).toBe('0.02');
		expect(moved.drifts['api-price']?.value).toBe('-0.3');
		expect(overrideCase(costCase, { 'drift.energy': '0.1' }).refused).toHaveLength(1);
	});

	it.each([
		['nothing', '1', 'no number of this name'],
		['own.price', 'much', 'expected a plain decimal'],
		['own.price', '1e3', 'expected a plain decimal'],
		['own.price', '-1', 'expected 0 to 1200000 USD'],
		['own.residual', '1.01', 'expected 0 to 1 share'],
		['kappa', '0', 'expected 0.001 to 1000000 USD'],
		['mix.share', '-0.1', 'expected 0 to 1 share'],
		['peak', '0.5', 'expected 1 to 1000'],
		['demand', '1000000000001', 'expected 0 to 1000000000000'],
		['rate', '1.5', 'expected 0 to 1']
	])('refuses %s at %s, with what is expected, and uses the others', (id, value, reason) => {
		const found = overrideCase(costCase, { [id]: value, 'api.price': '0.2' });
		expect(found.refused).toMatchObject([{ id, value }]);
		expect(found.refused[0]?.reason).toContain(reason);
		expect(found.costCase).toEqual(overrideCase(costCase, { 'api.price': '0.2' }).costCase);
	});

	it('refuses what would make a difference negative, of both numbers together', () => {
		const [load, idle] = [parameter('load', '600'), parameter('idle', '200')];
		const powered = ownOption({
			lines: [line('power', 'request', [{ kind: 'difference', minuend: load, subtrahend: idle }])]
		});
		const withPower = smallCase([powered, apiOption('0.1')]);
		expect(overrideCase(withPower, { load: '100' }).refused).toMatchObject([
			{ id: 'load', reason: 'load (100 USD) would be below idle (200 USD)' }
		]);
		expect(overrideCase(withPower, { load: '100', idle: '50' }).refused).toEqual([]);
		expect(overrideCase(withPower, { load: '100', idle: '150' }).refused).toHaveLength(2);
	});

	it('brings reserved units and thresholds in tokens along', () => {
		const metered = (terms: Partial<NonNullable<CostOption['metered']>>): CostOption => {
			const { metered: plain, ...option } = apiOption('0.1');
			return { ...option, metered: { ...plain!, ...terms } };
		};
		const units = metered({
			reservedUnits: {
				usdPerUnitMonth: parameter('api.unit', '100'),
				requestsPerUnitMonth: parameter('api.carried', '900')
			}
		});
		const peaked = overrideCase(smallCase([units]), { peak: '3' }).costCase.options[0]?.metered;
		expect(peaked?.reservedUnits?.requestsPerUnitMonth.value).toBe('300');
		const typed = overrideCase(smallCase([units]), { peak: '3', 'api.carried': '500' });
		expect(typed.costCase.options[0]?.metered?.reservedUnits?.requestsPerUnitMonth.value).toBe(
			'500'
		);
		const tokens = parameter('api.tokens', '1000', { unit: 'tokens/request' });
		const tiered = (tiersInTokens?: true): string | undefined =>
			overrideCase(
				smallCase([
					metered({
						lines: [line('tokens', 'request', times(tokens))],
						tiers: [{ fromRequests: '5000', priceFactor: '0.9' }],
						...(tiersInTokens ? { tiersInTokens } : {})
					})
				]),
				{ 'api.tokens': '2000' }
			).costCase.options[0]?.metered?.tiers[0]?.fromRequests;
		expect([tiered(), tiered(true)]).toEqual(['5000', '2500']);
	});

	it('says where a figure does not follow, or is probably in another unit', () => {
		const written = typedCase({
			useCase: 'x',
			demand: { requestsPerMonth: 1_000_000, profile: 'office-chat' },
			options: [
				{ id: 'api', kind: 'buy', price: { usdPerRequest: '0.01' }, acceptShare: 0.9 },
				{
					id: 'own',
					kind: 'make-rented',
					capacity: { requestsPerSPerNode: 2 },
					rent: { onDemandUsdPerHour: 10, scaling: 'hourly' },
					acceptShare: 0.8
				}
			]
		});
		const { peakToAverage } = written.demand;
		expect(overrideCase(written, { [peakToAverage.id]: '5' }).notes).toMatchObject([
			expect.stringContaining('own follows the hours of the week')
		]);
		const rate = overrideCase(written, { 'own.rent.onDemandUsdPerHour': '10000' });
		expect(rate.notes.join()).toContain('what rented nodes cost');
		expect(rate.costCase.notes).toEqual(expect.arrayContaining(rate.notes));
	});

	it('asks of the range that the spec has not given a thousand times the typed volume', () => {
		const ranged = (maxRequestsPerMonthGiven: boolean): number =>
			overrideCase({ ...costCase, maxRequestsPerMonthGiven }, { demand: '5000000' }).costCase
				.maxRequestsPerMonth;
		expect([ranged(true), ranged(false)]).toEqual([1_000_000, 5_000_000_000]);
	});

	it('takes many values at once as it takes them one after the other', () => {
		const overrides = { 'own.price': '3000', 'api.price': '0.3', demand: '2500', rate: '0.1' };
		const together = overrideCase(costCase, overrides).costCase;
		const oneByOne = Object.entries(overrides).reduce(
			(before, [id, value]) => overrideCase(before, { [id]: value }).costCase,
			costCase
		);
		expect(together).toEqual(oneByOne);
		expect(toDecimal(usdOf(together, 'api') ?? '0').eq(750)).toBe(true);
	});
});
