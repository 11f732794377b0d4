/** The charts of a run, made from its stored attempts. One place for the API, the pages and the files at a chart's own address. */
import { confusionOf } from '#core/confusion.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { BenchError } from '#core/errors.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { targetTitle } from '#core/target-title.ts';
import { labelPairsOf } from '#db/label-pairs.server.ts';
import { stageSamples, stageTimeline, type SampleMetric } from '#db/stage-series.server.ts';
import { telemetryOfStage } from '#db/telemetry.server.ts';
import type { Database } from '#db/client.server.ts';
import { cdfTable, cdfValuesTable } from '../charts/cdf-table.ts';
import { confusionTable } from '../charts/confusion-table.ts';
import type { ChartTable } from '../charts/chart-table.ts';
import { deltasTable } from '../charts/deltas-table.ts';
import { momentsTable } from '../charts/moments-table.ts';
import { outcomesTable } from '../charts/outcomes-table.ts';
import {
	seriesNames,
	telemetryCharts,
	telemetryTable,
	type TelemetryChart
} from '../charts/telemetry-table.ts';
import { timelineTable } from '../charts/timeline-table.ts';
import { localId } from '../runs/paths.ts';
import { mostSeries } from '../runs/run-view.ts';
import { stageLabel, type RunDetail } from '../runs/run-detail.ts';
import { findAttemptOf } from './find-attempt.ts';
import { findCellDetail, findStageDetail } from './run-detail.ts';

export const runCharts = [
	'cdf',
	'timeline',
	'outcomes',
	'deltas',
	'moments',
	'confusion',
	...telemetryCharts
] as const;
export type RunChart = (typeof runCharts)[number];

export interface ChartQuery {
	/** Of the distribution. */
	metric: SampleMetric;
	/** Names of stages; see `findStageDetail`. */
	stages: readonly string[];
	/** Of one attempt; null where none is named. */
	attempt: string | null;
	/** Of the confusion of labels: part of its id below the run, or a target; null where none is named. */
	cell?: string | null;
	/** Every single value in place of quantiles. */
	every: boolean;
}

/** Points of a timeline in the page, and in its files. */
const pointsOnScreen = 1_500;
const pointsInFile = 1_000_000;

const cdf = async (
	database: Database,
	detail: RunDetail,
	{ metric, stages, every }: ChartQuery
): Promise<ChartTable> => {
	if (stages.length === 0 || stages.length > mostSeries) {
		throw new BenchError(
			'E_USAGE',
			`expected 1 to ${String(mostSeries)} stages, got ${String(stages.length)}`
		);
	}
	const series = [];
	for (const name of stages) {
		const { cell, stage, emulated } = findStageDetail(detail, name);
		series.push({
			label: stageLabel(cell, stage),
			emulated,
			imported: cell.target.kind === 'imported',
			sortedMs: await stageSamples(database, stage.id, metric)
		});
	}
	return every ? cdfValuesTable(metric, series) : cdfTable(metric, series);
};

const timeline = async (
	database: Database,
	detail: RunDetail,
	{ stages, every }: ChartQuery
): Promise<ChartTable> => {
	const [name, ...others] = stages;
	if (name === undefined || others.length > 0) {
		throw new BenchError('E_USAGE', `expected one stage, got ${String(stages.length)}`);
	}
	const { stage, cell, emulated } = findStageDetail(detail, name);
	const limit = every ? pointsInFile : pointsOnScreen;
	const series = await stageTimeline(database, stage.id, { limit });
	const points = series.points.map((point) => ({
		...point,
		attemptId: localId(detail.run.id, point.attemptId)
	}));
	const table = timelineTable({ ...series, points });
	const label = markEmulated(stageLabel(cell, stage), emulated);
	return { ...withMarkedColumns(table, emulated), title: `${table.title}: ${label}` };
};

const telemetry = async (
	database: Database,
	detail: RunDetail,
	chart: TelemetryChart,
	{ stages, every }: ChartQuery
): Promise<ChartTable> => {
	const [name, ...others] = stages;
	if (name === undefined || others.length > 0) {
		throw new BenchError('E_USAGE', `expected one stage, got ${String(stages.length)}`);
	}
	const { stage, cell, emulated } = findStageDetail(detail, name);
	const series = await telemetryOfStage(database, stage.id, seriesNames(chart));
	const table = telemetryTable(chart, series, every ? pointsInFile : pointsOnScreen);
	const label = markEmulated(stageLabel(cell, stage), emulated);
	return { ...withMarkedColumns(table, emulated), title: `${table.title}: ${label}` };
};

/** A table of one endpoint without a model: its CSV has no title, so the heads say it. */
const withMarkedColumns = (table: ChartTable, emulated: boolean): ChartTable => ({
	...table,
	columns: table.columns.map((column) =>
		column.kind === 'number' ? { ...column, label: markEmulated(column.label, emulated) } : column
	)
});

const outcomesOf = (detail: RunDetail): ChartTable =>
	outcomesTable(
		detail.cells.flatMap(({ cell, stages, emulated }) =>
			stages.flatMap((stage) =>
				stage.summary === null
					? []
					: [{ label: stageLabel(cell, stage), emulated, counts: stage.summary.outcomes }]
			)
		)
	);

const ofAttempt = async (
	database: Database,
	{ run, cells }: RunDetail,
	name: string | null,
	chart: 'deltas' | 'moments'
): Promise<ChartTable> => {
	if (name === null) throw new BenchError('E_USAGE', 'expected an attempt, got none');
	const { attempt, evidence } = await findAttemptOf(database, run.id, name);
	const emulated =
		cells.find(({ stages }) => stages.some(({ id }) => id === attempt.stageId))?.emulated ?? false;
	const table =
		chart === 'moments'
			? momentsTable(attempt)
			: deltasTable({
					deltaMs: evidence?.deltaMs ?? [],
					dueMs: attempt.dueMs,
					outputTokens: attempt.usage?.outputTokens ?? null
				});
	return { ...withMarkedColumns(table, emulated), title: markEmulated(table.title, emulated) };
};

const confusion = async (
	database: Database,
	detail: RunDetail,
	name: string | null
): Promise<ChartTable> => {
	if (name === null) throw new BenchError('E_USAGE', 'expected a cell, got none');
	const { cell, emulated } = findCellDetail(detail, name);
	const pairs = await labelPairsOf(database, cell.id);
	if (!pairs) {
		throw new BenchError('E_NOT_FOUND', `no answer of cell ${cell.id} was graded by labels`);
	}
	const of = `${cell.scenarioId} on ${markEmulated(targetTitle(cell.target), emulated)}`;
	return withMarkedColumns(confusionTable(confusionOf(pairs), of), emulated);
};

/** Whether a chart shows moments on the clock of a stage. */
const isInTime = (chart: RunChart): boolean =>
	chart !== 'cdf' && chart !== 'outcomes' && chart !== 'confusion';

/** Throws E_NOT_FOUND for an unknown stage, attempt or cell, E_USAGE for too many or none, and for moments of an imported run. */
export const makeRunChart = async (
	database: Database,
	detail: RunDetail,
	chart: RunChart,
	query: ChartQuery
): Promise<ChartTable> => {
	const sources = [`run ${detail.run.id}`];
	if (isImportedConfig(detail.run.config) && isInTime(chart)) {
		throw new BenchError(
			'E_USAGE',
			`run ${detail.run.id} was imported: when its requests were sent is not known`,
			{ hint: 'Its charts are the distribution of its latencies ("cdf") and its "outcomes".' }
		);
	}
	switch (chart) {
		case 'cdf':
			return { ...(await cdf(database, detail, query)), sources };
		case 'timeline':
			return { ...(await timeline(database, detail, query)), sources };
		case 'power':
		case 'serving':
		case 'use':
			return { ...(await telemetry(database, detail, chart, query)), sources };
		case 'outcomes':
			return { ...outcomesOf(detail), sources };
		case 'confusion':
			return { ...(await confusion(database, detail, query.cell ?? null)), sources };
		case 'deltas':
		case 'moments':
			return { ...(await ofAttempt(database, detail, query.attempt, chart)), sources };
	}
};
