/** What every command that asks judges needs: a config that names them, their endpoints, and a way to stop. */
import { BenchError, exitCodes } from '#core/errors.ts';
import { judgesOf, type ConfiguredJudge } from '#core/config-judges.ts';
import type { Config } from '#core/config.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { Cell } from '#core/run.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { Database } from '#db/client.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';
import { createAnswerTable } from '../run/answer-table.ts';
import { loadScenarios } from '../run/load-scenarios.ts';
import { serveTargets, stopTargets } from '../run/serve-targets.ts';
import type { JudgedCell } from './judge-cells.ts';
import { checkJudges, type JudgedScenario } from './judge-gate.ts';
import type { JudgingContext } from './judge-questions.ts';
import { whileClaimed } from './while-claimed.ts';

export interface JudgesOptions extends CommonOptions {
	config: string;
	allowWeakJudge?: true;
	stopAtCap?: true;
	/** Whether programs may be run that write keys. */
	allowCommands?: true;
}

/** The judges of a config, and its scenarios that they grade. */
export interface Judges {
	database: Database;
	config: Config;
	judges: ConfiguredJudge[];
	/** By id. */
	scenarios: ReadonlyMap<string, { loaded: LoadedScenario; spec: JudgeSpec }>;
	/** Throws where a judge may not grade one of these. */
	check: (scenarios: readonly JudgedScenario[]) => Promise<void>;
	/** Serves the judges while `use` asks them about the answers of one run, which is that of this process meanwhile. Throws E_USAGE where another one has it. */
	asking: <T>(runId: string, use: (context: JudgingContext) => Promise<T>) => Promise<T>;
}

/** Opens database and config. Throws E_CONFIG where the config names no judge or no scenario for one. */
export const withJudges = (
	options: JudgesOptions,
	context: CommandContext,
	use: (judges: Judges) => Promise<void>
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or make it with a run first: bench run.',
		async (database) => {
			const config = await loadConfig(options.config);
			const judges = judgesOf(config);
			if (judges.length === 0) {
				throw new BenchError('E_CONFIG', `${options.config} names no judges`, {
					hint: 'Add "judges", a list of { target: ID or a target of its own }.'
				});
			}
			const all = [...(await loadScenarios(config, options.config)).values()];
			const scenarios = new Map(
				all.flatMap((loaded) => {
					const { grader, id } = loaded.scenario;
					return isJudged(grader) ? [[id, { loaded, spec: grader }] as const] : [];
				})
			);
			if (scenarios.size === 0) {
				throw new BenchError('E_CONFIG', `no scenario of ${options.config} is graded by judges`, {
					hint: 'Judges grade the scenarios whose grader has the kind "judge".'
				});
			}
			const drain = new AbortController();
			const abort = new AbortController();
			const interrupts = context.interrupts.handle({
				first: () => {
					context.note('stopping: waiting for the judgements in flight; they are stored');
					drain.abort();
				},
				again: () => {
					abort.abort();
				}
			});
			try {
				await use({
					database,
					config,
					judges,
					scenarios,
					check: async (wanted) => {
						const allowWeak = options.allowWeakJudge ?? false;
						for (const note of await checkJudges(database, judges, wanted, allowWeak)) {
							context.note(`note: ${note}`);
						}
					},
					asking: async (runId, ask) => {
						await requireDataKey(database, new Date().toISOString());
						return whileClaimed(database, runId, async () => {
							const targets = await serveTargets(
								judges.map(({ target }) => target),
								{
									configFile: options.config,
									seed: config.seed,
									limits: config.limits,
									env: context.env,
									allowCommands: options.allowCommands ?? false,
									answers: () => createAnswerTable(all, config.seed),
									onStart: context.note,
									signal: drain.signal
								}
							);
							try {
								return await ask({
									database,
									runId,
									targets,
									limits: config.limits,
									seed: config.seed,
									maxSpendUsd: config.maxSpendUsd ?? null,
									stopsAtCap: options.stopAtCap ?? false,
									signals: { drain: drain.signal, abort: abort.signal },
									now: () => new Date(),
									remark: context.note
								});
							} finally {
								await stopTargets(targets);
							}
						});
					}
				});
				if (drain.signal.aborted) {
					context.setExitCode(context.interrupts.exitCode() ?? exitCodes.interrupted);
				}
			} finally {
				interrupts.release();
			}
		}
	);

/**
 * The cells whose scenario the config has and judges grade. Throws E_CONFIG where the scenario has changed since it was measured, and
 * E_NOT_FOUND where there is none.
 */
export const judgedCellsOf = (
	cells: readonly Cell[],
	scenarios: Judges['scenarios'],
	{ acceptChanged, what }: { acceptChanged: boolean; what: string }
): JudgedCell[] => {
	const found = cells.flatMap((cell): JudgedCell[] => {
		const scenario = scenarios.get(cell.scenarioId);
		if (!scenario) return [];
		if (scenario.loaded.hash !== cell.scenarioHash && !acceptChanged) {
			throw new BenchError(
				'E_CONFIG',
				`the scenario ${cell.scenarioId} is not what ${what} was measured with: it or its items have changed since`,
				{
					hint: 'If only the rubric or references changed, and prompt and inputs are the same, add --accept-changed.'
				}
			);
		}
		return [{ cell, ...scenario }];
	});
	if (found.length > 0) return found;
	throw new BenchError('E_NOT_FOUND', `${what} measured no scenario that this config has judged`, {
		hint: `The config has judges for: ${[...scenarios.keys()].join(', ')}.`
	});
};
