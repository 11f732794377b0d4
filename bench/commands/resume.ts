/** `bench resume`: goes on with a run that was stopped, killed, or ended at its cap or with an endpoint that was gone. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { driftOf, type RunBasis } from '#core/run-basis.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { findRun, listRuns, type StoredRun } from '#db/runs.server.ts';
import { judgesExposedPicoUsd } from '#db/judge-ledger.server.ts';
import { exposedPicoUsd, exposureOfRun } from '#db/spend.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, databaseFlag, parseUsd, type CommonOptions } from './options.ts';
import { createAnswerTable } from './run/answer-table.ts';
import { buildPlan, loadScenarios, withScenarioFolders } from './run/build-plan.ts';
import type { Resumption } from './run/execute-options.ts';
import { judgePhaseOf } from './run/judge-phase.ts';
import { basisOf, performRun } from './run/perform-run.ts';
import { printRun } from './run/print-run.ts';
import { withReplays } from './run/read-replays.ts';
import { checkTelemetryCommands } from './run/stage-telemetry.ts';

interface ResumeOptions extends CommonOptions {
	config?: string;
	/** In place of the cap of the config, USD. */
	maxSpend?: string;
	/** Whether to go on although something has changed. */
	allowDrift?: true;
	/** Whether to take a run from a machine that cannot be asked whether it still measures it. */
	takeOver?: true;
	allowCommands?: true;
	allowWeakJudge?: true;
}

/** Runs that are looked through for the newest that was broken off. */
const runsLookedAt = 50;

interface BrokenOff {
	stored: StoredRun;
	basis: RunBasis | null;
	cells: Resumption['cells'];
	storedAttempts: number;
	spentPicoUsd: bigint;
}

/** Throws E_USAGE for a run that cannot be gone on with. */
const checkState = (
	{ run, owner }: StoredRun,
	{ takeOver }: Pick<ResumeOptions, 'takeOver'>
): void => {
	if (isImportedConfig(run.config)) {
		throw new BenchError('E_USAGE', `run ${run.id} was measured by another tool`, {
			hint: 'Only that can go on with it.'
		});
	}
	// What `bench load` names in place of a scenario.
	if (run.config.scenarios.every(({ use }) => basename(use) === 'load-test')) {
		throw new BenchError('E_USAGE', `run ${run.id} is a load test without a scenario`, {
			hint: 'Call bench load again.'
		});
	}
	const state = visibleRunState(run.state, owner);
	if (state === 'complete') {
		throw new BenchError('E_USAGE', `run ${run.id} is complete: nothing of it is left to measure`, {
			hint: 'bench run measures again.'
		});
	}
	if (state === 'running' && !takeOver) {
		throw new BenchError(
			'E_USAGE',
			`run ${run.id} is still being measured by process ${String(owner.processId)} on ${owner.hostName}`,
			{
				hint: 'Stop it there first. Where that machine is gone for good: --take-over.'
			}
		);
	}
};

const newestBrokenOff = async (database: Database): Promise<string> => {
	const runs = await listRuns(database, { limit: runsLookedAt });
	const found = runs.find(
		({ state, owner, imported }) =>
			!imported && !['complete', 'running'].includes(visibleRunState(state, owner))
	);
	if (found) return found.id;
	throw new BenchError('E_NOT_FOUND', 'there is no run that was broken off', {
		hint: 'bench runs list says how each of them stands.'
	});
};

const readBrokenOff = async (
	database: Database,
	wanted: string | undefined,
	options: ResumeOptions
): Promise<BrokenOff> => {
	const stored = await findRun(database, wanted ?? (await newestBrokenOff(database)));
	checkState(stored, options);
	const { id } = stored.run;
	const [first] = await segmentsOfRun(database, id);
	const stages = await stagesOfRun(database, id);
	const exposures = await exposureOfRun(database, id);
	const [overview] = await listRuns(database, { limit: 1, id });
	return {
		stored,
		basis: first?.basis ?? null,
		cells: (await cellsOfRun(database, id)).map((cell) => ({
			cell,
			stages: stages.filter(({ cellId }) => cellId === cell.id)
		})),
		storedAttempts: overview?.attemptCount ?? 0,
		spentPicoUsd: exposures.reduce(
			(sum, each) => sum + exposedPicoUsd(each),
			await judgesExposedPicoUsd(database, id)
		)
	};
};

/** The config as it is now, where its file is still there; else as it was stored. */
const currentConfig = async (
	{ stored: { run }, basis }: BrokenOff,
	{ config: named, maxSpend }: ResumeOptions
): Promise<{ config: Config; configFile: string }> => {
	const configFile = named ?? basis?.configFile ?? 'bench.yaml';
	const isThere = named !== undefined || (basis !== null && existsSync(configFile));
	// Of a measured run, see checkState.
	const config = isThere ? await loadConfig(configFile) : (run.config as Config);
	return {
		configFile,
		config: maxSpend === undefined ? config : { ...config, maxSpendUsd: maxSpend }
	};
};

const resume = async (
	wanted: string | undefined,
	options: ResumeOptions,
	context: CommandContext
): Promise<void> => {
	const brokenOff = await withExistingDatabase(
		options,
		context,
		'Give its path with --db: it holds what was measured before.',
		(database) => readBrokenOff(database, wanted, options)
	);
	const { run } = brokenOff.stored;
	const current = await currentConfig(brokenOff, options);
	const { configFile } = current;
	const config = await withReplays(current.config, configFile);
	checkTelemetryCommands(config, options.allowCommands ?? false);
	const scenarios = await loadScenarios(config, configFile);
	const tools = openGradingTools({ allowCommands: options.allowCommands ?? false });
	try {
		const plan = buildPlan(config, scenarios, tools);
		const basis = basisOf(plan, configFile, await readHostFacts());
		const drift = brokenOff.basis
			? driftOf(
					{ basis: brokenOff.basis, config: run.config },
					{ basis, config: withScenarioFolders(config, configFile) }
				)
			: ['what it rested on was not noted: it was begun by an earlier version of breakeven'];
		if (drift.length > 0 && !options.allowDrift) {
			throw new BenchError(
				'E_DRIFT',
				`run ${run.id} cannot be gone on with as it was begun: ${drift.join('; ')}`,
				{
					hint: 'Undo the change, begin a new run, or mix both on purpose with --allow-drift: the parts are told apart.'
				}
			);
		}
		for (const sentence of drift) context.note(`going on all the same: ${sentence}`);
		context.note(
			`going on with run ${run.id} "${run.name}", begun ${run.startedAtUtc.slice(0, 16).replace('T', ' ')}Z`
		);
		await performRun({
			plan,
			configFile,
			allowCommands: options.allowCommands ?? false,
			databaseUrl: options.db,
			context,
			resumption: {
				stored: brokenOff.stored,
				cells: brokenOff.cells,
				storedAttempts: brokenOff.storedAttempts,
				drift,
				allowsDrift: options.allowDrift ?? false,
				spentPicoUsd: brokenOff.spentPicoUsd
			},
			answers: () => createAnswerTable(scenarios.values(), config.seed),
			judging: judgePhaseOf(config, scenarios, {
				allowWeakJudge: options.allowWeakJudge ?? false
			}),
			print: printRun(context, { json: options.json ?? false, databaseFlag: databaseFlag(options) })
		});
	} finally {
		tools.close();
	}
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument(
			'[run]',
			'id of the run, or the beginning of it; the newest that was broken off where absent'
		)
		.option('--config <file>', 'its config, where that lies elsewhere now')
		.option(
			'--max-spend <usd>',
			'cap of what the whole run may cost, in place of "maxSpendUsd"',
			parseUsd
		)
		.option(
			'--allow-drift',
			'go on although the config, a price, a scenario or the model has changed; the parts are labelled'
		)
		.option(
			'--take-over',
			'take the run from a machine that is gone: whether it still measures cannot be asked from here'
		)
		.option('--allow-commands', 'as of bench run')
		.option('--allow-weak-judge', 'as of bench run')
		.addHelpText(
			'after',
			`
What is stored is not asked again. A stage that was broken off is measured to its end as a stage of its own, which asks what has no stored
answer; at most what was in flight is paid twice, and it counts against the cap at its worst. A step of a capacity search and a mix are measured
anew, as they say nothing in pieces. Latencies of the parts are never thrown together: a load that was broken off has not been steady.

Examples:
  bench resume
  bench resume 20261120T203345-3f9a --max-spend 40 --json`
		)
		.action((id: string | undefined, options: ResumeOptions) => resume(id, options, context));
};
