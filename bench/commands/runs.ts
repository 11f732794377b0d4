/** `bench runs`: lists, shows and deletes stored runs. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import { deleteRun, findRun, listRuns } from '#db/runs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { judgingOfRun } from '#bench/cases/judge/judging-of-run.ts';
import { withRepeats } from '#bench/cases/repeats-of-run.ts';
import { confusionsJson, renderConfusions } from '#bench/report/confusion-report.ts';
import { renderTable } from '#bench/report/format.ts';
import { renderRunSummary } from '#bench/report/run-summary/run-summary.ts';
import { runSummaryJson } from '#bench/report/run-summary/run-summary-json.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { confusionsOfRun } from './show-confusion.ts';
import { addCommonOptions, databaseFlag, parseCount, type CommonOptions } from './options.ts';

const withDatabase = (
	options: CommonOptions,
	context: CommandContext,
	use: (database: Database) => Promise<void>
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or make it with the first run: bench run --demo',
		use
	);

const list = (options: CommonOptions & { limit: number }, context: CommandContext): Promise<void> =>
	withDatabase(options, context, async (database) => {
		const runs = (await listRuns(database, { limit: options.limit })).map((run) => ({
			...run,
			state: visibleRunState(run, run.owner)
		}));
		if (options.json) {
			context.print(JSON.stringify(runs, null, '\t'));
			return;
		}
		if (runs.length === 0) {
			context.print(`no runs in ${database.name}; make one with: bench run --demo`);
			return;
		}
		const rows = runs.map((run) => [
			run.id,
			run.state,
			`${run.startedAtUtc.slice(0, 16).replace('T', ' ')}Z${run.imported ? ' (imported)' : ''}`,
			String(run.cellCount),
			String(run.stageCount),
			run.attemptCount.toLocaleString('en-US'),
			run.name
		]);
		context.print(
			renderTable(
				[
					{ title: 'run', align: 'left' },
					{ title: 'state', align: 'left' },
					{ title: 'started', align: 'left' },
					{ title: 'cells', align: 'right' },
					{ title: 'stages', align: 'right' },
					{ title: 'attempts', align: 'right' },
					{ title: 'name', align: 'left' }
				],
				rows
			)
		);
	});

interface ShowOptions extends CommonOptions {
	/** Whether to show which labels were taken for which others, in place of the figures. */
	confusion?: true;
}

const show = (id: string, options: ShowOptions, context: CommandContext): Promise<void> =>
	withDatabase(options, context, async (database) => {
		const { run, owner } = await findRun(database, id);
		if (options.confusion) {
			const found = await confusionsOfRun(database, run.id);
			context.print(options.json ? confusionsJson(found) : renderConfusions(found));
			return;
		}
		const stages = await stagesOfRun(database, run.id);
		const cells = await withRepeats(
			database,
			run,
			(await cellsOfRun(database, run.id)).map((cell) => ({
				cell,
				stages: stages.filter(({ cellId }) => cellId === cell.id)
			}))
		);
		const overview = (await listRuns(database, { limit: 1, id: run.id }))[0];
		const summary = {
			run,
			cells,
			storedAttempts: overview?.attemptCount ?? 0,
			judging: await judgingOfRun(database, run.id),
			segments: await segmentsOfRun(database, run.id),
			databaseName: database.name,
			databaseFlag: databaseFlag(options),
			timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
			visibleState: visibleRunState(run, owner)
		};
		if (options.json) {
			context.print(JSON.stringify(runSummaryJson(summary), null, '\t'));
			return;
		}
		context.print(renderRunSummary(summary, context.outputColumns));
		if (visibleRunState(run, owner) === 'killed') {
			context.note(
				'the process of this run is gone without having ended it: it was killed; bench resume goes on with it'
			);
		}
	});

const remove = (
	id: string,
	options: CommonOptions & { yes?: true },
	context: CommandContext
): Promise<void> =>
	withDatabase(options, context, async (database) => {
		const { run, owner } = await findRun(database, id);
		if (visibleRunState(run, owner) === 'running') {
			throw new BenchError('E_USAGE', `run ${run.id} is still being measured`, {
				hint: `Stop process ${String(owner.processId)} on ${owner.hostName} first.`
			});
		}
		if (!options.yes) {
			throw new BenchError('E_USAGE', `this deletes run ${run.id} "${run.name}" for good`, {
				hint: `Nothing was deleted. To go on: bench runs delete ${run.id} --yes${databaseFlag(options) === null ? '' : ` --db ${options.db}`}`
			});
		}
		const deleted = await deleteRun(database, run.id);
		if (options.json) context.print(JSON.stringify({ run: run.id, deleted }, null, '\t'));
		else {
			context.print(
				`deleted run ${run.id}: ${String(deleted.cells)} cells, ${String(deleted.stages)} stages, ${String(deleted.attempts)} attempts`
			);
		}
	});

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command.command('list').description('the runs in the database, newest first'))
		.option('--limit <n>', 'most runs to list', parseCount, 50)
		.action((options: CommonOptions & { limit: number }) => list(options, context));
	addCommonOptions(command.command('show').description('the figures of a run'))
		.argument('<id>', 'id of the run, or the beginning of it')
		.option(
			'--confusion',
			'which labels were taken for which others, in place of the figures: of cells graded by labels'
		)
		.action((id: string, options: ShowOptions) => show(id, options, context));
	addCommonOptions(command.command('delete').description('delete a run and everything below it'))
		.argument('<id>', 'id of the run, or the beginning of it')
		.option('--yes', 'really delete')
		.action((id: string, options: CommonOptions & { yes?: true }) => remove(id, options, context));
};
