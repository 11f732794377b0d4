/** `bench import results FILE`: per-item results that another tool measured become a run that can be compared and priced. */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { findScenario } from '#bench/cases/case-sources.ts';
import {
	importedName,
	importedRun,
	type ImportedRun,
	type ImportedScenario
} from '#bench/cases/imported-run.ts';
import { BenchError } from '#core/errors.ts';
import {
	resultFormats,
	serversOfImports,
	type ResultFormat,
	type ServedBy
} from '#core/imported-target.ts';
import { nearestNames } from '#core/nearest-names.ts';
import { idSchema } from '#core/scenario.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { targetTitle } from '#core/target-title.ts';
import type { Database } from '#db/client.server.ts';
import { insertImportedRun, runOfFile } from '#db/imported-runs.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { readResults, type ReadResults } from '#bench/importers/results/read-results.ts';
import { readTunedTargets } from '#bench/importers/results/tuned-targets.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import { checkReference } from '#bench/graders/index.ts';
import {
	importedResultsJson,
	renderImportedResults,
	type ReportedImport
} from '#bench/report/imported-results.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import type { CommandContext } from '../context.ts';
import {
	addCommonOptions,
	databaseFlag,
	openCommandDatabase,
	type CommonOptions
} from '../options.ts';
import { createRunId } from '../run/run-record.ts';
import { hashOf } from '../run/hash-of.ts';

/** `own-model=self-hosted`, added to those before. */
const parseServedBy = (text: string, before: [string, ServedBy][] = []): [string, ServedBy][] => {
	const at = text.lastIndexOf('=');
	const server = serversOfImports.find((each) => each === text.slice(at + 1));
	if (at < 1 || server === undefined) {
		throw new InvalidArgumentError(
			`expected TARGET=${serversOfImports.join(' or TARGET=')}, such as own-model=self-hosted.`
		);
	}
	return [...before, [text.slice(0, at), server]];
};

interface ResultsOptions extends CommonOptions {
	/** Id of a scenario, or a folder. */
	scenario: string;
	format?: ResultFormat;
	name?: string;
	target?: string;
	item?: string;
	metric?: string;
	filter?: string;
	/** 0 to 1. */
	passAt?: number;
	/** Targets, and who serves each. */
	servedBy?: [target: string, server: ServedBy][];
	/** A YAML file that says which targets were tuned. */
	tuned?: string;
	skipBad?: true;
	again?: true;
}

const parseScore = (text: string): number => {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0 && value <= 1)) {
		throw new InvalidArgumentError('expected a score from 0 to 1, such as 0.5.');
	}
	return value;
};

/** The scenario that the results are about; one that has no folder here is known by its id alone. */
const scenarioOf = async (use: string): Promise<ImportedScenario> => {
	const isFolder = /[/\\]/u.test(use);
	const loaded = isFolder
		? await loadScenario(use, { checkReference })
		: await findScenario(use, []);
	if (loaded) {
		const { scenario, hash, items } = loaded;
		const ids = new Set(items.map(({ id }) => id));
		return {
			id: scenario.id,
			use: isFolder ? resolve(use) : use,
			version: scenario.version,
			hash,
			items: ids
		};
	}
	if (!idSchema.safeParse(use).success) {
		throw new BenchError('E_USAGE', `"${use}" cannot be the id of a scenario`, {
			hint: 'Ids are lower-case words joined by hyphens: --scenario support-mails. A folder is named with a path, such as ./support-mails.'
		});
	}
	// Of the id alone, so that files about the same use case can be held against each other.
	const hash = createHash('sha256').update(`results about ${use}`).digest('hex');
	return { id: use, use, version: null, hash, items: null };
};

/** Whether an id without a folder may have been meant as one of ours. */
const unknownScenarioNote = async ({ id, items }: ImportedScenario): Promise<string[]> => {
	if (items) return [];
	const near = nearestNames(id, await listScenarios(bundledScenarios), 3);
	return [
		`There is no scenario folder "${id}" here, so items are as the file names them, and which are missing is not known.${near.length === 0 ? '' : ` Meant as ${near.join(' or ')}?`}`
	];
};

const refuseTwice = async (
	database: Database,
	{ file, db }: { file: string; db: string | null },
	{ fileHash }: ReadResults
): Promise<void> => {
	const before = await runOfFile(database, fileHash);
	if (!before) return;
	throw new BenchError(
		'E_USAGE',
		`${file} is in ${database.name} already: run ${before.id} "${before.name}", imported on ${before.startedAtUtc.slice(0, 10)}; nothing was imported`,
		{
			hint: `Look at it with "bench runs show ${before.id}${db === null ? '' : ` --db ${db}`}", or import the file once more with --again.`
		}
	);
};

const figuresOf = ({ cells, missing }: ImportedRun): ReportedImport['targets'] =>
	cells.map(({ cell, stage, results }, index) => ({
		id: cell.target.id,
		name: targetTitle(cell.target),
		results: results.length,
		errors: results.filter(({ attempt }) => attempt.outcome === 'error').length,
		right: stage.summary?.passRate ?? wilsonInterval(0, 0),
		missingItems: missing[index] ?? null,
		costUsd: stage.summary?.costUsd ?? null,
		usdPer1kRequests: stage.summary?.usdPer1kRequests ?? null
	}));

const importResults = async (
	file: string,
	options: ResultsOptions,
	context: CommandContext
): Promise<void> => {
	const scenario = await scenarioOf(options.scenario);
	const passAt = options.passAt ?? null;
	const read = await readResults(file, {
		format: options.format ?? null,
		choice: {
			target: options.target ?? null,
			item: options.item ?? null,
			metric: options.metric ?? null,
			filter: options.filter ?? null
		},
		passAt,
		items: scenario.items,
		skipBad: options.skipBad ?? false
	});
	const now = new Date();
	const imported: ImportedRun = importedRun(read, {
		runId: createRunId(now),
		name: options.name ?? importedName(read.format, read.fileName),
		scenario,
		passAt,
		servedBy: new Map(options.servedBy ?? []),
		tuned: options.tuned === undefined ? new Map() : await readTunedTargets(options.tuned),
		host: await readHostFacts(),
		now,
		hashOf
	});
	const database = await openCommandDatabase(options.db, context);
	try {
		await requireDataKey(database, now.toISOString());
		if (!options.again) await refuseTwice(database, { file, db: databaseFlag(options) }, read);
		const owner = { processId: process.pid, hostName: hostname() };
		await insertImportedRun(database, imported.run, owner, imported.cells);
		const report: ReportedImport = {
			runId: imported.run.id,
			runName: imported.run.name,
			format: read.format,
			fileName: read.fileName,
			scenario,
			itemsBy: read.itemsBy,
			targets: figuresOf(imported),
			skipped: read.skipped,
			notes: [...(await unknownScenarioNote(scenario)), ...read.notes],
			databaseName: database.name,
			databaseFlag: databaseFlag(options)
		};
		context.print(
			options.json
				? importedResultsJson(report)
				: renderImportedResults(report, context.outputColumns)
		);
	} finally {
		await database.close();
	}
};

/** Adds the sub-command `results`. */
export const defineResults = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command
			.command('results')
			.description('per-item results that another tool measured, as a run to compare and to price')
	)
		.argument(
			'<file>',
			'JSONL, CSV, results of promptfoo, samples of lm-eval or a log of inspect_ai'
		)
		.requiredOption(
			'--scenario <id>',
			'the use case: a scenario of this project, a scenario folder, or an id of your own'
		)
		.addOption(
			new Option(
				'--format <format>',
				'format of the file; told by its content where absent'
			).choices([...resultFormats])
		)
		.option('--name <text>', 'name of the run; that of the file where absent')
		.option('--target <name>', 'what answered, where the file does not say it (lm-eval)')
		.option('--item <name>', 'field, variable or metadata key that holds the id of the item')
		.option('--metric <name>', 'metric or scorer that says what is right, where there are several')
		.option('--filter <name>', 'filter whose answers count, where there are several (lm-eval)')
		.option('--pass-at <score>', 'scores from this one up are right, 0 to 1', parseScore)
		.option(
			'--skip-bad',
			'leave broken results out and count them; otherwise one of them stops all'
		)
		.option(
			'--tuned <file>',
			'YAML: for each target that was tuned its id, and what "tunedFrom" of a config has'
		)
		.option(
			'--served-by <target=server>',
			`who serves a target: ${serversOfImports.join(', ')}; repeatable, an API where nothing is said`,
			parseServedBy
		)
		.option('--again', 'import a file that was imported before once more')
		.addHelpText(
			'after',
			`
A line of JSONL, or a row of CSV with these names in its header (those with ? may be absent):
  { "target": "own-model", "item": "t001", "passed": true }
  target, item, passed or score, costUsd?, latencyMs?, inputTokens?, outputTokens?, trial?, answer?, error?
Costs in USD and latencies in ms are of one answer; trial counts the askings of an item from 0. A result with an
error has no answer: it is missing, neither right nor wrong. A score that is neither 0 nor 1 needs --pass-at.
Nothing is imported where one result is broken, but with --skip-bad.

What is imported is marked so wherever it is shown. Quality and cost can be compared; capacity, rates and the time
to first token are not in such files, so that bench run has to measure them on the endpoint itself.

A use case counts a target as a bought API, unless it is said who serves it: --served-by own-model=self-hosted (what it costs a
month needs a measured capacity) or --served-by llama-70b=host (an open model at a host).

A tuned model is held against its base with what the tuning has cost (--tuned tuned.yaml):
  own-tuned: { target: own-model, model: qwen3-8b, method: lora, data: { items: 4000, source: closed tickets },
    costUsd: 1850, costSource: bill of the GPU cloud, trainedOn: 2026-11-01 }

Examples:
  bench import results evals.jsonl --scenario ticket-triage
  bench import results output.json --scenario ticket-triage --item ticketId --pass-at 0.8
  bench import results samples_gsm8k.jsonl --scenario gsm8k --target qwen3-8b --filter strict-match
  bench compare own-model bought-model --scenario ticket-triage`
		)
		.action((file: string, options: ResultsOptions) => importResults(file, options, context));
};
