/** The stages of a run as rows of a table: one figure in each column, with what its validity says. */
import { markEmulated } from '#core/mark-emulated.ts';
import { renderStageLoad } from '#core/render-load-shape.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetTitle } from '#core/target-title.ts';
import type { TableColumn } from '../components/table-column.ts';
import {
	formatInterval,
	formatMsValue,
	formatNumber,
	formatUsd,
	formatWhole,
	missing
} from '../format.ts';
import { localId, stagePath } from './paths.ts';
import type { RunDetail } from './run-detail.ts';

export interface StageRow {
	id: string;
	/** Part of the id below the run. */
	name: string;
	href: string;
	scenarioId: string;
	target: string;
	emulated: boolean;
	/** Whether another tool measured it. */
	imported: boolean;
	load: string;
	state: Stage['state'];
	/** Null until the stage has ended. */
	summary: StageSummary | null;
	/** Stored attempts, where the stage still runs and they are known. */
	attemptCount: number | null;
}

export const stageRows = ({ run, cells }: RunDetail): StageRow[] =>
	cells.flatMap(({ cell, stages, emulated }) =>
		stages.map((stage) => ({
			id: stage.id,
			name: localId(run.id, stage.id),
			href: stagePath(run.id, stage.id),
			scenarioId: cell.scenarioId,
			target: targetTitle(cell.target),
			emulated,
			imported: cell.target.kind === 'imported',
			load: renderStageLoad(stage),
			state: stage.state,
			summary: stage.summary,
			attemptCount: null
		}))
	);

type Latency = 'ttftMs' | 'tpotMs' | 'e2eMs';

const percentiles = ['p50', 'p95', 'p99'] as const;

/** Whether any stage has a sample that is large enough for a p99. */
export const hasP99 = (rows: readonly StageRow[]): boolean =>
	rows.some(({ summary }) => summary?.e2eMs.p99Supported === true);

/** What stands for a p99 of a sample that is too small for the claim. */
export const tooSmall = 'n < 662';

const latencyColumns = (metric: Latency, group: string): TableColumn<StageRow>[] =>
	percentiles.map((percentile) => ({
		key: `${metric}-${percentile}`,
		label: percentile,
		group,
		kind: 'number',
		value: ({ summary }) => {
			const distribution = summary?.[metric];
			if (!distribution || (percentile === 'p99' && !distribution.p99Supported)) return null;
			return distribution[percentile];
		},
		text: ({ summary }) => {
			const distribution = summary?.[metric];
			if (!distribution || distribution.n === 0) return missing;
			if (percentile === 'p99' && !distribution.p99Supported) return tooSmall;
			return formatMsValue(distribution[percentile]);
		}
	}));

const figure = (
	column: Omit<TableColumn<StageRow>, 'kind' | 'value' | 'text'>,
	value: (summary: StageSummary) => number | null,
	text: (summary: StageSummary) => string
): TableColumn<StageRow> => ({
	...column,
	kind: 'number',
	value: ({ summary }) => summary && value(summary),
	text: ({ summary }) => (summary ? text(summary) : missing)
});

const allColumns: readonly TableColumn<StageRow>[] = [
	{
		key: 'target',
		label: 'Scenario, target',
		kind: 'text',
		value: ({ scenarioId, target }) => `${scenarioId} ${target}`,
		text: ({ scenarioId, target, emulated }) => `${scenarioId} ${markEmulated(target, emulated)}`
	},
	{ key: 'load', label: 'Load', kind: 'text', value: ({ load }) => load },
	{
		key: 'validity',
		label: 'Validity',
		kind: 'text',
		value: ({ summary, state }) => summary?.validity.verdict ?? state
	},
	{
		key: 'answers',
		label: 'Answers',
		unit: 'of due',
		kind: 'number',
		value: ({ summary, attemptCount }) => summary?.completed ?? attemptCount,
		text: ({ summary, attemptCount }) =>
			summary
				? `${formatWhole(summary.completed)}/${formatWhole(summary.offered)}`
				: formatWhole(attemptCount)
	},
	...latencyColumns('ttftMs', 'TTFT, ms'),
	...latencyColumns('tpotMs', 'TPOT, ms'),
	...latencyColumns('e2eMs', 'E2E, ms'),
	figure(
		{ key: 'goodput', label: 'Goodput', unit: '/s' },
		({ goodputPerS }) => goodputPerS,
		({ goodputPerS }) => formatNumber(goodputPerS)
	),
	figure(
		{ key: 'right', label: 'Right', unit: '95 %' },
		({ passRate }) => passRate?.share ?? null,
		({ passRate }) => formatInterval(passRate)
	),
	figure(
		{ key: 'cost', label: 'Cost', unit: '$/1k' },
		({ usdPer1kRequests }) => usdPer1kRequests,
		({ usdPer1kRequests }) => formatUsd(usdPer1kRequests)
	)
];

/** Of an import nothing was due: its answers are counted among the results of the file. */
const countedOf = (rows: readonly StageRow[], columns: readonly TableColumn<StageRow>[]) =>
	rows.length > 0 && rows.every(({ imported }) => imported)
		? columns.map((column) =>
				column.key === 'answers' ? { ...column, unit: 'of results' } : column
			)
		: columns;

/** Without those of a p99 where no stage may claim one. */
export const stageColumns = (rows: readonly StageRow[]): readonly TableColumn<StageRow>[] =>
	countedOf(rows, hasP99(rows) ? allColumns : allColumns.filter(({ label }) => label !== 'p99'));
