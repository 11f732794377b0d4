/** Sentences about a run in progress. */
import { counted, formatShare, formatUsd } from '../format.ts';

/** Share of the cap that is spent, 0 to 1; null without a cap or without a known cost. Both USD, decimal text. */
export const spentShare = (spentUsd: string | null, maxSpendUsd: string | null): number | null => {
	if (spentUsd === null || maxSpendUsd === null || Number(maxSpendUsd) <= 0) return null;
	return Math.min(1, Number(spentUsd) / Number(maxSpendUsd));
};

/**
 * `$0.42 of at most $2.00 (21 %)`; says why where there is no cost or no cap. `billsTokens`: whether any target of the run has a price by
 * the token.
 */
export const spendInWords = (
	spentUsd: string | null,
	maxSpendUsd: string | null,
	billsTokens: boolean
): string => {
	const share = spentShare(spentUsd, maxSpendUsd);
	if (spentUsd === null) {
		if (!billsTokens) return 'cost unknown: paid by the hour';
		return maxSpendUsd === null
			? 'nothing yet'
			: `nothing yet of at most ${formatUsd(maxSpendUsd)}`;
	}
	if (maxSpendUsd === null) return `${formatUsd(spentUsd)}, no cap`;
	return `${formatUsd(spentUsd)} of at most ${formatUsd(maxSpendUsd)} (${formatShare(share)})`;
};

/** What a screen reader is told: changes only when a stage has ended. */
export const stagesInWords = (ended: number): string =>
	`Followed live; ${counted(ended, 'stage')} ended so far.`;
