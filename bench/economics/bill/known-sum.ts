/** A sum over charges some of which may not say the amount: the sum of those that do, and how many do not. */
import { Decimal } from '#core/decimal.ts';

export interface KnownSum {
	/** Sum of the known amounts, decimal text; null where none is known. */
	amount: string | null;
	/** Charges whose amount is known. */
	knownCount: number;
	/** Charges whose amount is not known; they are not in the sum. */
	missingCount: number;
}

export interface SumInProgress {
	sum: Decimal;
	knownCount: number;
	missingCount: number;
}

export const emptySum = (): SumInProgress => ({
	sum: new Decimal(0),
	knownCount: 0,
	missingCount: 0
});

/** Adds an amount, decimal text; null counts as missing. */
export const addTo = (sum: SumInProgress, amount: string | null): void => {
	if (amount === null) sum.missingCount++;
	else {
		sum.sum = sum.sum.plus(amount);
		sum.knownCount++;
	}
};

/** Adds one sum to another. */
export const mergeInto = (sum: SumInProgress, part: SumInProgress): void => {
	sum.sum = sum.sum.plus(part.sum);
	sum.knownCount += part.knownCount;
	sum.missingCount += part.missingCount;
};

export const knownSum = ({ sum, knownCount, missingCount }: SumInProgress): KnownSum => ({
	amount: knownCount === 0 ? null : sum.toFixed(),
	knownCount,
	missingCount
});
