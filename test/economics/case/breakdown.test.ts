/** The lines of a month add up to the curve, whatever the option and the volume. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import { arbitraryBuy, arbitraryHybrid, arbitraryMake } from '../support/arbitrary-option.ts';
import { boughtOption, ownedOption, rentedOption } from '../support/typed-options.ts';
import { constant, line } from '../support/realistic-case.ts';

describe('a breakdown', () => {
	it.each([
		['a bought option', arbitraryBuy],
		['own nodes', arbitraryMake],
		['a hybrid', arbitraryHybrid]
	])('adds up to the curve exactly for %s', (_, options) => {
		const volumes = fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 100_000_000 }));
		fc.assert(
			fc.property(options, volumes, (option, requests) => {
				const { lines, totalUsdPerMonth } = breakdownAt(option, requests);
				const sum = lines.reduce((all, { usdPerMonth }) => all.plus(usdPerMonth), toDecimal(0));
				const curve = curveUsd(optionCurve(option), requests);
				expect(sum.toFixed()).toBe(totalUsdPerMonth);
				expect(toDecimal(totalUsdPerMonth).eq(curve)).toBe(true);
				for (const { usdEach, quantity, usdPerMonth } of lines) {
					if (usdEach === null || quantity === null) continue;
					expect(toDecimal(usdEach).times(quantity).eq(usdPerMonth)).toBe(true);
				}
			}),
			{ numRuns: 60 }
		);
	});

	it('says how often each line is paid, and how busy the nodes are', () => {
		const breakdown = breakdownAt(
			ownedOption({ headroomShare: 1, egressUsdPerRequest: '0.000001' }),
			1_752_001
		);
		const quantities = Object.fromEntries(breakdown.lines.map((each) => [each.id, each.quantity]));
		// 2 a second · 2,628,000 / 3 = 1,752,000 on a node: two of them and a spare.
		expect(breakdown.nodes).toBe(3);
		expect(quantities).toMatchObject({ capital: '3', 'staff-base': '1', egress: '1752001' });
		// 1,752,001 / 2,628,000 / (3 · 2)
		expect(Number(breakdown.utilisation)).toBeCloseTo(1_752_001 / 2_628_000 / 6, 12);
	});

	it('keeps rework apart from the service', () => {
		const option = boughtOption();
		const rework = {
			...line('rework-human', 'request', [constant('0.01')]),
			group: 'rework'
		} as const;
		const breakdown = breakdownAt({ ...option, lines: [rework] }, 1_000);
		expect(breakdown).toMatchObject({
			totalUsdPerMonth: '12',
			serviceUsdPerMonth: '2',
			usdPerRequest: '0.012'
		});
	});

	it('shows what tiers and commitments change as a line of its own', () => {
		const tiers = [{ fromRequests: 1_000, priceFactor: 0.5 }];
		const lineOf = (option: ReturnType<typeof boughtOption>, requests: number) =>
			breakdownAt(option, requests).lines.map(({ id, usdPerMonth }) => [id, usdPerMonth]);
		expect(lineOf(boughtOption({ tiers }), 2_000)).toStrictEqual([
			['request', '4'],
			['terms', '-1']
		]);
		expect(lineOf(boughtOption({ commitUsdPerMonth: 10 }), 2_000)).toStrictEqual([
			['request', '4'],
			['terms', '6']
		]);
		expect(lineOf(boughtOption(), 2_000)).toStrictEqual([['request', '4']]);
	});

	it('has no cost of a request and no use of nodes where there is none', () => {
		expect(breakdownAt(rentedOption(), 0)).toMatchObject({ usdPerRequest: null, utilisation: '0' });
		expect(breakdownAt(rentedOption({ minNodes: 0, spareNodes: 0 }), 0)).toMatchObject({
			nodes: 0,
			utilisation: null
		});
		expect(breakdownAt(boughtOption(), 5)).toMatchObject({ nodes: null, utilisation: null });
	});

	it('is refused for a negative volume', () => {
		expect(() => breakdownAt(boughtOption(), -1)).toThrow('a volume cannot be negative');
	});
});
