/** The price at which the decision turns, against figures worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { withParameter } from '#bench/economics/option/with-parameter.ts';
import { quotedParameters, targetPrices } from '#bench/economics/quotes/target-price.ts';
import {
	caseParameters,
	type UncertainCase
} from '#bench/economics/uncertainty/case-parameters.ts';
import { drawSamples } from '#bench/economics/uncertainty/sampling.ts';
import { emptyOption, line, parameter, times } from '../support/realistic-case.ts';

const quoted = (value: string, spread?: Parameter['spread']): Parameter =>
	parameter('quote.q.price', value, { basis: 'quote', ...(spread ? { spread } : {}) });

/** `price` for each of `count`, and `rest` on top. */
const offer = (price: Parameter, rest = parameter('own.rest', '1000')): CostOption => ({
	...emptyOption('own', 'make-rented'),
	lines: [
		line('rent', 'month', times(price, parameter('own.count', '10'))),
		line('rest', 'month', times(rest))
	]
});
const rival = (price: Parameter = parameter('api.price', '0.006')): CostOption => ({
	...emptyOption('api', 'buy'),
	lines: [line('use', 'request', times(price))]
});

const targets = (option: CostOption, against: CostOption, requestsPerMonth = 1_000_000) => {
	const uncertain: UncertainCase = {
		options: [option, against],
		compare: { makeId: option.id, buyId: against.id },
		demand: {
			requestsPerMonth: parameter('demand', String(requestsPerMonth)),
			growthPerMonth: parameter('growth', '0.01', {
				spread: { kind: 'uniform', low: 0, high: 0.02 }
			}),
			path: null
		},
		drifts: {},
		discountRatePerYear: parameter('rate', '0.08'),
		horizonMonths: 1
	};
	const samples = drawSamples(caseParameters(uncertain), 500, 1);
	return targetPrices(uncertain, { option, rival: against, requestsPerMonth, samples });
};

describe('a target price', () => {
	it('is where both cost the same: what lies below wins', () => {
		// 10 · p + 1,000 = 6,000
		expect(targets(offer(quoted('700')), rival())).toMatchObject([
			{
				optionId: 'own',
				rivalId: 'api',
				winsToday: false,
				breakEven: { state: 'found', value: '500', cheaperWhen: 'below', method: 'solved' },
				interval: null,
				hopelessShare: null
			}
		]);
		const [target] = targets(offer(quoted('700')), rival());
		// (500 − 700) / 700
		expect(Number(target?.changeShare)).toBeCloseTo(-2 / 7, 12);
		expect(targets(offer(quoted('400')), rival())[0]?.winsToday).toBe(true);
		expect(targets(offer(quoted('500')), rival())[0]?.winsToday).toBe(false);
	});

	it('does not exist where the rest alone costs more than the rival', () => {
		const rest = parameter('own.rest', '7000');
		expect(targets(offer(quoted('700'), rest), rival())).toMatchObject([
			{ winsToday: false, breakEven: { state: 'none', why: 'always-dearer' }, changeShare: null }
		]);
	});

	it('does not exist where the price is in neither cost, and the offer may still be the cheaper one', () => {
		const unused = { ...quoted('700'), id: 'quote.q.reserved' };
		const option: CostOption = {
			...emptyOption('own', 'make-rented'),
			lines: [line('rest', 'month', times(parameter('own.rest', '1000')))],
			fleet: {
				kappaPerS: parameter('own.kappa', '9'),
				headroom: parameter('own.headroom', '1'),
				peakToAverage: parameter('own.peak', '1'),
				...{ levels: [], spareNodes: 0, minNodes: 1, scaling: 'peak', staffStep: null },
				rent: { onDemandUsdPerHour: unused, reservedUsdPerHour: null }
			}
		};
		expect(targets(option, rival())).toMatchObject([
			{ winsToday: true, breakEven: { state: 'none', why: 'independent' }, interval: null }
		]);
	});

	it('has the interval that the other numbers leave', () => {
		const spread = { kind: 'uniform', low: 0.005, high: 0.007 } as const;
		const [target] = targets(
			offer(quoted('700')),
			rival(parameter('api.price', '0.006', { spread }))
		);
		// (5,000–7,000 − 1,000) / 10 evenly: 5 % and 95 % at 410 and 590.
		expect(target?.interval?.low).toBeCloseTo(410, 0);
		expect(target?.interval?.high).toBeCloseTo(590, 0);
		expect(target?.hopelessShare).toBe(0);
		// Turns at 400 to 600: above 500 in half of the draws, above 420 in nine of ten, above 700 in none.
		expect(target?.winsIn?.half).toBeCloseTo(500, -0.5);
		expect(target?.winsIn?.nineInTen).toBeCloseTo(420, -0.5);
		expect(target?.winsIn?.shareAtOffer).toBe(0);
	});

	it('counts the draws in which no price of 0 or more would do', () => {
		const rest = parameter('own.rest', '6000', {
			spread: { kind: 'uniform', low: 5_000, high: 9_000 }
		});
		const [target] = targets(offer(quoted('700'), rest), rival());
		// The rest is above 6,000 in three quarters of the draws.
		expect(target?.hopelessShare).toBeCloseTo(0.75, 2);
		expect(target?.interval?.low).toBe(0);
		expect(target?.winsIn).toStrictEqual({ half: null, nineInTen: null, shareAtOffer: 0 });
	});

	it('is counted draw by draw where a commitment bends the cost, as it is where cost is straight', () => {
		// The larger of 3,000 committed and 10 · p, against 4,000 to 8,000: it turns at 400 to 800, and is level below 300.
		const committed: CostOption = {
			...emptyOption('own', 'buy'),
			metered: {
				lines: [line('use', 'request', times(quoted('500'), parameter('own.count', '0.00001')))],
				tiers: [],
				tierMode: 'graduated',
				commitUsdPerMonth: parameter('own.commitment', '3000'),
				overageFactor: '1',
				reservedUnits: null
			}
		};
		const spread = { kind: 'uniform', low: 0.004, high: 0.008 } as const;
		const [target] = targets(committed, rival(parameter('api.price', '0.006', { spread })));
		expect(target?.winsIn?.half).toBeCloseTo(600, -0.5);
		expect(target?.winsIn?.nineInTen).toBeCloseTo(440, -0.5);
		expect(target?.winsIn?.shareAtOffer).toBeCloseTo(0.75, 2);
		expect(target).toMatchObject({ winsToday: true, hopelessShare: 0, alwaysShare: 0 });
	});

	it('has no interval where only itself, or what does not touch this month, is uncertain', () => {
		const [target] = targets(
			offer(quoted('700', { kind: 'uniform', low: 600, high: 800 })),
			rival()
		);
		expect(target).toMatchObject({ interval: null, hopelessShare: null });
	});

	it('makes both equal whatever the numbers, and what is offered decides who wins', () => {
		const cents = fc.integer({ min: 1, max: 999_999 }).map((amount) => (amount / 100).toFixed(2));
		// From 1 dollar on, so that the answer lies within a million times the offer.
		const dollars = fc.integer({ min: 1, max: 9_999 }).map(String);
		fc.assert(
			fc.property(dollars, cents, cents, (price, rest, use) => {
				const option = offer(quoted(price), parameter('own.rest', rest));
				const against = rival(parameter('api.price', use));
				const [target] = targets(option, against, 1);
				const usd = (of: CostOption) => toDecimal(curveUsd(optionCurve(of), 1));
				expect(target?.winsToday).toBe(usd(option).lt(usd(against)));
				if (target?.breakEven.state !== 'found') {
					expect(toDecimal(rest).gte(usd(against))).toBe(true);
					return;
				}
				const turned = withParameter(option, target.parameter.id, target.breakEven.value);
				expect(usd(turned).minus(usd(against)).abs().lt('1e-15')).toBe(true);
			}),
			{ numRuns: 30 }
		);
	});
});

describe('the prices of an option that come from quotes', () => {
	it('are asked for once each, and not where they are offered for nothing', () => {
		const option: CostOption = {
			...offer(quoted('5')),
			lines: [
				line('a', 'month', times(quoted('5'), parameter('typed', '3'))),
				line('b', 'request', times(quoted('5'))),
				line('c', 'month', times({ ...quoted('0'), id: 'quote.q.free' }))
			]
		};
		expect(quotedParameters(option).map(({ id }) => id)).toStrictEqual(['quote.q.price']);
	});
});
