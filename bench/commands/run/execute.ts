/**
 * Carries out a plan: cell by cell, stage by stage, with everything stored while it happens. Returns how the run ended; what went
 * wrong with single requests is in the data.
 */
import { createHash, randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import type { Config } from '#core/config.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { NoiseFloor } from '#core/noise-floor.ts';
import type { Cell, HostFacts, MeasuredStage, Run, Stage } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { insertCell, setReportedModel } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { finishRun, insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { insertTelemetry } from '#db/telemetry.server.ts';
import { createWriter, type Writer } from '#db/writer.server.ts';
import { isLoopback } from '#bench/load/address.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { workersFor } from '#bench/load/worker-count.ts';
import { Calibrator, deservesCalibration } from '../calibration/calibrator.ts';
import { HeldAgainst } from './held-against.ts';
import type { Plan, PlannedCell } from './plan.ts';
import type { Replays } from './read-replays.ts';
import { prepareCell, streamsIn, type PreparedCell } from './prepare-cell.ts';
import { runStage } from './run-stage.ts';
import { RunTelemetry } from './stage-telemetry.ts';
import { searchCapacity, type MeasureStage } from './search-capacity.ts';
import type { ReadyTarget } from './serve-targets.ts';
import type { RunProgress } from './run-progress.ts';

/** What the user has asked of a running run. */
export interface StopSignals {
	/** Aborted at the first Ctrl-C: send nothing more, wait for what is in flight, store. */
	drain: AbortSignal;
	/** Aborted at the second: end at once, store what there is. */
	abort: AbortSignal;
}

export interface ExecuteOptions {
	plan: Plan;
	/** The config of the plan as it is stored with the run. */
	storedConfig: Config;
	targets: readonly ReadyTarget[];
	database: Database;
	host: HostFacts;
	/** For the keys of addresses that are read beside the requests. */
	env: Readonly<Record<string, string | undefined>>;
	progress: RunProgress;
	/** Due moments of the loads of the plan that replay traces; absent where none does. */
	replays?: Replays;
	signals: StopSignals;
	now: () => Date;
}

export interface CellResult {
	cell: Cell;
	stages: Stage[];
}

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
	target: planned.target,
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
	let current: RunningStage | null = null;
	const drain = (): void => current?.stop();
	const abort = (): void => current?.abort();
	signals.drain.addEventListener('abort', drain);
	signals.abort.addEventListener('abort', abort);
	try {
		for (const [ordinal, planned] of plan.cells.entries()) {
			if (signals.drain.aborted) break;
			const ready = options.targets.find(({ target }) => target === planned.target);
			if (!ready)
				throw new BenchError('E_INTERNAL', `target "${planned.target.id}" was not readied`);
			const cell = cellRecord(planned, ready, run.id, ordinal);
			await insertCell(database, cell);
			const result: CellResult = { cell, stages: [] };
			cells.push(result);
			const prepared = prepareCell(planned, cell, ready);
			try {
				await runCell(
					options,
					{ prepared, held, telemetry, calibrator },
					writer,
					result,
					(stage) => {
						current = stage;
						// A Ctrl-C between two stages would otherwise be lost on the second.
						if (signals.abort.aborted) stage?.abort();
						else if (signals.drain.aborted) stage?.stop();
					}
				);
			} catch (error) {
				if (!(error instanceof BenchError) || error.code !== 'E_UNREACHABLE') throw error;
				// Another target may still be there: its cells are worth measuring.
				failure ??= error;
				progress.remark(error.message);
			}
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
	const planned = plan.cells.reduce((sum, cell) => sum + cell.loads.length, 0);
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

/**
 * What this machine adds to a stage by itself; null where nobody wants to know. A search runs many stages at rates that nobody knows
 * before, and finds out by itself where the client is the limit: it is calibrated only where that is asked for.
 */
const floorUnder = async (
	{ plan, signals }: ExecuteOptions,
	{ planned, requests }: PreparedCell,
	load: LoadShape,
	{
		workers,
		isSearched,
		calibrator,
		setCurrent
	}: {
		workers: number;
		isSearched: boolean;
		calibrator: Calibrator;
		setCurrent: (stage: RunningStage | null) => void;
	}
): Promise<NoiseFloor | null> => {
	const { calibrate, seed } = plan.config;
	const isPaid = planned.target.kind === 'measured-api';
	const isWanted = calibrate ?? (!isSearched && deservesCalibration(load, seed, isPaid));
	if (!isWanted) return null;
	const sizes = requests.map(({ length }) => length).sort((a, b) => a - b);
	return calibrator.floorOf({
		load,
		isStreamed: planned.items.every(({ call }) => streamsIn(load, call)),
		workers,
		requestBytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
		signal: signals.drain,
		setCurrent
	});
};

const runCell = async (
	options: ExecuteOptions,
	{
		prepared,
		held,
		telemetry,
		calibrator
	}: {
		prepared: PreparedCell;
		held: HeldAgainst | null;
		telemetry: RunTelemetry;
		calibrator: Calibrator;
	},
	writer: Writer,
	result: CellResult,
	setCurrent: (stage: RunningStage | null) => void
): Promise<void> => {
	const { database, plan, signals } = options;
	const { planned, cell } = prepared;
	const isStopped = (): boolean => signals.drain.aborted;
	const isReference = held?.isReference(planned) ?? false;
	const machine = {
		cores: availableParallelism(),
		isShared: isLoopback(prepared.ready.address.ip)
	};
	let ordinal = 0;
	const measure = async (
		load: LoadShape,
		search: Parameters<MeasureStage>[1] | null
	): Promise<void> => {
		const workers = workersFor(plan.config.workers, load, machine) + (search?.extraWorkers ?? 0);
		const noiseFloor = await floorUnder(options, prepared, load, {
			workers,
			isSearched: search !== null,
			calibrator,
			setCurrent
		});
		if (isStopped()) return;
		const stage: MeasuredStage = {
			id: `${cell.id}/${String(ordinal)}`,
			cellId: cell.id,
			ordinal,
			load,
			state: 'running',
			startedAtUtc: options.now().toISOString(),
			endedAtUtc: null,
			summary: null
		};
		await insertStage(database, stage);
		result.stages.push(stage);
		const outcome = await runStage({
			prepared,
			stage,
			limits: plan.limits,
			// Each stage of a search has arrivals of its own, or a repeat would repeat nothing.
			seed: plan.config.seed + (search ? ordinal : 0),
			workers,
			warmUp: plan.config.warmUp,
			keepStreams: plan.config.keepStreams,
			writer,
			progress: options.progress,
			telemetry,
			endsWhenHopeless: search !== null,
			replayDueMs: load.kind === 'trace' ? (options.replays?.get(load) ?? null) : null,
			watch:
				ordinal === 0 && !isReference ? (held?.watch(planned, plan.config.seed) ?? null) : null,
			onGraded: isReference
				? (itemId, passed) => {
						held?.note(planned, itemId, passed);
					}
				: null,
			setCurrent
		});
		ordinal++;
		setCurrent(null);
		await writer.flush();
		stage.state = isStopped() || outcome.failure ? 'interrupted' : 'complete';
		stage.endedAtUtc = options.now().toISOString();
		const summary = { ...outcome.summary, noiseFloor };
		stage.summary = summary;
		if (search) {
			const capacitySearch = search.noteOf(stage, outcome.failure);
			stage.summary = { ...summary, capacitySearch };
		}
		await finishStage(database, stage.id, {
			state: stage.state,
			endedAtUtc: stage.endedAtUtc,
			summary: stage.summary
		});
		await insertTelemetry(database, stage.id, outcome.series);
		if (cell.reportedModel === null && outcome.reportedModel !== null) {
			cell.reportedModel = outcome.reportedModel;
			await setReportedModel(database, cell.id, outcome.reportedModel);
		}
		options.progress.stageEnded(stage);
		if (outcome.failure) throw outcome.failure;
	};
	for (const load of planned.loads) {
		if (isStopped()) return;
		await measure(load, null);
	}
	if (!planned.search || isStopped()) return;
	await searchCapacity({
		search: planned.search,
		sloShare: planned.sloShare,
		seed: plan.config.seed,
		canAddWorker: machine.cores > (plan.config.workers === 'auto' ? 1 : plan.config.workers),
		isStopped,
		measure,
		amend: async (stage, summary) => {
			stage.summary = summary;
			await finishStage(database, stage.id, {
				state: 'complete',
				endedAtUtc: stage.endedAtUtc,
				summary
			});
		},
		remark: options.progress.remark
	});
};
