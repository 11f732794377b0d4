/**
 * Carries out a plan: cell by cell, stage by stage, with everything stored while it happens. Returns how the run ended; what went
 * wrong with single requests is in the data.
 */
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Run } from '#core/run.ts';
import { runExposedPicoUsd } from '#db/run-exposure.server.ts';
import { createWriter, type Writer } from '#db/writer.server.ts';
import { Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import { HeldAgainst } from './held-against.ts';
import { isLoadTest } from './is-load-test.ts';
import { measurePlan } from './measure-plan.ts';
import type { Plan } from './plan.ts';
import { ReadyCells } from './ready-cells.ts';
import { closeRun, openRun } from './run-record.ts';
import { RunningStages } from './running-stages.ts';
import { SpendLedger } from './spend-ledger.ts';
import { RunTelemetry } from './stage-telemetry.ts';

export interface RunResult {
	run: Run;
	cells: readonly CellResult[];
	/** Attempts whose transaction was committed. */
	storedAttempts: number;
	/** The error that ended the run early; null for a complete or interrupted one. */
	failure: BenchError | null;
}

/** What can be done where the cap was reached. */
const goOnOf = ({ config }: Plan, retries: ExecuteOptions['retries']): string =>
	isLoadTest(config)
		? 'A load test is not gone on with: call bench load again with a higher --max-spend, or with fewer requests, less time or a lower --max-output-tokens.'
		: `Go on with a higher cap: bench ${retries ? 'retry RUN' : 'resume'} --max-spend USD.`;

/** Keeps the run under its cap; null where nothing is paid for by the request. */
const ledgerOf = async (
	{ plan, database, resumption, retries }: ExecuteOptions,
	{ id }: Run
): Promise<SpendLedger | null> => {
	const { maxSpendUsd: capUsd } = plan.config;
	const isPaid = plan.cells.some(({ target }) => target.kind === 'measured-api');
	if (!isPaid || capUsd === undefined) return null;
	// Read once the run is that of this process: until then another one may have added to it.
	const spentPicoUsd = resumption ? await runExposedPicoUsd(database, id) : 0n;
	return new SpendLedger(database, { capUsd, spentPicoUsd, goOn: goOnOf(plan, retries) });
};

/** Executes the plan. Throws only where nothing of the run could be stored; a run that fails later is returned. */
export const executePlan = async (options: ExecuteOptions): Promise<RunResult> => {
	const { plan, database, signals, progress, resumption } = options;
	const run = await openRun(options);
	const writer = createWriter(database);
	const { stopEarly } = plan.config;
	const held = stopEarly ? new HeldAgainst(stopEarly) : null;
	const cells = new ReadyCells(options, run, held);
	let failure: BenchError | null = null;
	try {
		using running = new RunningStages(signals);
		const tools = {
			held,
			telemetry: new RunTelemetry(options.env, signals.drain),
			calibrator: new Calibrator(progress.remark),
			writer,
			ledger: await ledgerOf(options, run),
			track: running.track.bind(running)
		};
		await measurePlan(options, {
			cells,
			tools,
			lose: (error) => {
				failure ??= error;
				progress.remark(error.message);
			}
		});
		await writer.close();
	} catch (error) {
		failure =
			error instanceof BenchError
				? error
				: new BenchError('E_INTERNAL', `the run broke off: ${errorMessage(error)}`, {
						cause: error
					});
	}
	await closeQuietly(writer);
	try {
		await closeRun(run, failure, cells.results, options);
	} catch (error) {
		// The reason why the run failed matters more than that it cannot be noted.
		failure ??= error as BenchError;
	}
	const storedAttempts = (resumption?.storedAttempts ?? 0) + writer.storedAttempts;
	return { run, cells: cells.results, storedAttempts, failure };
};

const closeQuietly = async (writer: Writer): Promise<void> => {
	try {
		await writer.close();
	} catch {
		// A writer that failed has said so to whoever enqueued; its count of stored attempts is still right.
		return;
	}
};
