/** `bench judge run`: judges the kept answers of a run. */
import type { Command } from 'commander';
import { cellsOfRun } from '#db/cells.server.ts';
import { findRun } from '#db/runs.server.ts';
import { familyWarnings } from '#bench/cases/judge/family-warnings.ts';
import { judgingOfRun } from '#bench/cases/judge/judging-of-run.ts';
import { judgingJson, renderJudging } from '#bench/report/judging-report.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions } from '../options.ts';
import { refuseRunning } from '../run/refuse-running.ts';
import { judgeCells } from './judge-cells.ts';
import { judgedCellsOf, withJudges, type JudgesOptions } from './with-judges.ts';

interface JudgeRunOptions extends JudgesOptions {
	again?: true;
	acceptChanged?: true;
}

const judgeRun = (id: string, options: JudgeRunOptions, context: CommandContext): Promise<void> =>
	withJudges(options, context, async ({ database, judges, scenarios, check, asking }) => {
		const stored = await findRun(database, id);
		refuseRunning(stored, false);
		const { run } = stored;
		const cells = judgedCellsOf(await cellsOfRun(database, run.id), scenarios, {
			acceptChanged: options.acceptChanged ?? false,
			what: `run ${run.id}`
		});
		await check(
			[...new Set(cells.map(({ cell }) => cell.scenarioId))].flatMap((scenarioId) => {
				const spec = scenarios.get(scenarioId)?.spec;
				return spec ? [{ id: scenarioId, spec }] : [];
			})
		);
		for (const warning of familyWarnings(
			judges,
			cells.map(({ cell }) => cell.target)
		)) {
			context.note(`note: ${warning}`);
		}
		const { asked } = await asking(run.id, (judging) =>
			judgeCells(judging, cells, { judges, again: options.again ?? false })
		);
		const reported = { runId: run.id, asked, scenarios: await judgingOfRun(database, run.id) };
		context.print(
			options.json
				? JSON.stringify(judgingJson(reported), null, '\t')
				: renderJudging(reported, context.outputColumns)
		);
	});

export const defineJudgeRun = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<run>', 'id of the run, or the beginning of it')
		.requiredOption('--config <file>', 'the config that names judges and scenarios')
		.option('--allow-commands', 'run the programs that judges get their keys by')
		.option('--again', 'judge again what is judged already; of the same question the newest counts')
		.option(
			'--accept-changed',
			'judge by a scenario that has changed since; only where prompt and inputs are the same'
		)
		.option(
			'--stop-at-cap',
			'ask although the worst case is above the cap, and end when one more question could pass it'
		)
		.option(
			'--allow-weak-judge',
			'let judges grade whose agreement with people is known to be below their floor'
		)
		.addHelpText(
			'after',
			`
Only answers that a judge has not judged are sent to it; the same answer to the same item is sent once.
What the run has cost, and judging at worst, may not be above "maxSpendUsd", unless --stop-at-cap: then the asking ends at it. Judges never add to the cost of a target.
The run is that of this command until it has ended: no other one goes on with it, tries again or judges meanwhile.

Example:
  bench judge run 20261120 --config bench.yaml`
		)
		.action((id: string, options: JudgeRunOptions) => judgeRun(id, options, context));
};
