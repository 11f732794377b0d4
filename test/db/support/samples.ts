/** Whole, valid values of every stored type, for tests to change what they are about. */
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { configSchema, type Config } from '#core/config.ts';
import type { Cell, Evidence, Run, Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Target } from '#core/target.ts';
import { describe } from '#core/statistics/distribution.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { insertRun, type RunOwner } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import type { AttemptRecord } from '#db/writer.server.ts';

export const sampleOwner: RunOwner = { processId: 4_711, hostName: 'bench-host' };

const target = {
	kind: 'emulated',
	id: 'emulated-fast',
	protocol: 'openai-chat',
	model: 'emulated',
	performance: { prefillTokensPerS: 8_000, decodeStepMs: 8, slots: 16 },
	quality: 0.9,
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '0.10',
		outputUsdPerMtok: '0.40',
		source: 'a test',
		checkedOn: '2026-11-01'
	}
};

/** A run that was measured: with a whole config. */
export type SampledRun = Omit<Run, 'config'> & { config: Config };

export const sampleRun = (id: string, changes: Partial<Run> = {}): SampledRun => {
	const run = {
		id,
		name: 'a run',
		state: 'running',
		stateReason: null,
		config: configSchema.parse({
			name: 'a run',
			scenarios: [{ use: 'ticket-triage', items: 5 }],
			targets: [target],
			loads: [{ kind: 'closed', concurrency: 2, requests: 10 }],
			maxSpendUsd: 0.1
		}),
		configHash: 'c0ffee',
		seed: 1,
		host: {
			benchVersion: '0.1.0',
			gitCommit: null,
			nodeVersion: '24.21.0',
			platform: 'linux',
			arch: 'x64',
			osRelease: '6.1',
			cpuModel: null,
			cpuCount: 2,
			memoryMib: 1_024
		},
		startedAtUtc: '2026-11-20T10:00:00.000Z',
		endedAtUtc: null,
		...changes
	};
	// Whoever changes the config in a test knows what it is.
	return run as SampledRun;
};

/** A cell that was measured. */
export type SampledCell = Omit<Cell, 'target'> & { target: Target };

export const sampleCell = (id: string, runId: string, changes: Partial<Cell> = {}): SampledCell => {
	const [first] = sampleRun(runId).config.targets;
	const cell = {
		id,
		runId,
		ordinal: 0,
		scenarioId: 'ticket-triage',
		scenarioVersion: 1,
		scenarioHash: 'beef',
		target: first!,
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:8080/v1',
		reportedModel: null,
		...changes
	};
	return cell as SampledCell;
};

export const sampleStage = (id: string, cellId: string, changes: Partial<Stage> = {}): Stage => ({
	id,
	cellId,
	ordinal: 0,
	load: { kind: 'closed', concurrency: 2, requests: 10 },
	state: 'running',
	startedAtUtc: '2026-11-20T10:00:01.000Z',
	endedAtUtc: null,
	summary: null,
	...changes
});

export const sampleSummary = (): StageSummary => ({
	emulated: true,
	load: { kind: 'closed', concurrency: 2, requests: 10 },
	offered: 10,
	offeredPerS: null,
	conversations: null,
	sequential: null,
	batches: null,
	saturation: null,
	rateLimit: null,
	gateway: null,
	inconsistentUsage: 0,
	interleaving: null,
	capacitySearch: null,
	offline: null,
	completed: 9,
	outcomes: {
		ok: 9,
		truncated: 0,
		length: 0,
		refused: 0,
		'rate-limited': 0,
		timeout: 0,
		error: 1,
		aborted: 0
	},
	failures: [{ message: 'HTTP 500: out of memory', count: 1 }],
	windowS: 12.5,
	ttftMs: describe([80.25, 90.5]),
	serviceTtftMs: describe([80, 90]),
	ttfaMs: describe([80.25, 90.5]),
	itlMs: describe([8, 9, 10]),
	tpotMs: describe([9]),
	e2eMs: describe([900, 950]),
	inputTokensPerS: 145,
	outputTokensPerS: 72.5,
	requestsPerS: 0.72,
	goodputPerS: 0.64,
	goodputUngraded: null,
	goodputBasis: 'slo-and-grade',
	sloMetShare: 0.9,
	passRate: { successes: 8, n: 9, share: 8 / 9, low: 0.56, high: 0.98 },
	inputTokens: 900,
	cacheReadTokens: null,
	outputTokens: 450,
	costUsd: '0.00027',
	costBasis: 'per-token',
	priceVersion: 'c0ffee',
	usdPerMtokInput: null,
	usdPerMtokOutput: 0.6,
	usdPer1kRequests: 0.03,
	validity: { verdict: 'too-few-samples', reasons: ['10 requests are few'] },
	energy: null,
	engine: null,
	serverChecks: [],
	host: null,
	noiseFloor: null,
	steadyState: null,
	client: {
		workers: 1,
		sendLatenessMs: describe([0.1]),
		eventLoopDelayMs: { mean: 0.1, p99: 0.5, max: 0.6 },
		readHoldUpMs: { p99: 0.2, max: 0.4 },
		cpuShare: 0.1,
		droppedSends: 0,
		connectionsOpened: 2,
		reconnects: 0,
		maxInFlight: 2,
		bytesReceived: 12_345
	}
});

export const sampleAttempt = (
	id: string,
	stageId: string,
	changes: Partial<Attempt> = {}
): Attempt => ({
	id,
	stageId,
	ordinal: 0,
	turn: 0,
	itemId: 'item-1',
	trial: 0,
	worker: 0,
	outcome: 'ok',
	errorCode: null,
	errorMessage: null,
	httpStatus: 200,
	connection: 'ready',
	dueMs: 10,
	sentMs: 10.125,
	headersMs: 60.5,
	firstEventMs: 70.25,
	firstDeltaMs: 80.75,
	firstVisibleMs: 80.75,
	lastDeltaMs: 180.001,
	endMs: 181.5,
	ttftMs: 70.75,
	serviceTtftMs: 70.625,
	ttfaMs: 70.75,
	tpotMs: 9.925,
	e2eMs: 171.5,
	deltaCount: 3,
	usage: {
		uncachedInputTokens: 100,
		cacheReadTokens: 0,
		cacheWriteTokens: { '5m': 10 },
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: 11,
		source: 'provider',
		raw: { prompt_tokens: 110, completion_tokens: 11 }
	},
	costUsd: '0.0000154',
	priceVersion: 'c0ffee',
	serverTimings: { predicted_ms: 99.5 },
	...changes
});

export const sampleAnswer = (
	attemptId: string,
	cellId: string,
	changes: Partial<Answer> = {}
): Answer => ({
	attemptId,
	cellId,
	itemId: 'item-1',
	trial: 0,
	text: '{"queue": "billing"} – fertig ✓',
	grade: { passed: true, score: 1, details: { label: 'billing' } },
	...changes
});

export const sampleEvidence = (
	attemptId: string,
	body: Uint8Array = new TextEncoder().encode('data: {"a":1}\n\ndata: [DONE]\n\n')
): Evidence => ({
	attemptId,
	deltaMs: Float64Array.of(80.75, 120.5, 180.001),
	headers: { 'content-type': 'text/event-stream' },
	body,
	arrivalOffsets: Uint32Array.of(15, body.length),
	arrivalMs: Float64Array.of(80.75, 181.5)
});

/** Attempt, answer and evidence of one request. */
export const sampleRecord = (
	id: string,
	stageId: string,
	cellId: string,
	ordinal: number
): AttemptRecord => ({
	attempt: sampleAttempt(id, stageId, { ordinal }),
	answer: sampleAnswer(id, cellId),
	evidence: sampleEvidence(id)
});

/** Stores a run with one cell and one stage: `RUN`, `RUN-cell` and `RUN-stage`. */
export const storeRunWithStage = async (
	database: Database,
	runId: string
): Promise<{ cellId: string; stageId: string }> => {
	const cellId = `${runId}-cell`;
	const stageId = `${runId}-stage`;
	await insertRun(database, sampleRun(runId), sampleOwner);
	await insertCell(database, sampleCell(cellId, runId));
	await insertStage(database, sampleStage(stageId, cellId));
	return { cellId, stageId };
};
