/** The sums of a stage against values worked out by hand, and stages of real sockets that deserve a verdict. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Grade } from '#core/answer.ts';
import { stageSummarySchema, type StageSummary } from '#core/stage.ts';
import type { Outcome } from '#core/outcome.ts';
import type { ReadAttempt } from '#bench/load/read-attempt.ts';
import { StageCollector, type CollectorOptions } from '#bench/load/stage-collector.ts';
import type { StageResult } from '#bench/load/run-stage.ts';
import type { RawAttempt, WorkerReport } from '#bench/load/worker-messages.ts';
import { chunk, done } from '../protocols/recording.ts';
import { createRawServer, respond, type RawRequest } from './support/raw-server.ts';
import { readStream } from './support/read-stream.ts';
import { runStage } from './support/stage.ts';

const report: WorkerReport = {
	worker: 0,
	droppedSends: 0,
	connectionsOpened: 2,
	reconnects: 0,
	maxInFlight: 2,
	bytesReceived: 500,
	eventLoopDelayMs: { mean: 0.2, p99: 1, max: 3 },
	stalls: new Float64Array(0),
	cpuMs: 100,
	wallMs: 1_000,
	gaveUp: null
};
const resultOf = (attempts: number, ...reports: Partial<WorkerReport>[]): StageResult => {
	const all = (reports.length === 0 ? [{}] : reports).map((each) => ({ ...report, ...each }));
	return {
		reports: all,
		offered: attempts + all.reduce((sum, { droppedSends }) => sum + droppedSends, 0),
		begun: attempts,
		zeroHrMs: 0
	};
};

const options: CollectorOptions = {
	load: { kind: 'closed', concurrency: 2, requests: 4 },
	slo: { ttftMs: 100, e2eMs: 1_000 },
	sloShare: 0.95,
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '1',
		outputUsdPerMtok: '2',
		source: 'test',
		checkedOn: '2026-01-01'
	},
	priceVersion: 'c0ffee',
	isGraded: false
};

interface Sample {
	outcome?: Outcome;
	dueMs?: number;
	sentMs?: number | null;
	endMs?: number;
	ttftMs?: number | null;
	firstDeltaMs?: number | null;
	costUsd?: string | null;
	tokens?: [uncached: number, cached: number, output: number] | null;
	/** Whether the counts contradict each other. */
	isInconsistent?: true;
	deltaMs?: number[];
	connection?: 'ready' | 'opened' | 'none';
	isEmulated?: boolean;
	itemId?: string | null;
	errorMessage?: string | null;
}

let samplesMade = 0;

/** An attempt with the given figures; what it leaves out is of no importance to the test. */
const sample = (given: Sample): ReadAttempt => {
	const {
		outcome = 'ok',
		dueMs = 0,
		endMs = dueMs + 500,
		ttftMs = 50,
		tokens = [10, 0, 5]
	} = given;
	const deltaMs = Float64Array.from(given.deltaMs ?? []);
	const isWhole = outcome === 'ok' || outcome === 'length' || outcome === 'refused';
	return {
		attempt: {
			id: `attempt-${String(samplesMade++)}`,
			stageId: 's',
			ordinal: 0,
			turn: 0,
			itemId: given.itemId ?? null,
			trial: 0,
			worker: 0,
			outcome,
			errorCode: null,
			errorMessage: given.errorMessage ?? null,
			httpStatus: 200,
			connection: given.connection ?? 'ready',
			dueMs,
			sentMs: given.sentMs === undefined ? dueMs + 1 : given.sentMs,
			headersMs: null,
			firstEventMs: null,
			firstDeltaMs: given.firstDeltaMs ?? null,
			firstVisibleMs: null,
			lastDeltaMs: null,
			endMs,
			ttftMs,
			serviceTtftMs: ttftMs === null ? null : ttftMs - 1,
			ttfaMs: ttftMs,
			tpotMs: 10,
			e2eMs: isWhole ? endMs - dueMs : null,
			deltaCount: deltaMs.length,
			usage: tokens && {
				uncachedInputTokens: tokens[0],
				cacheReadTokens: tokens[1],
				cacheWriteTokens: null,
				visibleOutputTokens: null,
				reasoningTokens: null,
				outputTokens: tokens[2],
				source: 'provider',
				...(given.isInconsistent && { isInconsistent: true as const }),
				raw: null
			},
			costUsd: given.costUsd === undefined ? '0.001' : given.costUsd,
			priceVersion: 'c0ffee',
			serverTimings: null
		},
		evidence: {
			attemptId: 'a',
			deltaMs,
			headers: {},
			body: null,
			arrivalOffsets: null,
			arrivalMs: null
		},
		reading: {
			deltas: [],
			firstEventMs: null,
			text: '',
			reasoning: '',
			refusal: '',
			toolCalls: [],
			finish: null,
			finishRaw: null,
			terminated: true,
			usage: null,
			error: null,
			serverTimings: null,
			model: null,
			warnings: [],
			hasEncryptedReasoning: false,
			hasSummarisedReasoning: false,
			reasoningBlocks: []
		},
		isEmulated: given.isEmulated ?? false,
		deltaMs,
		rateLimit: null,
		gateway: null
	};
};

const passed: Grade = { passed: true, score: 1, details: null };
const failed: Grade = { passed: false, score: 0, details: null };

const summaryOf = (
	samples: readonly Sample[],
	changes: Partial<CollectorOptions> = {},
	grades: readonly (Grade | null)[] = [],
	result = resultOf(samples.length)
): StageSummary => {
	const collector = new StageCollector({ ...options, ...changes });
	samples.forEach((each, i) => {
		collector.add(sample(each), grades[i] ?? null);
	});
	const summary = collector.summarise(result);
	expect(stageSummarySchema.parse(summary)).toStrictEqual(summary);
	return summary;
};

describe('the summary of a stage', () => {
	it('counts the answers whose usage does not add up, those that were cut included', () => {
		const marked = { isInconsistent: true } as const;
		const mixed: Sample[] = [marked, {}, { ...marked, outcome: 'truncated' }, { tokens: null }];
		expect(summaryOf(mixed)).toMatchObject({ inconsistentUsage: 2, completed: 3 });
		expect(summaryOf([{}])).toMatchObject({ inconsistentUsage: 0 });
	});

	// The window runs from the first due moment, 100 ms, to the last end, 2,100 ms: 2 s.
	const samples: Sample[] = [
		{
			dueMs: 100,
			endMs: 600,
			ttftMs: 50,
			deltaMs: [150, 160, 190],
			tokens: [10, 30, 5],
			costUsd: '0.10'
		},
		{
			dueMs: 200,
			endMs: 1_400,
			ttftMs: 80,
			deltaMs: [280, 300],
			tokens: [20, 0, 7],
			costUsd: '0.20'
		},
		{
			dueMs: 300,
			endMs: 900,
			ttftMs: 150,
			outcome: 'length',
			tokens: [30, 0, 8],
			costUsd: '0.0003'
		},
		{ dueMs: 400, endMs: 2_100, ttftMs: 1, outcome: 'error', tokens: null, costUsd: null },
		{ dueMs: 500, endMs: 510, outcome: 'rate-limited', tokens: null, costUsd: null, ttftMs: null }
	];

	it('counts, times and prices what came', () => {
		const summary = summaryOf(samples);
		expect(summary).toMatchObject({
			emulated: false,
			offered: 5,
			completed: 3,
			outcomes: {
				ok: 2,
				length: 1,
				error: 1,
				'rate-limited': 1,
				truncated: 0,
				refused: 0,
				timeout: 0,
				aborted: 0
			},
			windowS: 2,
			// Only whole answers are timed: the error's 1 ms is no latency of the service.
			ttftMs: { n: 3, p50: 80, max: 150, mean: 280 / 3, p99Supported: false },
			serviceTtftMs: { n: 3, p50: 79 },
			e2eMs: { n: 3, p50: 600, max: 1_200 },
			itlMs: { n: 3, p50: 20, max: 30, mean: 20 },
			inputTokens: 90,
			cacheReadTokens: 30,
			outputTokens: 20,
			inputTokensPerS: 45,
			outputTokensPerS: 10,
			requestsPerS: 1.5,
			// The first meets both bounds; the second is 200 ms too late at the end, the third at the start.
			goodputPerS: 0.5,
			goodputBasis: 'slo',
			sloMetShare: 1 / 5,
			passRate: null,
			costUsd: '0.3003',
			costBasis: 'per-token',
			priceVersion: 'c0ffee'
		});
		expect(summary.usdPerMtokOutput).toBeCloseTo((0.3003 / 20) * 1e6, 6);
		// The cost is of input and output together.
		expect(summary.usdPerMtokInput).toBeNull();
		expect(summary.usdPer1kRequests).toBeCloseTo((0.3003 / 3) * 1_000, 9);
	});

	it('has percentiles that lie between the samples as type 7 says', () => {
		const { e2eMs } = summaryOf(Array.from({ length: 11 }, (_, i) => ({ endMs: (i + 1) * 100 })));
		expect(e2eMs).toMatchObject({
			n: 11,
			p50: 600,
			p90: 1_000,
			p95: 1_050,
			p99: 1_090,
			max: 1_100
		});
	});

	it('counts graded answers: goodput is on time and right, and the pass rate has its interval', () => {
		const { goodputPerS, goodputBasis, passRate, sloMetShare } = summaryOf(
			[
				{ dueMs: 0, endMs: 500 },
				{ dueMs: 0, endMs: 600 },
				{ dueMs: 0, endMs: 2_000 },
				{ dueMs: 0, endMs: 700, outcome: 'truncated' }
			],
			{ isGraded: true },
			[passed, failed, passed, null]
		);
		expect({ goodputPerS, goodputBasis, sloMetShare }).toStrictEqual({
			goodputPerS: 0.5,
			goodputBasis: 'slo-and-grade',
			sloMetShare: 0.5
		});
		expect(passRate).toMatchObject({ successes: 2, n: 3, share: 2 / 3 });
	});

	it('takes only the first answer to each item for evidence of quality', () => {
		const { passRate, goodputPerS } = summaryOf(
			['a', 'b', 'a', 'b', 'b'].map((itemId) => ({ itemId, dueMs: 0, endMs: 500 })),
			{ isGraded: true },
			[passed, failed, failed, passed, passed]
		);
		expect(passRate).toMatchObject({ successes: 1, n: 2 });
		// Goodput is about throughput: every right answer in time counts.
		expect(goodputPerS).toBe(3 / 0.5);
	});

	it('lists the most frequent failures, most frequent first', () => {
		const messages = Array.from('aabbbcdefg').map((letter) => `error ${letter}`);
		const { failures } = summaryOf([
			{},
			...messages.map((errorMessage): Sample => ({ outcome: 'error', errorMessage }))
		]);
		expect(failures).toHaveLength(5);
		expect(failures.slice(0, 3)).toStrictEqual([
			{ message: 'error b', count: 3 },
			{ message: 'error a', count: 2 },
			{ message: 'error c', count: 1 }
		]);
	});

	it('does not grow with an endpoint that words every error differently', () => {
		const { failures } = summaryOf(
			Array.from({ length: 1_000 }, (_, i): Sample => ({
				outcome: 'error',
				errorMessage: `request ${String(i)} failed`
			}))
		);
		expect(failures).toHaveLength(5);
	});

	it('says what rate the schedule of an open loop really offered', () => {
		const load = { kind: 'poisson', ratePerS: 2, durationS: 4 } as const;
		const result = resultOf(9, { droppedSends: 1 });
		expect(summaryOf([{}], { load }, [], result).offeredPerS).toBe(10 / 4);
		expect(summaryOf([{}]).offeredPerS).toBeNull();
	});

	it('does not hold against the endpoint what the user cut off', () => {
		const samples = Array.from({ length: 200 }, (_, i): Sample => ({
			outcome: i < 150 ? 'ok' : 'aborted'
		}));
		expect(summaryOf(samples)).toMatchObject({
			completed: 150,
			outcomes: { aborted: 50 },
			validity: { verdict: 'valid' }
		});
	});

	it('has no goodput without an objective', () => {
		const { goodputPerS, goodputBasis, sloMetShare } = summaryOf([{}], { slo: null });
		expect([goodputPerS, goodputBasis, sloMetShare]).toStrictEqual([null, null, null]);
	});

	it('counts dropped requests as offered and not on time', () => {
		const result = resultOf(2, { droppedSends: 2 });
		const summary = summaryOf([{}, {}], {}, [], result);
		expect(summary).toMatchObject({ offered: 4, completed: 2, sloMetShare: 0.5 });
		expect(summary.client?.droppedSends).toBe(2);
	});

	it('knows no cost where a whole answer brought no usage, as an unknown cost is not a small one', () => {
		const summary = summaryOf([{}, { tokens: null, costUsd: null }]);
		expect(summary).toMatchObject({
			costUsd: null,
			costBasis: null,
			priceVersion: null,
			usdPerMtokOutput: null,
			usdPer1kRequests: null
		});
	});

	it('prices the hours of an endpoint from the window', () => {
		const price = {
			kind: 'per-hour' as const,
			usdPerHour: '7.2',
			source: 'x',
			checkedOn: '2026-01-01'
		};
		const summary = summaryOf([{ dueMs: 0, endMs: 2_000, costUsd: null }], { price });
		// 2 s of 7.20 USD an hour.
		expect(summary).toMatchObject({
			costUsd: '0.004000000',
			costBasis: 'per-hour',
			priceVersion: 'c0ffee',
			usdPer1kRequests: 4
		});
	});

	it('has no tokens and no cost without usage and price', () => {
		const summary = summaryOf([{ tokens: null, costUsd: null }], { price: null });
		expect(summary).toMatchObject({
			inputTokens: null,
			cacheReadTokens: null,
			outputTokens: null,
			outputTokensPerS: null,
			costUsd: null,
			usdPerMtokOutput: null
		});
	});

	it('is empty, not wrong, where nothing ended', () => {
		expect(summaryOf([])).toMatchObject({
			offered: 0,
			completed: 0,
			windowS: 0,
			requestsPerS: 0,
			goodputPerS: 0,
			sloMetShare: null,
			ttftMs: { n: 0, mean: null, p50: null, max: null },
			costUsd: '0',
			validity: { verdict: 'too-few-samples' }
		});
	});

	it('is emulated as soon as one answer was', () => {
		expect(summaryOf([{}, { isEmulated: true }, {}]).emulated).toBe(true);
	});

	it('reports the worst of the workers, and the sum where a sum is meant', () => {
		const { client } = summaryOf(
			[{}, {}],
			{},
			[],
			resultOf(
				2,
				{ cpuMs: 100, wallMs: 1_000, eventLoopDelayMs: { mean: 1, p99: 2, max: 9 } },
				{ worker: 1, cpuMs: 800, wallMs: 1_000, eventLoopDelayMs: { mean: 0.5, p99: 4, max: 5 } }
			)
		);
		expect(client).toMatchObject({
			workers: 2,
			cpuShare: 0.8,
			eventLoopDelayMs: { mean: 1, p99: 4, max: 9 },
			connectionsOpened: 4,
			maxInFlight: 4,
			bytesReceived: 1_000
		});
	});

	it('is client-bound where first output, or an answer that was not streamed, was read after the worker had stood still', () => {
		const stood = resultOf(3, { stalls: Float64Array.from([100, 140]) });
		const streamed = { dueMs: 50, endMs: 400 };
		const late = summaryOf(
			[
				{ ...streamed, firstDeltaMs: 130 },
				{ ...streamed, firstDeltaMs: 138 },
				{ ...streamed, firstDeltaMs: 90 }
			],
			{},
			[],
			stood
		);
		expect(late.client?.readHoldUpMs).toEqual({ p99: 30, max: 38 });
		expect(late.validity.verdict).toBe('client-bound');
		expect(late.validity.reasons.join()).toContain('up to 30.0 ms at p99 of the answers');
		const whole = [139, 139, 139].map((endMs) => ({ dueMs: 50, endMs }));
		expect(summaryOf(whole, {}, [], stood).client?.readHoldUpMs).toEqual({ p99: 39, max: 39 });
		const failed = whole.map((each) => ({ ...each, outcome: 'error' as const }));
		expect(summaryOf(failed, {}, [], stood).client?.readHoldUpMs).toBeNull();
	});

	it('asks of the answers that count, and of no warm-up, whether their first output lay unread', () => {
		const stood = resultOf(200, { stalls: Float64Array.from([0, 40]) });
		/** 200 answers, `held` of which were read as the worker had just stood still: the first ones, or those behind the warm-up. */
		const stage = (held: number, from: number) =>
			summaryOf(
				Array.from({ length: 200 }, (_, i): Sample => ({
					dueMs: i / 200,
					endMs: 500,
					firstDeltaMs: i >= from && i < from + held ? 39 : 90
				})),
				{ warmUp: { requests: 150 } },
				[],
				stood
			);
		const inWarmUp = stage(20, 0);
		expect(inWarmUp.client?.readHoldUpMs).toEqual({ p99: 0, max: 0 });
		expect(inWarmUp.validity.reasons.join()).not.toContain('lay unread');
		// Two of 200 are a hundredth, two of the fifty that count are more.
		const behindIt = stage(2, 150);
		expect(behindIt.client?.readHoldUpMs).toEqual({ p99: 39, max: 39 });
		expect(behindIt.validity.verdict).toBe('client-bound');
	});

	it('holds the sender to account only for connections that were open in time', () => {
		const late = (connection: 'ready' | 'opened'): Sample => ({ dueMs: 0, sentMs: 80, connection });
		const verdict = (connection: 'ready' | 'opened') =>
			summaryOf(Array.from({ length: 200 }, () => late(connection)));
		expect(verdict('ready').validity.verdict).toBe('client-bound');
		expect(verdict('opened').validity.verdict).toBe('valid');
		expect(verdict('opened').client?.sendLatenessMs.p50).toBe(80);
	});

	it('does not depend on the order in which attempts arrive', () => {
		const many = Array.from({ length: 80 }, (_, i): Sample => ({
			dueMs: i * 10,
			endMs: i * 10 + (i < 40 ? 100 : 400) + (i % 7),
			ttftMs: i % 13
		}));
		const expected = summaryOf(many);
		expect(expected.validity.reasons.join()).toMatch(/not steady/);
		fc.assert(
			fc.property(fc.shuffledSubarray(many, { minLength: 80 }), (shuffled) => {
				const { ttftMs, e2eMs, validity, costUsd } = summaryOf(shuffled);
				expect({ validity, costUsd, p50: ttftMs.p50, p95: e2eMs.p95 }).toStrictEqual({
					validity: expected.validity,
					costUsd: expected.costUsd,
					p50: expected.ttftMs.p50,
					p95: expected.e2eMs.p95
				});
			}),
			{ numRuns: 20 }
		);
	});

	it('leaves a slow beginning out of latencies, shares and rates, and out of nothing else', () => {
		// Every 10 ms a request: the first thirty take 1,500 ms, which is too long, all others 100.
		const load = { kind: 'constant', ratePerS: 100, durationS: 4 } as const;
		const samples = Array.from({ length: 400 }, (_, i): Sample => ({
			dueMs: i * 10,
			endMs: i * 10 + (i < 30 ? 1_500 : 100),
			costUsd: '0.01'
		}));
		const summary = summaryOf(samples, { load });
		expect(summary).toMatchObject({
			offered: 400,
			completed: 400,
			costUsd: '4',
			outputTokens: 2_000,
			windowS: 4.09,
			ttftMs: { n: 370 },
			e2eMs: { n: 370, max: 100 },
			sloMetShare: 1,
			validity: { verdict: 'valid' },
			steadyState: {
				warmUp: { requests: 30, durationS: 0.3 },
				rateWindow: { fromMs: 300, toMs: 3_990 },
				drain: { durationS: 0.1, requests: 10 }
			}
		});
		expect(summary.batches?.reduce((sum, { requests }) => sum + requests, 0)).toBe(370);
		// 360 of the quick ones and the thirty slow ones ended within it; only the former in time.
		expect(summary.requestsPerS).toBeCloseTo(390 / 3.69, 9);
		expect(summary.outputTokensPerS).toBeCloseTo((390 * 5) / 3.69, 9);
		expect(summary.goodputPerS).toBeCloseTo(360 / 3.69, 9);
		const whole = summaryOf(samples, { load, warmUp: 'none' });
		expect(whole).toMatchObject({ e2eMs: { n: 400, max: 1_500 }, sloMetShare: 370 / 400 });
	});

	it('says that too few answers are left behind a warm-up', () => {
		const samples = Array.from({ length: 150 }, (_, i): Sample => ({ dueMs: i }));
		const { validity } = summaryOf(samples, { warmUp: { requests: 30 } });
		expect(validity.reasons).toStrictEqual([
			'120 whole answers without 30 of the warm-up; a claim about 95.0 % of requests needs 130'
		]);
	});

	it('can be watched while it grows', () => {
		const collector = new StageCollector(options);
		expect([collector.ended, collector.outputTokens, collector.ttft().p50Ms]).toStrictEqual([
			0,
			null,
			null
		]);
		for (const ttftMs of [30, 10, 20]) collector.add(sample({ ttftMs }), null);
		expect(collector).toMatchObject({ ended: 3, outputTokens: 15 });
		expect(collector.ttft().p50Ms).toBe(20);
		collector.add(sample({ ttftMs: 40 }), null);
		expect(collector.ttft().p50Ms).toBe(25);
	});
});

describe('the verdict on a stage of real sockets', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	const answer = chunk({ content: 'hello' }, 'stop') + done;
	const measure = async (
		onRequest: (request: RawRequest) => void,
		requests: number
	): Promise<StageSummary> => {
		const server = await createRawServer(onRequest);
		cleanups.push(server.die);
		const load = { kind: 'closed', concurrency: 4, requests } as const;
		const collector = new StageCollector({ ...options, load, price: null, sloShare: 0.9 });
		const take = (raw: RawAttempt): void => {
			collector.add(readStream(raw), null);
		};
		return collector.summarise(
			await runStage({ address: server.address, shape: load, onAttempt: take })
		);
	};

	it('is error-bound where the endpoint fails one request in ten', async () => {
		const summary = await measure(({ socket, index }) => {
			socket.write(index % 10 === 3 ? respond('no', 400) : respond(answer));
		}, 80);
		expect(summary).toMatchObject({ offered: 80, completed: 72, outcomes: { ok: 72, error: 8 } });
		expect(summary.validity.verdict).toBe('error-bound');
		expect(summary.validity.reasons[0]).toMatch(
			/^8 of 80 attempts \(10\.0 %\) brought no whole answer/
		);
	});

	it('says so where there are too few samples', async () => {
		const summary = await measure(({ socket }) => socket.write(respond(answer)), 20);
		expect(summary.completed).toBe(20);
		expect(summary.validity.reasons).toContainEqual(
			'20 whole answers; a claim about 90.0 % of requests needs 64'
		);
	});

	it('says so where the endpoint becomes slower and slower', async () => {
		const summary = await measure(({ socket, index }) => {
			setTimeout(() => socket.write(respond(answer)), 10 + index * 2);
		}, 80);
		expect(summary.completed).toBe(80);
		expect(summary.validity.reasons.join()).toMatch(/not steady: the median answer took/);
	});

	it('has the figures of the attempts, whatever the verdict', async () => {
		const summary = await measure(({ socket }) => {
			setTimeout(() => socket.write(respond(answer)), 30);
		}, 70);
		expect(summary.e2eMs.n).toBe(70);
		expect(summary.ttftMs.n).toBe(70);
		// The server waits 30 ms; its timer may be early by 1 ms.
		expect(summary.e2eMs.p50).toBeGreaterThan(29);
		expect(summary.serviceTtftMs.p50).toBeLessThanOrEqual(summary.ttftMs.p50!);
		expect(summary.client).toMatchObject({ workers: 1, connectionsOpened: 4, maxInFlight: 4 });
	});
});
