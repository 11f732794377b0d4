/** What a charge of a bill should have cost by a price of ours. A unit that does not fit is named and nothing is estimated. */
import type { BillCharge } from '#core/bill.ts';
import { toDecimal } from '#core/decimal.ts';
import { unitFactor } from './billed-unit.ts';

/** A price of ours for what a charge bills. */
export interface UnitPrice {
	/** USD for one `unit`, decimal text, ≥ 0. */
	usdPerUnit: string;
	/** Such as `1M tokens` or `hour`. */
	unit: string;
	/** Where the price comes from, in words. */
	source: string;
}

/** The price of ours for a charge; null where we have none. */
export type PriceOfCharge = (charge: BillCharge) => UnitPrice | null;

export type ChargeEstimate =
	/** `usd` is exact decimal text. */
	| { state: 'estimated'; usd: string; price: UnitPrice }
	| { state: 'no-price' }
	/** There is a price, and no quantity to multiply it with. */
	| { state: 'no-quantity' }
	/** There are a price and a quantity, and they count different things. */
	| { state: 'unit-mismatch'; message: string };

/**
 * Quantity × price, after both are brought to the same unit: the consumed quantity where its unit counts what the price counts,
 * else the priced one.
 */
export const estimateCharge = (charge: BillCharge, priceOf: PriceOfCharge): ChargeEstimate => {
	const price = priceOf(charge);
	if (price === null) return { state: 'no-price' };
	const { other } = charge;
	const measures = [
		{ quantity: charge.quantity, unit: charge.unit },
		{ quantity: other['PricingQuantity'] ?? null, unit: other['PricingUnit'] ?? null }
	];
	const units: string[] = [];
	for (const { quantity, unit } of measures) {
		if (quantity === null) continue;
		units.push(unit ?? 'no unit');
		const factor = unit === null ? null : unitFactor(unit, price.unit);
		if (factor === null) continue;
		const usd = toDecimal(quantity).times(factor).times(price.usdPerUnit).toFixed();
		return { state: 'estimated', usd, price };
	}
	if (units.length === 0) return { state: 'no-quantity' };
	return {
		state: 'unit-mismatch',
		message: `the price is per ${price.unit}, the quantity is in ${[...new Set(units)].join(' and ')}`
	};
};
