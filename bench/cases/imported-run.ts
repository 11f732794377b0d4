/** Makes a run out of results that another tool measured: a cell for each target, with what is known of each answer and no more. */
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { BenchError } from '#core/errors.ts';
import {
	resultFormatNames,
	type ImportedTarget,
	type ServedBy,
	type ResultFormat
} from '#core/imported-target.ts';
import { didYouMean } from '#core/nearest-names.ts';
import type { Cell, HostFacts, Run, Stage } from '#core/run.ts';
import type { ImportedConfig } from '#core/stored-config.ts';
import { idSchema } from '#core/scenario.ts';
import { tuningProblems, type TunedFrom } from '#core/tuned-from.ts';
import type { Usage } from '#core/usage.ts';
import type { GradedRow } from '#bench/importers/results/check-rows.ts';
import type { ReadResults } from '#bench/importers/results/read-results.ts';
import type { ImportedCell } from '#db/imported-runs.server.ts';
import { importedSummary } from './imported-summary.ts';

/** What the results are about. */
export interface ImportedScenario {
	id: string;
	/** Its id, or the whole path of its folder where the user named one. */
	use: string;
	/** Null where there is no scenario folder of that id, so that items are as the file says. */
	version: number | null;
	hash: string;
	/** Ids of its items; null likewise. */
	items: ReadonlySet<string> | null;
}

export interface ImportOptions {
	runId: string;
	name: string;
	scenario: ImportedScenario;
	passAt: number | null;
	/** Targets that were tuned, by id. */
	tuned: ReadonlyMap<string, TunedFrom>;
	/** Who serves them, by id; an API that is bought where nothing is said. */
	servedBy: ReadonlyMap<string, ServedBy>;
	host: HostFacts;
	now: Date;
	hashOf: (value: unknown) => string;
}

export interface ImportedRun {
	run: Run;
	cells: ImportedCell[];
	/** By target, in the order of the file: items of the scenario without a result; null where its items are not known. */
	missing: (number | null)[];
}

/** An id out of a name, as `openai:gpt-5-mini` has it; empty where nothing of it is left. */
const idOf = (name: string): string =>
	name
		.toLowerCase()
		.normalize('NFKD')
		.replaceAll(/[^a-z0-9.]+/gu, '-')
		.replaceAll(/[-.]*\.[-.]*|-{2,}/gu, (text) => (text.includes('.') ? '.' : '-'))
		.slice(0, 80)
		.replaceAll(/^[-.]+|[-.]+$/gu, '');

/** Throws E_CONFIG where what was tuned, or what it was tuned from, is no target of the file. */
const checkTuned = (
	targets: readonly ImportedTarget[],
	tuned: ReadonlyMap<string, TunedFrom>,
	fileName: string
): void => {
	const ids = targets.map(({ id }) => id);
	const problems = [
		...[...tuned.keys()]
			.filter((id) => !ids.includes(id))
			.map((id) => `there is no target "${id}"; expected one of ${ids.join(', ')}`),
		...tuningProblems(targets).map(
			({ path, message }) => `${ids[Number(path[1])] ?? ''}: ${message}`
		)
	];
	if (problems.length === 0) return;
	throw new BenchError(
		'E_CONFIG',
		`what was tuned does not fit the targets of ${fileName}: ${problems.join('; ')}; nothing was imported`
	);
};

/** Throws E_NOT_FOUND where it is said who serves what is no target of the file. */
const checkServed = (
	targets: readonly ImportedTarget[],
	servedBy: ReadonlyMap<string, ServedBy>,
	fileName: string
): void => {
	const ids = targets.map(({ id }) => id);
	const unknown = [...servedBy.keys()].find((id) => !ids.includes(id));
	if (unknown === undefined) return;
	throw new BenchError(
		'E_NOT_FOUND',
		`${fileName} has no target "${unknown}", of which it is said who serves it; nothing was imported`,
		{ hint: `${didYouMean(unknown, ids)}It has ${ids.join(', ')}.` }
	);
};

const targetsOf = (
	rows: readonly GradedRow[],
	{ format, fileName, fileHash, itemsBy }: ReadResults,
	{ passAt, tuned, servedBy }: Pick<ImportOptions, 'passAt' | 'tuned' | 'servedBy'>
): Map<string, ImportedTarget> => {
	const targets = new Map<string, ImportedTarget>();
	for (const name of new Set(rows.map(({ target }) => target))) {
		const id = idOf(name);
		const other = [...targets].find(([, target]) => target.id === id)?.[0];
		if (!idSchema.safeParse(id).success || other !== undefined) {
			throw new BenchError(
				'E_CONFIG',
				other === undefined
					? `the target "${name}" of ${fileName} gives no id; nothing was imported`
					: `the targets "${other}" and "${name}" of ${fileName} would have one id, ${id}; nothing was imported`,
				{ hint: 'Rename it in the file: ids are made of its letters, digits and points.' }
			);
		}
		const tunedFrom = tuned.get(id);
		const server = servedBy.get(id);
		targets.set(name, {
			kind: 'imported',
			id,
			...(name === id ? {} : { title: name }),
			...(tunedFrom && { tunedFrom }),
			...(server && { servedBy: server }),
			tool: format,
			fileName,
			fileHash,
			itemsBy,
			passAt
		});
	}
	checkTuned([...targets.values()], tuned, fileName);
	checkServed([...targets.values()], servedBy, fileName);
	return targets;
};

const usageOf = ({ inputTokens, cacheReadTokens, outputTokens }: GradedRow): Usage | null =>
	inputTokens === null && outputTokens === null
		? null
		: {
				uncachedInputTokens: inputTokens === null ? null : inputTokens - (cacheReadTokens ?? 0),
				cacheReadTokens,
				cacheWriteTokens: null,
				visibleOutputTokens: null,
				reasoningTokens: null,
				outputTokens,
				source: 'provider',
				raw: null
			};

/** Moments are 0 where a column wants one: when anything happened is not known, and no page shows it. */
const attemptOf = (row: GradedRow, stageId: string, ordinal: number): Attempt => ({
	id: `${stageId}/${String(ordinal)}`,
	stageId,
	ordinal,
	turn: 0,
	itemId: row.item,
	trial: row.trial,
	worker: 0,
	outcome: row.error === null ? 'ok' : 'error',
	errorCode: row.error === null ? null : 'imported-error',
	errorMessage: row.error,
	httpStatus: null,
	connection: 'none',
	dueMs: 0,
	sentMs: null,
	headersMs: null,
	firstEventMs: null,
	firstDeltaMs: null,
	firstVisibleMs: null,
	lastDeltaMs: null,
	endMs: null,
	ttftMs: null,
	serviceTtftMs: null,
	ttfaMs: null,
	tpotMs: null,
	e2eMs: row.error === null ? row.latencyMs : null,
	deltaCount: 0,
	usage: usageOf(row),
	costUsd: row.costUsd,
	priceVersion: null,
	serverTimings: null
});

const answerOf = (row: GradedRow, attemptId: string, cellId: string): Answer => ({
	attemptId,
	cellId,
	itemId: row.item,
	trial: row.trial,
	text: row.answer ?? '',
	grade: row.grade && {
		...row.grade,
		details: row.line === null ? { place: row.path } : { line: row.line }
	}
});

const missingOf = (rows: readonly GradedRow[], items: ImportedScenario['items']): number | null => {
	if (!items) return null;
	const there = new Set(rows.map(({ item }) => item));
	return [...items].filter((id) => !there.has(id)).length;
};

const items = (count: number): string =>
	`${count.toLocaleString('en-US')} item${count === 1 ? '' : 's'}`;

/** What a reader must know of these results, the verdict's reason first. */
const reasonsOf = (
	read: ReadResults,
	missing: number | null,
	{ items: ofScenario }: ImportedScenario
): string[] => [
	`imported from ${resultFormatNames[read.format]} (${read.fileName}); how latency was measured is not known here`,
	...(missing === null
		? ['the use case has no scenario folder here, so that its items are those of the file']
		: missing === 0
			? []
			: [
					`${items(missing)} of the ${String(ofScenario?.size ?? 0)} of the scenario have no result: missing, not wrong`
				]),
	...(read.skipped.count === 0
		? []
		: [`${read.skipped.count.toLocaleString('en-US')} broken results of the file were left out`])
];

/** Stores nothing. Throws E_CONFIG where the name of a target gives no id. */
export const importedRun = (read: ReadResults, options: ImportOptions): ImportedRun => {
	const { runId, name, scenario, host } = options;
	const targets = targetsOf(read.rows, read, options);
	const config: ImportedConfig = {
		kind: 'imported',
		name,
		scenarios: [{ use: scenario.use }],
		targets: [...targets.values()]
	};
	const atUtc = options.now.toISOString();
	const byTarget = Map.groupBy(read.rows, ({ target }) => target);
	const missing: (number | null)[] = [];
	const cells = [...byTarget].map(([targetName, rows], ordinal): ImportedCell => {
		const target = targets.get(targetName);
		if (!target) throw new RangeError(`no target "${targetName}"`);
		const cell: Cell = {
			id: `${runId}/${String(ordinal)}`,
			runId,
			ordinal,
			scenarioId: scenario.id,
			scenarioVersion: scenario.version,
			scenarioHash: scenario.hash,
			target,
			protocol: null,
			baseUrl: null,
			reportedModel: null
		};
		const stageId = `${cell.id}/0`;
		const results = rows.map((row, index) => {
			const attempt = attemptOf(row, stageId, index);
			return { attempt, answer: answerOf(row, attempt.id, cell.id) };
		});
		const ofTarget = missingOf(rows, scenario.items);
		missing.push(ofTarget);
		const stage: Stage = {
			id: stageId,
			cellId: cell.id,
			ordinal: 0,
			load: { kind: 'imported' },
			state: 'complete',
			startedAtUtc: atUtc,
			endedAtUtc: atUtc,
			summary: importedSummary(results, reasonsOf(read, ofTarget, scenario))
		};
		return { cell, stage, results };
	});
	const run: Run = {
		id: runId,
		name,
		state: 'complete',
		stateReason: null,
		config,
		configHash: options.hashOf(config),
		seed: 0,
		host,
		startedAtUtc: atUtc,
		endedAtUtc: atUtc
	};
	return { run, cells, missing };
};

/** What to call a run that nobody named. */
export const importedName = (format: ResultFormat, fileName: string): string =>
	`${fileName} (${format})`;
