/** Measures the stages of one cell, one after the other or block by block, and stores each. */
import { availableParallelism } from 'node:os';
import type { BenchError } from '#core/errors.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { NoiseFloor } from '#core/noise-floor.ts';
import type { MeasuredStage } from '#core/run.ts';
import { setReportedModel } from '#db/cells.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { insertTelemetry } from '#db/telemetry.server.ts';
import type { Writer } from '#db/writer.server.ts';
import { isLoopback } from '#bench/load/address.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { workersFor } from '#bench/load/worker-count.ts';
import { deservesCalibration, type Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import type { HeldAgainst } from './held-against.ts';
import type { PlannedTurns } from './plan.ts';
import { streamsIn, type PreparedCell } from './prepare-cell.ts';
import { openStage } from './run-stage.ts';
import type { RunTelemetry } from './stage-telemetry.ts';
import { searchCapacity, type MeasureStage } from './search-capacity.ts';

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

/** What the cells of a run share. */
export interface CellTools {
	held: HeldAgainst | null;
	telemetry: RunTelemetry;
	calibrator: Calibrator;
	writer: Writer;
	setCurrent: (stage: RunningStage | null) => void;
}

/** A stage of the cell that has been begun. */
export interface OpenCellStage {
	block(): Promise<void>;
	isOver(): boolean;
	failure(): BenchError | null;
	/** Sums it up and stores it. Throws what the rest of the cell must end for. */
	close(): Promise<void>;
}

export interface CellRun {
	/** Begins a stage; null where the run was stopped before it. */
	open(load: LoadShape, turns: PlannedTurns): Promise<OpenCellStage | null>;
	/** Measures a stage in one piece. Throws what the rest of the cell must end for. */
	measure(load: LoadShape): Promise<void>;
	/** Searches the capacity, where the plan has that. Throws as above. */
	search(): Promise<void>;
}

export const createCellRun = (
	options: ExecuteOptions,
	{ held, telemetry, calibrator, writer, setCurrent }: CellTools,
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
	let ordinal = 0;
	const open = async (
		load: LoadShape,
		{
			search = null,
			turns = null
		}: { search?: Parameters<MeasureStage>[1] | null; turns?: PlannedTurns | null }
	): Promise<OpenCellStage | null> => {
		const workers = workersFor(plan.config.workers, load, machine) + (search?.extraWorkers ?? 0);
		const noiseFloor = await floorUnder(options, prepared, load, {
			workers,
			isSearched: search !== null,
			calibrator,
			setCurrent
		});
		if (isStopped()) return null;
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
		const running = openStage({
			prepared,
			stage,
			...(turns && { turns }),
			now: options.now,
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
		let endedAtUtc = stage.startedAtUtc;
		return {
			block: async () => {
				await running.block();
				setCurrent(null);
				await writer.flush();
				endedAtUtc = options.now().toISOString();
			},
			isOver: () => running.isOver(),
			failure: () => running.failure(),
			close: async () => {
				const outcome = running.finish();
				const isWhole = !isStopped() && !outcome.failure && !outcome.isCutShort;
				stage.state = isWhole ? 'complete' : 'interrupted';
				stage.endedAtUtc = endedAtUtc;
				const summary = { ...outcome.summary, noiseFloor };
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
		load: LoadShape,
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
