/** A tuned model, its base and others, held against each other as `bench compare` does it. */
import { compareCells as compareMeasured, withHolm } from '#bench/cases/compare-targets.ts';
import { defaultDeltaShare } from '#bench/economics/verdict/quality-gate.ts';
import { tuningInLines } from '#bench/report/tuning-report.ts';
import { decimalText } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { isTunedOnScenario, tunedOnItsItems } from '#core/tuned-from.ts';
import type { Database } from '#db/client.server.ts';
import type { ListedCell } from '#db/measured-cells.server.ts';
import type { TunedComparison } from '../../compare/tuned-comparison.ts';
import { titleOf, tunedPairsTable, tunedTargetsTable } from '../../compare/tuned-tables.ts';
import { findCellByRef, type FoundCell } from '../cell-by-ref.ts';

export interface TunedRequest {
	/** `RUN:CELL`; see `parseCellRef`. */
	a: string;
	others: readonly string[];
	requestsPerMonth: number | null;
	retrainMonths: number | null;
	wrongUsd: string | null;
}

const listed = ({ run, cell, emulated, stages }: FoundCell): ListedCell => ({
	id: cell.id,
	runId: run.id,
	runName: run.name,
	startedAtUtc: run.startedAtUtc,
	scenarioId: cell.scenarioId,
	scenarioVersion: cell.scenarioVersion,
	scenarioHash: cell.scenarioHash,
	targetId: cell.target.id,
	targetTitle: cell.target.title ?? null,
	targetKind: cell.target.kind,
	tunedFromModel: cell.target.tunedFrom?.model ?? null,
	tunedFromTarget: cell.target.tunedFrom?.target ?? null,
	emulated,
	stageCount: stages.filter(({ summary }) => summary !== null).length
});

/** Most that one is held against: more rows nobody can read. */
const mostOthers = 8;

/** Throws E_NOT_FOUND for an unknown run or cell, E_USAGE where they were not asked the same items, or there are too few or many. */
export const compareTuned = async (
	database: Database,
	{ a, others, requestsPerMonth, retrainMonths, wrongUsd }: TunedRequest
): Promise<TunedComparison> => {
	if (others.length === 0 || others.length > mostOthers) {
		throw new BenchError(
			'E_USAGE',
			`expected 1 to ${String(mostOthers)} cells to hold it against, got ${String(others.length)}`
		);
	}
	const first = listed(await findCellByRef(database, a));
	const rest: ListedCell[] = [];
	for (const ref of others) rest.push(listed(await findCellByRef(database, ref)));
	const ids = [first, ...rest].map(({ id }) => id);
	if (new Set(ids).size < ids.length) {
		throw new BenchError('E_USAGE', 'a cell cannot be compared with itself');
	}
	const compared = await compareMeasured(database, [first, ...rest], {
		deltaShare: defaultDeltaShare,
		seed: 1,
		requestsPerMonth,
		tuning: {
			retrainMonths: retrainMonths === null ? null : decimalText(retrainMonths),
			wrongUsd
		}
	});
	const [found = compared] = withHolm([compared]);
	const [title = '', ...otherTitles] = found.targets.map(({ cell }) => titleOf(cell));
	return {
		title,
		scenarioId: found.scenarioId,
		commonItems: found.commonItems,
		volume: found.volume,
		targets: tunedTargetsTable(found),
		pairs: tunedPairsTable(found),
		warnings: found.targets
			.filter(({ target, cell }) => isTunedOnScenario(target.tunedFrom, cell.scenarioHash))
			.map(({ cell }) => tunedOnItsItems(titleOf(cell), found.scenarioId)),
		tuning: found.tuning
			? tuningInLines(
					{ ...found.tuning, title, otherTitles },
					{
						volume: 'Say above how many requests there are a month',
						otherVolume: 'another can be typed above',
						wrong: 'say above what it costs'
					}
				)
			: []
	};
};
