import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cashFlowOf, type CashFlow } from '#bench/economics/cash-flow/cash-flow.ts';
import { paybackOf } from '#bench/economics/cash-flow/payback.ts';
import { parameter } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

/** A flow of these amounts, not discounted. */
const flowOf = (amounts: readonly number[], resale = 0): CashFlow => {
	let sum = 0;
	const months = amounts.map((usd, month) => {
		sum += usd;
		return {
			month,
			requests: 0,
			nodes: null,
			levelUsd: String(usd),
			usd: String(usd),
			cumulativeUsd: String(sum),
			discountedCumulativeUsd: String(sum)
		};
	});
	const total = String(sum - resale);
	return {
		optionId: 'x',
		months,
		end: {
			month: amounts.length,
			resaleUsd: String(resale),
			cumulativeUsd: total,
			discountedCumulativeUsd: total
		},
		presentUsd: total,
		levelUsdPerMonth: '0',
		levelPresentUsd: '0',
		peakUsd: '0',
		peakMonth: 0,
		exitAtMonth12Usd: null
	};
};

describe('payback', () => {
	test('of 1,200 spent to save 100 a month comes in the twelfth month', () => {
		const own = ownOption({ purchaseUsd: '1200', runningUsd: '10' });
		const api = apiOption('0.11');
		const costCase = smallCase([own, api], { horizonMonths: 24 });
		const payback = paybackOf(cashFlowOf(costCase, own), cashFlowOf(costCase, api));
		expect(payback).toMatchObject({
			firstMonth: 12,
			lastMonth: 12,
			aheadAtEnd: 'make',
			reason: 'Making has paid back in month 12.',
			mostAdvancedUsd: '1100'
		});
		expect(payback.internalRate.state).toBe('found');
	});

	test('comes later at interest', () => {
		const own = ownOption({ purchaseUsd: '1200', runningUsd: '10' });
		const api = apiOption('0.11');
		const costCase = smallCase([own, api], { rate: '0.3', horizonMonths: 24 });
		const { firstMonth } = paybackOf(cashFlowOf(costCase, own), cashFlowOf(costCase, api));
		// Σ 100 × 1.3^(−m/12) is 1,144 over 13 months and 1,219 over 14.
		expect(firstMonth).toBe(14);
	});

	test('is lost again where prices of the bought side fall, and found in both months', () => {
		const own = ownOption({ purchaseUsd: '120', runningUsd: '50', lifeYears: '15' });
		const api = apiOption('0.11');
		const costCase = smallCase([own, api], {
			horizonMonths: 60,
			drifts: { 'api-price': parameter('drift', '-0.8') }
		});
		const payback = paybackOf(cashFlowOf(costCase, own), cashFlowOf(costCase, api));
		expect(payback.firstMonth).toBeLessThan(payback.lastMonth!);
		expect(payback.aheadAtEnd).toBe('buy');
		expect(payback.reason).toContain('Making does not stay ahead: the lead changes 2 times');
	});

	test.each([
		[[50, 50], [100, 100], null, null, 'Making has cost less in all from the first month on'],
		[[200, 200], [100, 100], null, null, 'Making does not pay back within the 2 months.'],
		[[100, 100], [100, 100], null, null, 'Both cost the same in every month.'],
		[[50, 200], [100, 100], 2, 2, 'Making is ahead at first; from month 2 on buying']
	])('says why: %j against %j', (make, buy, firstMonth, lastMonth, reason) => {
		const payback = paybackOf(flowOf(make), flowOf(buy));
		expect(payback).toMatchObject({ firstMonth, lastMonth });
		expect(payback.reason).toContain(reason);
	});

	test('that only the sale of the servers brings is said to be so', () => {
		const payback = paybackOf(flowOf([300, 0], 150), flowOf([100, 100]));
		expect(payback).toMatchObject({ firstMonth: 2, lastMonth: 2, aheadAtEnd: 'make' });
		expect(payback.reason).toBe(
			'Making has paid back in month 2, by what the servers are sold for at the end.'
		);
	});

	test('finds the months that a walk along both curves finds', () => {
		const amounts = fc.array(fc.integer({ min: -20, max: 40 }), { minLength: 12, maxLength: 12 });
		fc.assert(
			fc.property(amounts, amounts, (make, buy) => {
				const crossings: number[] = [];
				let [gap, wasAhead] = [0, true];
				for (let month = 0; month < make.length; month++) {
					gap += make[month]! - buy[month]!;
					const isAhead = gap <= 0;
					if (month > 0 && isAhead !== wasAhead) crossings.push(month + 1);
					wasAhead = isAhead;
				}
				const found = paybackOf(flowOf(make), flowOf(buy));
				expect(found.firstMonth).toBe(crossings[0] ?? null);
				expect(found.lastMonth).toBe(crossings.at(-1) ?? null);
				expect(found.aheadAtEnd).toBe(gap < 0 ? 'make' : gap > 0 ? 'buy' : 'tie');
			})
		);
	});

	test('compares equal horizons only', () => {
		expect(() => paybackOf(flowOf([1]), flowOf([1, 2]))).toThrow(RangeError);
	});
});
