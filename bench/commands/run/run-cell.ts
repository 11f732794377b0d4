/** Measures the stages of one cell, one after the other or block by block, and stores each. */
import { availableParallelism } from 'node:os';
import type { BenchError } from '#core/errors.ts';
import type { NoiseFloor } from '#core/noise-floor.ts';
import type { MeasuredStage } from '#core/run.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { setReportedModel } from '#db/cells.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { insertTelemetry } from '#db/telemetry.server.ts';
import type { Writer } from '#db/writer.server.ts';
import { isLoopback } from '#bench/load/address.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import { workersAtOnce, workersFor } from '#bench/load/worker-count.ts';
import { deservesCalibration, type Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import type { HeldAgainst } from './held-against.ts';
import { dearestRequest, type PlannedTurns } from './plan.ts';
import { streamsIn, type PreparedCell } from './prepare-cell.ts';
import { openStage } from './run-stage.ts';
import type { SpendLedger } from './spend-ledger.ts';
import { partOfMixValidity } from './stage-ends.ts';
import type { RunTelemetry } from './stage-telemetry.ts';
import { searchCapacity, type MeasureStage } from './search-capacity.ts';

/**
 * What this machine adds to a stage by itself, in a mix to all of its stages at once; null where nobody wants to know. A search runs many
 * stages at rates that nobody knows before, and finds out by itself where the client is the limit: it is calibrated only where that is
 * asked for.
 */
const floorUnder = async (
	{ plan, signals }: ExecuteOptions,
	{ planned, requests }: PreparedCell,
	ofStage: RunLoad,
	{
		workers,
		isSearched,
		calibrator,
		track
	}: {
		/** That send at the same time. */
		workers: number;
		isSearched: boolean;
		calibrator: Calibrator;
		track: (stage: RunningStage) => void;
	}
): Promise<NoiseFloor | null> => {
	const { calibrate, seed } = plan.config;
	const load = ofStage.kind === 'mix' ? ofStage.load : ofStage;
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
		track
	});
};

/** What the cells of a run share. */
export interface CellTools {
	held: HeldAgainst | null;
	telemetry: RunTelemetry;
	calibrator: Calibrator;
	writer: Writer;
	/** Keeps the run under its cap; null where nothing is paid for by the request. */
	ledger: SpendLedger | null;
	/** Told of each stage that can be stopped, until it has ended by itself. */
	track: (stage: RunningStage) => void;
}

/** A stage of the cell that has been begun. */
export interface OpenCellStage {
	block(startLine?: StartLine): Promise<void>;
	/** Ends it for the sake of another stage that runs at the same time. */
	cutShort(how: 'stop' | 'abort'): void;
	isOver(): boolean;
	failure(): BenchError | null;
	/** Scenario that it asks. */
	scenarioId: string;
	/** Whether it has ended before all that its schedule holds was due; of an open loop. */
	endedEarly(): boolean;
	/**
	 * Sums it up and stores it. `others`: scenarios of its mix whose stages ended before it, and before their time. Throws what the rest of the
	 * cell must end for.
	 */
	close(others?: readonly string[]): Promise<void>;
}

export interface CellRun {
	/** Begins a stage, in turns where given; null where the run was stopped before it. */
	open(load: RunLoad, turns: PlannedTurns | null): Promise<OpenCellStage | null>;
	/** Measures a stage in one piece. Throws what the rest of the cell must end for. */
	measure(load: RunLoad): Promise<void>;
	/** Searches the capacity, where the plan has that. Throws as above. */
	search(): Promise<void>;
}

export const createCellRun = (
	options: ExecuteOptions,
	{ held, telemetry, calibrator, writer, ledger, track }: CellTools,
	prepared: PreparedCell,
	result: CellResult
): CellRun => {
	const { database, plan, signals } = options;
	const { planned, cell } = prepared;
	const isStopped = (): boolean => signals.drain.aborted;
	const isReference = held?.isReference(planned) ?? false;
	const machine = {
		cores: availableParallelism(),
		isShared: isLoopback(prepared.ready.address.ip)
	};
	const paid = dearestRequest(planned);
	let ordinal = 0;
	const open = async (
		load: RunLoad,
		{
			search = null,
			turns = null
		}: { search?: Parameters<MeasureStage>[1] | null; turns?: PlannedTurns | null }
	): Promise<OpenCellStage | null> => {
		const extraWorkers = search?.extraWorkers ?? 0;
		const workers = workersFor(plan.config.workers, load, machine) + extraWorkers;
		const noiseFloor = await floorUnder(options, prepared, load, {
			workers: workersAtOnce(plan.config.workers, load, machine) + extraWorkers,
			isSearched: search !== null,
			calibrator,
			track
		});
		if (isStopped()) return null;
		// What comes when others load the endpoint as well is held against nothing.
		const isMix = load.kind === 'mix';
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
		// Each stage of a search has arrivals of its own, or a repeat would repeat nothing.
		const seed = plan.config.seed + (search ? ordinal : 0);
		const spend =
			ledger && paid
				? ledger.open({
						id: stage.id,
						load,
						worstRequestUsd: paid.usd,
						mostRequests: (plannedRequests(load, seed) ?? Infinity) * paid.turns
					})
				: null;
		await insertStage(database, stage);
		result.stages.push(stage);
		const running = openStage({
			prepared,
			stage,
			...(turns && { turns }),
			now: options.now,
			limits: plan.limits,
			seed,
			workers,
			warmUp: plan.config.warmUp,
			keepStreams: plan.config.keepStreams,
			writer,
			spend,
			progress: options.progress,
			telemetry,
			endsWhenHopeless: search !== null,
			replayDueMs: load.kind === 'trace' ? (options.replays?.get(load) ?? null) : null,
			watch:
				ordinal === 0 && !isMix && !isReference
					? (held?.watch(planned, plan.config.seed) ?? null)
					: null,
			onGraded:
				isReference && !isMix
					? (itemId, passed) => {
							held?.note(planned, itemId, passed);
						}
					: null,
			track
		});
		ordinal++;
		let endedAtUtc = stage.startedAtUtc;
		return {
			block: async (startLine) => {
				await running.block(startLine);
				await writer.flush();
				endedAtUtc = options.now().toISOString();
			},
			cutShort: (how) => {
				running.cutShort(how);
			},
			isOver: () => running.isOver(),
			failure: () => running.failure(),
			scenarioId: planned.scenarioId,
			endedEarly: () => running.endedEarly(),
			close: async (others = []) => {
				await spend?.end();
				const outcome = running.finish();
				const isWhole = !isStopped() && !outcome.failure && !outcome.isCutShort;
				stage.state = isWhole ? 'complete' : 'interrupted';
				stage.endedAtUtc = endedAtUtc;
				const validity = partOfMixValidity(outcome.summary.validity, others);
				const summary = { ...outcome.summary, validity, noiseFloor };
				stage.summary = summary;
				if (search) {
					const capacitySearch = search.noteOf(stage, outcome.failure);
					stage.summary = { ...summary, capacitySearch };
				}
				await finishStage(database, stage.id, {
					state: stage.state,
					endedAtUtc,
					summary: stage.summary
				});
				await insertTelemetry(database, stage.id, outcome.series);
				if (cell.reportedModel === null && outcome.reportedModel !== null) {
					cell.reportedModel = outcome.reportedModel;
					await setReportedModel(database, cell.id, outcome.reportedModel);
				}
				options.progress.stageEnded(stage);
				if (outcome.failure) throw outcome.failure;
			}
		};
	};
	const measure = async (
		load: RunLoad,
		search: Parameters<MeasureStage>[1] | null
	): Promise<void> => {
		const stage = await open(load, { search });
		await stage?.block();
		await stage?.close();
	};
	return {
		open: (load, turns) => open(load, { turns }),
		measure: (load) => measure(load, null),
		search: async () => {
			if (!planned.search) return;
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
		}
	};
};
