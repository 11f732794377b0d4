/**
 * Carries out a plan: cell by cell, stage by stage, with everything stored while it happens. Returns how the run ended; what went
 * wrong with single requests is in the data.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Cell, Run } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { insertCell } from '#db/cells.server.ts';
import { finishRun, insertRun } from '#db/runs.server.ts';
import { createWriter, type Writer } from '#db/writer.server.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import { HeldAgainst } from './held-against.ts';
import { measureMix } from './measure-mix.ts';
import { cellsTogether, measureTogether } from './measure-together.ts';
import { allLoads, type PlannedCell } from './plan.ts';
import type { PlannedMix } from './plan-mixes.ts';
import { prepareCell } from './prepare-cell.ts';
import { createCellRun, type CellRun } from './run-cell.ts';
import { targetAsReached } from './reach-target.ts';
import type { ReadyTarget } from './serve-targets.ts';
import { RunTelemetry } from './stage-telemetry.ts';

export interface RunResult {
	run: Run;
	cells: CellResult[];
	/** Attempts whose transaction was committed. */
	storedAttempts: number;
	/** The error that ended the run early; null for a complete or interrupted one. */
	failure: BenchError | null;
}

/** `20261120T203345-3f9a`: sorts by time of start. */
export const createRunId = (startedAt: Date, random: Buffer = randomBytes(2)): string =>
	`${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${random.toString('hex')}`;

/** JSON with sorted keys, so that equal configs have equal hashes. */
const canonicalJson = (value: unknown): string =>
	JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part
	);

/** SHA-256 of the canonical JSON of a value, hex. */
export const hashOf = (value: unknown): string =>
	createHash('sha256').update(canonicalJson(value)).digest('hex');

const cellRecord = (
	planned: PlannedCell,
	ready: ReadyTarget,
	runId: string,
	ordinal: number
): Cell => ({
	id: `${runId}/${String(ordinal)}`,
	runId,
	ordinal,
	scenarioId: planned.scenarioId,
	scenarioVersion: planned.scenarioVersion,
	scenarioHash: planned.scenarioHash,
	target: targetAsReached(planned.target, ready.address),
	protocol: targetProtocol(planned.target),
	baseUrl: ready.endpoint.baseUrl,
	reportedModel: null
});

/** Executes the plan. Throws only where nothing of the run could be stored; a run that fails later is returned. */
export const executePlan = async (options: ExecuteOptions): Promise<RunResult> => {
	const { plan, database, signals, progress } = options;
	const startedAt = options.now();
	const run: Run = {
		id: createRunId(startedAt),
		name: plan.config.name,
		state: 'running',
		stateReason: null,
		config: options.storedConfig,
		// Of the file as it is written: the same in whatever folder it lies.
		configHash: hashOf(plan.config),
		seed: plan.config.seed,
		host: options.host,
		startedAtUtc: startedAt.toISOString(),
		endedAtUtc: null
	};
	await insertRun(database, run, { processId: process.pid, hostName: hostname() });
	const writer = createWriter(database);
	const { stopEarly } = plan.config;
	const held = stopEarly ? new HeldAgainst(stopEarly) : null;
	const telemetry = new RunTelemetry(options.env, signals.drain);
	const calibrator = new Calibrator(progress.remark);
	const cells: CellResult[] = [];
	let failure: BenchError | null = null;
	/** Stages that have not ended: in a mix several. */
	const running = new Set<RunningStage>();
	const drain = (): void => {
		for (const stage of running) stage.stop();
	};
	const abort = (): void => {
		for (const stage of running) stage.abort();
	};
	signals.drain.addEventListener('abort', drain);
	signals.abort.addEventListener('abort', abort);
	try {
		const track = (stage: RunningStage): void => {
			running.add(stage);
			const forget = (): void => {
				running.delete(stage);
			};
			stage.done.then(forget, forget);
			// A Ctrl-C between two stages would otherwise be lost on the second.
			if (signals.abort.aborted) stage.abort();
			else if (signals.drain.aborted) stage.stop();
		};
		const tools = { held, telemetry, calibrator, writer, track };
		/** Cells that a mix asks once more. */
		const waiting = new Map<PlannedCell, CellRun>();
		const begin = async (planned: PlannedCell): Promise<CellRun> => {
			const ready = options.targets.find(({ target }) => target === planned.target);
			if (!ready)
				throw new BenchError('E_INTERNAL', `target "${planned.target.id}" was not readied`);
			const cell = cellRecord(planned, ready, run.id, plan.cells.indexOf(planned));
			await insertCell(database, cell);
			const result: CellResult = { cell, stages: [] };
			cells.push(result);
			const cellRun = createCellRun(options, tools, prepareCell(planned, cell, ready), result);
			if (planned.mixLoads) waiting.set(planned, cellRun);
			return cellRun;
		};
		// Another target may still be there where one is gone: its cells are worth measuring.
		const lose = (planned: PlannedCell, error: BenchError): void => {
			waiting.delete(planned);
			failure ??= error;
			progress.remark(error.message);
		};
		const mixTogether = async ({ mix, target, parts }: PlannedMix): Promise<void> => {
			const lost = parts.find(({ cell }) => !waiting.has(cell));
			if (lost) {
				progress.remark(
					`the mix "${mix}" is left out on "${target.id}", as ${lost.cell.scenarioId} could not be measured there`
				);
				return;
			}
			try {
				await measureMix(
					parts.map(
						({ cell, load }) =>
							async () =>
								(await waiting.get(cell)?.open(load, null)) ?? null
					)
				);
			} catch (error) {
				if (!(error instanceof BenchError) || error.code !== 'E_UNREACHABLE') throw error;
				for (const { cell } of parts) waiting.delete(cell);
				failure ??= error;
				progress.remark(error.message);
			}
		};
		for (const together of cellsTogether(plan.cells)) {
			if (signals.drain.aborted) break;
			await measureTogether(together, { begin, lose, isStopped: () => signals.drain.aborted });
		}
		for (const mix of plan.mixes ?? []) {
			if (signals.drain.aborted) break;
			await mixTogether(mix);
		}
		await writer.close();
	} catch (error) {
		failure =
			error instanceof BenchError
				? error
				: new BenchError('E_INTERNAL', `the run broke off: ${errorMessage(error)}`, {
						cause: error
					});
	} finally {
		signals.drain.removeEventListener('abort', drain);
		signals.abort.removeEventListener('abort', abort);
	}
	await closeQuietly(writer);
	run.state = failure ? 'failed' : signals.drain.aborted ? 'interrupted' : 'complete';
	run.stateReason =
		failure?.message ??
		(signals.abort.aborted
			? 'stopped by the user at once; answers in flight were cut off'
			: signals.drain.aborted
				? 'stopped by the user; answers in flight were waited for'
				: null);
	const planned = plan.cells.reduce((sum, cell) => sum + allLoads(cell).length, 0);
	// How many stages a search takes nobody knows before.
	const measured = cells.reduce(
		(sum, { stages }) => sum + stages.filter(({ summary }) => !summary?.capacitySearch).length,
		0
	);
	if (run.stateReason !== null && measured < planned) {
		run.stateReason += `; ${String(measured)} of ${String(planned)} stages were begun`;
	}
	run.endedAtUtc = options.now().toISOString();
	try {
		await finishRun(database, run.id, {
			state: run.state,
			reason: run.stateReason,
			endedAtUtc: run.endedAtUtc
		});
	} catch (error) {
		// The reason why the run failed matters more than that it cannot be noted.
		failure ??= error as BenchError;
	}
	return { run, cells, storedAttempts: writer.storedAttempts, failure };
};

const closeQuietly = async (writer: Writer): Promise<void> => {
	try {
		await writer.close();
	} catch {
		// A writer that failed has said so to whoever enqueued; its count of stored attempts is still right.
		return;
	}
};
