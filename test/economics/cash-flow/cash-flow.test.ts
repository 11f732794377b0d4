import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { annuityFactor, cashFlowOf } from '#bench/economics/cash-flow/cash-flow.ts';
import { driftNames } from '#bench/economics/option/cost-line.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { discounting } from '#bench/economics/quotes/present-value.ts';
import { simulate } from '#bench/economics/uncertainty/simulate.ts';
import { arbitraryBuy, arbitraryHybrid, arbitraryMake } from '../support/arbitrary-option.ts';
import { parameter } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

const drift = (value: string) => parameter('drift', value);

const path = fc.array(fc.integer({ min: 0, max: 30_000_000 }), { minLength: 1, maxLength: 8 });
const rate = fc.integer({ min: 0, max: 300 }).map((permille) => String(permille / 1_000));
const driftRate = fc.integer({ min: -600, max: 600 }).map((permille) => String(permille / 1_000));

describe('level cost', () => {
	test('has the present value that the sampling of uncertainty computes, with paths and drifts of either sign', () => {
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMake, arbitraryHybrid),
				arbitraryBuy,
				path,
				rate,
				fc.array(driftRate, { minLength: driftNames.length, maxLength: driftNames.length }),
				(make, buy, volumes, discount, rates) => {
					const costCase = smallCase([make, buy], {
						rate: discount,
						horizonMonths: 10,
						drifts: Object.fromEntries(
							driftNames.map((name, i) => [name, parameter(`drift.${name}`, rates[i]!)])
						)
					});
					const uncertain = {
						...costCase,
						demand: {
							...costCase.demand,
							requestsPerMonth: parameter('demand', String(volumes[0]!)),
							path: volumes
						},
						compare: { makeId: make.id, buyId: buy.id }
					};
					const { options } = simulate(uncertain, {
						draws: 1,
						seed: 1,
						volumes: [1_000],
						maxRequestsPerMonth: 1_000_000
					});
					for (const [index, option] of [make, buy].entries()) {
						const flow = cashFlowOf(uncertain, option);
						const sampled = options[index]!.levelPresentUsd.mean;
						const scale = Math.max(1, Math.abs(sampled));
						expect(Math.abs(Number(flow.levelPresentUsd) - sampled) / scale).toBeLessThan(1e-9);
					}
				}
			),
			{ numRuns: 30 }
		);
	});

	test('times the annuity factor is the present value', () => {
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMake, arbitraryBuy, arbitraryHybrid),
				rate,
				driftRate,
				fc.integer({ min: 1, max: 24 }),
				(option, discount, energy, horizonMonths) => {
					const costCase = smallCase([option], {
						requests: '70000',
						rate: discount,
						horizonMonths,
						drifts: { energy: drift(energy) }
					});
					const { presentUsd, levelUsdPerMonth } = cashFlowOf(costCase, option);
					const factor = annuityFactor(discounting(discount), horizonMonths);
					const gap = toDecimal(levelUsdPerMonth).times(factor).minus(presentUsd).abs();
					expect(gap.lt('1e-25')).toBe(true);
				}
			),
			{ numRuns: 30 }
		);
	});

	test('of a constant price at no interest is that price', () => {
		const flow = cashFlowOf(smallCase([]), apiOption('0.25'));
		expect(flow).toMatchObject({
			presentUsd: '6000',
			levelUsdPerMonth: '250',
			levelPresentUsd: '6000',
			peakUsd: '250',
			peakMonth: 0,
			exitAtMonth12Usd: '3000'
		});
	});
});

describe('cash', () => {
	test('buys a node with its network in the month that first needs it, and sells the server for the life that is left', () => {
		const own = ownOption({ purchaseUsd: '4800', adder: '0.25', residual: '0.2' });
		const costCase = smallCase([own], { horizonMonths: 24 });
		costCase.demand.path = [...Array.from({ length: 6 }, () => 1_000), 1_001];
		const { months, end } = cashFlowOf(costCase, own);
		expect(months.map(({ nodes }) => nodes)).toEqual([
			...Array.from({ length: 6 }, () => 1),
			...Array.from({ length: 18 }, () => 2)
		]);
		expect(months.map(({ usd }) => usd).slice(0, 8)).toEqual([
			'6010',
			'10',
			'10',
			'10',
			'10',
			'10',
			'6020',
			'20'
		]);
		// 24 of 48 months left of one, 30 of the other: 4800 × (0.2 + 0.8 × left/48); nobody buys the network.
		expect(end.resaleUsd).toBe('6240');
		expect(end.cumulativeUsd).toBe(String(12_000 + 6 * 10 + 18 * 20 - 6_240));
	});

	test('pays for an added node what it costs by then', () => {
		const own = ownOption({ purchaseUsd: '1000' });
		const costCase = smallCase([own], { drifts: { hardware: drift('0.21') } });
		costCase.demand.path = [...Array.from({ length: 12 }, () => 1_000), 2_000];
		const bought = cashFlowOf(costCase, own).months[12]!;
		expect(Number(bought.usd)).toBeCloseTo(1_210 + 20, 20);
	});

	test('keeps paying for nodes that stand though demand has fallen', () => {
		const own = ownOption();
		const costCase = smallCase([own], { horizonMonths: 3 });
		costCase.demand.path = [3_000, 500, 500];
		const { months } = cashFlowOf(costCase, own);
		expect(months.map(({ nodes, usd }) => [nodes, usd])).toEqual([
			[3, '3630'],
			[3, '30'],
			[3, '30']
		]);
		expect(Number(months[1]!.levelUsd)).toBeCloseTo(35, 12);
	});

	test('replaces a node at the end of its life, and sooner or cheaper where asked', () => {
		const own = ownOption({ lifeYears: '1', residual: '0.5', runningUsd: '0' });
		const usdOf = (refresh: { afterYears?: string; capacityPerUsdFactor?: string }) =>
			cashFlowOf(smallCase([own]), own, { refresh }).months.map(({ usd }) => Number(usd));
		const atLife = usdOf({});
		expect([atLife[0], atLife[12]]).toEqual([1_200, 1_200 - 600]);
		expect(atLife.filter((usd) => usd !== 0)).toHaveLength(2);
		const twice = usdOf({ afterYears: '0.5', capacityPerUsdFactor: '2' });
		// A node of 1,200 is worth 900 after half its life, one of 600 is worth 450.
		expect([twice[0], twice[6], twice[12], twice[18]]).toEqual([1_200, 600 - 900, 600 - 450, 150]);
	});

	test('brings nothing for servers that cannot be sold', () => {
		const own = ownOption({ residual: '0.5' });
		expect(cashFlowOf(smallCase([own]), own, { saleable: false }).end.resaleUsd).toBe('0');
	});

	test('of a year ended after twelve months sells the nodes then', () => {
		const own = ownOption();
		const { exitAtMonth12Usd } = cashFlowOf(smallCase([own]), own);
		expect(exitAtMonth12Usd).toBe(String(1_200 + 120 - 900));
		expect(cashFlowOf(smallCase([own], { horizonMonths: 11 }), own).exitAtMonth12Usd).toBeNull();
		const wired = ownOption({ adder: '0.5' });
		expect(cashFlowOf(smallCase([wired]), wired).exitAtMonth12Usd).toBe(String(1_800 + 120 - 900));
	});

	test('is the sum over single nodes, each bought, kept and sold by itself', () => {
		/** Every node as a row of its own, in binary floats. */
		const bruteForce = (
			volumes: readonly number[],
			terms: {
				price: number;
				life: number;
				residual: number;
				drift: number;
				running: number;
				spare: number;
			}
		): { usd: number[]; resale: number } => {
			const worth = (node: { month: number; paid: number }, month: number): number =>
				node.paid *
				(terms.residual +
					((1 - terms.residual) * Math.max(0, terms.life - (month - node.month))) / terms.life);
			let standing: { month: number; paid: number }[] = [];
			const usd = volumes.map((volume, month) => {
				let cash = 0;
				for (const node of standing) {
					if (month - node.month >= terms.life) cash -= worth(node, month);
				}
				standing = standing.filter((node) => month - node.month < terms.life);
				const needed = Math.max(1, Math.ceil(volume / 1_000)) + terms.spare;
				while (standing.length < needed) {
					const paid = terms.price * Math.pow(1 + terms.drift, month / 12);
					standing.push({ month, paid });
					cash += paid;
				}
				return cash + standing.length * terms.running;
			});
			return {
				usd,
				resale: standing.reduce((sum, node) => sum + worth(node, volumes.length), 0)
			};
		};
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 30 }),
				fc.integer({ min: 1, max: 3 }),
				fc.integer({ min: 0, max: 10 }),
				driftRate,
				fc.integer({ min: 0, max: 2 }),
				(volumes, lifeYears, residual, hardware, spareNodes) => {
					const own = ownOption({
						purchaseUsd: '3000',
						lifeYears: String(lifeYears),
						residual: String(residual / 10),
						spareNodes
					});
					const costCase = smallCase([own], {
						horizonMonths: volumes.length,
						drifts: { hardware: drift(hardware) }
					});
					costCase.demand.path = volumes;
					const flow = cashFlowOf(costCase, own);
					const brute = bruteForce(volumes, {
						price: 3_000,
						life: lifeYears * 12,
						residual: residual / 10,
						drift: Number(hardware),
						running: 10,
						spare: spareNodes
					});
					for (const [month, usd] of brute.usd.entries()) {
						expect(Number(flow.months[month]!.usd)).toBeCloseTo(usd, 6);
					}
					expect(Number(flow.end.resaleUsd)).toBeCloseTo(brute.resale, 6);
				}
			),
			{ numRuns: 80 }
		);
	});

	test('of a router buys nodes for the part that stays', () => {
		const local = ownOption();
		const api = apiOption('0.1');
		const mix: CostOption = {
			...apiOption('0', 'mix'),
			kind: 'hybrid',
			metered: null,
			blend: { mode: 'router', local, api, apiShare: parameter('apiShare', '0.5') }
		};
		const costCase = smallCase([mix], { requests: '4000', horizonMonths: 2 });
		const router = cashFlowOf(costCase, mix);
		expect(router.months.map(({ nodes, usd }) => [nodes, usd])).toEqual([
			[2, String(2 * 1_200 + 20 + 200)],
			[2, '220']
		]);
		const cascade = cashFlowOf(costCase, { ...mix, blend: { ...mix.blend!, mode: 'cascade' } });
		expect(cascade.months[0]!.nodes).toBe(4);
	});
});
