/** Draws the attempts of one stage, their answers and grades, and sums them up as a real stage is summed up. */
import type { Answer, Grade } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { expectedRequests, isOpenLoop, openSendingS } from '#core/load-rate.ts';
import { isCompleted, type Outcome } from '#core/outcome.ts';
import { createRandom, pick, randomInt, type RandomSource } from '#core/random.ts';
import type { Evidence } from '#core/run.ts';
import { fillPrompt, type LoadedScenario } from '#core/scenario.ts';
import { sloOf } from '#core/slo.ts';
import type { StageSummary } from '#core/stage.ts';
import { sToMs } from '#core/units.ts';
import type { Usage } from '#core/usage.ts';
import { createAnswerTable } from '#bench/commands/run/answer-table.ts';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { createRuleGrader, type RuleSpec } from '#bench/graders/index.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import { logNormal, type PlannedStage } from './run-plans.ts';
import type { DatabaseTarget } from './targets.ts';

/** A text that an endpoint may answer, graded once. */
interface GradedText {
	text: string;
	grade: Grade;
	tokens: number;
}

export interface DrawnItem {
	id: string;
	/** 0 is easy, 1 hard: the same for every target, so that answers are paired. */
	difficulty: number;
	right: GradedText;
	wrong: GradedText[];
	/** Tokens of the system prompt, which caches, and of the rest. */
	systemTokens: number;
	userTokens: number;
}

export interface DrawnScenario {
	loaded: LoadedScenario;
	items: DrawnItem[];
}

const tokensOf = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

/** Everything about the items that all runs share. */
export const drawScenario = (loaded: LoadedScenario, seed: number): DrawnScenario => {
	const { scenario, items } = loaded;
	const grader = createRuleGrader(scenario.grader as RuleSpec);
	const table = createAnswerTable([loaded], seed);
	const random = createRandom(seed, `difficulty of ${scenario.id}`);
	return {
		loaded,
		items: items.map((item, index) => {
			const graded = (answer: string | object): GradedText => {
				const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
				return {
					text,
					grade: grader.grade(text, item.reference),
					tokens: tokensOf(text)
				};
			};
			return {
				id: item.id,
				difficulty: random(),
				right: graded(table[index]?.right ?? ''),
				wrong: (table[index]?.wrong ?? []).map(graded),
				systemTokens: tokensOf(scenario.prompt.system),
				userTokens: tokensOf(fillPrompt(scenario.prompt.user, item.input))
			};
		})
	};
};

/**
 * Whether an item is answered right: 0.7 difficulty + 0.3 luck stays below the point above which a share 1 − quality of such sums
 * lies (0.8 or more, where the density falls linearly).
 */
const isRight = (random: RandomSource, { difficulty }: DrawnItem, quality: number): boolean =>
	0.7 * difficulty + 0.3 * random() < 1 - Math.sqrt(2 * 0.7 * 0.3 * (1 - quality));

/** Share of requests that miss the objective, by utilisation; linear between the points. */
const slowShares = [
	[0, 0.004],
	[0.85, 0.015],
	[0.97, 0.03],
	[1.15, 0.12],
	[1.5, 0.3]
] as const;

const slowShareAt = (utilisation: number): number => {
	const above = slowShares.findIndex(([at]) => at > utilisation);
	const [from, to] = [slowShares.at(above - 1), slowShares.at(above)];
	if (!from || !to || above < 1) return slowShares.at(-1)?.[1] ?? 0;
	return from[1] + ((utilisation - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
};

const failures: readonly {
	outcome: Outcome;
	code: string;
	message: string;
	status: number | null;
}[] = [
	{ outcome: 'rate-limited', code: 'rate-limited', message: 'HTTP 429: slow down', status: 429 },
	{ outcome: 'error', code: 'server', message: 'HTTP 503: overloaded', status: 503 },
	{ outcome: 'timeout', code: 'idle-timeout', message: 'no byte came for 60 s', status: null },
	{
		outcome: 'truncated',
		code: 'no-terminal-event',
		message: 'the stream ended before the answer was finished',
		status: 200
	}
];

export interface DrawOptions {
	stageId: string;
	cellId: string;
	scenario: DrawnScenario;
	target: DatabaseTarget;
	planned: PlannedStage;
	/** Requests of the cell before this stage: items go on where the last stage stopped. */
	cursor: number;
	/** Order of the items in this run. */
	order: readonly number[];
	seed: number;
	/** Every n-th attempt keeps its evidence. */
	evidenceEvery: number;
}

export interface DrawnStage {
	attempts: Attempt[];
	answers: Answer[];
	evidence: Evidence[];
	summary: StageSummary;
	/** From the first due moment to the end of the last attempt, ms. */
	windowMs: number;
}

/** Tokens that come with one delta. */
const tokensPerDelta = 4;

const usageOf = (
	target: DatabaseTarget['target'],
	{ systemTokens, userTokens }: DrawnItem,
	outputTokens: number,
	isCached: boolean
): Usage => {
	const cacheReadTokens = isCached ? systemTokens : 0;
	const uncachedInputTokens = systemTokens + userTokens - cacheReadTokens;
	const isAnthropic = 'protocol' in target && target.protocol === 'anthropic-messages';
	return {
		uncachedInputTokens,
		cacheReadTokens,
		cacheWriteTokens: isAnthropic ? { '5m': 0 } : null,
		visibleOutputTokens: isAnthropic ? null : outputTokens,
		reasoningTokens: isAnthropic ? null : 0,
		outputTokens,
		source: 'provider',
		raw: isAnthropic
			? {
					input_tokens: uncachedInputTokens,
					cache_read_input_tokens: cacheReadTokens,
					output_tokens: outputTokens
				}
			: { prompt_tokens: uncachedInputTokens + cacheReadTokens, completion_tokens: outputTokens }
	};
};

const noMoments = {
	headersMs: null,
	firstEventMs: null,
	firstDeltaMs: null,
	firstVisibleMs: null,
	lastDeltaMs: null,
	ttftMs: null,
	serviceTtftMs: null,
	ttfaMs: null,
	tpotMs: null,
	e2eMs: null,
	deltaCount: 0,
	usage: null,
	costUsd: null,
	priceVersion: null,
	serverTimings: null
} as const;

const evidenceOf = (attempt: Attempt, deltaMs: Float64Array, text: string): Evidence => {
	const chunks = Array.from(deltaMs, (_, i) =>
		text.slice((i * text.length) / deltaMs.length, ((i + 1) * text.length) / deltaMs.length)
	);
	const events = chunks.map((chunk) =>
		Buffer.from(`data: ${JSON.stringify({ choices: [{ delta: { content: chunk } }] })}\n\n`)
	);
	let length = 0;
	return {
		attemptId: attempt.id,
		deltaMs,
		headers: { 'content-type': 'text/event-stream', 'x-request-id': attempt.id },
		body: Buffer.concat(events),
		arrivalOffsets: Uint32Array.from(events, (event) => (length += event.length)),
		arrivalMs: deltaMs
	};
};

/** Draws a stage. The same options give the same stage. */
export const drawStage = (options: DrawOptions): DrawnStage => {
	const {
		planned,
		scenario,
		target: { target, behaviour },
		stageId,
		cellId
	} = options;
	const { load, requests, utilisation } = planned;
	const random = createRandom(options.seed, stageId);
	const { loaded, items } = scenario;
	const slo = sloOf(loaded.scenario.slo);
	const sloTtftMs = slo.ttftMs ?? 1_000;
	const price = 'price' in target ? (target.price ?? null) : null;
	const perToken = price?.kind === 'per-token' ? price : null;
	const priceVersion = price && priceVersionOf(price);
	const collector = new StageCollector({
		load,
		slo,
		sloShare: loaded.scenario.sloShare,
		price,
		priceVersion,
		isGraded: true
	});
	const costs = new Map<string, string | null>();
	const costOf = (usage: Usage): string | null => {
		if (!perToken) return null;
		const key = `${String(usage.uncachedInputTokens)}/${String(usage.cacheReadTokens)}/${String(usage.outputTokens)}`;
		const known = costs.get(key);
		if (known !== undefined) return known;
		const cost = attemptCostUsd(usage, perToken);
		costs.set(key, cost);
		return cost;
	};
	/** End of the last answer of each user of a closed loop. */
	const freeMs = new Float64Array(isOpenLoop(load) ? 0 : load.concurrency);
	const meanGapMs = isOpenLoop(load) ? sToMs(openSendingS(load)) / expectedRequests(load) : 0;
	const slowShare = slowShareAt(utilisation);
	const failureShare = behaviour.failureShare * (random() < 0.03 ? 15 : 1);
	const drawn: Omit<DrawnStage, 'summary'> = {
		attempts: [],
		answers: [],
		evidence: [],
		windowMs: 0
	};
	let dueMs = 0;
	let bytesReceived = 0;
	for (let ordinal = 0; ordinal < requests; ordinal++) {
		const position = options.cursor + ordinal;
		const trial = Math.floor(position / items.length);
		const item = items[options.order[position % items.length] ?? 0] as DrawnItem;
		if (!isOpenLoop(load)) dueMs = freeMs[ordinal % load.concurrency] ?? 0;
		else if (ordinal > 0) dueMs -= Math.log(1 - random()) * meanGapMs;
		const sentMs = dueMs + 0.02 + 0.3 * random() * random();
		const base = {
			id: `${stageId}/${String(ordinal)}`,
			stageId,
			ordinal,
			turn: 0,
			itemId: item.id,
			trial,
			worker: 0,
			connection: ordinal < 3 ? ('opened' as const) : ('ready' as const),
			dueMs,
			sentMs
		};
		let attempt: Attempt;
		let deltaMs = new Float64Array();
		let answer: GradedText | null = null;
		if (random() < failureShare) {
			const { outcome, code, message, status } = pick(random, failures);
			const endMs = sentMs + (outcome === 'timeout' ? 60_000 : 40 + 100 * random());
			attempt = {
				...base,
				...noMoments,
				outcome,
				errorCode: code,
				errorMessage: message,
				httpStatus: status,
				headersMs: status === null ? null : endMs - 1,
				endMs
			};
		} else {
			answer = isRight(random, item, behaviour.quality) ? item.right : pick(random, item.wrong);
			const outputTokens = answer.tokens + randomInt(random, 2);
			const isSlow = random() < slowShare;
			const queueMs = utilisation > 1.3 ? dueMs * (1 - 1 / utilisation) : 0;
			const ttftMs =
				queueMs +
				(isSlow
					? sloTtftMs * (1.05 + 0.4 * random())
					: behaviour.ttftMs *
						(1 + 0.5 * utilisation ** 2) *
						logNormal(random, behaviour.ttftLogSd));
			const stepMs =
				behaviour.tpotMs * (1 + 0.4 * utilisation) * tokensPerDelta * (0.9 + 0.2 * random());
			deltaMs = new Float64Array(Math.max(1, Math.ceil(outputTokens / tokensPerDelta)));
			let atMs = dueMs + ttftMs;
			for (let i = 0; i < deltaMs.length; i++) {
				deltaMs[i] = atMs;
				atMs += stepMs * (0.8 + 0.4 * random());
			}
			const [firstMs, lastMs] = [deltaMs[0] as number, deltaMs.at(-1) as number];
			const endMs = lastMs + 0.4 + 0.2 * random();
			const usage = usageOf(target, item, outputTokens, perToken !== null && random() < 0.7);
			const costUsd = costOf(usage);
			const hasSpan = deltaMs.length > 1 && outputTokens > 1;
			attempt = {
				...base,
				outcome: random() < 0.002 ? 'length' : 'ok',
				errorCode: null,
				errorMessage: null,
				httpStatus: 200,
				headersMs: sentMs + (firstMs - sentMs) * 0.8,
				firstEventMs: firstMs - 0.1,
				firstDeltaMs: firstMs,
				firstVisibleMs: firstMs,
				lastDeltaMs: lastMs,
				endMs,
				ttftMs: firstMs - dueMs,
				serviceTtftMs: firstMs - sentMs,
				ttfaMs: firstMs - dueMs,
				tpotMs: hasSpan ? (lastMs - firstMs) / (outputTokens - 1) : null,
				e2eMs: endMs - dueMs,
				deltaCount: deltaMs.length,
				usage,
				costUsd,
				priceVersion: costUsd === null ? null : priceVersion,
				serverTimings: null
			};
			bytesReceived += 200 * deltaMs.length;
		}
		const grade = answer && isCompleted(attempt.outcome) ? answer.grade : null;
		drawn.attempts.push(attempt);
		drawn.answers.push({
			attemptId: attempt.id,
			cellId,
			itemId: item.id,
			trial,
			text: answer?.text ?? '',
			grade
		});
		if (answer && ordinal % options.evidenceEvery === 0) {
			drawn.evidence.push(evidenceOf(attempt, deltaMs, answer.text));
		}
		collector.add(
			{ attempt, deltaMs, isEmulated: target.kind === 'emulated', rateLimit: null },
			grade
		);
		const endMs = attempt.endMs ?? dueMs;
		drawn.windowMs = Math.max(drawn.windowMs, endMs);
		if (!isOpenLoop(load)) freeMs[ordinal % load.concurrency] = endMs + 0.05;
	}
	const isHeldUp = random() < 0.02;
	const summary = collector.summarise({
		offered: requests,
		begun: requests,
		zeroHrMs: 0,
		reports: [
			{
				worker: 0,
				droppedSends: 0,
				connectionsOpened: isOpenLoop(load) ? 64 : load.concurrency,
				reconnects: 0,
				maxInFlight: isOpenLoop(load) ? 60 : load.concurrency,
				bytesReceived,
				eventLoopDelayMs: { mean: 0.1, p99: isHeldUp ? 80 : 0.9, max: isHeldUp ? 140 : 3 },
				stalls: new Float64Array(0),
				cpuMs: drawn.windowMs * 0.12,
				wallMs: drawn.windowMs,
				gaveUp: null
			}
		]
	});
	return { ...drawn, summary };
};
