import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { internalRateOf } from '#bench/economics/cash-flow/internal-rate.ts';

const yearly = (...amounts: number[]) =>
	amounts.flatMap((usd, year) =>
		year === 0
			? [toDecimal(usd)]
			: [...Array.from({ length: 11 }, () => toDecimal(0)), toDecimal(usd)]
	);

describe('the internal rate of return', () => {
	test('of 1,000 that come back as 1,100 after a year is 10 %', () => {
		expect(internalRateOf(yearly(-1_000, 1_100))).toEqual({
			state: 'found',
			ratePerYear: '0.1',
			reason: null
		});
	});

	test('may be negative', () => {
		expect(internalRateOf(yearly(-1_000, 500)).ratePerYear).toBe('-0.5');
	});

	test('is refused where two rates fit', () => {
		// −100, 230, −132 is worth nothing at 10 % and at 20 %.
		expect(internalRateOf(yearly(-100, 230, -132))).toMatchObject({
			state: 'several',
			ratePerYear: null
		});
	});

	test.each([
		[[10, 10], 'No money is put in'],
		[[-10, -10], 'None of that money comes back, as no month saves anything.'],
		[[0, 0], 'Nothing is saved'],
		[[-100, 230, -140], 'No rate of return between']
	])('of %j does not exist', (amounts, reason) => {
		const rate = internalRateOf(yearly(...amounts));
		expect(rate.state).toBe('none');
		expect(rate.reason).toContain(reason);
	});

	test('makes what is put in and what comes back worth the same', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 100, max: 5_000 }),
				fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 12, maxLength: 40 }),
				(spent, saved) => {
					const rate = internalRateOf([-spent, ...saved].map(toDecimal));
					if (rate.state !== 'found') {
						// Outside of what is looked at: nearly all is lost, or a hundredfold comes back.
						expect(rate.state).toBe('none');
						return;
					}
					const present = (ratePerYear: number): number =>
						saved.reduce(
							(sum, usd, month) => sum + usd * Math.pow(1 + ratePerYear, -(month + 1) / 12),
							-spent
						);
					const found = Number(rate.ratePerYear);
					expect(present(found - 1e-5)).toBeGreaterThan(0);
					expect(present(found + 1e-5)).toBeLessThan(0);
				}
			)
		);
	});
});
