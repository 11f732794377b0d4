/** What a run has cost, in words: what its APIs billed, and beside it the hours of what is paid by the hour. */
import { toDecimal } from '#core/decimal.ts';
import { spentWithJudges } from '#core/judge-spend.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import type { PriceKind } from '#core/price.ts';
import { targetTitle } from '#core/target-title.ts';
import type { CellTarget } from '#core/cell-target.ts';
import type { Config } from '#core/config.ts';
import type { ImportedConfig } from '#core/stored-config.ts';
import { counted, formatShare, formatUsd, formatWhole } from '../format.ts';
import { spentShare } from './live-text.ts';
import type { RunDetail } from './run-detail.ts';

/** As far as the sentences need it. */
export type SpendingRun = Pick<RunDetail, 'spentUsd' | 'judging' | 'cells'> & {
	run: {
		config: Pick<Config, 'targets' | 'maxSpendUsd'> | Pick<ImportedConfig, 'kind' | 'targets'>;
	};
};

const namesOf = (targets: readonly CellTarget[]): string =>
	targets.map((target) => markEmulated(targetTitle(target), target.kind === 'emulated')).join(', ');

const isPaidBy =
	(...kinds: PriceKind[]) =>
	(target: CellTarget) =>
		'price' in target && target.price !== undefined && kinds.includes(target.price.kind);

const capPhrase = ({ spentUsd, judging, run }: SpendingRun): string => {
	const capUsd = 'maxSpendUsd' in run.config ? (run.config.maxSpendUsd ?? null) : null;
	if (capUsd === null) return 'no cap was set';
	const share = spentShare(spentWithJudges(spentUsd, judging), capUsd);
	return `the cap was ${formatUsd(capUsd)}${share === null ? '' : `, ${formatShare(share)} of it spent${judging === null ? '' : ', judges included'}`}`;
};

/** USD of the stages that have ended and are paid by the hour; null where none has a cost. */
const hourlyUsd = ({ cells }: SpendingRun): string | null => {
	const costs = cells
		.flatMap(({ stages }) => stages)
		.flatMap(({ summary }) =>
			summary?.costBasis === 'per-hour' && summary.costUsd !== null ? [summary.costUsd] : []
		);
	return costs.length === 0
		? null
		: costs.reduce((sum, usd) => sum.plus(usd), toDecimal(0)).toFixed();
};

/** Targets paid by the hour that were measured in a mix: its hours belong to several stages, and none has their cost. */
const mixedByHour = ({ cells }: SpendingRun): CellTarget[] => {
	const mixed = cells
		.filter(({ stages }) => stages.some(({ load }) => load.kind === 'mix'))
		.map(({ cell }) => cell.target)
		.filter(isPaidBy('per-hour'));
	return [...new Map(mixed.map((target) => [target.id, target])).values()];
};

/** `tokens`, `images` or both. */
const billedUnits = (billed: readonly CellTarget[]): string =>
	[
		...(billed.some(isPaidBy('per-token')) ? ['tokens'] : []),
		...(billed.some(isPaidBy('per-image')) ? ['images'] : [])
	].join(' and ');

/** `; its judges $0.18 more, 12 questions of unknown cost among their 400`; empty where none was asked. */
const judgesPhrase = ({ judging }: SpendingRun): string => {
	if (judging === null) return '';
	const { usd, asked, unpriced } = judging;
	if (usd === null)
		return `; its judges at a cost that is not known, of ${counted(asked, 'question')}`;
	const open =
		unpriced === 0
			? ''
			: `, and ${formatWhole(unpriced)} of their ${counted(asked, 'question')} at a cost that is not known`;
	return `; its judges ${formatUsd(usd)} more${open}`;
};

/** One sentence or two; what is not known is said as not known. */
export const spendSentences = (detail: SpendingRun): string[] => {
	const { config } = detail.run;
	if ('kind' in config) {
		return [
			detail.spentUsd === null
				? 'Nothing was spent by this import; what the answers cost is not in the file.'
				: `Nothing was spent by this import; the answers cost ${formatUsd(detail.spentUsd)}, as the file gives it.`
		];
	}
	const { targets } = config;
	const billed = targets.filter(isPaidBy('per-token', 'per-image'));
	const hourly = hourlyUsd(detail);
	const mixed = mixedByHour(detail);
	const api =
		billed.length === 0
			? 'API spend: none, nothing in this run is paid by the token'
			: detail.spentUsd === null
				? `API spend: not known, no answer of ${namesOf(billed)} ${billed.some(isPaidBy('per-token')) ? 'reported its usage' : 'brought an image'}`
				: `API spend: ${formatUsd(detail.spentUsd)} for the ${billedUnits(billed)} of ${namesOf(billed)}, as their answers ${billed.some(isPaidBy('per-token')) ? 'reported them' : 'brought them'}`;
	return [
		`${api}${judgesPhrase(detail)}; ${capPhrase(detail)}.`,
		...(hourly === null
			? []
			: [
					`Beside it ${formatUsd(hourly)} for the hours in which ${namesOf(targets.filter(isPaidBy('per-hour')))} was measured.`
				]),
		...(mixed.length === 0
			? []
			: [
					`The hours in which ${namesOf(mixed)} was measured in a mix are not counted: they belong to several scenarios at once.`
				])
	];
};
