/** `bench recompute`: the figures of stored runs once more, from what was kept. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Cell, MeasuredStage, Run, Stage } from '#core/run.ts';
import type { Target } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';
import {
	recomputeJson,
	renderRecompute,
	type ReportedRun,
	type ReportedStage
} from '#bench/report/recompute-report.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import { replaceFigures } from '#db/recomputed.server.ts';
import { findRun, listRuns } from '#db/runs.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, parseShare, parseSloOption, type CommonOptions } from './options.ts';
import { isUnknown, objectivesOf, type ObjectiveFlags } from './recompute/objective-of.ts';
import { recomputeStage, type RecomputedStage } from './recompute/recompute-stage.ts';

interface RecomputeOptions extends CommonOptions, ObjectiveFlags {
	all?: true;
	dryRun?: true;
}

const importedCell = 'another tool measured it: its figures are those of its file';
const retryOfFailures = 'it tried failed requests again, and has no figures of a load';
const nothingKept = 'nothing of it is stored that could be computed again';

const isMeasured = (stage: Stage): stage is MeasuredStage =>
	stage.load.kind !== 'imported' && stage.load.kind !== 'retry';
const isOurs = (cell: Cell): cell is Cell & { target: Target } => cell.target.kind !== 'imported';

const reported = (
	{ scenarioId, target }: Cell,
	stage: Stage,
	found: RecomputedStage | { why: string }
): ReportedStage => ({
	stageId: stage.id,
	scenarioId,
	target,
	load: renderLoadShape(stage.load),
	found: 'why' in found ? { skipped: found.why } : found
});

const recomputeCell = async (
	database: Database,
	run: Run,
	cell: Cell,
	options: RecomputeOptions
): Promise<ReportedStage[]> => {
	const stages = await stagesOfCell(database, cell.id);
	if (!isOurs(cell) || cell.protocol === null) {
		return stages.map((stage) => reported(cell, stage, { why: importedCell }));
	}
	const objectiveOf = await objectivesOf(cell, run, options);
	const found: ReportedStage[] = [];
	for (const stage of stages) {
		const objective = objectiveOf(stage);
		if (!isMeasured(stage)) found.push(reported(cell, stage, { why: retryOfFailures }));
		else if (isUnknown(objective)) found.push(reported(cell, stage, objective));
		else {
			const again = await recomputeStage(database, {
				cell,
				stage,
				objective,
				protocol: protocols[cell.protocol],
				warmUp: 'warmUp' in run.config ? run.config.warmUp : undefined
			});
			if (again?.figures && !options.dryRun) {
				// Messages of endpoints stand among the figures.
				await requireDataKey(database, new Date().toISOString());
				await replaceFigures(database, again.figures);
			}
			found.push(reported(cell, stage, again ?? { why: nothingKept }));
		}
	}
	return found;
};

const recomputeRun = async (
	database: Database,
	run: Run,
	options: RecomputeOptions
): Promise<ReportedRun> => {
	const stages: ReportedStage[] = [];
	for (const cell of await cellsOfRun(database, run.id)) {
		stages.push(...(await recomputeCell(database, run, cell, options)));
	}
	return { runId: run.id, stages };
};

/** Page of the list of runs. */
const mostRuns = 1_000_000;

/** Ids of the runs that are asked for. Throws E_USAGE for none, and for a run beside --all. */
const askedRuns = async (
	database: Database,
	id: string | undefined,
	{ all }: RecomputeOptions
): Promise<string[]> => {
	if ((id === undefined) !== (all === true)) {
		throw new BenchError(
			'E_USAGE',
			all ? 'give a run or --all, not both' : 'which run is meant is missing',
			{ hint: 'Give the id of a run of "bench runs list", or --all.' }
		);
	}
	if (id !== undefined) return [id];
	return (await listRuns(database, { limit: mostRuns })).map((run) => run.id);
};

const recompute = (
	id: string | undefined,
	options: RecomputeOptions,
	context: CommandContext
): Promise<void> =>
	withExistingDatabase(options, context, 'Give its path with --db.', async (database) => {
		const runs: ReportedRun[] = [];
		for (const asked of await askedRuns(database, id, options)) {
			const { run, owner } = await findRun(database, asked);
			if (visibleRunState(run, owner) === 'running') {
				const message = `run ${run.id} is still being measured`;
				if (!options.all) {
					throw new BenchError('E_USAGE', message, {
						hint: 'Compute it again once it has ended.'
					});
				}
				context.note(`${message}, and is passed over`);
				continue;
			}
			runs.push(await recomputeRun(database, run, options));
		}
		const isDryRun = options.dryRun ?? false;
		context.print(
			options.json ? recomputeJson({ isDryRun, runs }) : renderRecompute({ isDryRun, runs })
		);
	});

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('[run]', 'id of the run, or the beginning of it')
		.option('--all', 'every run of the database')
		.option('--dry-run', 'say what would change, and change nothing')
		.option(
			'--scenario <folder>',
			'the scenario folder, where it is neither here nor of this project'
		)
		.option('--slo <objective>', 'the objective that a load test had', parseSloOption)
		.option('--slo-share <share>', 'share of requests that had to meet it', parseShare)
		.addHelpText(
			'after',
			`
Nothing is sent and nothing is paid. Each kept stream is read again, by the decoders of this version: outcome, times, tokens and cost of its attempt.
From the attempts, be their streams kept or not, the figures of each stage are summed up again; a stage is done wholly or not at all, and says why not.
What is in no attempt stays as it was measured: what the client knew of itself, readings of GPUs, engine and machine, noise floor, rate limits,
gateways, and what was decided while the stage ran. Texts and grades of answers stay too: bench regrade grades them.
Moments are kept in whole µs; figures that agree to that are the same.
With --json: { dryRun, runs: [{ run, stages: [{ stage, scenario, target, load, skipped, attempts, streamsRead, changes, changedAttempts }] }] }.

Examples:
  bench recompute 20261120 --dry-run
  bench recompute --all`
		)
		.action((id: string | undefined, options: RecomputeOptions) => recompute(id, options, context));
};
