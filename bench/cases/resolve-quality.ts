/** How often an option is right, and how two of them did on the same items. */
import type { OptionSpec } from '#core/cost-spec.ts';
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { MeasuredCell } from '#core/measured.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { pairedGrades } from '#db/paired-answers.server.ts';
import { heldAgainst } from '#db/sequential.server.ts';
import { typed } from '#bench/economics/build/shared.ts';
import type { PairedCounts } from '#bench/economics/case/cost-case.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { referencedCell, runEvidence, type CaseRun, type ResolveContext } from './case-sources.ts';

/** 90 % of a normal distribution lies within 1.645 standard deviations, 95 % within 1.960. */
const halfWidth90Of95 = 1.6448536269514722 / 1.959963984540054;

/** The run and target that measured an option; null for one that is typed in. */
export const measuredBy = (option: OptionSpec): { run: string; target: string } | null => {
	if ('run' in option && option.run) return option.run;
	if ('capacity' in option && 'target' in option.capacity) return option.capacity;
	return null;
};

/** Share of items answered right at the first asking, with its interval; null where nothing was graded. */
const measuredShare = (
	option: OptionSpec,
	measured: MeasuredCell,
	run: CaseRun
): Parameter | null => {
	const { grades } = measured;
	const { share, low, high } = wilsonInterval(grades.passed, grades.graded);
	if (share === null || low === null || high === null) return null;
	const end = (bound: number): number => share + (bound - share) * halfWidth90Of95;
	return {
		id: `${option.id}.acceptShare`,
		label: 'share of answers that are right',
		unit: 'share',
		value: decimalText(toDecimal(grades.passed).div(grades.graded).round(20)),
		spread: { kind: 'normal', low: end(low), high: end(high) },
		basis: 'measured',
		source: `run ${run.id}: ${String(grades.passed)} of ${String(grades.graded)} items`,
		asOf: run.startedAtUtc.slice(0, 10),
		evidence: runEvidence(run, measured)
	};
};

/** The accept share of an option: typed, else measured, else unknown. */
export const acceptShareOf = async (
	option: OptionSpec,
	context: ResolveContext
): Promise<Parameter | null> => {
	if (option.acceptShare) {
		return typed(option.acceptShare, {
			id: `${option.id}.acceptShare`,
			label: 'share of answers that are right',
			unit: 'share'
		});
	}
	const reference = measuredBy(option);
	if (!reference) return null;
	const { cell, run } = await referencedCell(context, reference);
	return measuredShare(option, cell, run);
};

/** Both options on the same items; null where they were not measured on the same version of the scenario. */
export const pairedCountsOf = async (
	make: OptionSpec,
	buy: OptionSpec,
	context: ResolveContext
): Promise<PairedCounts | null> => {
	const [ofMake, ofBuy] = [measuredBy(make), measuredBy(buy)];
	if (!ofMake || !ofBuy) return null;
	const { cell: a } = await referencedCell(context, ofMake);
	const { cell: b } = await referencedCell(context, ofBuy);
	if (a.cell.scenarioHash !== b.cell.scenarioHash) return null;
	const database = await context.sources.database();
	const items = await pairedGrades(database, a.cell.id, b.cell.id);
	const z = (await heldAgainst(database, a.cell.id, b.cell.id))?.lastZ ?? null;
	const count = (verdict: (typeof items)[number]['verdict']): number =>
		items.filter((item) => item.verdict === verdict).length;
	return {
		bothRight: count('both-right'),
		onlyMake: count('only-a'),
		onlyBuy: count('only-b'),
		bothWrong: count('both-wrong'),
		...(z !== null && { z })
	};
};
