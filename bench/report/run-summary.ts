/** The summary that `bench run` and `bench runs show` print. */
import { gatewayWarnings } from '#core/gateway-in-words.ts';
import { inconsistentUsageInWords } from '#core/inconsistent-usage-in-words.ts';
import { lastedMs } from '#core/lasted.ts';
import { localSpan } from '#core/local-span.ts';
import { msToS } from '#core/units.ts';
import { spanInWords } from '#core/measured-when-in-words.ts';
import { rateLimitInWords } from '#core/rate-limit-in-words.ts';
import { sequentialInWords } from '#core/sequential-in-words.ts';
import type { CellTarget } from '#core/cell-target.ts';
import { generatesNothing } from '#core/generates-nothing.ts';
import { importedInWords } from '#core/imported-target.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { floorRemarks, renderNoiseFloor } from '#core/noise-floor.ts';
import { reachedInWords } from '#core/proxy-in-words.ts';
import { renderLoadShape, renderStageLoad } from '#core/render-load-shape.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import type { RunSegment } from '#core/run-basis.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Repeats } from '#core/statistics/repeats.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { targetTitle } from '#core/target-title.ts';
import type { TargetKind } from '#core/target.ts';
import { isTunedOnScenario, tunedOnItsItems, tuningInWords } from '#core/tuned-from.ts';
import { capacityLines, cellCapacity } from './cell-capacity.ts';
import {
	formatDuration,
	formatMs,
	formatNumber,
	formatShareWithInterval,
	renderTable,
	type Column
} from './format.ts';
import { judgingLines, type ReportedScenarioJudging } from './judging-report.ts';
import { mixLines } from './mix-lines.ts';
import { repeatsInWords } from './repeats.ts';
import { segmentLines } from './segment-lines.ts';
import { serverCheckSentences, serverCheckTitle } from './server-check-lines.ts';
import { telemetryLines } from './telemetry-lines.ts';

export interface SummarisedRun {
	run: Run;
	cells: {
		cell: Cell;
		stages: Stage[];
		/** Of items that were asked more than once; null where none was. */
		repeats: Repeats | null;
	}[];
	/** Attempts in the database. */
	storedAttempts: number;
	/** Where they are. */
	databaseName: string;
	/** `--db` of the command where it is not the default; null otherwise. For hints that can be pasted. */
	databaseFlag: string | null;
	/** What judges did, by scenario; nothing where absent. */
	judging?: readonly ReportedScenarioJudging[];
	/** Where the reader is, such as `Europe/Zurich`, for the hours at which bought APIs were measured; UTC alone where absent. */
	timeZone?: string;
	/** The times that processes worked on it; nothing where absent. */
	segments?: readonly RunSegment[];
	/** The state to show where it is not the stored one: `killed`. */
	visibleState?: string;
}

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
const targetLabel = (target: CellTarget, summary: StageSummary | null): string =>
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

/** What stands behind a target, in words. */
const kindSentence: Record<TargetKind, string> = {
	'measured-api': 'a bought API, measured over the network',
	'self-hosted': 'a real endpoint that you run',
	embedded:
		'a real llama.cpp engine, served by bench on the processor of this machine, which the client shares',
	emulated: 'no model behind it; timings and answers are made up to its settings'
};

const behind = (target: CellTarget): string =>
	target.kind === 'imported'
		? importedInWords(target)
		: `${kindSentence[target.kind]}${reachedInWords(target)}`;

const listTargets = (cells: SummarisedRun['cells']): string[] => {
	const targets = new Map(cells.map(({ cell }) => [cell.target.id, cell.target]));
	const emulated = new Set(
		cells.flatMap(({ cell, stages }) =>
			cell.target.kind === 'emulated' || stages.some(({ summary }) => summary?.emulated)
				? [cell.target.id]
				: []
		)
	);
	return [...targets.values()].map((target) => {
		const what = emulated.has(target.id)
			? `  ${targetTitle(target)} EMULATED: ${kindSentence.emulated}${reachedInWords(target)}`
			: `  ${targetTitle(target)}: ${behind(target)}`;
		return target.tunedFrom === undefined ? what : `${what}; ${tuningInWords(target.tunedFrom)}`;
	});
};

/** Targets whose model may have seen the items that it was asked. */
const seenItems = (cells: SummarisedRun['cells']): string[] =>
	cells
		.filter(({ cell }) => isTunedOnScenario(cell.target.tunedFrom, cell.scenarioHash))
		.map(({ cell }) => `  ${tunedOnItsItems(targetTitle(cell.target), cell.scenarioId)}`);

/** What stands against the figures of a stage, and against its cost. */
const objectionsTo = (summary: StageSummary | null): string[] => {
	if (summary === null) return [];
	const doubt = inconsistentUsageInWords(summary.inconsistentUsage);
	return [...summary.validity.reasons, ...(doubt === null ? [] : [doubt])];
};

const objections = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) =>
			objectionsTo(summary).map(
				(reason) => `  ${cell.scenarioId} on ${cell.target.id}, ${renderLoadShape(load)}: ${reason}`
			)
		)
	);

/** What the machine that measured adds by itself, and which figures of a stage are no larger than that. */
const floors = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) =>
			summary?.noiseFloor
				? [
						`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}, ${renderLoadShape(load)}: ${renderNoiseFloor(summary.noiseFloor)}`,
						...floorRemarks(summary).map((remark) => `    ${remark}`)
					]
				: []
		)
	);

const failures = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) => {
			if (summary === null) return [];
			const bad = Object.entries(summary.outcomes).filter(([name, n]) => name !== 'ok' && n > 0);
			if (bad.length === 0) return [];
			const counts = bad.map(([name, n]) => `${String(n)} ${name}`).join(', ');
			return [
				`  ${cell.scenarioId} on ${cell.target.id}, ${renderLoadShape(load)}: ${counts}`,
				...summary.failures.map(({ message, count }) => `    ${String(count)} × ${message}`)
			];
		})
	);

/** What asking again showed, cell by cell. */
const repeated = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages, repeats }) => {
		if (repeats === null) return [];
		const isEmulated = stages.some(({ summary }) => summary?.emulated === true);
		const target = markEmulated(
			targetTitle(cell.target),
			cell.target.kind === 'emulated' || isEmulated
		);
		return [
			`  ${cell.scenarioId} on ${target}`,
			...repeatsInWords(repeats).map((sentence) => `    ${sentence}`)
		];
	});

/** What the first stages showed that were held against another target. */
const held = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ summary }) =>
			summary?.sequential
				? [
						`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}`,
						`    ${sequentialInWords(summary.sequential)}`
					]
				: []
		)
	);

/** What was read beside the requests, stage by stage; the client's machine is in --json and on the page of the stage. */
const beside = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) => {
			const lines = summary ? telemetryLines(summary, { withHost: false }) : [];
			return lines.length === 0
				? []
				: [
						`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}, ${renderLoadShape(load)}`,
						...lines.map((line) => `    ${line}`)
					];
		})
	);

/** What the servers say of their own time beside what was seen. */
const serverChecks = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) => {
			const lines = serverCheckSentences(summary?.serverChecks ?? null);
			return lines.length === 0
				? []
				: [
						`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}, ${renderLoadShape(load)}`,
						...lines.map((line) => `    ${line}`)
					];
		})
	);

/** What searches for the capacity have found, cell by cell. */
const capacities = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) => {
		const capacity = cellCapacity(stages);
		if (!capacity) return [];
		const emulated = stages.find(({ summary }) => summary?.emulated)?.summary ?? null;
		return [
			`  ${cell.scenarioId} on ${targetLabel(cell.target, emulated)}`,
			...capacityLines(capacity).map((line) => `    ${line}`)
		];
	});

/** What was read of stages that generate nothing, and what that cost, stage by stage. */
const embedded = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) => {
			if (!summary || !generatesNothing(summary)) return [];
			const { inputTokensPerS, usdPerMtokInput } = summary;
			const cost =
				usdPerMtokInput === null
					? ''
					: `, $${formatNumber(usdPerMtokInput)} per million input tokens`;
			return [
				`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}, ${renderLoadShape(load)}: ${formatNumber(inputTokensPerS)} input tokens/s${cost}`
			];
		})
	);

/** When stages were measured on bought APIs, and which stages took turns. */
const moments = ({ cells, timeZone }: SummarisedRun): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary, startedAtUtc, endedAtUtc }) => {
			const turns = summary?.interleaving ?? null;
			if (cell.target.kind !== 'measured-api' && turns === null) return [];
			const here = timeZone === undefined ? null : localSpan(startedAtUtc, endedAtUtc, timeZone);
			const others = (turns?.targets ?? []).filter((id) => id !== cell.target.id);
			return [
				`  ${cell.scenarioId} on ${targetLabel(cell.target, summary)}, ${renderLoadShape(load)}: ${spanInWords(startedAtUtc, endedAtUtc)}${here === null ? '' : ` (${here})`}${turns === null ? '' : `, ${String(turns.blocks.length)} blocks in turns with ${others.join(', ')}`}`
			];
		})
	);

const mixes = (cells: SummarisedRun['cells']): string[] =>
	mixLines(
		cells.flatMap(({ cell, stages }) =>
			stages.map(({ load, summary }) => ({
				what: `${cell.scenarioId} on ${targetLabel(cell.target, summary)}`,
				load
			}))
		)
	);

/** What each target says of its rate limits, as last seen, and what it turned away. */
const rateLimits = (cells: SummarisedRun['cells']): string[] =>
	[...new Set(cells.map(({ cell }) => cell.target.id))].flatMap((id) => {
		const ofTarget = cells.filter(({ cell }) => cell.target.id === id);
		const summaries = ofTarget.flatMap(({ stages }) =>
			stages.flatMap(({ summary }) => summary ?? [])
		);
		const last = summaries.findLast(({ rateLimit }) => rateLimit !== null);
		const [first] = ofTarget;
		if (!last?.rateLimit || !first) return [];
		const turnedAway = summaries.reduce((sum, { outcomes }) => sum + outcomes['rate-limited'], 0);
		return [
			`  ${targetLabel(first.cell.target, last)}: ${String(turnedAway)} requests turned away`,
			...rateLimitInWords(last.rateLimit).map((sentence) => `    ${sentence}`)
		];
	});

/** What gateways on the way did with requests, stage by stage. */
const gateways = (cells: SummarisedRun['cells']): string[] =>
	cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ load, summary }) =>
			gatewayWarnings(summary?.gateway ?? null).map(
				(sentence) =>
					`  ${cell.scenarioId} on ${cell.target.id}, ${renderLoadShape(load)}: ${sentence}`
			)
		)
	);

const section = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : ['', title, ...lines];

/** What the columns mean, as far as this run has them. */
const legend = (cells: SummarisedRun['cells']): string[] => {
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
	if (summaries.some(({ validity }) => validity.verdict === 'not-measured')) {
		lines.push(
			'Right: share of items answered right, with its 95 % interval (Wilson).',
			'Imported results: E2E (ms) is as the other tool reported it, cost as its file gives it. Rates, capacity and TTFT are not in them; bench run measures them on the endpoint itself.'
		);
	}
	return lines;
};

/** `bench runs show ID --db URL` */
const showCommand = ({ run, databaseFlag }: SummarisedRun): string =>
	`bench runs show ${run.id}${databaseFlag === null ? '' : ` --db ${databaseFlag}`}`;

const heading = ({ run, visibleState }: SummarisedRun): string => {
	if (isImportedConfig(run.config)) {
		return `run ${run.id} "${run.name}": imported on ${run.startedAtUtc.slice(0, 10)}`;
	}
	const ms = lastedMs(run.startedAtUtc, run.endedAtUtc);
	const lasted = ms === null ? '' : ` in ${formatDuration(msToS(ms))}`;
	const reason = run.stateReason === null ? '' : ` (${run.stateReason})`;
	return `run ${run.id} "${run.name}": ${visibleState ?? run.state}${lasted}${reason}`;
};

/** The whole summary as text; `maxWidth` is that of the terminal, null elsewhere. Columns that do not fit are left out. */
export const renderRunSummary = (
	summarised: SummarisedRun,
	maxWidth: number | null = null
): string => {
	const { cells, storedAttempts, databaseName, judging = [] } = summarised;
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
		heading(summarised),
		'',
		table,
		...(table === whole
			? []
			: ['(this terminal is too narrow for all columns; --json has everything)']),
		'',
		...legend(cells),
		...section('What answered', listTargets(cells)),
		...section('Judged by models, with a ledger of their own', judgingLines(judging)),
		...section('Capacity: the highest rate at which the objective holds', capacities(cells)),
		...section('Nothing is generated: input tokens and their cost', embedded(cells)),
		...section('Measured in a mix with other scenarios', mixes(cells)),
		...section('Compared while measured', held(cells)),
		...section('Items asked more than once (95 %)', repeated(cells)),
		...section('Tuned on what it is measured on', seenItems(cells)),
		...section('Energy and engine beside the requests', beside(cells)),
		...section(serverCheckTitle, serverChecks(cells)),
		...section('Noise floor: what the measuring machine adds by itself', floors(cells)),
		...section('Rate limits that the endpoints state in their headers', rateLimits(cells)),
		...section('What a gateway on the way did', gateways(cells)),
		...section('When it was measured', moments(summarised)),
		...section('Broken off, and gone on with', segmentLines(summarised.segments ?? [])),
		...section('Outcomes other than ok', failures(cells)),
		...section('Why a stage is not valid', objections(cells)),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName}; look again with: ${showCommand(summarised)}`
	].join('\n');
};

/** Null where another tool measured: a file names no endpoint. */
const modelOf = (target: CellTarget): string | null => {
	if (target.kind === 'imported') return null;
	return target.kind === 'embedded' ? target.modelFile : target.model;
};

/** The same as data: `{ run, cells: [{ …, stages: [contract] }] }`. */
export const runSummaryJson = ({
	run,
	cells,
	storedAttempts,
	databaseName,
	judging = [],
	segments = [],
	visibleState
}: SummarisedRun) => ({
	run: {
		id: run.id,
		name: run.name,
		state: visibleState ?? run.state,
		stateReason: run.stateReason,
		configHash: run.configHash,
		seed: run.seed,
		startedAtUtc: run.startedAtUtc,
		endedAtUtc: run.endedAtUtc,
		host: run.host
	},
	database: databaseName,
	storedAttempts,
	/** The times that processes worked on it: more than one where it was broken off. */
	segments,
	/** By scenario that judges grade; costs apart from those of the stages. */
	judging,
	cells: cells.map(({ cell, stages, repeats }) => ({
		scenario: cell.scenarioId,
		scenarioVersion: cell.scenarioVersion,
		scenarioHash: cell.scenarioHash,
		target: cell.target.id,
		targetKind: cell.target.kind,
		emulated: cell.target.kind === 'emulated',
		protocol: cell.protocol,
		model: modelOf(cell.target),
		reportedModel: cell.reportedModel,
		/** Of items that were asked more than once; null where none was. */
		repeats,
		/** What a search for the capacity has found; null where there was none. */
		capacity: cellCapacity(stages),
		/** Null where the config does not say that the model was tuned. */
		tunedFrom: cell.target.tunedFrom ?? null,
		/** Whether the items asked may be among those that the model was tuned on. */
		tunedOnItems: isTunedOnScenario(cell.target.tunedFrom, cell.scenarioHash),
		stages: stages.map(
			({ id, state, load, startedAtUtc, endedAtUtc, summary, continuesStageId }) => ({
				id,
				state,
				load,
				startedAtUtc,
				endedAtUtc,
				...(continuesStageId !== undefined && { continuesStageId }),
				...summary
			})
		)
	}))
});
