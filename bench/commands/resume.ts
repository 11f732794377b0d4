/** `bench resume`: goes on with a run that was stopped, killed, or ended at its cap or with an endpoint that was gone. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { findRun, listRuns } from '#db/runs.server.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import { addCommonOptions } from './options.ts';
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

interface ResumeOptions extends GoOnOptions {
	/** Whether to take a run from a machine that cannot be asked whether it still measures it. */
	takeOver?: true;
}

/** Runs that are looked through for the newest that was broken off. */
const runsLookedAt = 50;

const newestBrokenOff = async (database: Database): Promise<string> => {
	const runs = await listRuns(database, { limit: runsLookedAt });
	const found = runs.find(
		(run) => !run.imported && !['complete', 'running'].includes(visibleRunState(run, run.owner))
	);
	if (found) return found.id;
	throw new BenchError('E_NOT_FOUND', 'there is no run that was broken off', {
		hint: 'bench runs list says how each of them stands.'
	});
};

/** Throws E_USAGE for a run that cannot be gone on with. */
const readBrokenOff = async (
	database: Database,
	wanted: string | undefined,
	options: ResumeOptions,
	note: CommandContext['note']
): Promise<GoneOnWith> => {
	const stored = await findRun(database, wanted ?? (await newestBrokenOff(database)));
	refuseForeign(stored);
	const { run, owner } = stored;
	const takeOver = options.takeOver ?? false;
	refuseRunning(stored, takeOver);
	await refuseUnsentOf(database, stored, options);
	if (visibleRunState(run, owner) === 'complete') {
		throw new BenchError('E_USAGE', `run ${run.id} is complete: nothing of it is left to measure`, {
			hint: 'bench run measures again; bench retry tries its failed requests again.'
		});
	}
	if (takeOver && database.kind === 'remote' && owner.hostName !== hostname()) {
		note(
			`what ${owner.hostName} could not send to the database would lie there, as bench-spool-….jsonl in the folder of the run: stored after this it no longer fits`
		);
	}
	return readGoneOnWith(database, stored);
};

const resume = async (
	wanted: string | undefined,
	options: ResumeOptions,
	context: CommandContext
): Promise<void> => {
	const brokenOff = await withExistingDatabase(
		options,
		context,
		'Give its path with --db: it holds what was measured before.',
		(database) => readBrokenOff(database, wanted, options, context.note)
	);
	await goOn(brokenOff, options, context, { words: 'going on with' });
};

export const define = (command: Command, context: CommandContext): void => {
	addGoOnOptions(addCommonOptions(command), 'go on')
		.argument(
			'[run]',
			'id of the run, or the beginning of it; the newest that was broken off where absent'
		)
		.option(
			'--take-over',
			'take the run from a machine that is gone: whether it still measures cannot be asked from here; one that does ends with an error at its next paid requests'
		)
		.addHelpText(
			'after',
			`
What is stored is not asked again. A stage that was broken off is measured to its end as a stage of its own, which asks what has no stored
answer; at most what was in flight is paid twice, and it counts against the cap at its worst. A conversation that was cut has no answer: it is held
again from its first message, and what it had cost counts. A step of a capacity search and a mix are measured anew, as they say nothing in pieces.
Latencies of the parts are never thrown together: a load that was broken off has not been steady.

Examples:
  bench resume
  bench resume 20261120T203345-3f9a --max-spend 40 --json`
		)
		.action((id: string | undefined, options: ResumeOptions) => resume(id, options, context));
};
