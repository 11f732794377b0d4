/** Measures the stages of one cell, one after the other or block by block, and stores each. */
import { availableParallelism } from 'node:os';
import type { BenchError } from '#core/errors.ts';
import type { NoiseFloor } from '#core/noise-floor.ts';
import type { MeasuredStage, Stage } from '#core/run.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { setReportedModel } from '#db/cells.server.ts';
import { noteDrift } from '#db/run-segments.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import { insertTelemetry } from '#db/telemetry.server.ts';
import type { Writer } from '#db/writer.server.ts';
import { isLoopback } from '#bench/load/address.ts';
import type { RestOfSchedule } from '#bench/load/rest-of-schedule.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { createSchedule, plannedRequests } from '#bench/load/schedule.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import { workersAtOnce, workersFor } from '#bench/load/worker-count.ts';
import { deservesCalibration, type Calibrator } from '../calibration/calibrator.ts';
import type { CellResult, ExecuteOptions } from './execute-options.ts';
import type { HeldAgainst } from './held-against.ts';
import { dearestRequest, worstOfPlaces, type PlannedTurns } from './plan.ts';
import { streamsIn, type PreparedCell } from './prepare-cell.ts';
import { placesTaken, restOfChain, ResumedCell, type StageChain } from './resumed-cell.ts';
import { openStage } from './open-stage.ts';
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

/** The place after all that a load has asked, when `begun` of its rest were; before that it had come to `taken`. */
const endOfRest = ({ places, from }: RestOfSchedule, begun: number, taken: number): number =>
	places ? places.reduce((end, place) => Math.max(end, place + 1), taken) : from + begun;

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
	/** How the load that comes next in the plan stands in a run that is gone on with; `unbegun` in any other. */
	peek(): ReturnType<ResumedCell['peek']>;
	/** Passes over a load that is complete. */
	pass(load: RunLoad): Promise<void>;
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
	result: CellResult,
	/** What is stored of it from before. */
	before: readonly Stage[] = []
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
	const resumed = new ResumedCell(before);
	let ordinal = before.length;
	/** The stages that a load was broken off in, and what is left of it; nothing is left where the last answer was there already. */
	const unfinished = async (
		load: RunLoad,
		{ chain, seed, again }: { chain: StageChain; seed: number; again: boolean }
	): Promise<{ rest: RestOfSchedule | null; taken: number } | null> => {
		const taken = await placesTaken(database, chain, { again });
		if (again) return { rest: null, taken };
		const replayed = load.kind === 'trace' ? options.replays?.get(load) : undefined;
		const schedule = createSchedule(load, seed, replayed);
		const converses = planned.conversation !== null;
		const rest = await restOfChain(database, chain, schedule, { converses });
		return rest ? { rest, taken } : null;
	};
	const open = async (
		load: RunLoad,
		{
			search = null,
			turns = null,
			chain = null
		}: {
			search?: Parameters<MeasureStage>[1] | null;
			turns?: PlannedTurns | null;
			/** What is stored of this load, which was broken off. */
			chain?: StageChain | null;
		}
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
		// Each stage of a search has arrivals of its own, or a repeat would repeat nothing.
		const seed = plan.config.seed + (search ? ordinal : 0);
		// A step of a search, or a mix, says nothing in pieces: it is measured anew.
		const again = search !== null || load.kind === 'mix';
		const left = chain && (await unfinished(load, { chain, seed, again }));
		if (chain && !left) {
			prepared.cursor += await placesTaken(database, chain, { again });
			return null;
		}
		if (left && again) prepared.cursor += left.taken;
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
			summary: null,
			...(chain?.[0] && { continuesStageId: chain[0].id })
		};
		const ofPlaces = worstOfPlaces(planned, load);
		// Places are counted from the first item, and each is sent once.
		const isPlaceItem =
			prepared.cursor === 0 && chain === null && ofPlaces?.length === plannedRequests(load, seed);
		const spend =
			ledger && paid
				? ledger.open({
						id: stage.id,
						load,
						worstRequestUsd: paid.usd,
						worstOfPlacesUsd: isPlaceItem ? ofPlaces : null,
						mostRequests: (plannedRequests(load, seed) ?? Infinity) * paid.turns
					})
				: null;
		await insertStage(database, stage);
		result.stages.push(stage);
		const running = openStage({
			prepared,
			stage,
			...(turns && { turns }),
			rest: left?.rest ?? null,
			expectedModel: options.resumption?.allowsDrift === false ? cell.reportedModel : null,
			now: options.now,
			limits: plan.limits,
			seed,
			workers,
			warmUp: plan.config.warmUp,
			keepStreams: plan.config.keepStreams,
			keepAnswers: plan.config.keepAnswers,
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
				const from = prepared.cursor;
				const outcome = running.finish();
				if (left?.rest) {
					prepared.cursor = from + endOfRest(left.rest, prepared.cursor - from, left.taken);
				}
				const isWhole = !isStopped() && !outcome.failure && !outcome.isCutShort;
				stage.state = isWhole ? 'complete' : 'interrupted';
				stage.endedAtUtc = endedAtUtc;
				if (outcome.summary) {
					const validity = partOfMixValidity(outcome.summary.validity, others);
					const summary = { ...outcome.summary, validity, noiseFloor };
					stage.summary = summary;
					if (search) {
						const capacitySearch = search.noteOf(stage, outcome.failure);
						stage.summary = { ...summary, capacitySearch };
					}
				}
				await finishStage(database, stage.id, {
					state: stage.state,
					endedAtUtc,
					summary: stage.summary
				});
				await insertTelemetry(database, stage.id, outcome.series);
				const before = cell.reportedModel;
				if (before !== null && outcome.reportedModel !== null && outcome.reportedModel !== before) {
					await noteDrift(
						database,
						cell.runId,
						`"${cell.target.id}" answered as the model "${outcome.reportedModel}", before it was "${before}"`
					);
				}
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
		const stored = resumed.take(load);
		if (stored?.isComplete) {
			const again = search !== null;
			prepared.cursor += await placesTaken(database, stored.chain, { again });
			const last = stored.chain.at(-1);
			if (last) search?.noteOf(last, null);
			return;
		}
		const stage = await open(load, { search, chain: stored?.chain ?? null });
		await stage?.block();
		await stage?.close();
	};
	return {
		peek: () => resumed.peek(),
		pass: async (load) => {
			const stored = resumed.take(load);
			if (!stored) return;
			prepared.cursor += await placesTaken(database, stored.chain, { again: load.kind === 'mix' });
		},
		open: (load, turns) => open(load, { turns, chain: resumed.take(load)?.chain ?? null }),
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
