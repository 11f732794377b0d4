/** Runs one stage of a cell, in one piece or in blocks: sends, has its attempts taken in, and sums up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { StageBlock } from '#core/interleaving.ts';
import type { Price } from '#core/price.ts';
import type { StageSummary } from '#core/stage.ts';
import type { RunLoad } from '#core/stage-load.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { Target } from '#core/target.ts';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { msToS } from '#core/units.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { blockSchedules } from '#bench/load/blocks/block-schedules.ts';
import { mergeResults } from '#bench/load/blocks/merge-results.ts';
import {
	nextBlockMs,
	onStageClock,
	resultOnStageClock,
	type BlockOffset
} from '#bench/load/blocks/stage-clock.ts';
import { SaturationWatch } from '#bench/load/capacity-search/saturation-watch.ts';
import { placementOf, type RestOfSchedule } from '#bench/load/rest-of-schedule.ts';
import {
	startStage,
	type RunningStage,
	type StageOptions,
	type StageResult
} from '#bench/load/run-stage.ts';
import { createSchedule, type Schedule } from '#bench/load/schedule.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import { joinSeries } from '#bench/telemetry/join-series.ts';
import { requestsOf } from './prepare-cell.ts';
import { RateWatch } from './rate-watch.ts';
import type { RunProgress } from './run-progress.ts';
import { StageCourse, type Ending } from './stage-course.ts';
import { offeredUntilStopped, saturatedValidity } from './stage-ends.ts';
import { StageIntake, type IntakeOptions } from './stage-intake.ts';
import { figuresOfBlocks, type RunTelemetry, type StageTelemetry } from './stage-telemetry.ts';

export interface OpenStageOptions extends IntakeOptions {
	limits: Limits;
	workers: number;
	/** What latencies and rates leave out at the beginning; `auto` where undefined. */
	warmUp?: WarmUpRule | undefined;
	progress: RunProgress;
	/** Reads the GPUs, the engine and the machine beside the requests. */
	telemetry: RunTelemetry;
	/** Targets that take turns in it, and in how many blocks; absent for a stage in one piece. */
	turns?: { targets: readonly string[]; blocks: number };
	now: () => Date;
	/** Whether the stage may end as soon as the rate is plainly too high. */
	endsWhenHopeless?: boolean;
	/** Due moments where the stage replays a trace; absent or null for any other. */
	replayDueMs?: Float64Array | null;
	/** Of a stage that goes on with one that was broken off; absent or null for a whole one, and where there are turns. */
	rest?: RestOfSchedule | null;
	/** Told of each block that can be stopped. */
	track: (stage: RunningStage) => void;
}

/** A stage that is run block by block. */
export interface OpenStage {
	/**
	 * Runs the next block to its end, from the moment of the start line where one is given. Throws only if attempts cannot be stored; the
	 * stage is aborted then.
	 */
	block(startLine?: StartLine): Promise<void>;
	/** Ends it before its time. */
	cutShort(how: Ending): void;
	/** Whether nothing more is to be run: all blocks were, or it was ended before. */
	isOver(): boolean;
	/** What the rest of the run must end for; null for nothing. */
	failure(): BenchError | null;
	/** Whether it has ended before all that its schedule holds was due; of an open loop. */
	endedEarly(): boolean;
	/** Sums up what was run. */
	finish(): StageOutcome;
}

export interface StageOutcome {
	/** Null where no block of it was run to its end. */
	summary: StageSummary | null;
	/** Samples of what was read beside the requests. */
	series: TelemetrySeries[];
	reportedModel: string | null;
	/** Why the rest of the cell makes no sense: the key was refused, or the endpoint is gone. Null otherwise. */
	failure: BenchError | null;
	/** Whether a part of it is missing that nothing of its own has kept from being run. */
	isCutShort: boolean;
}

/** The price of a target as it makes the costs of a stage; null where it has none, or it is that of the hours of several stages. */
export const priceIn = (load: RunLoad, target: Target): Price | null => {
	const price = 'price' in target ? (target.price ?? null) : null;
	return load.kind === 'mix' && price?.kind === 'per-hour' ? null : price;
};

/** Readies a stage; nothing is sent before its first block. */
export const openStage = (options: OpenStageOptions): OpenStage => {
	const { prepared, stage, progress, turns, watch } = options;
	const { planned, ready } = prepared;
	const { load } = stage;
	const { target, slo, sloShare } = planned;
	const converses = planned.conversation !== null;
	const requests = requestsOf(prepared, load);
	const price = priceIn(load, target);
	const priceVersion = price && priceVersionOf(price);
	const rest = options.rest ?? null;
	const placement = rest ? placementOf(rest) : null;
	const schedule =
		rest?.schedule ?? createSchedule(load, options.seed, options.replayDueMs ?? undefined);
	const parts = turns ? blockSchedules(schedule, turns.blocks) : [schedule];
	const collector = new StageCollector({
		load,
		// In a batch nobody waits for an answer.
		slo: load.kind === 'batch' ? null : slo,
		sloShare,
		price,
		priceVersion,
		isGraded: planned.isGraded,
		converses,
		warmUp: options.warmUp
	});
	const course = new StageCourse();
	const remark = (text: string): void => {
		progress.remark(text);
	};
	const rateWatch =
		options.endsWhenHopeless && slo && schedule.kind === 'open' && !converses
			? new RateWatch({
					slo,
					watch: new SaturationWatch({ ...schedule, sloShare }),
					targetId: target.id,
					end: (why) => {
						remark(why);
						course.end('stop');
					}
				})
			: null;
	const intake = new StageIntake(options, {
		collector,
		course,
		placement,
		price,
		priceVersion,
		rateWatch,
		remark
	});
	const results: StageResult[] = [];
	const blocks: StageBlock[] = [];
	const telemetries: StageTelemetry[] = [];
	let isCutShort = false;
	let isBrokenOff = false;
	let summed: StageSummary | null = null;
	let sentBefore = 0;
	/** Where the next block begins on the clock of the stage, ms. */
	let beginMs = 0;

	const begunSoFar = (): number => results.reduce((sum, { begun }) => sum + begun, 0);

	/** Requests from that place of the list on which the stage has come to. */
	const requestsFrom = (places: number): Pick<StageOptions, 'requests' | 'order'> => {
		const first = (prepared.cursor + places) % requests.length;
		if (placement) {
			const order = placement.places.map((place) => (prepared.cursor + place) % requests.length);
			return { requests, order };
		}
		return { requests: [...requests.slice(first), ...requests.slice(0, first)] };
	};

	/** Sends a block to its end, and waits until all that it brought is stored. */
	const send = async (
		part: Schedule,
		offset: BlockOffset,
		credit: number | undefined,
		startLine: StartLine | undefined
	): Promise<StageResult> => {
		const running = startStage({
			address: ready.address,
			...requestsFrom(offset.places),
			finish: prepared.finish,
			converses,
			shape: load,
			schedule: part,
			seed: options.seed,
			workers: options.workers,
			...(credit !== undefined && { credit }),
			...(startLine && { startLine }),
			limits: options.limits,
			onAttempt: (raw) => {
				const counted = onStageClock(raw, offset);
				intake.take(
					placement ? { ...counted, ordinal: placement.placeOf(counted.ordinal) } : counted
				);
			}
		});
		course.begin(running);
		options.track(running);
		const endWatching = options.spend?.watch(
			running,
			(error) => {
				course.fail(error, 'stop');
			},
			(error) => {
				intake.breakOff(error);
			}
		);
		// Another stage of the mix may have failed while this one was readied.
		if (isCutShort) running.abort();
		progress.stageStarted({
			stage,
			planned,
			collector,
			isEmulated: () => intake.isEmulated,
			counts: () => {
				const { sent, inFlight } = running.counts();
				return { sent: sentBefore + sent, inFlight };
			}
		});
		let result: StageResult;
		try {
			result = await running.done;
		} catch (error) {
			options.spend?.brokeOff(running);
			throw error;
		} finally {
			endWatching?.();
		}
		await intake.settled();
		await options.spend?.end();
		return result;
	};

	const failAsGone = async (gaveUp: string): Promise<void> => {
		// Where the endpoint is a process of ours, its own last words say more than a refused connection.
		const ended = await Promise.race([ready.served?.ended, nextTurn(null)]);
		course.fail(
			new BenchError(
				'E_UNREACHABLE',
				`target "${target.id}": ${ready.endpoint.baseUrl} stopped accepting connections: ${ended ?? gaveUp}`,
				{ hint: 'Check the endpoint; everything measured so far is stored.' }
			),
			'stop'
		);
	};

	const block = async (startLine?: StartLine): Promise<void> => {
		const part = parts[results.length];
		if (!part || course.isEnded) return;
		const offset = { places: (rest?.from ?? 0) + begunSoFar(), ms: beginMs };
		course.openBlock(offset);
		const { figures } = course;
		const credit = await options.spend?.begin();
		const reading = await options.telemetry.begin(ready, load.kind === 'mix' ? 'machine' : 'all');
		const startedAt = options.now();
		let result: StageResult;
		try {
			result = await send(part, offset, credit, startLine);
		} catch (error) {
			isBrokenOff = true;
			await reading.abandon();
			throw error;
		}
		progress.blockEnded(stage);
		sentBefore += course.running?.counts().sent ?? 0;
		results.push(resultOnStageClock(result, offset));
		const sendingMs = part.kind === 'open' || part.requests === null ? part.durationMs : null;
		const endedAt = options.now();
		blocks.push(figures.summarise(result.offered, { startedAt, endedAt, sendingMs }));
		beginMs = nextBlockMs(part, offset.ms, figures.window()?.toMs ?? null);
		const gaveUp = result.reports.find((report) => report.gaveUp !== null)?.gaveUp ?? null;
		if (gaveUp !== null) await failAsGone(gaveUp);
		summed = summariseSoFar();
		const window = figures.window();
		const { figures: beside, series } = await reading.end({
			zeroHrMs: result.zeroHrMs,
			window: window && { fromMs: window.fromMs - offset.ms, toMs: window.toMs - offset.ms },
			summary: summed
		});
		telemetries.push({
			figures: beside,
			series: series.map((each) => ({ ...each, atMs: each.atMs.map((at) => at + offset.ms) }))
		});
	};

	const summariseSoFar = (): StageSummary => {
		const result = mergeResults(results);
		const summary = collector.summarise(result);
		const saturation = rateWatch?.saturation ?? null;
		const offeredPerS =
			offeredUntilStopped(schedule, result) ??
			(rest && schedule.kind === 'open' ? result.offered / msToS(schedule.durationMs) : null);
		return {
			...summary,
			sequential: watch?.summary() ?? null,
			...(offeredPerS !== null && { offeredPerS }),
			...(turns && {
				interleaving: {
					targets: [...turns.targets],
					plannedBlocks: turns.blocks,
					blocks: [...blocks]
				}
			}),
			...(saturation && {
				saturation,
				validity: saturatedValidity(summary.validity, saturation)
			})
		};
	};

	return {
		block,
		cutShort: (how) => {
			if (course.isEnded || results.length === parts.length) return;
			isCutShort = true;
			course.end(how);
		},
		isOver: () => course.isEnded || results.length === parts.length,
		failure: () => course.failure,
		endedEarly: () => schedule.kind === 'open' && begunSoFar() < schedule.dueMs.length,
		finish: () => {
			prepared.cursor += begunSoFar();
			return {
				summary: summed && { ...summed, ...figuresOfBlocks(telemetries) },
				series: joinSeries(telemetries.map(({ series }) => series)),
				reportedModel: intake.reportedModel,
				failure: course.failure,
				isCutShort: isCutShort || isBrokenOff || (!course.isEnded && results.length < parts.length)
			};
		}
	};
};
