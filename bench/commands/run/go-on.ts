/** What `bench resume` and `bench retry` share: a stored run whose plan is made once more and carried out further. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Config } from '#core/config.ts';
import { judgesOf } from '#core/config-judges.ts';
import { BenchError } from '#core/errors.ts';
import { driftOf, type RunBasis } from '#core/run-basis.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { listRuns, type StoredRun } from '#db/runs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { billedFields } from '#bench/protocols/billed-fields.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import type { CommandContext } from '../context.ts';
import { databaseFlag, parseUsd, type CommonOptions } from '../options.ts';
import { createAnswerTable } from './answer-table.ts';
import { buildPlan } from './build-plan.ts';
import { loadScenarios, withScenarioFolders } from './load-scenarios.ts';
import type { Resumption, Retries } from './execute-options.ts';
import { isLoadTest } from './is-load-test.ts';
import { judgePhaseOf } from './judge-phase.ts';
import { refuseUnsent } from './left-spools.ts';
import { basisOf, performRun } from './perform-run.ts';
import type { Plan } from './plan.ts';
import { printRun } from './print-run.ts';
import { withReplays } from './read-replays.ts';
import { checkTelemetryCommands } from './stage-telemetry.ts';

/** The flags that both take. */
export interface GoOnOptions extends CommonOptions {
	config?: string;
	/** In place of the cap of the config, USD. */
	maxSpend?: string;
	/** Whether to go on although something has changed. */
	allowDrift?: true;
	allowCommands?: true;
	allowWeakJudge?: true;
}

/** Adds the flags that both take; `onDrift` is what --allow-drift does although something has changed. */
export const addGoOnOptions = (command: Command, onDrift: string): Command =>
	command
		.option('--config <file>', 'its config, where that lies elsewhere now')
		.option(
			'--max-spend <usd>',
			'cap of what the whole run may cost, in place of "maxSpendUsd"',
			parseUsd
		)
		.option(
			'--allow-drift',
			`${onDrift} although the config, a price, a scenario or the model has changed; the parts are labelled`
		)
		.option('--allow-commands', 'as of bench run')
		.option('--allow-weak-judge', 'as of bench run');

/** A stored run with what going on with it needs. */
export interface GoneOnWith {
	stored: StoredRun;
	basis: RunBasis | null;
	cells: Resumption['cells'];
	storedAttempts: number;
}

/** Throws E_USAGE for a run that has no plan to be made again. */
export const refuseForeign = ({ run }: StoredRun): void => {
	if (isImportedConfig(run.config)) {
		throw new BenchError('E_USAGE', `run ${run.id} was measured by another tool`, {
			hint: 'Only that can go on with it.'
		});
	}
	if (isLoadTest(run.config)) {
		throw new BenchError('E_USAGE', `run ${run.id} is a load test without a scenario`, {
			hint: 'Call bench load again.'
		});
	}
};

/** Throws E_USAGE for a run of which a file holds what was measured and could not be sent to its database. */
export const refuseUnsentOf = async (
	database: Database,
	{ run: { id } }: StoredRun,
	{ db }: CommonOptions
): Promise<void> => {
	const [first] = await segmentsOfRun(database, id);
	await refuseUnsent(id, first?.basis.configFile ?? null, db);
};

export const readGoneOnWith = async (
	database: Database,
	stored: StoredRun
): Promise<GoneOnWith> => {
	const { id } = stored.run;
	const [first] = await segmentsOfRun(database, id);
	const stages = await stagesOfRun(database, id);
	const [overview] = await listRuns(database, { limit: 1, id });
	return {
		stored,
		basis: first?.basis ?? null,
		cells: (await cellsOfRun(database, id)).map((cell) => ({
			cell,
			stages: stages.filter(({ cellId }) => cellId === cell.id)
		})),
		storedAttempts: overview?.attemptCount ?? 0
	};
};

/** Throws E_CONFIG for a stored config that would be refused as a file, since what it costs at worst cannot be told. */
const refuseBilledFields = (config: Config): Config => {
	const places = [
		...config.targets.map((target, index) => [`targets[${String(index)}]`, target] as const),
		...judgesOf(config).map(
			({ target }, index) => [`judges[${String(index)}].target`, target] as const
		)
	];
	for (const [place, { kind, parameters }] of places) {
		const [found] = kind === 'measured-api' ? billedFields(parameters.extraBody) : [];
		if (!found) continue;
		const path = ['extraBody', ...found.path].join('.');
		throw new BenchError(
			'E_CONFIG',
			`the run was begun with ${place}.parameters.${path}, which ${found.message}`,
			{ hint: 'Begin a new run without it.' }
		);
	}
	return config;
};

/** The config as it is now, where its file is still there; else as it was stored. */
const currentConfig = async (
	{ stored: { run }, basis }: GoneOnWith,
	{ config: named, maxSpend }: GoOnOptions
): Promise<{ config: Config; configFile: string }> => {
	const configFile = named ?? basis?.configFile ?? 'bench.yaml';
	const isThere = named !== undefined || (basis !== null && existsSync(configFile));
	// Of a measured run, see `refuseForeign`.
	const config = isThere ? await loadConfig(configFile) : refuseBilledFields(run.config as Config);
	return {
		configFile,
		config: maxSpend === undefined ? config : { ...config, maxSpendUsd: maxSpend }
	};
};

/**
 * Makes the plan of the run again and carries out what is left of it, or, where `retriesOf` says so, failed requests once more. `words`: what is done, such as
 * `going on with`. Throws E_DRIFT where something has changed and that was not allowed.
 */
export const goOn = async (
	before: GoneOnWith,
	options: GoOnOptions,
	context: CommandContext,
	{ words, retriesOf }: { words: string; retriesOf?: (plan: Plan) => Retries }
): Promise<void> => {
	const { run } = before.stored;
	const current = await currentConfig(before, options);
	const { configFile } = current;
	const config = await withReplays(current.config, configFile);
	checkTelemetryCommands(config, options.allowCommands ?? false);
	const scenarios = await loadScenarios(config, configFile);
	const tools = openGradingTools({ allowCommands: options.allowCommands ?? false });
	try {
		const plan = buildPlan(config, scenarios, tools);
		const basis = basisOf(plan, configFile, await readHostFacts());
		const drift = before.basis
			? driftOf(
					{ basis: before.basis, config: run.config },
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
		const retries = retriesOf?.(plan);
		for (const sentence of drift) context.note(`going on all the same: ${sentence}`);
		context.note(
			`${words} run ${run.id} "${run.name}", begun ${run.startedAtUtc.slice(0, 16).replace('T', ' ')}Z`
		);
		await performRun({
			plan,
			configFile,
			allowCommands: options.allowCommands ?? false,
			databaseUrl: options.db,
			context,
			resumption: {
				stored: before.stored,
				cells: before.cells,
				storedAttempts: before.storedAttempts,
				drift,
				allowsDrift: options.allowDrift ?? false
			},
			...(retries && { retries }),
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
