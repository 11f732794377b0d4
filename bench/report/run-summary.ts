/** The summary that `bench run` and `bench runs show` print. */
import { renderLoadShape } from '#core/load-shape.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetTitle, type Target } from '#core/target.ts';
import {
	formatDuration,
	formatMs,
	formatNumber,
	formatShareWithInterval,
	renderTable,
	type Column
} from './format.ts';

export interface SummarisedRun {
	run: Run;
	cells: { cell: Cell; stages: Stage[] }[];
	/** Attempts in the database. */
	storedAttempts: number;
	/** Where they are. */
	databaseName: string;
}

const columns: Column[] = [
	{ title: '  target', align: 'left' },
	{ title: 'load', align: 'left' },
	{ title: 'answers', align: 'right', dropOrder: 3 },
	{ title: 'TTFT p50', align: 'right' },
	{ title: 'p95', align: 'right', dropOrder: 1 },
	{ title: 'TPOT p50', align: 'right', dropOrder: 5 },
	{ title: 'E2E p95', align: 'right' },
	{ title: 'tokens/s', align: 'right', dropOrder: 4 },
	{ title: 'req/s', align: 'right', dropOrder: 6 },
	{ title: 'goodput/s', align: 'right', dropOrder: 2 },
	{ title: 'right (95 %)', align: 'right' },
	{ title: '$/1k req', align: 'right' },
	{ title: 'validity', align: 'left' }
];

/** `EMULATED` behind the name wherever no model answered. */
const targetLabel = (target: Target, summary: StageSummary | null): string =>
	target.kind === 'emulated' || summary?.emulated
		? `${targetTitle(target)} EMULATED`
		: targetTitle(target);

/** A mark before the verdict, so that it does not depend on colour: ● valid, ○ not. */
const validityLabel = ({ validity }: StageSummary): string =>
	`${validity.verdict === 'valid' ? '●' : '○'} ${validity.verdict}`;

const stageRow = (target: Target, { load, summary, state }: Stage): string[] => {
	if (summary === null) return [`  ${targetLabel(target, null)}`, renderLoadShape(load), state];
	return [
		`  ${targetLabel(target, summary)}`,
		renderLoadShape(load),
		`${String(summary.completed)}/${String(summary.offered)}`,
		formatMs(summary.ttftMs.p50),
		formatMs(summary.ttftMs.p95),
		formatMs(summary.tpotMs.p50),
		formatMs(summary.e2eMs.p95),
		formatNumber(summary.outputTokensPerS),
		formatNumber(summary.requestsPerS),
		formatNumber(summary.goodputPerS),
		formatShareWithInterval(summary.passRate),
		formatNumber(summary.usdPer1kRequests),
		validityLabel(summary)
	];
};

/** What stands behind a target, in words. */
const kindSentence: Record<Target['kind'], string> = {
	'measured-api': 'a bought API, measured over the network',
	'self-hosted': 'a real endpoint that you run',
	embedded: 'a real llama.cpp engine on this machine, served by bench',
	emulated: 'EMULATED: no model behind it, timings and answers are made up to its settings'
};

const listTargets = (cells: SummarisedRun['cells']): string[] => {
	const targets = new Map(cells.map(({ cell }) => [cell.target.id, cell.target]));
	return [...targets.values()].map(
		(target) => `  ${targetTitle(target)}: ${kindSentence[target.kind]}`
	);
};

const objections = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) =>
			(summary?.validity.reasons ?? []).map(
				(reason) => `  ${cell.scenarioId} on ${cell.target.id}, ${renderLoadShape(load)}: ${reason}`
			)
		)
	);

const failures = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) => {
			if (summary === null) return [];
			const bad = Object.entries(summary.outcomes).filter(([name, n]) => name !== 'ok' && n > 0);
			if (bad.length === 0) return [];
			const counts = bad.map(([name, n]) => `${String(n)} ${name}`).join(', ');
			return [`  ${cell.scenarioId} on ${cell.target.id}, ${renderLoadShape(load)}: ${counts}`];
		})
	);

const section = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : ['', title, ...lines];

/** The whole summary as text; `maxWidth` is that of the terminal, null elsewhere. Columns that do not fit are left out. */
export const renderRunSummary = (
	{ run, cells, storedAttempts, databaseName }: SummarisedRun,
	maxWidth: number | null = null
): string => {
	const scenarioIds = [...new Set(cells.map(({ cell }) => cell.scenarioId))];
	const rows = scenarioIds.flatMap((scenarioId) => [
		[scenarioId],
		...cells
			.filter(({ cell }) => cell.scenarioId === scenarioId)
			.flatMap(({ cell, stages }) => stages.map((stage) => stageRow(cell.target, stage)))
	]);
	const table = renderTable(columns, rows, { maxWidth });
	const lastedS =
		run.endedAtUtc === null
			? null
			: (Date.parse(run.endedAtUtc) - Date.parse(run.startedAtUtc)) / 1_000;
	const lasted = lastedS === null ? '' : ` in ${formatDuration(lastedS)}`;
	return [
		`run ${run.id} "${run.name}": ${run.state}${lasted}${run.stateReason === null ? '' : ` (${run.stateReason})`}`,
		'',
		table,
		'',
		'Times in ms from the due moment; TTFT: to the first generated token. Goodput: answers on time and right.',
		'Right: share of answers graded right, with its 95 % interval (Wilson).',
		...section('What answered', listTargets(cells)),
		...section('Outcomes other than ok', failures(cells)),
		...section('Why a stage is not valid', objections(cells)),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName}; look again with: bench runs show ${run.id}`
	].join('\n');
};

/** The same as data: `{ run, cells: [{ …, stages: [contract] }] }`. */
export const runSummaryJson = ({ run, cells, storedAttempts, databaseName }: SummarisedRun) => ({
	run: {
		id: run.id,
		name: run.name,
		state: run.state,
		stateReason: run.stateReason,
		configHash: run.configHash,
		seed: run.seed,
		startedAtUtc: run.startedAtUtc,
		endedAtUtc: run.endedAtUtc,
		host: run.host
	},
	database: databaseName,
	storedAttempts,
	cells: cells.map(({ cell, stages }) => ({
		scenario: cell.scenarioId,
		scenarioVersion: cell.scenarioVersion,
		scenarioHash: cell.scenarioHash,
		target: cell.target.id,
		targetKind: cell.target.kind,
		emulated: cell.target.kind === 'emulated',
		protocol: cell.protocol,
		model: 'model' in cell.target ? cell.target.model : cell.target.modelFile,
		reportedModel: cell.reportedModel,
		stages: stages.map(({ id, state, load, summary }) => ({ id, state, load, ...summary }))
	}))
});
