import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';
import { levelQuote, type LevelOptions } from '#bench/economics/quotes/level-quote.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import { discounting, monthlyGrowth } from '#bench/economics/quotes/present-value.ts';
import { sampleQuote, withLine, written, type Written } from '../../core/quote/sample-quote.ts';
import { quoteSchema } from '#core/quote.ts';

const options: LevelOptions = { months: 36, waccPerYear: '0.08', asOf: '2026-11-20' };
const free: LevelOptions = { ...options, waccPerYear: '0' };

const level = (quote: Quote, changes: Partial<LevelOptions> = {}): LevelledQuote =>
	levelQuote(quote, { ...options, ...changes });
const cents = (usd: string | null | undefined): string => toDecimal(usd ?? 'NaN').toFixed(2);
const perUnit = (levelled: LevelledQuote, unit: string): string =>
	cents(levelled.perUnit.find((each) => each.unit === unit)?.usdPerUnit);
const line = (levelled: LevelledQuote, id: string) =>
	levelled.lines.find((each) => each.id === id)!;

describe('levelling without interest, by hand', () => {
	it('a server quote: 648,000 over 36 months, 2 nodes of 8 GPUs', () => {
		const levelled = level(sampleQuote('server-purchase'), free);
		expect(cents(levelled.presentValueUsd)).toBe('648000.00');
		expect(cents(levelled.levelMonthlyUsd)).toBe('18000.00');
		expect(cents(levelled.levelAnnualUsd)).toBe('216000.00');
		expect(perUnit(levelled, 'node-month')).toBe('9000.00');
		// 18,000 / (16 × 730)
		expect(perUnit(levelled, 'GPU-hour')).toBe('1.54');
		expect(levelled.lines.every(({ origin }) => origin === 'quoted')).toBe(true);
	});

	it('a GPU cloud: (8 × 2.35 × 730 + 500 + 200 + 900) / (8 × 730)', () => {
		const levelled = level(sampleQuote('gpu-cloud'), free);
		expect(cents(levelled.levelMonthlyUsd)).toBe('15324.00');
		expect(perUnit(levelled, 'GPU-hour')).toBe('2.62');
		expect(line(levelled, 'st').rate).toEqual({ usd: '0.05', unit: 'GB-month' });
	});

	it('a ramp pays for the GPUs of each month, and is divided by them', () => {
		const ramp = [
			{ fromMonth: 0, share: 0.5 },
			{ fromMonth: 18, share: 1 }
		];
		const quote = sampleQuote('gpu-cloud', { ramp });
		const levelled = level(quote, free);
		// 13,724 × (18 × 0.5 + 18) + 1,600 × 36
		expect(cents(levelled.presentValueUsd)).toBe('428148.00');
		expect(cents(line(levelled, 'g').presentValueUsd)).toBe('370548.00');
		// 428,148 / (5,840 × 27)
		expect(perUnit(levelled, 'GPU-hour')).toBe('2.72');
	});

	it('an API contract: 1,000 × 2 + 200 × 10 a month over 1,200 million tokens', () => {
		const levelled = level(sampleQuote('api-contract'), free);
		expect(cents(levelled.levelMonthlyUsd)).toBe('4000.00');
		expect(perUnit(levelled, '1M tokens')).toBe('3.33');
	});

	it('seats with onboarding spread over the term', () => {
		const levelled = level(sampleQuote('seat-subscription'), free);
		expect(perUnit(levelled, 'seat-month')).toBe('32.00');
	});

	it('colocation with everything that is not the power fee', () => {
		// (20 × 195 + 600 + 480 + 100) / 20
		expect(perUnit(level(sampleQuote('colocation'), free), 'kW-month')).toBe('254.00');
	});

	it('a managed endpoint runs its least replicas all month', () => {
		// 8 GPUs × 43,800 min × 0.05 + 500
		const levelled = level(sampleQuote('managed-endpoint'), free);
		expect(cents(levelled.levelMonthlyUsd)).toBe('18020.00');
		expect(line(levelled, 'g').rate).toEqual({ usd: '3', unit: 'GPU-hour' });
	});

	it('prices per thousand tokens come out as those per million', () => {
		const thousand = quoteSchema.parse({
			...written['api-contract'],
			lines: (written['api-contract']['lines'] as Written[]).map((each) => ({
				...each,
				unit: '1k-tokens',
				unitPrice: Number(each['unitPrice']) / 1_000,
				quantity: Number(each['quantity']) * 1_000
			}))
		});
		const [a, b] = [level(thousand), level(sampleQuote('api-contract'))];
		expect(a.perUnit).toEqual(b.perUnit);
		expect(a.lines.map(({ rate }) => rate)).toEqual(b.lines.map(({ rate }) => rate));
	});

	it('a first-year discount ends after its months', () => {
		const discount = {
			id: 'd',
			item: 'discount',
			quantity: 1,
			unit: 'month',
			unitPrice: -300,
			recurring: 'month',
			months: 12
		};
		const lines = [...(written['seat-subscription']['lines'] as Written[]), discount];
		// 32 − 300 × 12 / 36 / 50
		expect(perUnit(level(sampleQuote('seat-subscription', { lines }), free), 'seat-month')).toBe(
			'30.00'
		);
	});

	it('yearly rises and a dearer renewal count from when they hold', () => {
		const escalated = sampleQuote('seat-subscription', { escalatorSharePerYear: 0.1 });
		// 1,500 × 12 × (1 + 1.1 + 1.21) + 3,600
		expect(cents(level(escalated, free).presentValueUsd)).toBe('63180.00');
		const renewed = sampleQuote('seat-subscription', {
			termMonths: 12,
			autoRenewal: { months: 12, upliftShare: 0.1 }
		});
		expect(cents(level(renewed, free).presentValueUsd)).toBe('63180.00');
	});

	it('tax that is not got back is a cost, tax that is got back is none', () => {
		const total = (tax: Written): string =>
			cents(level(sampleQuote('server-purchase', { tax }), free).presentValueUsd);
		expect(total({ treatment: 'excluded', rateShare: 0.2 })).toBe('648000.00');
		expect(total({ treatment: 'excluded', rateShare: 0.2, recoverable: false })).toBe('777600.00');
		expect(total({ treatment: 'included', rateShare: 0.2 })).toBe('540000.00');
		expect(total({ treatment: 'included', recoverable: false })).toBe('648000.00');
	});

	it('a buy-back is paid by the vendor within the term', () => {
		const buyBack = { afterMonths: 36, share: 0.2 };
		const levelled = level(sampleQuote('server-purchase', { buyBack }), free);
		expect(cents(levelled.presentValueUsd)).toBe('528000.00');
		expect(line(levelled, 'terms:buy-back').origin).toBe('terms');
	});
});

describe('payments', () => {
	const monthsOf = (quote: Quote): [number, string][] =>
		level(quote).payments.map(({ month, usd }) => [month, cents(usd)]);

	it('a deposit is paid with the order, the rest after the days to pay', () => {
		const quote = sampleQuote('server-purchase', {
			leadTimeWeeks: 13,
			payment: { depositShare: 0.25, netDays: 30 }
		});
		expect(monthsOf(quote)).toEqual([
			[-3, '162000.00'],
			[1, '486000.00']
		]);
	});

	it('milestones, years in advance and months at their end', () => {
		const quote = quoteSchema.parse({
			...written['server-purchase'],
			payment: {
				milestones: [
					{ month: -2, share: 0.5 },
					{ month: 1, share: 0.5 }
				]
			},
			lines: [
				...(written['server-purchase']['lines'] as Written[]),
				{
					id: 'su',
					item: 'support',
					quantity: 1,
					unit: 'lot',
					unitPrice: 1000,
					recurring: 'year',
					startMonth: 12
				}
			]
		});
		expect(monthsOf(quote)).toEqual([
			[-2, '324000.00'],
			[1, '324000.00'],
			[12, '1000.00'],
			[24, '1000.00']
		]);
		expect(monthsOf(sampleQuote('api-contract'))[0]).toEqual([1, '4000.00']);
	});

	it('a share up front and quarters in advance', () => {
		const early = monthsOf(sampleQuote('gpu-cloud', { upfrontShare: 0.25 }));
		expect(early[0]).toEqual([0, cents(String(15_324 * 36 * 0.25))]);
		expect(early[1]).toEqual([1, '11493.00']);
		const quarters = monthsOf(sampleQuote('api-contract', { payment: { prepayMonths: 3 } }));
		expect(quarters.map(([month]) => month)).toEqual(Array.from({ length: 12 }, (_, i) => i * 3));
		expect(quarters[0]?.[1]).toBe('12000.00');
	});
});

describe('what is missing', () => {
	it('becomes a marked default with its source, never nothing', () => {
		const [serverLine] = written['server-purchase']['lines'] as Written[];
		const quote = sampleQuote('server-purchase', {
			lines: [serverLine],
			warrantyMonths: 12,
			incoterm: 'EXW'
		});
		const levelled = level(quote, free);
		const defaults = levelled.lines.filter(({ origin }) => origin === 'default');
		expect(defaults.map(({ item, presentValueUsd }) => [item, cents(presentValueUsd)])).toEqual([
			['network', '48000.00'],
			['install', '24000.00'],
			['freight', '12000.00'],
			// 6 % of 600,000 a year for the two years after the warranty
			['support', '72000.00']
		]);
		expect(defaults.every(({ source, assumption }) => source !== null && assumption !== null)).toBe(
			true
		);
		expect(cents(levelled.quotedPresentValueUsd)).toBe('600000.00');
		expect(cents(levelled.presentValueUsd)).toBe('756000.00');
	});

	it('of a GPU cloud is what makes the GPU rate 70 % of the bill', () => {
		const [gpu] = written['gpu-cloud']['lines'] as Written[];
		const levelled = level(sampleQuote('gpu-cloud', { lines: [gpu] }), free);
		const [quoted, all] = [levelled.quotedPresentValueUsd, levelled.presentValueUsd].map(Number);
		expect(quoted! / all!).toBeCloseTo(0.7, 12);
	});

	it('of a metered colocation is the electricity under load', () => {
		const levelled = level(sampleQuote('colocation', { power: 'metered', pueCap: 1.3 }), free);
		// 20 kW × 0.65 × 730 h × 1.3 × 0.146 USD
		expect(cents(line(levelled, 'default:metered-power').levelMonthlyUsd)).toBe('1801.20');
	});

	it('of an API contract is not guessed: without an output price there is no total', () => {
		const [input] = written['api-contract']['lines'] as Written[];
		const levelled = level(sampleQuote('api-contract', { lines: [input] }));
		expect(levelled.unknown.map(({ item }) => item)).toEqual(['output-tokens']);
		expect([levelled.presentValueUsd, levelled.levelMonthlyUsd, levelled.perUnit]).toEqual([
			null,
			null,
			[{ unit: '1M tokens', usdPerUnit: null }]
		]);
	});

	it('volumes: a list of rates has no cost until volumes are given', () => {
		const rates = sampleQuote('api-contract', {
			lines: (written['api-contract']['lines'] as Written[]).map((line) => ({
				...line,
				quantity: undefined
			}))
		});
		expect(level(rates).levelMonthlyUsd).toBeNull();
		expect(level(rates).notes.join()).toContain('give volumes');
		const volumes = { 'input-tokens': '1000', 'output-tokens': '200' };
		expect(cents(level(rates, { volumes }).levelMonthlyUsd)).toBe('4000.00');
	});

	it('lines beyond the usual are flagged as additions', () => {
		const lines = [
			...(written['server-purchase']['lines'] as Written[]),
			{ id: 'l', item: 'licence', quantity: 1, unit: 'lot', unitPrice: 9000, recurring: 'once' }
		];
		const levelled = level(sampleQuote('server-purchase', { lines }));
		expect(levelled.lines.filter(({ addition }) => addition).map(({ id }) => id)).toEqual(['l']);
	});
});

describe('tiers and commitments', () => {
	const api = (changes: Written): string =>
		cents(level(sampleQuote('api-contract', changes), free).levelMonthlyUsd);
	const tiers = [
		{ from: 1000, discountShare: 0.1 },
		{ from: 3000, discountShare: 0.2 }
	];

	it('graduated tiers take each part at its own rate', () => {
		// 4,000 − 2,000 × 0.1 − 1,000 × 0.2
		expect(api({ tiers, tierBasis: 'spend', tierMode: 'graduated' })).toBe('3600.00');
	});

	it('all-units tiers take everything at the highest one reached', () => {
		expect(api({ tiers, tierBasis: 'spend', tierMode: 'all-units' })).toBe('3200.00');
	});

	it('tiers by tokens count millions of tokens', () => {
		// 1,200 million tokens: 200 of them beyond the first tier
		expect(api({ tiers, tierBasis: '1m-tokens', tierMode: 'graduated' })).toBe('3933.33');
	});

	it('a commitment is paid whether it is used or not', () => {
		expect(api({ commit: { amount: 60000, per: 'year' } })).toBe('5000.00');
		expect(api({ commit: { amount: 36000, per: 'term' } })).toBe('4000.00');
	});

	it('usage beyond a commitment costs the overage factor', () => {
		expect(api({ commit: { amount: 3000, per: 'month', overageFactor: 1.2 } })).toBe('4200.00');
	});

	it('the discount of the contract holds for tokens without one of their own', () => {
		expect(api({ discountShare: 0.1 })).toBe('3600.00');
		const own = withLine('api-contract', 0, { discountShare: 0 });
		expect(api({ lines: own['lines'], discountShare: 0.1 })).toBe('3800.00');
	});
});

describe('the should-cost of a GPU cloud', () => {
	it('is the cost of an owner, with the room between', () => {
		const { shouldCost } = level(sampleQuote('gpu-cloud'));
		expect(shouldCost).toMatchObject({ gpu: 'H100', floorUsdPerGpuHour: '1.69' });
		expect(Number(shouldCost?.roomShare)).toBeCloseTo(1 - 1.69 / 2.35, 5);
	});

	it('is not known for other GPUs', () => {
		expect(level(sampleQuote('gpu-cloud', { gpu: 'H1000' })).shouldCost).toBeNull();
	});
});

describe('validity', () => {
	it('holds on the last day and ends the day after', () => {
		const quote = sampleQuote('colocation');
		expect(level(quote, { asOf: '2026-12-31' }).validity).toEqual({ state: 'valid', days: 0 });
		expect(level(quote, { asOf: '2027-01-01' }).validity).toEqual({ state: 'expired', days: 1 });
	});
});

describe('the arithmetic of time', () => {
	it('twelve months at the monthly rate are a year at the yearly one', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 10_000 }), (points) => {
				const rate = new Decimal(points).div(10_000);
				const year = monthlyGrowth(rate.toFixed()).pow(12);
				expect(year.minus(rate.plus(1)).abs().lt('1e-36')).toBe(true);
			}),
			{ numRuns: 50 }
		);
	});
});

/** Quotes with all that moves payments about. */
const anyQuote = fc
	.record({
		kind: fc.constantFrom(
			'server-purchase',
			'gpu-cloud',
			'colocation',
			'seat-subscription' as const
		),
		prices: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 4, maxLength: 4 }),
		netDays: fc.constantFrom(0, 30, 60),
		deposit: fc.constantFrom(0, 0.25, 0.5),
		leadTimeWeeks: fc.integer({ min: 0, max: 40 }),
		prepayMonths: fc.constantFrom(undefined, 3, 12),
		escalator: fc.constantFrom(undefined, 0.03, -0.02),
		keep: fc.integer({ min: 1, max: 4 })
	})
	.map(({ kind, prices, netDays, deposit, leadTimeWeeks, prepayMonths, escalator, keep }) => {
		const lines = (written[kind]['lines'] as Written[])
			.slice(0, keep)
			.map((each, i) => ({ ...each, unitPrice: (prices[i] ?? 1) / 100 }));
		return {
			...written[kind],
			leadTimeWeeks,
			payment: { netDays, depositShare: deposit, ...(prepayMonths ? { prepayMonths } : {}) },
			...(escalator === undefined ? {} : { escalatorSharePerYear: escalator }),
			lines
		};
	});

const anyOptions = fc.record({
	months: fc.constantFrom(12, 24, 36, 60),
	wacc: fc.constantFrom('0', '0.05', '0.08', '0.2')
});

describe('a levelled quote, whatever it is', () => {
	const near = (a: Decimal, b: Decimal): boolean =>
		a
			.minus(b)
			.abs()
			.lte(toDecimal('1e-7').times(b.abs().plus(1)));

	it('has level payments with the present value of its own payments', () => {
		fc.assert(
			fc.property(anyQuote, anyOptions, (value, { months, wacc }) => {
				const quote = quoteSchema.parse(value);
				const levelled = level(quote, { months, waccPerYear: wacc });
				const factor = discounting(wacc);
				const own = levelled.payments.reduce(
					(sum, { month, usd }) => sum.plus(toDecimal(usd).times(factor(month))),
					new Decimal(0)
				);
				const monthly = Array.from({ length: months }, (_, m) =>
					toDecimal(levelled.levelMonthlyUsd!).times(factor(m + 1))
				).reduce((sum, each) => sum.plus(each));
				const yearly = Array.from({ length: months / 12 }, (_, y) =>
					toDecimal(levelled.levelAnnualUsd!).times(factor(12 * (y + 1)))
				).reduce((sum, each) => sum.plus(each));
				expect(near(own, toDecimal(levelled.presentValueUsd!))).toBe(true);
				expect(near(monthly, own)).toBe(true);
				expect(near(yearly, own)).toBe(true);
				const parts = levelled.lines.reduce(
					(sum, { levelMonthlyUsd }) => sum.plus(levelMonthlyUsd ?? '0'),
					new Decimal(0)
				);
				expect(near(parts, toDecimal(levelled.levelMonthlyUsd!))).toBe(true);
			}),
			{ numRuns: 40 }
		);
	});

	it('costs the same in any currency', () => {
		fc.assert(
			fc.property(anyQuote, fc.constantFrom(2, 4, 5, 8, 10, 100), (value, units) => {
				const foreign = {
					...value,
					currency: 'XTS',
					fx: { usdPerUnit: 1 / units, asOf: '2026-11-01', source: 'test' },
					lines: (value['lines'] as Written[]).map((each) => ({
						...each,
						unitPrice: toDecimal(String(each['unitPrice'])).times(units).toFixed()
					}))
				};
				const [usd, other] = [level(quoteSchema.parse(value)), level(quoteSchema.parse(foreign))];
				expect(other.presentValueUsd).toBe(usd.presentValueUsd);
				expect(other.perUnit).toEqual(usd.perUnit);
				expect(other.lines).toEqual(usd.lines);
			}),
			{ numRuns: 30 }
		);
	});

	it('does not depend on the order of its lines', () => {
		fc.assert(
			fc.property(anyQuote, (value) => {
				const lines = value['lines'] as Written[];
				const [a, b] = [lines, [...lines].reverse()].map((each) =>
					level(quoteSchema.parse({ ...value, lines: each }))
				);
				expect(b!.presentValueUsd).toBe(a!.presentValueUsd);
				expect(b!.perUnit).toEqual(a!.perUnit);
				expect(b!.payments).toEqual(a!.payments);
			}),
			{ numRuns: 30 }
		);
	});
});

describe('the discounts of an offer', () => {
	const notesOf = (quote: Quote): string => level(quote).notes.join('\n');

	it('are told where they are in the unit prices, and where they stand by themselves', () => {
		expect(notesOf(sampleQuote('server-purchase'))).not.toContain('discount');
		const { lines } = written['server-purchase'] as { lines: Written[] };
		const reduced = sampleQuote('server-purchase', {
			lines: [
				...lines.map((each) =>
					each['item'] === 'server' ? { ...each, discountShare: 0.06 } : each
				),
				{
					...{ id: 'd', item: 'discount', quantity: 1, unit: 'lot' },
					...{ unitPrice: -18_000, recurring: 'once' }
				}
			]
		});
		expect(notesOf(reduced)).toContain(
			'what is levelled is after the discounts of its lines, which the offer prints beside its unit prices: server 6 %'
		);
		expect(notesOf(reduced)).toContain('the unit prices of the servers are before it');
		const contract = sampleQuote('api-contract', { discountShare: 0.08 });
		expect(notesOf(contract)).toMatch(
			/levelled of tokens is after the 8 % discount of the whole contract.+unit prices before it/u
		);
	});
});
