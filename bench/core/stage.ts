/** One load level of a cell: what was asked of it, what came of it, and whether the measurement can be trusted. */
import { z } from 'zod';
import { stageLoadSchema } from './stage-load.ts';
import { noiseFloorSchema } from './noise-floor.ts';
import { gatewaySeenSchema } from './gateway-seen.ts';
import { interleavingSchema } from './interleaving.ts';
import { outcomes } from './outcome.ts';
import { rateLimitSchema } from './rate-limit.ts';
import { serverCheckSchema } from './server-check.ts';
import { energySchema, engineTelemetrySchema, hostTelemetrySchema } from './stage-telemetry.ts';
import { distributionSchema } from './statistics/distribution.ts';
import { steadyStateSchema } from './steady-state.ts';
import { sequentialConclusions } from './statistics/sequential-comparison.ts';

export const validitySchema = z.strictObject({
	verdict: z.enum([
		'valid',
		'client-bound',
		'unsteady',
		'too-few-samples',
		'error-bound',
		'not-measured'
	]),
	/** Everything that stands against the stage, one sentence each, the verdict's own first; empty if valid. `not-measured`: by another tool, or no load at all. */
	reasons: z.array(z.string())
});

export type Validity = z.infer<typeof validitySchema>;

/** What the measuring side itself did during the stage. */
export const clientReportSchema = z.strictObject({
	workers: z.int().positive(),
	/** Sent − due, ms: how late requests left. */
	sendLatenessMs: distributionSchema,
	/** Delay of the workers' event loops beyond the resolution of their sampling, ms; the worst worker's. */
	eventLoopDelayMs: z.strictObject({ mean: z.number(), p99: z.number(), max: z.number() }),
	/**
	 * How long the bytes of an answer's first output may have lain unread, since its worker stood still, ms; of its end where nothing was
	 * streamed. Of the whole answers behind the warm-up. `p99`: of all but the slowest hundredth of them, of which at least one is left out.
	 * Null without answers, and in older stages.
	 */
	readHoldUpMs: z.strictObject({ p99: z.number(), max: z.number() }).nullable().default(null),
	/** CPU time of the busiest worker / wall time, 0 to 1; null where the platform does not tell. */
	cpuShare: z.number().nullable(),
	/** Scheduled requests that were never sent. */
	droppedSends: z.int().nonnegative(),
	/** Connections opened in all, and those of them opened because an earlier one had ended. */
	connectionsOpened: z.int().nonnegative(),
	reconnects: z.int().nonnegative(),
	/** Largest number of requests in flight. */
	maxInFlight: z.int().nonnegative(),
	bytesReceived: z.int().nonnegative()
});

export type ClientReport = z.infer<typeof clientReportSchema>;

/** How a stage was held against another target while it ran, by the grades of that time. */
export const sequentialSchema = z.strictObject({
	/** Id of the other target of the run. */
	against: z.string(),
	/** The margin, percentage points. */
	deltaPoints: z.number().positive(),
	plannedItems: z.int().positive(),
	plannedLooks: z.int().positive(),
	/** Each look that was made; `core/statistics/sequential-comparison.ts` says what its figures are. */
	looks: z.array(
		z.strictObject({
			items: z.int().nonnegative(),
			pairs: z.int().positive(),
			onlyCandidate: z.int().nonnegative(),
			onlyReference: z.int().nonnegative(),
			difference: z.number(),
			low: z.number(),
			high: z.number(),
			z: z.number().positive(),
			conclusion: z.enum(sequentialConclusions).nullable()
		})
	),
	/** Whether a conclusion ended the stage before all items were asked. */
	stoppedEarly: z.boolean()
});

export type SequentialSummary = z.infer<typeof sequentialSchema>;

/** Requests of a stage that were due one after the other, a twentieth of it. */
export const stageBatchSchema = z.strictObject({
	/** Requests that were due, those included that were never sent. */
	requests: z.int().positive(),
	/** Of these: answered whole, and answered within the objective. */
	completed: z.int().nonnegative(),
	met: z.int().nonnegative(),
	/** Mean of due → end of the whole answers, ms; null without one. */
	e2eMeanMs: z.number().nullable()
});

export type StageBatch = z.infer<typeof stageBatchSchema>;

/** Throughput of a batch. That of the whole time, first and last answers included, is in `requestsPerS`, `outputTokensPerS` and `windowS`. */
export const offlineThroughputSchema = z.strictObject({
	/** Requests in flight at once: no more than there were requests. */
	slots: z.int().positive(),
	/**
	 * While all slots were in use: from the moment at which as many requests had ended as there are slots, until the first one ended with none
	 * left to send. An answer counts with the share of its time that lies within. Null with fewer requests than two for each slot.
	 */
	steady: z
		.strictObject({
			/** Seconds from the first due moment. */
			fromS: z.number(),
			toS: z.number(),
			/** Whole answers per second. */
			requestsPerS: z.number().nonnegative(),
			/** Reported output tokens of whole answers per second; null if no usage was reported. */
			outputTokensPerS: z.number().nonnegative().nullable(),
			/** Price of an hour / output tokens of an hour, USD per million; null without a price by the hour or without output. */
			usdPerMtokOutput: z.number().nullable()
		})
		.nullable()
});

/** Why a stage of a search was ended before its time: requests came faster than the endpoint ends them. */
export const saturationSchema = z.strictObject({
	/** Seconds from the first due moment to the decision. */
	afterS: z.number().nonnegative(),
	/** Requests due and attempts ended in the later half of that time. */
	arrived: z.int().nonnegative(),
	ended: z.int().nonnegative(),
	/** (arrived − ended) / √(arrived + ended): how far beyond chance the number in flight grew. */
	growthZ: z.number(),
	/** Mann–Whitney z of the latencies that ended in that half, its later requests against its earlier ones. */
	latencyZ: z.number()
});

export type Saturation = z.infer<typeof saturationSchema>;

export const searchPurposes = ['probe', 'bracket', 'bisect', 'repeat', 'second-worker'] as const;
export const searchEnds = [
	'precise',
	'no-rate',
	'client-limit',
	'rate-limit-of-client',
	'max-stages',
	'max-duration',
	'max-requests',
	'not-decidable',
	'interrupted',
	'unreachable',
	'refused'
] as const;

/** The place of a stage in a search for the capacity. */
export const capacitySearchSchema = z.strictObject({
	/** Why the stage was run: to learn the idle latency, to enclose the capacity, to halve the range, to be surer of a deciding rate, to see whether the client was part of it. */
	purpose: z.enum(searchPurposes),
	/** The share of requests that must meet the objective, and half the wanted width of the interval as a share of the capacity. */
	sloShare: z.number(),
	precision: z.number().positive(),
	/** Why the search ended with this stage; null where it went on. */
	ended: z.strictObject({ why: z.enum(searchEnds), reason: z.string() }).nullable()
});

export type CapacitySearchNote = z.infer<typeof capacitySearchSchema>;

/** The contract of `bench load --json` and of each stage of `bench run --json`. */
export const stageSummarySchema = z.strictObject({
	load: stageLoadSchema,
	/** Whether any answer said that no model was behind it (header `x-breakeven-emulated`). */
	emulated: z.boolean(),
	/** Requests that were due. */
	offered: z.int().nonnegative(),
	/** Requests per second that the schedule really offered (a Poisson draw is rarely its mean); null for a closed loop and for imported results. */
	offeredPerS: z.number().nullable(),
	/**
	 * Where items are conversations of several requests: how many were begun, and offered requests / begun conversations. Null where an
	 * item is one request, and in stages stored before there were conversations.
	 */
	conversations: z
		.strictObject({ begun: z.int().nonnegative(), requestsEach: z.number().nonnegative() })
		.nullable()
		.default(null),
	/** Requests whose answer arrived whole (ok, length, refused). */
	completed: z.int().nonnegative(),
	outcomes: z.record(z.enum(outcomes), z.int().nonnegative()),
	/** What the endpoint said about its rate limits in the headers of its answers; null where it said nothing, and in stages stored before it was kept. */
	rateLimit: rateLimitSchema.nullable().default(null),
	/** What a gateway on the way said that it did with the requests; null where none named itself, and in stages stored before it was kept. */
	gateway: gatewaySeenSchema.nullable().default(null),
	/** Why attempts brought no answer: the most frequent messages, most frequent first, at most five. */
	failures: z.array(z.strictObject({ message: z.string(), count: z.int().positive() })),
	/** Seconds from the first due moment to the end of the last attempt, warm-up and drain included; null where another tool measured. */
	windowS: z.number().nonnegative().nullable(),
	/** Latencies are those of the whole answers behind the warm-up (`steadyState`), gaps those of all whole answers. */
	ttftMs: distributionSchema,
	serviceTtftMs: distributionSchema,
	/** Due → first visible delta, ms. */
	ttfaMs: distributionSchema,
	/** Gaps between successive deltas of one answer, over all completed answers, ms. Beyond a million of them percentiles are right to 0.1 % (`core/statistics/histogram.ts`). */
	itlMs: distributionSchema,
	tpotMs: distributionSchema,
	e2eMs: distributionSchema,
	/**
	 * Rates count the answers that ended in `steadyState.rateWindow`, per second of it: warm-up and drain are in none of them. Without that window
	 * (short stages, changing rates, conversations, and all stages stored before it was kept) they are over `windowS`.
	 * Reported output tokens of completed answers per second; null if no usage was reported.
	 */
	outputTokensPerS: z.number().nullable(),
	/**
	 * Reported input tokens of completed answers per second, those from a cache included, over the same window; null if no usage was reported, where
	 * another tool measured, and in stages stored before it was kept.
	 */
	inputTokensPerS: z.number().nullable().default(null),
	/** Completed answers per second; null where another tool measured. */
	requestsPerS: z.number().nullable(),
	/**
	 * On time and, where graded, right: answers per second; null without an objective. A conversation of several requests is one
	 * answer, on time if every request of it was. Where judges grade, an unreadable judgement counts as the graded answers do; null while
	 * answers wait for their judge.
	 */
	goodputPerS: z.number().nullable(),
	/** Of the answers that goodput counts, those on time without a grade, by why; null where all have one or nothing is graded, and in stages stored before it was kept. */
	goodputUngraded: z
		.strictObject({ waiting: z.int().nonnegative(), unreadable: z.int().nonnegative() })
		.nullable()
		.default(null),
	/** What goodput counts: `slo-and-grade` for a scenario, `slo` for a load test that grades nothing; null without an objective. */
	goodputBasis: z.enum(['slo', 'slo-and-grade']).nullable(),
	/** Share of the requests offered behind the warm-up that completed within the objective, 0 to 1; null without an objective. */
	sloMetShare: z.number().nullable(),
	/**
	 * The requests behind the warm-up in order of their due moments, in twenty batches of nearly equal size: what tells how much they depend on each other
	 * (`core/statistics/effective-samples.ts`). Null without an objective, with fewer than 100 requests, and in stages stored before it was kept.
	 */
	batches: z.array(stageBatchSchema).nullable().default(null),
	/** Warm-up, drain, and how sure means and rates are; null where another tool measured, and in stages stored before it was kept. */
	steadyState: steadyStateSchema.nullable().default(null),
	/** How the stage took turns with those of other targets; null where it was run in one piece, and in stages stored before that could be otherwise. */
	interleaving: interleavingSchema.nullable().default(null),
	/** What a batch says of the throughput of its endpoint; null for every other load, and in stages stored before there were batches. */
	offline: offlineThroughputSchema.nullable().default(null),
	/** Null where the stage was not ended because its queue grew, and in stages stored before that could be. */
	saturation: saturationSchema.nullable().default(null),
	/** Null where no capacity was searched, and in stages stored before that could be. */
	capacitySearch: capacitySearchSchema.nullable().default(null),
	/**
	 * Right answers among graded ones, 95 % Wilson interval; null where nothing is graded. Only the first answer to each item
	 * counts: asking again is no new evidence.
	 */
	passRate: z
		.strictObject({
			successes: z.int(),
			n: z.int(),
			share: z.number().nullable(),
			low: z.number().nullable(),
			high: z.number().nullable()
		})
		.nullable(),
	/** Null where nothing was looked at early, and in stages stored before that could be. */
	sequential: sequentialSchema.nullable().default(null),
	/** Reported tokens of completed answers; null where no usage was reported. */
	inputTokens: z.int().nullable(),
	cacheReadTokens: z.int().nullable(),
	outputTokens: z.int().nullable(),
	/** What the stage cost, USD, decimal text; null where there is no price or usage is missing. */
	costUsd: z.string().nullable(),
	/**
	 * Answers, cut ones included, whose token counts contradict each other (`usage.isInconsistent`), so that their cost is doubtful; null where
	 * another tool measured, and in stages stored before it was counted.
	 */
	inconsistentUsage: z.int().nonnegative().nullable().default(null),
	/** How `costUsd` came about: every answer's tokens or images × price, hours × price, or as another tool gave it for each answer; null without a cost. */
	costBasis: z.enum(['per-token', 'per-hour', 'per-image', 'as-imported']).nullable(),
	/** SHA-256 of the price that made `costUsd`, hex; null without a cost, and in stages stored before it was kept. */
	priceVersion: z.string().nullable().default(null),
	/** costUsd / output tokens, in USD per million; null without a cost or output. */
	usdPerMtokOutput: z.number().nullable(),
	/**
	 * costUsd / input tokens, in USD per million, of a stage that generated nothing, as with embeddings; null where output was generated, as the cost is
	 * then for both, without a cost or input, and in stages stored before it was kept.
	 */
	usdPerMtokInput: z.number().nullable().default(null),
	/** costUsd / completed answers × 1,000; null without a cost or answers. */
	usdPer1kRequests: z.number().nullable(),
	validity: validitySchema,
	/** Of the GPUs behind the endpoint; null where the target names none, and in stages stored before they were read. */
	energy: energySchema.nullable().default(null),
	/** What the engine behind the endpoint says of itself; null where the target names no address for it, and in older stages. */
	engine: engineTelemetrySchema.nullable().default(null),
	/**
	 * What the server itself says of its time beside what was seen; empty where it says nothing, null where another tool measured, and in stages
	 * stored before it was compared.
	 */
	serverChecks: z.array(serverCheckSchema).nullable().default(null),
	/** The machine of the client during the stage; null where another tool measured, and in older stages. */
	host: hostTelemetrySchema.nullable().default(null),
	/** What the machine adds by itself, measured before the stage; null where nobody calibrated, and in older stages. */
	noiseFloor: noiseFloorSchema.nullable().default(null),
	/** Null where another tool measured: what its client did is not known. */
	client: clientReportSchema.nullable()
});

export type StageSummary = z.infer<typeof stageSummarySchema>;
