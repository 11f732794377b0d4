/** A line of figures for each stage of a run, and what its columns mean. */
import type { CellTarget } from '#core/cell-target.ts';
import { generatesNothing } from '#core/generates-nothing.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { renderStageLoad } from '#core/render-load-shape.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetTitle } from '#core/target-title.ts';
import {
	formatMs,
	formatNumber,
	formatShareWithInterval,
	renderTable,
	type Column
} from '../format.ts';
import type { SummarisedRun } from './summarised-run.ts';

const columns: Column[] = [
	{ title: '  target', align: 'left' },
	{ title: 'load', align: 'left' },
	{ title: 'answers', align: 'right', dropOrder: 3 },
	{ title: 'offered/s', align: 'right', dropOrder: 7 },
	{ title: 'TTFT p50', align: 'right' },
	{ title: 'TTFT p95', align: 'right', dropOrder: 1 },
	{ title: 'TPOT p50', align: 'right', dropOrder: 5 },
	{ title: 'E2E p95', align: 'right', dropOrder: 0 },
	{ title: 'tokens/s', align: 'right', dropOrder: 4 },
	{ title: 'req/s', align: 'right', dropOrder: 6 },
	{ title: 'goodput/s', align: 'right', dropOrder: 2 },
	{ title: 'right (95 %)', align: 'right' },
	{ title: '$/1k req', align: 'right', dropOrder: -1 },
	{ title: 'validity', align: 'left' }
];

/** `EMULATED` behind the name wherever no model answered. */
export const targetLabel = (target: CellTarget, summary: StageSummary | null): string =>
	markEmulated(targetTitle(target), target.kind === 'emulated' || summary?.emulated === true);

/** A mark before the verdict, so that it does not depend on colour: ● valid, ○ not. */
const validityLabel = ({ validity }: StageSummary): string =>
	`${validity.verdict === 'valid' ? '●' : '○'} ${validity.verdict}`;

/** A stage without figures has its state where the verdict would be. */
const stageRow = (target: CellTarget, stage: Stage): string[] => {
	const { summary, state } = stage;
	if (summary === null) {
		const row = columns.map(() => '');
		row[0] = `  ${targetLabel(target, null)}`;
		row[1] = renderStageLoad(stage);
		row[row.length - 1] = `○ ${state}`;
		return row;
	}
	return [
		`  ${targetLabel(target, summary)}`,
		renderStageLoad(stage),
		`${String(summary.completed)}/${String(summary.offered)}`,
		formatNumber(summary.offeredPerS),
		formatMs(summary.ttftMs.p50),
		formatMs(summary.ttftMs.p95),
		formatMs(summary.tpotMs.p50),
		formatMs(summary.e2eMs.p95),
		formatNumber(generatesNothing(summary) ? null : summary.outputTokensPerS),
		formatNumber(summary.requestsPerS),
		formatNumber(summary.goodputPerS),
		formatShareWithInterval(summary.passRate),
		formatNumber(summary.usdPer1kRequests),
		validityLabel(summary)
	];
};

/** Lines of the table, scenario by scenario; with a remark where the terminal of `maxWidth` characters has no room for all columns. */
export const stageTable = (cells: SummarisedRun['cells'], maxWidth: number | null): string[] => {
	const scenarioIds = [...new Set(cells.map(({ cell }) => cell.scenarioId))];
	const rows = scenarioIds.flatMap((scenarioId) => [
		[scenarioId],
		...cells
			.filter(({ cell }) => cell.scenarioId === scenarioId)
			.flatMap(({ cell, stages }) => stages.map((stage) => stageRow(cell.target, stage)))
	]);
	const whole = renderTable(columns, rows);
	const table = renderTable(columns, rows, { maxWidth });
	return [
		table,
		...(table === whole
			? []
			: ['(this terminal is too narrow for all columns; --json has everything)'])
	];
};

/** What the columns mean, as far as this run has them. */
export const legend = (cells: SummarisedRun['cells']): string[] => {
	const summaries = cells.flatMap(({ stages }) => stages.flatMap(({ summary }) => summary ?? []));
	const isImported = ({ load }: StageSummary): boolean => load.kind === 'imported';
	const lines =
		summaries.length > 0 && summaries.every(isImported)
			? []
			: ['Times in ms from the due moment; TTFT: to the first generated token.'];
	const bases = new Set(summaries.map(({ goodputBasis }) => goodputBasis));
	if (bases.has('slo-and-grade')) {
		lines.push(
			'Goodput: answers on time and right. Right: share of items answered right, with its 95 % interval (Wilson).'
		);
	} else if (bases.has('slo')) lines.push('Goodput: answers on time; nothing was graded.');
	if (summaries.some(({ goodputUngraded }) => (goodputUngraded?.waiting ?? 0) > 0)) {
		lines.push('Goodput is not told where answers wait for judging.');
	}
	if (summaries.some(({ goodputUngraded }) => goodputUngraded && goodputUngraded.waiting === 0)) {
		lines.push('In goodput, answers whose judgement cannot be read count as the graded ones do.');
	}
	if (summaries.some(({ costBasis }) => costBasis === 'per-image')) {
		lines.push('$/1k req of an endpoint billed by the image: the images of a thousand requests.');
	}
	if (summaries.some(({ costBasis }) => costBasis === 'per-hour')) {
		lines.push(
			'$/1k req of an endpoint paid by the hour holds only while it is as busy as here: an idle hour costs the same.'
		);
	}
	if (summaries.some(({ load }) => load.kind === 'retry')) {
		lines.push(
			'Retry: failed requests of another stage, tried again. Their answers count for their items; no latency, rate or capacity counts them.'
		);
	}
	if (summaries.some(isImported)) {
		lines.push(
			'Right: share of items answered right, with its 95 % interval (Wilson).',
			'Imported results: E2E (ms) is as the other tool reported it, cost as its file gives it. Rates, capacity and TTFT are not in them; bench run measures them on the endpoint itself.'
		);
	}
	return lines;
};
