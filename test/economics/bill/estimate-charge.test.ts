import { describe, expect, it } from 'vitest';
import { estimateCharge, type UnitPrice } from '#bench/economics/bill/estimate-charge.ts';
import { sampleCharge } from '../support/sample-charge.ts';

const price = (unit: string, usdPerUnit = '2.5'): UnitPrice => ({
	usdPerUnit,
	unit,
	source: 'a test'
});

describe('the estimate of a charge', () => {
	it.each([
		['Tokens', '4000000', '1M tokens', '2.5', '10'],
		['1K tokens', '4000', '1M tokens', '2.5', '10'],
		['Million tokens', '4', '1K tokens', '0.0025', '10'],
		['Hours', '744', '1 Hour', '24', '17856'],
		['Tokens', '1', 'Mtok', '0.1', '0.0000001']
	])('of %s × %s at a price per %s is exact', (unit, quantity, priceUnit, usd, expected) => {
		const charge = sampleCharge({ unit, quantity });
		expect(estimateCharge(charge, () => price(priceUnit, usd))).toEqual({
			state: 'estimated',
			usd: expected,
			price: price(priceUnit, usd)
		});
	});

	it('takes the priced quantity where the consumed one counts something else', () => {
		const other = { PricingQuantity: '3', PricingUnit: '1000000 Tokens' };
		const charge = sampleCharge({ quantity: '12', unit: 'Requests', other });
		expect(estimateCharge(charge, () => price('1M tokens'))).toMatchObject({ usd: '7.5' });
	});

	it('is none where the units do not fit, and says both', () => {
		const charge = sampleCharge({
			unit: 'Hours',
			other: { PricingQuantity: '1', PricingUnit: '1K' }
		});
		expect(estimateCharge(charge, () => price('month'))).toEqual({
			state: 'unit-mismatch',
			message: 'the price is per month, the quantity is in Hours and 1K'
		});
		expect(estimateCharge(sampleCharge({ unit: null }), () => price('hour'))).toEqual({
			state: 'unit-mismatch',
			message: 'the price is per hour, the quantity is in no unit'
		});
	});

	it('is none without a price or a quantity', () => {
		expect(estimateCharge(sampleCharge(), () => null)).toEqual({ state: 'no-price' });
		const charge = sampleCharge({ quantity: null });
		expect(estimateCharge(charge, () => price('1M tokens'))).toEqual({ state: 'no-quantity' });
	});
});
