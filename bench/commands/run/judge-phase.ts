/** Judging as a phase of a run of its own: after everything is measured, so that it disturbs no clock. */
import type { Config, ScenarioReference } from '#core/config.ts';
import { judgesOf } from '#core/config-judges.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { Target } from '#core/target.ts';
import type { Database } from '#db/client.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { judgeCells, type JudgedCell } from '../judge/judge-cells.ts';
import { checkJudges } from '../judge/judge-gate.ts';
import { whileClaimed } from '../judge/while-claimed.ts';
import type { StopSignals } from './execute-options.ts';
import type { RunResult } from './execute.ts';
import type { ReadyTarget } from './serve-targets.ts';

export interface JudgePhase {
	/** Served beside the targets that are measured. */
	targets: Target[];
	/** Before anything is sent; throws where a judge may not grade. */
	check: (database: Database) => Promise<string[]>;
	/** After measuring. What goes wrong becomes the failure of the result, with all that was measured kept. */
	judge: (
		result: RunResult,
		context: {
			database: Database;
			targets: readonly ReadyTarget[];
			signals: StopSignals;
			remark: (sentence: string) => void;
		}
	) => Promise<void>;
}

/** `stopsAtCap`: as of what is measured. Null where no scenario is graded by judges, or the config names none. */
export const judgePhaseOf = (
	config: Config,
	scenarios: ReadonlyMap<ScenarioReference, LoadedScenario>,
	{ allowWeakJudge, stopsAtCap = false }: { allowWeakJudge: boolean; stopsAtCap?: boolean }
): JudgePhase | null => {
	const judges = judgesOf(config);
	const judged = new Map<string, { loaded: LoadedScenario; spec: JudgeSpec }>();
	for (const loaded of scenarios.values()) {
		const { grader, id } = loaded.scenario;
		if (isJudged(grader)) judged.set(id, { loaded, spec: grader });
	}
	if (judges.length === 0 || judged.size === 0) return null;
	return {
		targets: judges
			.map(({ target }) => target)
			.filter((target) => !config.targets.includes(target)),
		check: (database) =>
			checkJudges(
				database,
				judges,
				[...judged].map(([id, { spec }]) => ({ id, spec })),
				allowWeakJudge
			),
		judge: async (result, { database, targets, signals, remark }) => {
			const cells = result.cells.flatMap(({ cell }): JudgedCell[] => {
				const scenario = judged.get(cell.scenarioId);
				return scenario ? [{ cell, ...scenario }] : [];
			});
			if (cells.length === 0 || signals.drain.aborted) return;
			try {
				await whileClaimed(database, result.run.id, () =>
					judgeCells(
						{
							database,
							runId: result.run.id,
							targets,
							limits: config.limits,
							seed: config.seed,
							maxSpendUsd: config.maxSpendUsd ?? null,
							stopsAtCap,
							signals,
							now: () => new Date(),
							remark
						},
						cells,
						{ judges, again: false }
					)
				);
			} catch (error) {
				result.failure ??=
					error instanceof BenchError
						? error
						: new BenchError('E_INTERNAL', `judging broke off: ${errorMessage(error)}`, {
								cause: error
							});
			}
			await refreshSummaries(database, result);
		}
	};
};

/** Stages as they stand now that grades have come. */
const refreshSummaries = async (database: Database, result: RunResult): Promise<void> => {
	for (const each of result.cells) each.stages = await stagesOfCell(database, each.cell.id);
};
