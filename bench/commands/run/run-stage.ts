/** Runs one stage of a cell: sends, reads, grades, stores, and sums up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Grade } from '#core/answer.ts';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { isAnswer } from '#core/outcome.ts';
import type { MeasuredStage } from '#core/run.ts';
import type { Target } from '#core/target.ts';
import { isCompleted } from '#core/outcome.ts';
import { meetsSlo } from '#core/slo.ts';
import type { Saturation, StageSummary, Validity } from '#core/stage.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { msToS } from '#core/units.ts';
import type { Writer } from '#db/writer.server.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { readAttempt, type ReadAttempt } from '#bench/load/read-attempt.ts';
import { redactText } from '#bench/load/redact.ts';
import { SaturationWatch } from '#bench/load/capacity-search/saturation-watch.ts';
import { startStage, type RunningStage, type StageResult } from '#bench/load/run-stage.ts';
import { createSchedule, type Schedule } from '#bench/load/schedule.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { ConversationTable } from './hold-conversation.ts';
import { itemAt, requestsOf, streamsIn, type PreparedCell } from './prepare-cell.ts';
import type { StageWatch } from './held-against.ts';
import type { RunProgress } from './run-progress.ts';
import { describeImages } from './describe-images.ts';
import { secretForms } from './secret-forms.ts';
import type { RunTelemetry } from './stage-telemetry.ts';

export interface RunStageOptions {
	prepared: PreparedCell;
	stage: MeasuredStage;
	limits: Limits;
	seed: number;
	workers: number;
	/** What latencies and rates leave out at the beginning; `auto` where undefined. */
	warmUp?: WarmUpRule | undefined;
	keepStreams: boolean;
	writer: Writer;
	progress: RunProgress;
	/** Reads the GPUs, the engine and the machine beside the requests. */
	telemetry: RunTelemetry;
	/** Whether the stage may end as soon as the rate is plainly too high. */
	endsWhenHopeless?: boolean;
	/** Due moments where the stage replays a trace; absent or null for any other. */
	replayDueMs?: Float64Array | null;
	/** Told of each first answer to an item; it may end the stage. Null where nothing is compared. */
	watch: StageWatch | null;
	/** Told of each graded first answer to an item; null where nobody wants to know. */
	onGraded: ((itemId: string, passed: boolean) => void) | null;
	/** Told the stage while it can be stopped. */
	setCurrent: (stage: RunningStage) => void;
}

export interface StageOutcome {
	summary: StageSummary;
	/** Samples of what was read beside the requests. */
	series: TelemetrySeries[];
	reportedModel: string | null;
	/** Why the rest of the cell makes no sense: the key was refused, or the endpoint is gone. Null otherwise. */
	failure: BenchError | null;
}

/** Requests refused in a row, without one accepted, after which the rest of the stage would be refused as well. */
const hopelessRefusals = 20;

const authenticationError = (target: Target, message: string | null): BenchError => {
	const reason = message ?? 'no reason given';
	const keyVariable = 'apiKeyEnv' in target ? target.apiKeyEnv : undefined;
	return keyVariable === undefined
		? new BenchError('E_AUTH', `target "${target.id}" wants a key and got none: ${reason}`, {
				hint: 'Name the environment variable that holds the key: "apiKeyEnv" in a config, --api-key-env of bench load.'
			})
		: new BenchError('E_AUTH', `target "${target.id}" refused the key: ${reason}`, {
				hint: `Check the value of the environment variable ${keyVariable}, and that the key may use this model.`
			});
};

/** A turn of a conversation beyond the first is told apart by its number, which sorts as it counts. */
const attemptIdOf = (stageId: string, { ordinal, turn }: RawAttempt): string =>
	`${stageId}/${String(ordinal)}${turn === 0 ? '' : `.${String(turn).padStart(2, '0')}`}`;

/** The text that is graded: what the user sees, or the call where the model answered with one. */
const visibleText = (reading: Reading): string => {
	if (reading.images && reading.images.length > 0) return describeImages(reading.images);
	if (reading.text !== '' || reading.toolCalls.length === 0) return reading.text || reading.refusal;
	return JSON.stringify(
		reading.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
	);
};

/** What a stage that was stopped has offered until then, requests/s; null where it ran to its end. */
const offeredUntilStopped = (
	schedule: Schedule,
	{ offered, begun }: StageResult
): number | null => {
	const nextDueMs = schedule.kind === 'open' ? schedule.dueMs[begun] : undefined;
	return nextDueMs === undefined || nextDueMs === 0 ? null : offered / msToS(nextDueMs);
};

/** A stage that ended as its queue grew is not valid, whatever else there is to say: its shares tell how long it ran. */
const saturatedValidity = (validity: Validity, saturation: Saturation): Validity => {
	const { afterS, arrived, ended } = saturation;
	return {
		verdict: validity.verdict === 'error-bound' ? 'error-bound' : 'unsteady',
		reasons: [
			`ended after ${afterS.toFixed(1)} s as the queue grew: in the later half ${String(arrived)} requests came and ${String(ended)} ended, and they took longer and longer`,
			...validity.reasons
		]
	};
};

/** Runs the stage to its end. Throws only if attempts cannot be stored; the stage is aborted then. */
export const runStage = async (options: RunStageOptions): Promise<StageOutcome> => {
	const { prepared, stage, writer, progress } = options;
	const { planned, ready, protocol, cursor } = prepared;
	const { load } = stage;
	const requests = requestsOf(prepared, load);
	const { target } = planned;
	const price = 'price' in target ? (target.price ?? null) : null;
	const priceVersion = price && priceVersionOf(price);
	const secrets = secretForms(ready.endpoint.apiKey);
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
	const replay = options.replayDueMs ? { replayDueMs: options.replayDueMs } : {};
	const schedule = createSchedule(stage.load, options.seed, options.replayDueMs ?? undefined);
	const { slo } = planned;
	const saturation =
		options.endsWhenHopeless && slo && schedule.kind === 'open' && planned.conversation === null
			? new SaturationWatch({ ...schedule, sloShare: planned.sloShare })
			: null;
	const grown: { saturation: Saturation | null } = { saturation: null };
	let refusals = 0;
	let reportedModel: string | null = null;
	let isEmulated = false;
	let storing: Promise<void> = Promise.resolve();
	let storeError: unknown = null;

	/** Answers that something is being run for. */
	const grading = new Set<Promise<void>>();
	const breakOff = (error: unknown): void => {
		storeError ??= error;
		running.abort();
	};

	const compare = (place: number, itemId: string, passed: boolean | null): void => {
		if (passed !== null) options.onGraded?.(itemId, passed);
		if (!options.watch?.take(place, itemId, passed)) return;
		const conclusion = options.watch.conclusionInWords() ?? '';
		progress.remark(`${conclusion}, so that its first stage ends here`);
		running.stop();
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
		running.stop();
	};

	const keep = (read: ReadAttempt, answer: { text: string; grade: Grade | null } | null): void => {
		const { attempt, evidence } = read;
		const { id, itemId, trial } = attempt;
		collector.add(read, answer?.grade ?? null);
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
			.then(() => writer.enqueueAttempt({ attempt, answer: kept, evidence }))
			.catch(breakOff);
	};
	const conversations =
		planned.conversation === null
			? null
			: new ConversationTable({
					protocol,
					endpoint: ready.endpoint,
					followUp: (raw, request, thinkMs) => {
						running.followUp(raw, request, thinkMs === null ? undefined : { thinkMs });
					},
					end: (raw) => {
						running.endConversation(raw);
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
		const read = readAttempt(raw, {
			id,
			stageId: stage.id,
			itemId: item.itemId,
			trial,
			protocol,
			stream: streamsIn(load, item.call),
			image: item.call.image ?? null,
			price,
			priceVersion,
			secrets,
			// Megabytes of base64 that say no more than their hash, which is kept.
			keepStream: options.keepStreams && protocol.name !== 'openai-images'
		});
		const { attempt, reading } = read;
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
		if (reading.model !== null) reportedModel ??= redactText(reading.model, secrets);
		// A request that is refused as such (unknown model, wrong path) will be refused the next time as well.
		refusals = reading.error?.kind === 'request' ? refusals + 1 : -Infinity;
		if (refusals === hopelessRefusals) {
			progress.remark(
				`"${target.id}" refuses every request, so the stage ends here: ${attempt.errorMessage ?? ''}`
			);
			running.stop();
		}
		if (reading.error?.kind === 'authentication' && !found.failure) {
			found.failure = authenticationError(target, attempt.errorMessage);
			running.abort();
		}
	};

	const reading = await options.telemetry.begin(ready);
	const running = startStage({
		address: ready.address,
		// The stage goes on in the list where the last one stopped.
		requests: [
			...requests.slice(cursor % requests.length),
			...requests.slice(0, cursor % requests.length)
		],
		converses: planned.conversation !== null,
		shape: stage.load,
		seed: options.seed,
		...replay,
		workers: options.workers,
		limits: options.limits,
		onAttempt: take
	});
	options.setCurrent(running);
	progress.stageStarted({
		stage,
		planned,
		collector,
		isEmulated: () => isEmulated,
		counts: () => running.counts()
	});
	let result: StageResult;
	try {
		result = await running.done;
	} catch (error) {
		await reading.abandon();
		throw error;
	}
	await Promise.all(grading);
	conversations?.closeAll();
	await storing;
	if (storeError !== null) {
		await reading.abandon();
		throw storeError as BenchError;
	}
	prepared.cursor += result.begun;
	const gaveUp = result.reports.find((report) => report.gaveUp !== null)?.gaveUp ?? null;
	if (gaveUp !== null && !found.failure) {
		// Where the endpoint is a process of ours, its own last words say more than a refused connection.
		const ended = await Promise.race([ready.served?.ended, nextTurn(null)]);
		found.failure = new BenchError(
			'E_UNREACHABLE',
			`target "${target.id}": ${ready.endpoint.baseUrl} stopped accepting connections: ${ended ?? gaveUp}`,
			{ hint: 'Check the endpoint; everything measured so far is stored.' }
		);
	}
	const summed = collector.summarise(result);
	const offeredPerS = offeredUntilStopped(schedule, result);
	const summary: StageSummary = {
		...summed,
		sequential: options.watch?.summary() ?? null,
		...(offeredPerS !== null && { offeredPerS }),
		...(grown.saturation && {
			saturation: grown.saturation,
			validity: saturatedValidity(summed.validity, grown.saturation)
		})
	};
	const { figures, series } = await reading.end({
		zeroHrMs: result.zeroHrMs,
		window: collector.window(),
		summary
	});
	return {
		summary: { ...summary, ...figures },
		series,
		reportedModel,
		failure: found.failure
	};
};
