import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { toDecimal } from '#core/decimal.ts';
import { renderUnitSlip, unitSlipOf } from '#bench/economics/bill/unit-slip.ts';

describe('two amounts for the same thing', () => {
	it.each([
		['1000', '1', 'thousand'],
		['0.98', '1000', 'thousand'],
		['2500000', '2.5', 'million'],
		['730', '1', 'hours-a-month'],
		['720', '1', 'hours-a-month'],
		['744', '1', 'hours-a-month'],
		['1', '672', 'hours-a-month'],
		['12', '1', 'far-apart'],
		['1', '500', 'far-apart']
	])('of %s and %s look like a slip: %s', (first, second, kind) => {
		expect(unitSlipOf(toDecimal(first), toDecimal(second))?.kind).toBe(kind);
	});

	it.each([
		['9', '10'],
		['9.99', '1'],
		['0', '5'],
		['-1000', '1']
	])('of %s and %s do not', (first, second) => {
		expect(unitSlipOf(toDecimal(first), toDecimal(second))).toBeNull();
	});

	it('are judged the same in either order', () => {
		const amount = fc.integer({ min: 1, max: 10_000_000 });
		fc.assert(
			fc.property(amount, amount, (a, b) => {
				const [there, back] = [
					unitSlipOf(toDecimal(a), toDecimal(b)),
					unitSlipOf(toDecimal(b), toDecimal(a))
				];
				expect(there && [there.kind, there.factor]).toEqual(back && [back.kind, back.factor]);
			})
		);
	});

	it('are named with the larger first', () => {
		const slip = unitSlipOf(toDecimal('1'), toDecimal('730'));
		expect(slip && renderUnitSlip(slip, 'the bill', 'our estimate')).toBe(
			'our estimate is 730 × the bill: one of the two is probably an hourly price taken for a monthly one'
		);
	});
});
