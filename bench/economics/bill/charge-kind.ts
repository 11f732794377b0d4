/** Which side of a reconciliation a charge belongs to, so that no amount is counted twice. */
import type { BillCharge } from '#core/bill.ts';
import { toDecimal } from '#core/decimal.ts';

export const chargeKinds = [
	/** What was used or bought, at what it cost: the only charges that are compared with list prices and estimates. */
	'consumption',
	/** The part of a commitment that nothing used: waste. */
	'unused-commitment',
	/** Paid now for usage that is charged on its own: billed here, and part of the effective cost there. */
	'prepayment',
	'credit',
	'tax',
	'adjustment'
] as const;
export type ChargeKind = (typeof chargeKinds)[number];

const isZero = (amount: string | null): boolean => amount !== null && toDecimal(amount).eq(0);

/**
 * The kind of a charge. A purchase that is billed and has an effective cost of 0 is a prepayment (FOCUS, usability of ListCost:
 * such purchases are left out of sums on an accrual basis, as the usage they cover carries the cost).
 */
export const kindOfCharge = (charge: BillCharge): ChargeKind => {
	switch (charge.category) {
		case 'Credit':
			return 'credit';
		case 'Tax':
			return 'tax';
		case 'Adjustment':
			return 'adjustment';
		case 'Purchase':
			return isZero(charge.effectiveCost) && !isZero(charge.billedCost)
				? 'prepayment'
				: 'consumption';
		case 'Usage':
			return charge.commitmentStatus === 'Unused' ? 'unused-commitment' : 'consumption';
	}
};

/**
 * List or contracted cost where the bill really says one: exporters write 0 where they do not know it (Microsoft's notes on
 * FOCUS 1.0 name reservations and marketplace charges), so 0 beside a cost is not a free list price. Null where unknown.
 */
export const statedCost = (
	charge: BillCharge,
	name: 'listCost' | 'contractedCost'
): string | null => {
	const stated = charge[name];
	if (!isZero(stated)) return stated;
	const costsNothing =
		isZero(charge.billedCost) && (charge.effectiveCost === null || isZero(charge.effectiveCost));
	return costsNothing ? stated : null;
};
