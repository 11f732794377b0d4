/** `bench regrade`: the kept answers of a run, graded again. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { Judgement } from '#core/judgement.ts';
import type { Cell, Run } from '#core/run.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import { replaceGrades } from '#db/grades.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import { findRun } from '#db/runs.server.ts';
import { judgedGrading } from '#bench/cases/judge/judged-grading.ts';
import { regradeCell, ruleGrading, type RegradedCell } from '#bench/cases/regrade-run.ts';
import { checkReference } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { regradeJson, renderRegrade } from '#bench/report/regrade-report.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';
import { scenarioFoldersOf } from './scenario-folders-of.ts';

interface RegradeOptions extends CommonOptions {
	/** A scenario folder of the user. */
	scenario?: string;
	acceptChanged?: true;
	dryRun?: true;
	allowCommands?: true;
	/** Ids of the judges whose judgements count; all that judged the run where absent. */
	judge?: string[];
	dropGrades?: true;
}

/** The judgements that count. Throws E_NOT_FOUND for the name of a judge that never judged the run. */
const countingIn = (run: Run, judgements: readonly Judgement[], judge: string[] | undefined) => {
	if (judge === undefined) return null;
	const known = [
		...new Set(judgements.flatMap((each) => (each.order === 'single' ? each.judgeId : [])))
	].sort();
	const unknown = judge.find((id) => !known.includes(id));
	if (unknown === undefined) return judge;
	throw new BenchError('E_NOT_FOUND', `no judge "${unknown}" has judged run ${run.id}`, {
		hint:
			known.length === 0
				? 'No judge has: ask one with bench judge run.'
				: `Its judges: ${known.join(', ')}.`
	});
};

/** Throws E_CONFIG where a grade would be replaced by none: what a judge once said is not to be lost to a changed rubric or a choice. */
const refuseLoss = (cells: readonly RegradedCell[]): void => {
	const lost = cells.reduce((sum, cell) => sum + cell.lost, 0);
	if (lost === 0) return;
	throw new BenchError(
		'E_CONFIG',
		`${String(lost)} ${lost === 1 ? 'answer that has a grade' : 'answers that have a grade'} would get none, as no readable judgement by this rubric and these judges is about ${lost === 1 ? 'it' : 'them'}; nothing was changed`,
		{
			hint: 'Ask the judges again with bench judge run, which grades by what they say; --drop-grades takes these grades away.'
		}
	);
};

/** The scenario that a cell was measured with; another version of it only where the user says that the questions are the same. */
const scenarioOf = async (
	cell: Cell,
	run: Run,
	options: RegradeOptions
): Promise<LoadedScenario | null> => {
	const [folder] = scenarioFoldersOf(cell, run, options.scenario);
	if (folder === undefined) return null;
	const loaded = await loadScenario(folder, { checkReference });
	if (loaded.hash === cell.scenarioHash || options.acceptChanged) return loaded;
	throw new BenchError(
		'E_CONFIG',
		`the scenario in ${folder} is not what run ${run.id} was measured with: it or its items have changed since`,
		{
			hint: 'If only references or the grader changed, and prompt and inputs are the same, add --accept-changed: the answers then count as answers to the new version.'
		}
	);
};

const regradeRun = async (
	database: Database,
	run: Run,
	options: RegradeOptions,
	context: CommandContext
): Promise<RegradedCell[]> => {
	const tools = openGradingTools({ allowCommands: options.allowCommands ?? false });
	try {
		const found: RegradedCell[] = [];
		for (const cell of await cellsOfRun(database, run.id)) {
			if (cell.target.kind === 'imported') {
				context.note(
					`${cell.scenarioId} on "${cell.target.id}" is not graded again: its grades are those of the file that it was imported from`
				);
				continue;
			}
			const loaded = await scenarioOf(cell, run, options);
			if (!loaded) {
				context.note(
					`${cell.scenarioId} is not graded again: its folder is not here; name it with --scenario`
				);
				continue;
			}
			const { grader } = loaded.scenario;
			if (isUngraded(grader)) {
				context.note(`${cell.scenarioId} grades nothing`);
				continue;
			}
			if (isJudged(grader)) {
				const judgements = await judgementsOfRun(database, run.id);
				const grading = judgedGrading(
					loaded,
					grader,
					judgements,
					countingIn(run, judgements, options.judge)
				);
				found.push(await regradeCell(database, cell, loaded, grading));
				continue;
			}
			if (grader.kind === 'command' && !tools.runCommand) {
				throw new BenchError(
					'E_CONFIG',
					`${cell.scenarioId} grades by the command "${grader.command.join(' ')}"`,
					{ hint: 'Read it, then allow it with --allow-commands.' }
				);
			}
			found.push(await regradeCell(database, cell, loaded, ruleGrading(loaded, tools)));
		}
		return found;
	} finally {
		tools.close();
	}
};

const regrade = (id: string, options: RegradeOptions, context: CommandContext): Promise<void> =>
	withExistingDatabase(options, context, 'Give its path with --db.', async (database) => {
		const { run, owner } = await findRun(database, id);
		if (visibleRunState(run, owner) === 'running') {
			throw new BenchError('E_USAGE', `run ${run.id} is still being measured`, {
				hint: 'Grade it again once it has ended.'
			});
		}
		const cells = await regradeRun(database, run, options, context);
		if (cells.length === 0) {
			throw new BenchError('E_NOT_FOUND', `nothing of run ${run.id} can be graded again`, {
				hint: isImportedConfig(run.config)
					? 'It was imported: what is right is what its file says. Import the file again, with another --pass-at, as another run.'
					: 'Name the folder of its scenario with --scenario.'
			});
		}
		// Only once all of it could be graded: a run is graded by one grader.
		if (!options.dryRun && !options.dropGrades) refuseLoss(cells);
		if (!options.dryRun) {
			await requireDataKey(database, new Date().toISOString());
			for (const { grades } of cells) await replaceGrades(database, grades);
		}
		const reported = { runId: run.id, cells, isDryRun: options.dryRun ?? false };
		context.print(
			options.json ? regradeJson(reported) : renderRegrade(reported, context.outputColumns)
		);
	});

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<run>', 'id of the run, or the beginning of it')
		.option(
			'--scenario <folder>',
			'the scenario folder, where it is neither here nor of this project'
		)
		.option(
			'--accept-changed',
			'grade by a scenario that has changed since; only where prompt and inputs are the same'
		)
		.option('--dry-run', 'say what would change, and change nothing')
		.option('--allow-commands', 'run the programs that scenarios grade by')
		.option('--judge <id...>', 'count these judges alone, of those that judged the run')
		.option(
			'--drop-grades',
			'take away the grades of answers of which no judgement counts now; without it nothing is changed where there are such'
		)
		.addHelpText(
			'after',
			`
Nothing is sent and nothing is paid: the stored answers are graded again, and with them shares right and goodput.
Where judges grade, what they wrote is read again, so that another threshold or rule of the panel needs no new judgement.
Latencies, costs and validity stay as they were measured.

Example:
  bench regrade 20261120 --dry-run`
		)
		.action((id: string, options: RegradeOptions) => regrade(id, options, context));
};
