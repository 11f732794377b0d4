/** Sums over the charges of one provider, service and SKU: what they cost at list, by contract, effectively and on the invoice. */
import type { BillCharge } from '#core/bill.ts';
import { Decimal, toDecimal } from '#core/decimal.ts';
import { unitFactor } from './billed-unit.ts';
import { statedCost } from './charge-kind.ts';
import type { PriceOfCharge } from './estimate-charge.ts';
import {
	addEstimate,
	emptyEstimate,
	finishedEstimate,
	mergeEstimate,
	type EstimateInProgress,
	type EstimateSums
} from './estimate-sums.ts';
import {
	addTo,
	emptySum,
	knownSum,
	mergeInto,
	type KnownSum,
	type SumInProgress
} from './known-sum.ts';
import { renderUnitSlip, unitSlipOf } from './unit-slip.ts';

export interface ChargeSums {
	chargeCount: number;
	list: KnownSum;
	contracted: KnownSum;
	effective: KnownSum;
	/** Decimal text. */
	billed: string;
	/** Effective and list cost of the charges that state both: what the discount compares. Decimal text. */
	comparable: { chargeCount: number; effective: string; list: string };
	/** 1 − effective/list of the comparable charges; decimal text, null where there is none or their list cost is 0. */
	effectiveDiscountShare: string | null;
	/** Null where no estimates were asked for. */
	estimate: EstimateSums | null;
	/** What looks like a mistaken unit, one sentence each. */
	suspicions: string[];
}

interface PairInProgress {
	first: Decimal;
	second: Decimal;
	count: number;
}

const emptyPair = (): PairInProgress => ({
	first: new Decimal(0),
	second: new Decimal(0),
	count: 0
});

export interface ChargesInProgress {
	chargeCount: number;
	list: SumInProgress;
	contracted: SumInProgress;
	effective: SumInProgress;
	billed: Decimal;
	/** Effective and list cost of charges that state both. */
	effectiveAndList: PairInProgress;
	/** Stated list cost, and list price × priced quantity, of charges that state all three. */
	listAndProduct: PairInProgress;
	/** Consumed and priced quantity, in the same unit. */
	consumedAndPriced: PairInProgress;
	/** What the estimated charges cost by the bill (at list where stated, else effectively, else as billed), and our estimate. */
	costAndEstimate: PairInProgress;
	/** Whether all those costs are list costs. */
	comparesList: boolean;
	estimate: EstimateInProgress;
}

export const emptyCharges = (): ChargesInProgress => ({
	chargeCount: 0,
	list: emptySum(),
	contracted: emptySum(),
	effective: emptySum(),
	billed: new Decimal(0),
	effectiveAndList: emptyPair(),
	listAndProduct: emptyPair(),
	consumedAndPriced: emptyPair(),
	costAndEstimate: emptyPair(),
	comparesList: true,
	estimate: emptyEstimate()
});

const addPair = (
	pair: PairInProgress,
	first: string | Decimal | null,
	second: string | Decimal | null
): void => {
	if (first === null || second === null) return;
	pair.first = pair.first.plus(first);
	pair.second = pair.second.plus(second);
	pair.count++;
};

/** Adds a charge to the sums; without `priceOf` nothing is estimated. */
export const addCharge = (
	sums: ChargesInProgress,
	charge: BillCharge,
	priceOf: PriceOfCharge | null
): void => {
	const list = statedCost(charge, 'listCost');
	sums.chargeCount++;
	sums.billed = sums.billed.plus(charge.billedCost);
	addTo(sums.list, list);
	addTo(sums.contracted, statedCost(charge, 'contractedCost'));
	addTo(sums.effective, charge.effectiveCost);
	addPair(sums.effectiveAndList, charge.effectiveCost, list);
	const {
		PricingQuantity: priced,
		PricingUnit: pricedUnit,
		ListUnitPrice: listPrice
	} = charge.other;
	if (priced !== undefined && listPrice !== undefined && list !== null) {
		addPair(sums.listAndProduct, list, toDecimal(listPrice).times(priced));
	}
	if (charge.quantity !== null && charge.unit !== null && priced !== undefined) {
		const factor = unitFactor(charge.unit, pricedUnit ?? '');
		if (factor) addPair(sums.consumedAndPriced, factor.times(charge.quantity), priced);
	}
	if (!priceOf) return;
	const usd = addEstimate(sums.estimate, charge, priceOf);
	if (usd === null) return;
	if (list === null) sums.comparesList = false;
	addPair(sums.costAndEstimate, list ?? charge.effectiveCost ?? charge.billedCost, usd);
};

const mergePair = (pair: PairInProgress, part: PairInProgress): void => {
	pair.first = pair.first.plus(part.first);
	pair.second = pair.second.plus(part.second);
	pair.count += part.count;
};

/** Adds the sums of a part to those of the whole; what looks like a mistaken unit is judged in the parts only. */
export const mergeCharges = (sums: ChargesInProgress, part: ChargesInProgress): void => {
	sums.chargeCount += part.chargeCount;
	sums.billed = sums.billed.plus(part.billed);
	for (const name of ['list', 'contracted', 'effective'] as const)
		mergeInto(sums[name], part[name]);
	mergePair(sums.effectiveAndList, part.effectiveAndList);
	mergeEstimate(sums.estimate, part.estimate);
};

const suspicionsOf = (sums: ChargesInProgress): string[] => {
	const compared: [PairInProgress, string, string][] = [
		[
			sums.listAndProduct,
			'the list cost of the bill',
			'the list price × the priced quantity of the bill'
		],
		[
			sums.consumedAndPriced,
			'the consumed quantity',
			'the priced quantity (both in the same unit)'
		],
		[
			sums.costAndEstimate,
			sums.comparesList ? 'the list cost of the bill' : 'the cost on the bill',
			'our estimate'
		]
	];
	return compared.flatMap(([{ first, second }, firstName, secondName]) => {
		const slip = unitSlipOf(first, second);
		return slip ? [renderUnitSlip(slip, firstName, secondName)] : [];
	});
};

/** The sums as they are shown; the discount is rounded at the 40th decimal place, all else is exact. */
export const finishedCharges = (sums: ChargesInProgress, withEstimate: boolean): ChargeSums => {
	const { first: effective, second: list, count } = sums.effectiveAndList;
	return {
		chargeCount: sums.chargeCount,
		list: knownSum(sums.list),
		contracted: knownSum(sums.contracted),
		effective: knownSum(sums.effective),
		billed: sums.billed.toFixed(),
		comparable: { chargeCount: count, effective: effective.toFixed(), list: list.toFixed() },
		effectiveDiscountShare: list.eq(0) ? null : new Decimal(1).minus(effective.div(list)).toFixed(),
		estimate: withEstimate ? finishedEstimate(sums.estimate) : null,
		suspicions: suspicionsOf(sums)
	};
};
