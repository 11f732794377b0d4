/** What stands below the figures of a run, by title. */
import type { CellTarget } from '#core/cell-target.ts';
import { gatewayWarnings } from '#core/gateway-in-words.ts';
import { generatesNothing } from '#core/generates-nothing.ts';
import { importedInWords } from '#core/imported-target.ts';
import { inconsistentUsageInWords } from '#core/inconsistent-usage-in-words.ts';
import { localSpan } from '#core/local-span.ts';
import { spanInWords } from '#core/measured-when-in-words.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { floorRemarks, renderNoiseFloor } from '#core/noise-floor.ts';
import { reachedInWords } from '#core/proxy-in-words.ts';
import { rateLimitInWords } from '#core/rate-limit-in-words.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { sequentialInWords } from '#core/sequential-in-words.ts';
import type { StageSummary } from '#core/stage.ts';
import { targetTitle } from '#core/target-title.ts';
import type { TargetKind } from '#core/target.ts';
import { isTunedOnScenario, tunedOnItsItems, tuningInWords } from '#core/tuned-from.ts';
import { capacityLines, cellCapacity } from '../cell-capacity.ts';
import { formatNumber } from '../format.ts';
import { judgingLines } from '../judging-report.ts';
import { mixLines } from '../mix-lines.ts';
import { repeatsInWords } from '../repeats.ts';
import { segmentLines } from '../segment-lines.ts';
import { serverCheckSentences, serverCheckTitle } from '../server-check-lines.ts';
import { telemetryLines } from '../telemetry-lines.ts';
import { targetLabel } from './stage-table.ts';
import type { SummarisedRun } from './summarised-run.ts';

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

/** The sections that this run has something to say in, in the order in which they are read. */
export const sectionsOf = (summarised: SummarisedRun): string[] => {
	const { cells, judging = [], segments = [] } = summarised;
	return [
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
		...section('Broken off, and gone on with', segmentLines(segments)),
		...section('Outcomes other than ok', failures(cells)),
		...section('Why a stage is not valid', objections(cells))
	];
};
