/** Gathers the attempts of a stage while they arrive, and sums them up when the stage has ended. */
import type { Grade } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { hasVaryingRate, isOpenLoop, openSendingS } from '#core/load-rate.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { isCompleted, outcomes, type Outcome } from '#core/outcome.ts';
import type { Price } from '#core/price.ts';
import { meetsSlo, type Slo } from '#core/slo.ts';
import type { ClientReport, StageBatch, StageSummary } from '#core/stage.ts';
import { isInRate, type RateWindow, type WarmUpRule } from '#core/steady-state.ts';
import { describe, quantileOfSorted, type Distribution } from '#core/statistics/distribution.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { msToS } from '#core/units.ts';
import { totalInputTokens } from '#core/usage.ts';
import { OfflineThroughput } from './batch/offline-throughput.ts';
import { clientReportOf } from './client-report.ts';
import { CountedSamples } from './counted-samples.ts';
import { DueBatches } from './due-batches.ts';
import { FailureMessages } from './failure-messages.ts';
import { GatewayTally } from './gateway-tally.ts';
import type { ReadAttempt } from './read-attempt.ts';
import { RateLimitSeen } from './rate-limit-seen.ts';
import type { ReadMoments } from './read-hold-ups.ts';
import type { StageResult } from './run-stage.ts';
import { Samples } from './samples.ts';
import { ServerChecks } from './server-checks.ts';
import { StageCost } from './stage-cost.ts';
import { AttemptLog, type LogColumn } from './steady-state/attempt-log.ts';
import { settle } from './steady-state/settle.ts';
import { steadyIntervals } from './steady-state/steady-intervals.ts';
import { TokenTotals } from './token-totals.ts';
import { judgeStage } from './validity.ts';

export interface CollectorOptions {
	load: RunLoad;
	/** Null where there is no objective. */
	slo: Slo | null;
	sloShare: number;
	price: Price | null;
	/** Hash of the price, as kept with every cost; null without one. */
	priceVersion: string | null;
	/** Whether answers are graded: decides what goodput counts. */
	isGraded: boolean;
	/** Whether an item is a conversation of several requests: it is on time if all of them are. */
	converses?: boolean;
	/** What latencies, rates and shares on time leave out at the beginning; `auto` where absent. */
	warmUp?: WarmUpRule | undefined;
}

/** The latency that the client's own faults are held against: the median TTFT, or whole answer without streaming, ms. */
const typicalMs = (ttftMs: Float64Array, e2eMs: Float64Array): number | null =>
	quantileOfSorted((ttftMs.length > 0 ? ttftMs : e2eMs).slice().sort(), 0.5);

export class StageCollector {
	readonly #options: CollectorOptions;
	readonly #outcomes = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<
		Outcome,
		number
	>;
	readonly #log = new AttemptLog();
	/** Of the whole answers so far: what a screen shows while the stage runs. */
	readonly #ttftMs = new Samples();
	readonly #itlMs = new CountedSamples();
	readonly #latenessMs = new Samples();
	readonly #readyLatenessMs = new Samples();
	readonly #rateLimit = new RateLimitSeen();
	readonly #gateway = new GatewayTally();
	readonly #offline: OfflineThroughput;
	readonly #cost: StageCost;
	readonly #tokens = new TokenTotals();
	readonly #failures = new FailureMessages();
	#isEmulated = false;
	readonly #gradedItems = new Set<string>();
	/** Conversations of which a request was late, by their place in the schedule. */
	readonly #lateOrdinals = new Set<number>();
	#firstDueMs = Infinity;
	#lastEndMs = -Infinity;
	#completed = 0;
	#passed = 0;
	#inconsistentUsage = 0;
	readonly #serverChecks = new ServerChecks();

	constructor(options: CollectorOptions) {
		this.#options = options;
		this.#cost = new StageCost(options.price, options.priceVersion);
		this.#offline = new OfflineThroughput(options.load);
	}

	/** Attempts so far by outcome. */
	get outcomes(): Readonly<Record<Outcome, number>> {
		return this.#outcomes;
	}

	get ended(): number {
		return Object.values(this.#outcomes).reduce((sum, n) => sum + n, 0);
	}

	/** Reported output tokens so far; null if no usage was reported yet. */
	get outputTokens(): number | null {
		return this.#tokens.output;
	}

	/** First due moment and end of the last attempt so far, ms on the clock of the stage; null before the first attempt. */
	window(): { fromMs: number; toMs: number } | null {
		return this.#lastEndMs > this.#firstDueMs
			? { fromMs: this.#firstDueMs, toMs: this.#lastEndMs }
			: null;
	}

	/** TTFT percentiles so far, ms; null before the first. */
	ttft(): { p50Ms: number | null; p95Ms: number | null } {
		const sorted = this.#ttftMs.view().slice().sort();
		return { p50Ms: quantileOfSorted(sorted, 0.5), p95Ms: quantileOfSorted(sorted, 0.95) };
	}

	/** Takes one ended attempt; `grade` is null where nothing was graded. */
	add(
		{
			attempt,
			deltaMs,
			isEmulated,
			rateLimit,
			gateway = null
		}: Pick<ReadAttempt, 'attempt' | 'deltaMs' | 'isEmulated' | 'rateLimit'> &
			Partial<Pick<ReadAttempt, 'gateway'>>,
		grade: Grade | null
	): void {
		this.#isEmulated ||= isEmulated;
		this.#outcomes[attempt.outcome]++;
		this.#firstDueMs = Math.min(this.#firstDueMs, attempt.dueMs);
		this.#lastEndMs = Math.max(this.#lastEndMs, attempt.endMs ?? attempt.dueMs);
		if (attempt.sentMs !== null) {
			const latenessMs = attempt.sentMs - attempt.dueMs;
			this.#latenessMs.add(latenessMs);
			if (attempt.connection === 'ready') this.#readyLatenessMs.add(latenessMs);
		}
		this.#rateLimit.add(rateLimit, attempt.endMs ?? attempt.dueMs);
		this.#gateway.add(gateway);
		this.#failures.add(attempt.errorMessage);
		if (attempt.usage?.isInconsistent) this.#inconsistentUsage++;
		this.#cost.add(attempt);
		this.#addToLog(attempt, grade);
		this.#offline.add(attempt);
		if (!isCompleted(attempt.outcome)) return;
		this.#completed++;
		this.#ttftMs.add(attempt.ttftMs);
		for (let i = 1; i < deltaMs.length; i++) {
			this.#itlMs.add((deltaMs[i] as number) - (deltaMs[i - 1] as number));
		}
		this.#tokens.add(attempt.usage);
		this.#serverChecks.add(attempt);
		this.#addGrade(attempt, grade);
	}

	/** The figures of the stage. */
	summarise(result: StageResult): StageSummary {
		return this.#summarise(result, {
			gaveUp: result.reports.find(({ gaveUp }) => gaveUp !== null)?.gaveUp ?? null,
			clientOf: (latenessMs, counted) =>
				clientReportOf(result.reports, latenessMs, this.#firstReads(counted), result.stallsOfBlocks)
		});
	}

	/** The figures of a stage of which all that the client knew of itself is what was kept; `gaveUp` is why it stopped before its schedule was done. */
	summariseAgain(
		result: Pick<StageResult, 'offered' | 'begun'>,
		{ client, gaveUp }: { client: ClientReport; gaveUp: string | null }
	): StageSummary {
		return this.#summarise(result, {
			gaveUp,
			clientOf: (sendLatenessMs) => ({ ...client, sendLatenessMs })
		});
	}

	#summarise(
		result: Pick<StageResult, 'offered' | 'begun'>,
		{
			gaveUp,
			clientOf
		}: {
			gaveUp: string | null;
			clientOf: (sendLatenessMs: Distribution, counted: Uint32Array) => ClientReport;
		}
	): StageSummary {
		const { slo, sloShare, isGraded } = this.#options;
		const windowS =
			this.#lastEndMs > this.#firstDueMs ? msToS(this.#lastEndMs - this.#firstDueMs) : 0;
		const completed = this.#completed;
		const { load, converses = false, warmUp: rule = 'auto' } = this.#options;
		const steady = settle(this.#log, { load, rule, converses });
		const { counted, rateWindow, warmUp, drain } = steady;
		const batches =
			slo === null ? null : this.#batchesOf(counted, result.offered - warmUp.requests);
		const latencies = (name: LogColumn) => describe(this.#log.observed(name, counted));
		const e2eMs = this.#log.observed('e2eMs', counted);
		const { answers, inputTokens, outputTokens, good } = this.#inWindow(rateWindow);
		const overS = rateWindow ? msToS(rateWindow.toMs - rateWindow.fromMs) : windowS;
		const perS = (count: number): number => (overS > 0 ? count / overS : 0);
		const client = clientOf(describe(this.#latenessMs.view()), counted);
		const tokens = this.#tokens;
		const readyLatenessMs = this.#readyLatenessMs.view().slice().sort();
		return {
			load,
			emulated: this.#isEmulated,
			offered: result.offered,
			offeredPerS: isOpenLoop(load) ? result.offered / openSendingS(load) : null,
			conversations: this.#options.converses
				? {
						begun: result.begun,
						requestsEach: result.begun === 0 ? 0 : result.offered / result.begun
					}
				: null,
			completed,
			outcomes: { ...this.#outcomes },
			rateLimit: this.#rateLimit.summarise(),
			gateway: this.#gateway.summarise(),
			failures: this.#failures.summarise(),
			windowS,
			ttftMs: latencies('ttftMs'),
			serviceTtftMs: latencies('serviceTtftMs'),
			ttfaMs: latencies('ttfaMs'),
			itlMs: this.#itlMs.describe(),
			tpotMs: latencies('tpotMs'),
			e2eMs: describe(e2eMs),
			inputTokensPerS: tokens.input === null ? null : perS(inputTokens),
			outputTokensPerS: tokens.output === null ? null : perS(outputTokens),
			requestsPerS: perS(answers),
			goodputPerS: slo === null ? null : perS(good),
			goodputUngraded: null,
			goodputBasis: slo === null ? null : isGraded ? 'slo-and-grade' : 'slo',
			sloMetShare: slo === null ? null : this.#metShare(counted, result.offered - warmUp.requests),
			batches,
			steadyState: {
				warmUp,
				rateWindow,
				drain,
				intervals: steadyIntervals(this.#log, counted, rateWindow, batches)
			},
			offline: this.#offline.summarise(this.#firstDueMs, this.#options.price),
			interleaving: null,
			saturation: null,
			capacitySearch: null,
			passRate: isGraded ? wilsonInterval(this.#passed, this.#gradedItems.size) : null,
			sequential: null,
			inputTokens: tokens.input,
			cacheReadTokens: tokens.cacheRead,
			outputTokens: tokens.output,
			inconsistentUsage: this.#inconsistentUsage,
			...this.#cost.summarise({ windowS, completed, tokens }),
			energy: null,
			engine: null,
			serverChecks: this.#serverChecks.summarise(),
			host: null,
			noiseFloor: null,
			validity: judgeStage({
				client,
				readyLatenessP99Ms: quantileOfSorted(readyLatenessMs, 0.99),
				typicalMs: typicalMs(this.#log.observed('serviceTtftMs', counted), e2eMs),
				// What the user cut off says nothing about the endpoint.
				ended: this.ended - this.#outcomes.aborted,
				completed,
				warmUpAnswers: completed - this.#answersAmong(counted),
				e2eMsByDue: [...e2eMs],
				isOpenLoop: isOpenLoop(load),
				variesRate: hasVaryingRate(load),
				sloShare,
				gaveUp
			}),
			client
		};
	}

	#addToLog(attempt: Attempt, grade: Grade | null): void {
		const completed = isCompleted(attempt.outcome);
		const isOnTime = completed && this.#isOnTime(attempt);
		const { converses, isGraded } = this.#options;
		if (converses && completed && !isOnTime) this.#lateOrdinals.add(attempt.ordinal);
		const isRight = grade?.passed === true && !this.#lateOrdinals.has(attempt.ordinal);
		this.#log.add({
			...attempt,
			isCompleted: completed,
			isOnTime,
			isGood: isOnTime && (!isGraded || isRight),
			inputTokens: attempt.usage && totalInputTokens(attempt.usage),
			outputTokens: attempt.usage?.outputTokens ?? null
		});
	}

	/** The reads on which the clocks of these whole answers rest: of the first delta, or of the end where nothing was streamed. */
	#firstReads(attempts: Uint32Array): ReadMoments {
		const answers = attempts.filter((index) => this.#log.isCompleted(index));
		const [first, end, worker, ordinal] = [
			this.#log.column('firstDeltaMs'),
			this.#log.column('endMs'),
			this.#log.column('worker'),
			this.#log.column('ordinal')
		];
		return {
			worker: Float64Array.from(answers, (index) => worker[index] as number),
			ordinal: Float64Array.from(answers, (index) => ordinal[index] as number),
			atMs: Float64Array.from(answers, (index) => {
				const atMs = first[index] as number;
				return Number.isNaN(atMs) ? (end[index] as number) : atMs;
			})
		};
	}

	#answersAmong(attempts: Uint32Array): number {
		return attempts.reduce((sum, index) => sum + Number(this.#log.isCompleted(index)), 0);
	}

	/** Share on time of requests that were due; those of them that are no attempts were never sent. Null where none was due. */
	#metShare(attempts: Uint32Array, due: number): number | null {
		const met = attempts.reduce((sum, index) => sum + Number(this.#log.isOnTime(index)), 0);
		return due === 0 ? null : met / due;
	}

	#batchesOf(attempts: Uint32Array, due: number): StageBatch[] | null {
		const [dueMs, e2eMs] = [this.#log.column('dueMs'), this.#log.column('e2eMs')];
		const batches = new DueBatches();
		for (const index of attempts) {
			const latencyMs = e2eMs[index] as number;
			batches.add({
				dueMs: dueMs[index] as number,
				isCompleted: this.#log.isCompleted(index),
				isOnTime: this.#log.isOnTime(index),
				e2eMs: this.#log.isCompleted(index) && !Number.isNaN(latencyMs) ? latencyMs : null
			});
		}
		return batches.summarise(due);
	}

	/** What rates count: whole answers, their reported tokens, and those of them that are good. */
	#inWindow(
		window: RateWindow | null
	): Record<'answers' | 'inputTokens' | 'outputTokens' | 'good', number> {
		const [ends, input, output] = [
			this.#log.column('endMs'),
			this.#log.column('inputTokens'),
			this.#log.column('outputTokens')
		];
		const counts = { answers: 0, inputTokens: 0, outputTokens: 0, good: 0 };
		for (let index = 0; index < this.#log.length; index++) {
			if (!this.#log.isCompleted(index) || !isInRate(window, ends[index] as number)) continue;
			counts.answers++;
			counts.inputTokens += input[index] || 0;
			counts.outputTokens += output[index] || 0;
			if (this.#log.isGood(index)) counts.good++;
		}
		return counts;
	}

	#isOnTime(attempt: Attempt): boolean {
		const { slo } = this.#options;
		return slo !== null && meetsSlo(slo, attempt, attempt.usage?.outputTokens ?? null);
	}

	#addGrade(attempt: Attempt, grade: Grade | null): void {
		if (grade === null) return;
		const item = attempt.itemId ?? attempt.id;
		if (this.#gradedItems.has(item)) return;
		this.#gradedItems.add(item);
		if (grade.passed) this.#passed++;
	}
}
