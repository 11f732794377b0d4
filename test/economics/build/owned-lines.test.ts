/** Owned servers: capital, support, power and place, against figures worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { capitalOf } from '#bench/economics/cash-flow/capital.ts';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { fixedParameter } from '#bench/economics/option/parameter.ts';
import { ownedOption, sharedInputs, type Written } from '../support/typed-options.ts';
import { parameter } from '../support/realistic-case.ts';

/** USD of each line for one of its kind, rounded to a billionth. */
const usdOf = ({ lines }: CostOption): Record<string, string> =>
	Object.fromEntries(lines.map((line) => [line.id, lineUsd(line).round(9).toFixed()]));

/** 240,000 with a tenth on top, four years, a fifth left; 2 kW idle and 6 kW under load. */
const node: Written = {
	purchaseUsd: 240_000,
	networkAndInstallShare: 0.1,
	lifeYears: 4,
	residualShare: 0.2,
	supportShareOfPricePerYear: 0.06,
	warrantyYears: 3,
	idleW: 2_000,
	loadW: 6_000
};
const power = { usdPerKwh: 0.1, pue: 1.5 };
const site = { kind: 'colocation', usdPerKwMonth: 200, kwPerNode: 10 };

describe('the capital of an owned node', () => {
	it('without a cost of capital is what it loses in value, month by month', () => {
		// 240,000 · 0.8 / 48; a tenth of 240,000 / 48, as nobody buys cables; 6 % a year in one year of four
		expect(usdOf(ownedOption({ node, ...power, site }))).toMatchObject({
			capital: '4000',
			network: '500',
			support: '300'
		});
	});

	it('is recovered with interest so that it and the resale value are worth the price today', () => {
		const shared = { discountRatePerYear: parameter('rate', '0.1') };
		const capital = usdOf(ownedOption({ node, ...power, site }, { shared }))['capital'];
		// 240,000 · (0.12641 / 0.4641) / 12
		expect(capital).toBe('5447.532859298');
		let present = toDecimal('48000').div(toDecimal('1.1').pow(4));
		for (let year = 1; year <= 4; year++) {
			present = present.plus(
				toDecimal(capital ?? '0')
					.times(12)
					.div(toDecimal('1.1').pow(year))
			);
		}
		expect(present.round(5).toFixed()).toBe('240000');
	});

	it('needs no support within its warranty', () => {
		const covered = ownedOption({ node: { ...node, warrantyYears: 5 }, ...power, site });
		expect(usdOf(covered)['support']).toBe('0');
	});

	it('is as quoted, with what recurs, in place of our shares for network and support', () => {
		const quotes = {
			node: {
				purchaseUsd: fixedParameter('300000', {
					...{ id: 'quote.q.purchase', label: 'price', unit: 'USD/node' },
					...{ basis: 'quote', source: 'Q-1' }
				}),
				serverShare: null,
				recurringUsdPerNodeMonth: parameter('quote.q.recurring', '250', { basis: 'quote' }),
				warrantyYears: null,
				hasSupport: true
			},
			colocation: null
		} as const;
		const quoted = ownedOption(
			{
				node: {
					...node,
					purchaseUsd: undefined,
					networkAndInstallShare: undefined,
					quote: 'Q-1'
				},
				...power,
				site
			},
			{ references: { quotes } }
		);
		const usd = usdOf(quoted);
		expect(usd).toMatchObject({ capital: '5000', recurring: '250' });
		expect(Object.keys(usd)).not.toContain('network');
		expect(Object.keys(usd)).not.toContain('support');
		expect(quoted.purchase?.usdPerNode.basis).toBe('quote');
	});

	it('sells and supports only the server of a quoted price, as of a typed one', () => {
		const quoted = (serverShare: string | null) =>
			ownedOption(
				{
					node: { ...node, purchaseUsd: undefined, networkAndInstallShare: undefined, quote: 'Q-1' },
					...power,
					site
				},
				{
					references: {
						quotes: {
							node: {
								purchaseUsd: fixedParameter('300000', {
									...{ id: 'quote.q.purchase', label: 'price', unit: 'USD/node' },
									...{ basis: 'quote', source: 'Q-1' }
								}),
								serverShare:
									serverShare === null
										? null
										: parameter('quote.q.serverShare', serverShare, { basis: 'quote' }),
								recurringUsdPerNodeMonth: parameter('quote.q.recurring', '0', { basis: 'quote' }),
								warrantyYears: null,
								hasSupport: false
							},
							colocation: null
						}
					}
				}
			);
		// Of 300,000 the server is 240,000: the rest is never sold, nor under support.
		const usd = usdOf(quoted('0.8'));
		const whole = usdOf(quoted(null));
		const typed = usdOf(
			ownedOption({
				node: { ...node, purchaseUsd: 240_000, networkAndInstallShare: 0.25 },
				...power,
				site
			})
		);
		for (const line of ['capital', 'network', 'support']) {
			expect(Number(usd[line])).toBeCloseTo(Number(typed[line]), 9);
		}
		expect(Number(usd['support'])).toBeCloseTo(0.8 * Number(whole['support']), 9);
		expect(capitalOf(quoted('0.8'))?.saleableUsdPerNode.toFixed()).toBe('240000');
		expect(capitalOf(quoted('0.8'))?.usdPerNode.toFixed()).toBe('300000');
	});

	it('without a price is refused by name', () => {
		expect(() => ownedOption({ node: { quote: 'Q-1' } })).toThrow('option "own" has no price');
	});
});

describe('the power of an owned node', () => {
	it('is idle power for each node and the rest for each request', () => {
		// 2 kW · 730 h · 1.5 · 0.1; 4,000 W / 2 per second / 3.6e6 · 0.15
		expect(usdOf(ownedOption({ node, ...power, site }))).toMatchObject({
			'power-idle': '219',
			'power-load': '0.000083333'
		});
	});

	it('is a share of the nameplate where it was not measured', () => {
		const named = { ...node, idleW: undefined, loadW: undefined, nameplateW: 10_000 };
		// 0.2 and 0.65 − 0.2 of 10 kW
		expect(usdOf(ownedOption({ node: named, ...power }))).toMatchObject({
			'power-idle': '219',
			'power-load': '0.00009375',
			site: '1950'
		});
	});

	it('is that of its GPUs where no power is known at all', () => {
		const bare = { purchaseUsd: 240_000 };
		// 8 · 1,275 W: 0.2 · 10.2 kW · 730 · 0.15, and 10.2 kW at 195
		expect(usdOf(ownedOption({ node: bare, gpusPerNode: 8, ...power }))).toMatchObject({
			'power-idle': '223.38',
			site: '1989'
		});
	});

	it('adds up to E = [P_idle + (P_load − P_idle) · u] · 730/1000 · PUE · $/kWh per node at any volume', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 50_000_000 }),
				fc.integer({ min: 1, max: 400 }),
				fc.integer({ min: 0, max: 3_000 }),
				fc.integer({ min: 0, max: 9_000 }),
				fc.integer({ min: 0, max: 3 }),
				(requests, kappaTenths, idleW, extraW, spareNodes) => {
					const kappa = kappaTenths / 10;
					const option = ownedOption({
						...power,
						site,
						spareNodes,
						capacity: { requestsPerSPerNode: kappa },
						node: { ...node, idleW, loadW: idleW + extraW }
					});
					const { lines, nodes } = breakdownAt(option, requests);
					const paid = lines
						.filter(({ id }) => id.startsWith('power-'))
						.reduce((sum, { usdPerMonth }) => sum.plus(usdPerMonth), toDecimal(0));
					const count = toDecimal(nodes ?? 0);
					const use = toDecimal(requests)
						.div(730 * 3600)
						.div(count.times(kappa));
					const kwh = toDecimal(extraW).times(use).plus(idleW).times('0.73');
					const expected = count.times(kwh).times('0.15');
					expect(paid.minus(expected).abs().lt('1e-25')).toBe(true);
				}
			)
		);
	});
});

describe('the place of an owned node', () => {
	const linesOf = (written: Written, references = {}): Record<string, string> =>
		usdOf(ownedOption({ node, ...power, ...written }, { references }));

	it('is a colocation or an own room, never both', () => {
		expect(linesOf({ site })['site']).toBe('2000');
		// 1,200 a year for each of 10 kW
		const room = { kind: 'own-room', usdPerKwYear: 1_200, kwPerNode: 10 };
		expect(linesOf({ site: room })['site']).toBe('1000');
		for (const each of [site, room, undefined]) {
			const { lines } = ownedOption({ node, site: each });
			expect(lines.filter(({ id }) => id === 'site')).toHaveLength(1);
		}
	});

	it('brings no electricity of its own where the rate includes it', () => {
		const included = linesOf({ site: { ...site, powerIncluded: true } });
		expect(Object.keys(included).filter((id) => id.startsWith('power'))).toStrictEqual([]);
		expect(included['site']).toBe('2000');
		const quoted = { usdPerKwMonth: parameter('quote.c.rate', '150', { basis: 'quote' }) };
		const quotes = { node: null, colocation: { ...quoted, powerIncluded: true } };
		const byQuote = linesOf(
			{ site: { kind: 'colocation', quote: 'C-1', kwPerNode: 10 } },
			{ quotes }
		);
		expect(byQuote['site']).toBe('1500');
		expect(Object.keys(byQuote).filter((id) => id.startsWith('power'))).toStrictEqual([]);
	});
});

describe('a fleet of owned nodes', () => {
	it('has one spare and one node at least, and plans with a share of the capacity', () => {
		const { fleet, purchase } = ownedOption({ headroomShare: 0.8 });
		expect(fleet).toMatchObject({
			spareNodes: 1,
			minNodes: 1,
			scaling: 'peak',
			headroom: { value: '0.8' },
			peakToAverage: sharedInputs().peakToAverage
		});
		expect(purchase?.usdPerNode.value).toBe('240000');
		expect(ownedOption({ spareNodes: 0, minNodes: 3 }).fleet).toMatchObject({
			spareNodes: 0,
			minNodes: 3
		});
	});
});
