/** Sums over the estimates of charges, beside what the same charges cost; what could not be estimated is counted by its reason. */
import type { BillCharge } from '#core/bill.ts';
import { Decimal } from '#core/decimal.ts';
import { estimateCharge, type PriceOfCharge } from './estimate-charge.ts';
import { addTo, emptySum, mergeInto, type SumInProgress } from './known-sum.ts';

/** Our estimate of charges, beside what the same charges cost. Amounts are decimal text, null where nothing was estimated. */
export interface EstimateSums {
	/** Quantity × price of ours. */
	estimateUsd: string | null;
	/** Charges that were estimated. */
	estimatedCount: number;
	/** Billed cost of the estimated charges. */
	billedCost: string | null;
	/** Effective cost of the estimated charges; null also where one of them does not say it. */
	effectiveCost: string | null;
	/** Billed − estimate. Usage covered by a commitment is billed at 0: the commitment was billed on its own. */
	residualBilled: string | null;
	/** Effective − estimate. */
	residualEffective: string | null;
	/** Charges for which we have no price. */
	withoutPriceCount: number;
	/** Charges with a price and without a quantity. */
	withoutQuantityCount: number;
	/** Charges whose unit does not fit our price. */
	unitMismatchCount: number;
	/** Such as `the price is per 1M tokens, the quantity is in Hours`; each once. */
	unitMismatches: string[];
	/** Where the prices come from; each once. */
	sources: string[];
}

export interface EstimateInProgress {
	usd: SumInProgress;
	billed: Decimal;
	effective: SumInProgress;
	withoutPriceCount: number;
	withoutQuantityCount: number;
	unitMismatchCount: number;
	unitMismatches: Set<string>;
	sources: Set<string>;
}

export const emptyEstimate = (): EstimateInProgress => ({
	usd: emptySum(),
	billed: new Decimal(0),
	effective: emptySum(),
	withoutPriceCount: 0,
	withoutQuantityCount: 0,
	unitMismatchCount: 0,
	unitMismatches: new Set(),
	sources: new Set()
});

/** Adds a charge; returns its estimate in USD, decimal text, or null where there is none. */
export const addEstimate = (
	sums: EstimateInProgress,
	charge: BillCharge,
	priceOf: PriceOfCharge
): string | null => {
	const result = estimateCharge(charge, priceOf);
	switch (result.state) {
		case 'no-price':
			sums.withoutPriceCount++;
			return null;
		case 'no-quantity':
			sums.withoutQuantityCount++;
			return null;
		case 'unit-mismatch':
			sums.unitMismatchCount++;
			sums.unitMismatches.add(result.message);
			return null;
		case 'estimated':
			addTo(sums.usd, result.usd);
			sums.billed = sums.billed.plus(charge.billedCost);
			addTo(sums.effective, charge.effectiveCost);
			sums.sources.add(result.price.source);
			return result.usd;
	}
};

/** Adds the sums of a part to those of the whole. */
export const mergeEstimate = (sums: EstimateInProgress, part: EstimateInProgress): void => {
	mergeInto(sums.usd, part.usd);
	mergeInto(sums.effective, part.effective);
	sums.billed = sums.billed.plus(part.billed);
	sums.withoutPriceCount += part.withoutPriceCount;
	sums.withoutQuantityCount += part.withoutQuantityCount;
	sums.unitMismatchCount += part.unitMismatchCount;
	for (const message of part.unitMismatches) sums.unitMismatches.add(message);
	for (const source of part.sources) sums.sources.add(source);
};

/** The sums as they are shown, exact. */
export const finishedEstimate = (estimate: EstimateInProgress): EstimateSums => {
	const { usd, billed, effective } = estimate;
	const isEstimated = usd.knownCount > 0;
	const hasEffective = isEstimated && effective.missingCount === 0;
	return {
		estimateUsd: isEstimated ? usd.sum.toFixed() : null,
		estimatedCount: usd.knownCount,
		billedCost: isEstimated ? billed.toFixed() : null,
		effectiveCost: hasEffective ? effective.sum.toFixed() : null,
		residualBilled: isEstimated ? billed.minus(usd.sum).toFixed() : null,
		residualEffective: hasEffective ? effective.sum.minus(usd.sum).toFixed() : null,
		withoutPriceCount: estimate.withoutPriceCount,
		withoutQuantityCount: estimate.withoutQuantityCount,
		unitMismatchCount: estimate.unitMismatchCount,
		unitMismatches: [...estimate.unitMismatches].sort(),
		sources: [...estimate.sources].sort()
	};
};
