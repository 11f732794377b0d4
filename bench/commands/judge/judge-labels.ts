/** `bench judge labels`: the answers of a run that people should label, as a sheet that `bench judge calibrate` reads back. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { leastLabels } from '#core/judge-floor.ts';
import type { Run } from '#core/run.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { requireTexts } from '#bench/cases/kept-texts.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { hasArrived } from '#bench/cases/judge/judged-answers.ts';
import {
	sheetCsv,
	sheetJsonl,
	sheetLines,
	type SheetCell
} from '#bench/cases/judge/label-sheet.ts';
import { checkReference } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import { addCommonOptions, parseCount, type CommonOptions } from '../options.ts';
import { scenarioFoldersOf } from '../scenario-folders-of.ts';

interface LabelsOptions extends CommonOptions {
	scenario?: string;
	answers: number;
	output?: string;
	force?: true;
	acceptChanged?: true;
}

/** More than a calibration needs, as some will be left blank. */
const usualAnswers = 2 * leastLabels;

/** The cells of a run whose scenario is graded by judges. Throws where a scenario is gone or has changed since. */
const judgedSheetCells = async (
	database: Database,
	run: Run,
	{ scenario, acceptChanged }: LabelsOptions
): Promise<SheetCell[]> => {
	const found: SheetCell[] = [];
	for (const cell of await cellsOfRun(database, run.id)) {
		if (scenario !== undefined && cell.scenarioId !== scenario) continue;
		const [folder] = scenarioFoldersOf(cell, run);
		if (folder === undefined) continue;
		const loaded = await loadScenario(folder, { checkReference });
		const { grader } = loaded.scenario;
		if (!isJudged(grader)) continue;
		if (loaded.hash !== cell.scenarioHash && !acceptChanged) {
			throw new BenchError(
				'E_CONFIG',
				`the scenario in ${folder} is not what run ${run.id} was measured with: it or its items have changed since`,
				{ hint: 'If prompt and inputs are the same, add --accept-changed.' }
			);
		}
		const answers = await answersOfCell(database, cell.id);
		requireTexts(answers, { scenarioId: cell.scenarioId, targetId: cell.target.id }, 'labelled');
		found.push({ loaded, spec: grader, answers: answers.filter(hasArrived) });
	}
	if (found.length > 0) return found;
	throw new BenchError(
		'E_NOT_FOUND',
		`run ${run.id} has no answers${scenario === undefined ? '' : ` of "${scenario}"`} that judges grade`,
		{ hint: `See what it measured: bench runs show ${run.id}` }
	);
};

const judgeLabels = (
	id: string,
	options: LabelsOptions,
	context: CommandContext
): Promise<void> => {
	const { output, force } = options;
	const isTable = output !== undefined && extname(output).toLowerCase() === '.csv';
	if (output !== undefined && !isTable && !/\.(?:jsonl|ndjson)$/iu.test(output)) {
		throw new BenchError('E_USAGE', `${output} has neither the ending .csv nor .jsonl`, {
			hint: '.csv opens in a spreadsheet, .jsonl is a JSON object a line.'
		});
	}
	if (output !== undefined && existsSync(output) && !force) {
		throw new BenchError('E_USAGE', `${output} is there already`, {
			hint: 'It may hold labels. Name another file, or replace it with --force.'
		});
	}
	return withExistingDatabase(
		options,
		context,
		'Give its path with --db, or make it with a run first: bench run.',
		async (database) => {
			const { run } = await findRun(database, id);
			const cells = await judgedSheetCells(database, run, options);
			const lines = sheetLines(cells, { count: options.answers, seed: run.seed });
			if (output === undefined) {
				context.print(options.json ? JSON.stringify(lines, null, '\t') : sheetJsonl(lines));
				return;
			}
			await writeFileAtomically(output, isTable ? sheetCsv(lines) : sheetJsonl(lines));
			context.print(
				options.json
					? JSON.stringify({ runId: run.id, file: output, answers: lines.length }, null, '\t')
					: `${output} holds ${String(lines.length)} answers of run ${run.id} to be labelled: write ${isTable ? 'yes or no' : 'true or false'} under "passed", then: bench judge calibrate ${run.id} --config bench.yaml --labels ${output}`
			);
		}
	);
};

export const defineJudgeLabels = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<run>', 'id of the run whose answers are to be labelled, or the beginning of it')
		.option('--scenario <id>', 'answers of this scenario alone')
		.option('--answers <n>', 'how many; as many of each target', parseCount, usualAnswers)
		.option('-o, --output <file>', 'a .csv for a spreadsheet, or .jsonl; printed where absent')
		.option('--force', 'replace a file that is there')
		.option(
			'--accept-changed',
			'by a scenario that has changed since; only where prompt and inputs are the same'
		)
		.addHelpText(
			'after',
			`
Each line has what was asked, what a good answer holds, and the answer, but not who gave it: nobody should label by a name. Fill in
"passed", and "labeller" where several people label; a line without it counts as not labelled. A calibration needs ${String(leastLabels)} labels or
more, right ones and wrong ones among them.

Examples:
  bench judge labels 20261120 -o labels.csv
  bench judge calibrate 20261120 --config bench.yaml --labels labels.csv`
		)
		.action((id: string, options: LabelsOptions) => judgeLabels(id, options, context));
};
