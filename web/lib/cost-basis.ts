import type { StageSummary } from '#core/stage.ts';

/** How a cost came about, in words that stand behind an amount. */
export const costBasisNames: Record<NonNullable<StageSummary['costBasis']>, string> = {
	'per-token': 'by tokens',
	'per-hour': 'by the hour',
	'per-image': 'by images',
	'as-imported': 'as imported'
};
