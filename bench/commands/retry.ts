/** `bench retry`: tries failed requests of a finished run again, so that no item is without an answer for a moment's sake. */
import { InvalidArgumentError, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { Outcome } from '#core/outcome.ts';
import { failedPlacesOf } from '#db/failed-places.server.ts';
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions, parseCount } from './options.ts';
import { retriesOf, type FailedCell } from './retry/retries-of.ts';
import {
	addGoOnOptions,
	goOn,
	readGoneOnWith,
	refuseForeign,
	refuseUnsentOf,
	type GoneOnWith,
	type GoOnOptions
} from './run/go-on.ts';
import { refuseRunning } from './run/refuse-running.ts';

/** Failures that may be of the moment; a stream that broke off is the answer of its endpoint. */
const retried = ['rate-limited', 'timeout', 'error', 'aborted'] as const satisfies Outcome[];
type RetriedOutcome = (typeof retried)[number];

interface RetryOptions extends GoOnOptions {
	/** All of them where absent. */
	outcome?: RetriedOutcome[];
	/** Requests in flight at once. */
	concurrency: number;
}

const collectOutcome = (text: string, before: RetriedOutcome[] | undefined): RetriedOutcome[] => {
	const outcome = retried.find((each) => each === text);
	if (!outcome) throw new InvalidArgumentError(`expected one of ${retried.join(', ')}.`);
	return [...(before ?? []), outcome];
};

/** Throws E_USAGE for a run that is not finished, or of which no plan can be made again. */
const readFinished = async (
	database: Database,
	id: string,
	options: RetryOptions
): Promise<GoneOnWith> => {
	const stored = await findRun(database, id);
	refuseForeign(stored);
	refuseRunning(stored, false);
	await refuseUnsentOf(database, stored, options);
	const { run, owner } = stored;
	if (visibleRunState(run, owner) !== 'complete') {
		throw new BenchError('E_USAGE', `run ${run.id} has not been measured to its end`, {
			hint: `Measure the rest first: bench resume ${run.id}`
		});
	}
	return readGoneOnWith(database, stored);
};

const failedCellsOf = async (
	database: Database,
	{ cells }: GoneOnWith,
	outcomes: readonly Outcome[]
): Promise<FailedCell[]> => {
	const found: FailedCell[] = [];
	for (const { cell, stages } of cells) {
		// What failed once more is still a failure of the stage that it failed in first.
		const loads = stages.filter(({ load }) => load.kind !== 'retry');
		const failed = await failedPlacesOf(database, cell.id, outcomes);
		const ids = new Set(loads.map(({ id }) => id));
		found.push({ cell, stages: loads, failed: failed.filter(({ stageId }) => ids.has(stageId)) });
	}
	return found;
};

const failedIn = (cells: readonly FailedCell[]): number =>
	cells.reduce((sum, { failed }) => sum + failed.length, 0);

const plural = (count: number): string =>
	`${count.toLocaleString('en-US')} failed request${count === 1 ? '' : 's'}`;

const retry = async (id: string, options: RetryOptions, context: CommandContext): Promise<void> => {
	const outcomes = options.outcome ?? retried;
	const inDatabase = <T>(use: (database: Database) => Promise<T>): Promise<T> =>
		withExistingDatabase(options, context, 'Give its path with --db: it holds the run.', use);
	const { before, cells } = await inDatabase(async (database) => {
		const finished = await readFinished(database, id, options);
		return { before: finished, cells: await failedCellsOf(database, finished, outcomes) };
	});
	const { run } = before.stored;
	const count = failedIn(cells);
	if (count === 0) {
		throw new BenchError(
			'E_NOT_FOUND',
			`no request of run ${run.id} is without an answer for being ${outcomes.join(', ')}`,
			{ hint: `bench runs show ${run.id} says what came of its requests.` }
		);
	}
	await goOn(before, options, context, {
		words: `trying ${plural(count)} again of`,
		retriesOf: (plan) => retriesOf(plan, cells, options.concurrency)
	});
	const left = failedIn(await inDatabase((database) => failedCellsOf(database, before, outcomes)));
	context.note(`${plural(count)}: ${String(count - left)} answered now, ${String(left)} still not`);
};

export const define = (command: Command, context: CommandContext): void => {
	addGoOnOptions(addCommonOptions(command), 'try again')
		.argument('<run>', 'id of the run, or the beginning of it')
		.option(
			'--outcome <name>',
			`failures that are tried again: ${retried.join(', ')}; repeatable (default: all of them)`,
			collectOutcome
		)
		.option('--concurrency <n>', 'requests in flight at once', parseCount, 1)
		.addHelpText(
			'after',
			`
Each request that brought no answer is sent once more, as a new attempt at its place of the schedule, in a stage of its own that is marked as a retry.
Where it is answered, that answer counts for its item: quality, paired comparisons, costs and judges take it. Latencies, rates, goodput, shares on time
and capacity do not: the stage that the request failed in keeps its figures, the failure among them, and that of the retries has none. A stream
that broke off ("truncated") is not tried again, as it is what the endpoint answered. A conversation that ended before its last request for want of
time is among the "aborted", and is held again from its first message. The cap holds for the whole run, and may end the retries.

Examples:
  bench retry 20261120 --outcome rate-limited
  bench retry 20261120T203345-3f9a --max-spend 40 --json`
		)
		.action((id: string, options: RetryOptions) => retry(id, options, context));
};
