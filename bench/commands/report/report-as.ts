/** `bench report RUN --as TOOL`: the stages of a run as other tools would tell them. */
import { BenchError } from '#core/errors.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import { observableSlo } from '#core/observable-slo.ts';
import { sloOf, type Slo } from '#core/slo.ts';
import { targetTitle } from '#core/target-title.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import {
	allDialectsJson,
	dialectJson,
	renderAllDialects,
	renderDialect,
	type RecordedStage
} from '#bench/report/dialect-report.ts';
import type { DialectName } from '#bench/report/dialects/dialect.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';
import { scenarioFoldersOf } from '../scenario-folders-of.ts';
import { recordingOfStage } from './recording-of-stage.ts';

export interface ReportAsOptions extends CommonOptions {
	as: DialectName | 'all';
	run?: string;
	stage?: string;
	scenario?: string;
	target?: string;
	slo?: Slo;
}

interface ChosenStage {
	cell: Cell;
	stage: Stage;
}

/** Names the choice that there is, so that nobody has to look for it. */
const choiceHint = (all: readonly ChosenStage[]): string =>
	`There are: ${all
		.map(({ cell, stage }) => `${stage.id} (${cell.scenarioId} on ${cell.target.id})`)
		.join(', ')}.`;

const chosenStages = (
	all: readonly ChosenStage[],
	run: Run,
	{ stage: stageId, scenario, target }: ReportAsOptions
): ChosenStage[] => {
	if (all.length === 0) {
		throw new BenchError('E_NOT_FOUND', `run ${run.id} has no stages`, {
			hint: 'Choose another one of "bench runs list".'
		});
	}
	const chosen = all.filter(
		({ cell, stage }) =>
			(stageId === undefined || stage.id.startsWith(stageId)) &&
			(scenario === undefined || cell.scenarioId === scenario) &&
			(target === undefined || cell.target.id === target)
	);
	if (chosen.length > 0) return chosen;
	const asked = [
		...(stageId === undefined ? [] : [`--stage ${stageId}`]),
		...(scenario === undefined ? [] : [`--scenario ${scenario}`]),
		...(target === undefined ? [] : [`--target ${target}`])
	].join(' ');
	throw new BenchError('E_NOT_FOUND', `run ${run.id} has no stage for ${asked}`, {
		hint: choiceHint(all)
	});
};

/** The objective of the scenario as it was measured; null where its folder is not here any more or has changed. */
const objectiveOf = async (cell: Cell, run: Run): Promise<Slo | null> => {
	if (cell.target.kind === 'imported') return null;
	for (const folder of scenarioFoldersOf(cell, run)) {
		const loaded = await loadScenario(folder, { checkReference });
		if (loaded.hash === cell.scenarioHash) {
			return observableSlo(sloOf(loaded.scenario.slo), cell.target.parameters);
		}
	}
	return null;
};

const recordedStage = async (
	database: Database,
	run: Run,
	{ cell, stage }: ChosenStage,
	slo: Slo | null
): Promise<RecordedStage | null> => {
	const recording = await recordingOfStage(database, { stage, cell, slo });
	if (!recording) return null;
	const isEmulated = cell.target.kind === 'emulated' || stage.summary?.emulated === true;
	return {
		runId: run.id,
		stageId: stage.id,
		scenarioId: cell.scenarioId,
		target: markEmulated(targetTitle(cell.target), isEmulated),
		targetId: cell.target.id,
		load: renderLoadShape(stage.load),
		recording
	};
};

const runIdOf = (argument: string | undefined, { run }: ReportAsOptions): string => {
	const id = argument ?? run;
	if (id !== undefined) return id;
	throw new BenchError('E_USAGE', '--as needs a run', {
		hint: 'Name it by its id or the beginning of it: bench report 20261120 --as vllm; "bench runs list" shows them.'
	});
};

/** Prints one stage after the other, as text or as a list in JSON. */
export const reportAs = (
	argument: string | undefined,
	options: ReportAsOptions,
	context: CommandContext
): Promise<void> => {
	const runId = runIdOf(argument, options);
	return withExistingDatabase(options, context, 'Give its path with --db.', async (database) => {
		const { run } = await findRun(database, runId);
		const stages = await stagesOfRun(database, run.id);
		const all = (await cellsOfRun(database, run.id)).flatMap((cell) =>
			stages
				// Failed requests that were tried again are no load, of which another tool would tell anything.
				.filter(({ cellId, load }) => cellId === cell.id && load.kind !== 'retry')
				.map((stage) => ({ cell, stage }))
		);
		const found: RecordedStage[] = [];
		for (const chosen of chosenStages(all, run, options)) {
			const slo = options.slo ?? (await objectiveOf(chosen.cell, run));
			const recorded = await recordedStage(database, run, chosen, slo);
			if (recorded) found.push(recorded);
			else
				context.note(
					`${chosen.cell.scenarioId} on "${chosen.cell.target.id}" was imported: no moments are known of it`
				);
		}
		if (found.length === 0) {
			throw new BenchError('E_NOT_FOUND', `nothing of run ${run.id} was measured here`, {
				hint: 'Only stages that bench itself has measured can be told as another tool would.'
			});
		}
		const { as } = options;
		const width = context.outputColumns;
		context.print(
			options.json
				? JSON.stringify(
						found.map((stage) => (as === 'all' ? allDialectsJson(stage) : dialectJson(stage, as))),
						null,
						'\t'
					)
				: found
						.map((stage) =>
							as === 'all' ? renderAllDialects(stage, width) : renderDialect(stage, as, width)
						)
						.join('\n\n')
		);
	});
};
