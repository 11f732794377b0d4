/** Runs one stage of a cell, in one piece or in blocks: sends, reads, grades, stores, and sums up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Grade } from '#core/answer.ts';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { StageBlock } from '#core/interleaving.ts';
import { isAnswer } from '#core/outcome.ts';
import type { MeasuredStage } from '#core/run.ts';
import { isCompleted } from '#core/outcome.ts';
import { meetsSlo } from '#core/slo.ts';
import type { Price } from '#core/price.ts';
import type { Saturation, StageSummary } from '#core/stage.ts';
import { answerWithoutText, keptTexts, type KeepAnswers } from '#core/keep-answers.ts';
import type { RunLoad } from '#core/stage-load.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { Target } from '#core/target.ts';
import { msToS } from '#core/units.ts';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { joinSeries } from '#bench/telemetry/join-series.ts';
import type { Writer } from '#db/writer.server.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { BlockFigures } from '#bench/load/blocks/block-figures.ts';
import { blockSchedules } from '#bench/load/blocks/block-schedules.ts';
import { mergeResults } from '#bench/load/blocks/merge-results.ts';
import {
	nextBlockMs,
	onBlockClock,
	onStageClock,
	resultOnStageClock,
	type BlockOffset
} from '#bench/load/blocks/stage-clock.ts';
import { readAttempt, type ReadAttempt } from '#bench/load/read-attempt.ts';
import { redactText } from '#bench/load/redact.ts';
import { SaturationWatch } from '#bench/load/capacity-search/saturation-watch.ts';
import { placementOf, type RestOfSchedule } from '#bench/load/rest-of-schedule.ts';
import {
	startStage,
	type RunningStage,
	type StageOptions,
	type StageResult
} from '#bench/load/run-stage.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import type { StartLine } from '#bench/load/start-line.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { ConversationTable } from './hold-conversation.ts';
import { itemAt, requestsOf, streamsIn, type PreparedCell } from './prepare-cell.ts';
import type { StageWatch } from './held-against.ts';
import type { RunProgress } from './run-progress.ts';
import type { StageSpend } from './spend-ledger.ts';
import { describeEmbeddings } from './describe-embeddings.ts';
import { describeImages } from './describe-images.ts';
import { authenticationError, offeredUntilStopped, saturatedValidity } from './stage-ends.ts';
import { allSecretForms } from './secret-forms.ts';
import { figuresOfBlocks, type RunTelemetry, type StageTelemetry } from './stage-telemetry.ts';

export interface RunStageOptions {
	prepared: PreparedCell;
	stage: MeasuredStage;
	limits: Limits;
	seed: number;
	workers: number;
	/** What latencies and rates leave out at the beginning; `auto` where undefined. */
	warmUp?: WarmUpRule | undefined;
	keepStreams: boolean;
	/** Of which answers the texts are stored. */
	keepAnswers: KeepAnswers;
	writer: Writer;
	/** Keeps it under the cap; null where its requests are not paid for one by one. */
	spend: StageSpend | null;
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
	/** What the model has called itself so far; another name ends the stage. Null where nobody holds it to one. */
	expectedModel?: string | null;
	/** Told of each first answer to an item; it may end the stage. Null where nothing is compared. */
	watch: StageWatch | null;
	/** Told of each graded first answer to an item; null where nobody wants to know. */
	onGraded: ((itemId: string, passed: boolean) => void) | null;
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
	/** Ends it before its time: `stop` waits for answers in flight, `abort` does not. */
	cutShort(how: 'stop' | 'abort'): void;
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
	summary: StageSummary;
	/** Samples of what was read beside the requests. */
	series: TelemetrySeries[];
	reportedModel: string | null;
	/** Why the rest of the cell makes no sense: the key was refused, or the endpoint is gone. Null otherwise. */
	failure: BenchError | null;
	/** Whether a part of it is missing that nothing of its own has kept from being run. */
	isCutShort: boolean;
}

/** Requests refused in a row, without one accepted, after which the rest of the stage would be refused as well. */
const hopelessRefusals = 20;

/** A turn of a conversation beyond the first is told apart by its number, which sorts as it counts. */
const attemptIdOf = (stageId: string, { ordinal, turn }: RawAttempt): string =>
	`${stageId}/${String(ordinal)}${turn === 0 ? '' : `.${String(turn).padStart(2, '0')}`}`;

/** The text that is graded: what the user sees, or the call where the model answered with one. */
const visibleText = (reading: Reading): string => {
	if (reading.images && reading.images.length > 0) return describeImages(reading.images);
	if (reading.embeddings && reading.embeddings.length > 0) {
		return describeEmbeddings(reading.embeddings);
	}
	if (reading.text !== '' || reading.toolCalls.length === 0) return reading.text || reading.refusal;
	return JSON.stringify(
		reading.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
	);
};

/** The price of a target as it makes the costs of a stage; null where it has none, or it is that of the hours of several stages. */
export const priceIn = (load: RunLoad, target: Target): Price | null => {
	const price = 'price' in target ? (target.price ?? null) : null;
	return load.kind === 'mix' && price?.kind === 'per-hour' ? null : price;
};

/** Readies a stage; nothing is sent before its first block. */
export const openStage = (options: RunStageOptions): OpenStage => {
	const { prepared, stage, writer, progress } = options;
	const { planned, ready, protocol } = prepared;
	const { load } = stage;
	const requests = requestsOf(prepared, load);
	const { target } = planned;
	const price = priceIn(load, target);
	const priceVersion = price && priceVersionOf(price);
	const secrets = allSecretForms(ready.secrets);
	const keepsText = keptTexts(options.keepAnswers, options.seed);
	const collector = new StageCollector({
		load: stage.load,
		// In a batch nobody waits for an answer.
		slo: load.kind === 'batch' ? null : planned.slo,
		sloShare: planned.sloShare,
		price,
		priceVersion,
		isGraded: planned.isGraded,
		converses: planned.conversation !== null,
		warmUp: options.warmUp
	});
	const found: { failure: BenchError | null } = { failure: null };
	const rest = options.rest ?? null;
	const schedule =
		rest?.schedule ?? createSchedule(stage.load, options.seed, options.replayDueMs ?? undefined);
	const placement = rest ? placementOf(rest) : null;
	const { slo } = planned;
	const saturation =
		options.endsWhenHopeless && slo && schedule.kind === 'open' && planned.conversation === null
			? new SaturationWatch({ ...schedule, sloShare: planned.sloShare })
			: null;
	const grown: { saturation: Saturation | null } = { saturation: null };
	const { turns } = options;
	const parts = turns ? blockSchedules(schedule, turns.blocks) : [schedule];
	const results: StageResult[] = [];
	const blocks: StageBlock[] = [];
	const telemetries: StageTelemetry[] = [];
	/** Of the block that runs, or ran last. */
	const current: { running: RunningStage | null; offset: BlockOffset; figures: BlockFigures } = {
		running: null,
		offset: { places: 0, ms: 0 },
		figures: new BlockFigures()
	};
	let isEnded = false;
	let isCutShort = false;
	let summed: StageSummary | null = null;
	let sentBefore = 0;
	/** Where the next block begins on the clock of the stage, ms. */
	let beginMs = 0;
	const end = (how: 'stop' | 'abort'): void => {
		isEnded = true;
		current.running?.[how]();
	};
	const cutShort = (how: 'stop' | 'abort'): void => {
		if (isEnded || results.length === parts.length) return;
		isCutShort = true;
		end(how);
	};
	let refusals = 0;
	let reportedModel: string | null = null;
	let isEmulated = false;
	let storing: Promise<void> = Promise.resolve();
	let storeError: unknown = null;

	/** Answers that something is being run for. */
	const grading = new Set<Promise<void>>();
	const breakOff = (error: unknown): void => {
		storeError ??= error;
		end('abort');
	};

	const compare = (place: number, itemId: string, passed: boolean | null): void => {
		if (passed !== null) options.onGraded?.(itemId, passed);
		if (!options.watch?.take(place, itemId, passed)) return;
		const conclusion = options.watch.conclusionInWords() ?? '';
		progress.remark(`${conclusion}, so that its first stage ends here`);
		end('stop');
	};

	/** Ends a stage whose rate is plainly too high: the rest of it would say the same. */
	const watchRate = ({ attempt }: ReadAttempt): void => {
		if (!saturation || !slo || attempt.endMs === null) return;
		const { outcome, dueMs, endMs } = attempt;
		const completed = isCompleted(outcome);
		saturation.add({
			dueMs,
			endMs,
			latencyMs: completed ? (attempt.ttftMs ?? attempt.e2eMs) : null,
			isOnTime: completed && meetsSlo(slo, attempt, attempt.usage?.outputTokens ?? null),
			isCompleted: completed
		});
		const hopeless = saturation.look(endMs);
		if (!hopeless) return;
		if (hopeless.kind === 'saturated') grown.saturation = hopeless.saturation;
		progress.remark(
			hopeless.kind === 'saturated'
				? `requests come faster than "${target.id}" ends them, so the stage ends here`
				: `too many requests bring no answer at this rate, so the stage ends here`
		);
		end('stop');
	};

	const keep = (read: ReadAttempt, answer: { text: string; grade: Grade | null } | null): void => {
		const { attempt, evidence } = read;
		const { id, itemId, trial } = attempt;
		collector.add(read, answer?.grade ?? null);
		current.figures.add(attempt);
		watchRate(read);
		if (answer !== null && itemId !== null && trial === 0) {
			compare(attempt.ordinal, itemId, answer.grade?.passed ?? null);
		}
		const kept: Answer | null =
			itemId === null || answer === null
				? null
				: {
						attemptId: id,
						cellId: prepared.cell.id,
						itemId,
						trial,
						...answer,
						...(planned.awaitsJudging &&
							isAnswer(attempt.outcome) && { ungradedReason: 'awaits-judging' as const })
					};
		storing = storing
			.then(() =>
				writer.enqueueAttempt({
					attempt,
					answer: kept && (keepsText(attempt) ? kept : answerWithoutText(kept)),
					evidence
				})
			)
			.catch(breakOff);
	};
	/** As the rest of a schedule counts it. */
	const asBegun = (raw: RawAttempt): RawAttempt =>
		placement ? { ...raw, ordinal: placement.positionOf(raw.ordinal) } : raw;
	const conversations =
		planned.conversation === null
			? null
			: new ConversationTable({
					protocol,
					endpoint: ready.endpoint,
					followUp: (raw, request, thinkMs) => {
						const asSent = onBlockClock(asBegun(raw), current.offset);
						const pause = thinkMs === null ? undefined : { thinkMs };
						current.running?.followUp(asSent, request, pause);
					},
					end: (raw) => {
						current.running?.endConversation(onBlockClock(asBegun(raw), current.offset));
					},
					keep
				});
	const whenDone = (work: Promise<void>): void => {
		const done = work.catch(breakOff);
		grading.add(done);
		void done.finally(() => grading.delete(done));
	};

	const take = (raw: RawAttempt): void => {
		const { item, trial } = itemAt(prepared, raw.ordinal);
		const id = attemptIdOf(stage.id, raw);
		const place = { itemId: item.itemId, trial, ordinal: raw.ordinal };
		const read = readAttempt(raw, {
			id,
			stageId: stage.id,
			itemId: item.itemId,
			trial,
			protocol,
			stream: streamsIn(load, item.call),
			image: item.call.image ?? null,
			embedding: item.call.embedding ?? null,
			price,
			priceVersion,
			secrets,
			// Images and vectors are long and say no more than their hash, which is kept.
			keepStream:
				options.keepStreams && protocol.capabilities.answers === 'text' && keepsText(place)
		});
		const { attempt, reading } = read;
		// An endpoint may quote what it was asked; on the screen it is of use, and gone with it.
		const { errorMessage } = attempt;
		if (!keepsText(place)) attempt.errorMessage = null;
		options.spend?.settle(attempt);
		if (conversations) whenDone(conversations.take(raw, read, item));
		else {
			const text = visibleText(reading);
			const grade = item.grade && isAnswer(attempt.outcome) ? item.grade(text) : null;
			if (grade instanceof Promise) {
				whenDone(
					grade.then((given) => {
						keep(read, { text, grade: given });
					})
				);
			} else keep(read, { text, grade });
		}
		isEmulated ||= read.isEmulated;
		if (reading.model !== null) {
			const model = redactText(reading.model, secrets);
			reportedModel ??= model;
			checkModel(model);
		}
		// A request that is refused as such (unknown model, wrong path) will be refused the next time as well.
		refusals = reading.error?.kind === 'request' ? refusals + 1 : -Infinity;
		if (refusals === hopelessRefusals) {
			progress.remark(
				`"${target.id}" refuses every request, so the stage ends here: ${errorMessage ?? ''}`
			);
			end('stop');
		}
		if (reading.error?.kind === 'authentication' && !found.failure) {
			found.failure = authenticationError(target, attempt.errorMessage);
			end('abort');
		}
	};

	/** Another model answers than in the part that was measured before: more of its answers would only be mixed with those. */
	const checkModel = (model: string): void => {
		const expected = options.expectedModel ?? null;
		if (expected === null || model === expected || found.failure) return;
		found.failure = new BenchError(
			'E_DRIFT',
			`target "${target.id}" now answers as the model "${model}", before it was "${expected}"`,
			{
				hint: 'Measure the new model in a run of its own, or mix both on purpose: bench resume --allow-drift.'
			}
		);
		end('stop');
	};

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

	/** The cap lets nothing more be sent. */
	const reachCap = (error: BenchError): void => {
		found.failure ??= error;
		end('stop');
	};

	const block = async (startLine?: StartLine): Promise<void> => {
		const part = parts[results.length];
		if (!part || isEnded) return;
		const offset = { places: (rest?.from ?? 0) + begunSoFar(), ms: beginMs };
		const figures = new BlockFigures();
		Object.assign(current, { offset, figures });
		const credit = await options.spend?.begin();
		const reading = await options.telemetry.begin(ready, load.kind === 'mix' ? 'machine' : 'all');
		const startedAt = options.now();
		const running = startStage({
			address: ready.address,
			...requestsFrom(offset.places),
			finish: prepared.finish,
			converses: planned.conversation !== null,
			shape: stage.load,
			schedule: part,
			seed: options.seed,
			workers: options.workers,
			...(credit !== undefined && { credit }),
			...(startLine && { startLine }),
			limits: options.limits,
			onAttempt: (raw) => {
				const counted = onStageClock(raw, offset);
				take(placement ? { ...counted, ordinal: placement.placeOf(counted.ordinal) } : counted);
			}
		});
		current.running = running;
		options.track(running);
		const endWatching = options.spend?.watch(running, reachCap, breakOff);
		// Another stage of the mix may have failed while this one was readied.
		if (isCutShort) running.abort();
		progress.stageStarted({
			stage,
			planned,
			collector,
			isEmulated: () => isEmulated,
			counts: () => {
				const { sent, inFlight } = running.counts();
				return { sent: sentBefore + sent, inFlight };
			}
		});
		let result: StageResult;
		try {
			result = await running.done;
		} catch (error) {
			await reading.abandon();
			throw error;
		} finally {
			endWatching?.();
		}
		await Promise.all(grading);
		conversations?.closeAll();
		await storing;
		if (storeError !== null) {
			await reading.abandon();
			throw storeError as BenchError;
		}
		progress.blockEnded(stage);
		sentBefore += running.counts().sent;
		results.push(resultOnStageClock(result, offset));
		const sendingMs = part.kind === 'open' || part.requests === null ? part.durationMs : null;
		const endedAt = options.now();
		blocks.push(figures.summarise(result.offered, { startedAt, endedAt, sendingMs }));
		beginMs = nextBlockMs(part, offset.ms, figures.window()?.toMs ?? null);
		const gaveUp = result.reports.find((report) => report.gaveUp !== null)?.gaveUp ?? null;
		if (gaveUp !== null) {
			isEnded = true;
			// Where the endpoint is a process of ours, its own last words say more than a refused connection.
			const ended = await Promise.race([ready.served?.ended, nextTurn(null)]);
			found.failure ??= new BenchError(
				'E_UNREACHABLE',
				`target "${target.id}": ${ready.endpoint.baseUrl} stopped accepting connections: ${ended ?? gaveUp}`,
				{ hint: 'Check the endpoint; everything measured so far is stored.' }
			);
		}
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
		const offeredPerS =
			offeredUntilStopped(schedule, result) ??
			(rest && schedule.kind === 'open' ? result.offered / msToS(schedule.durationMs) : null);
		return {
			...summary,
			sequential: options.watch?.summary() ?? null,
			...(offeredPerS !== null && { offeredPerS }),
			...(turns && {
				interleaving: {
					targets: [...turns.targets],
					plannedBlocks: turns.blocks,
					blocks: [...blocks]
				}
			}),
			...(grown.saturation && {
				saturation: grown.saturation,
				validity: saturatedValidity(summary.validity, grown.saturation)
			})
		};
	};

	return {
		block,
		cutShort,
		isOver: () => isEnded || results.length === parts.length,
		failure: () => found.failure,
		endedEarly: () => schedule.kind === 'open' && begunSoFar() < schedule.dueMs.length,
		finish: () => {
			if (!summed) throw new BenchError('E_INTERNAL', 'a stage was ended before its first block');
			prepared.cursor += begunSoFar();
			return {
				summary: { ...summed, ...figuresOfBlocks(telemetries) },
				series: joinSeries(telemetries.map(({ series }) => series)),
				reportedModel,
				failure: found.failure,
				isCutShort: isCutShort || (!isEnded && results.length < parts.length)
			};
		}
	};
};
