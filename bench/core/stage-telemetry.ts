/** What was read beside the requests of a stage, summed up: energy of its GPUs, metrics of its engine, the machine of the client. */
import { z } from 'zod';
import { gpuReaderNames } from './telemetry-settings.ts';

export const engineNames = ['vllm', 'sglang', 'tgi', 'llama-cpp', 'tensorrt-llm'] as const;
export type EngineName = (typeof engineNames)[number];

const share = z.number().min(0).max(1);

/** Mean and largest value of the samples between the first due moment and the end of the last attempt; null where none was read. */
const gaugeSchema = z.strictObject({ mean: z.number(), max: z.number() }).nullable();

export const energySchema = z.strictObject({
	reader: z.enum(gpuReaderNames),
	/**
	 * `counter`: difference of the energy counter of the card. `power`: power over time by the trapezoid rule; `average-power`: the
	 * same where the tool offers only the mean of the last second, which comes late. The worst one over all devices.
	 */
	method: z.enum(['counter', 'power', 'average-power']),
	devices: z.array(
		z.strictObject({
			/** Index as the tool counts them. */
			device: z.string(),
			name: z.string().nullable(),
			/** J over the window of the stage; null where too little was read. */
			energyJ: z.number().nullable(),
			meanPowerW: z.number().nullable(),
			/** Largest sample of the power, W. */
			maxPowerW: z.number().nullable(),
			/** Share of the window that samples cover. */
			coverage: share,
			use: gaugeSchema,
			memoryUsedMib: gaugeSchema
		})
	),
	/** J of all devices from the first due moment to the end of the last attempt (the window of `windowS`); null where one device is missing. */
	energyJ: z.number().nullable(),
	/** energyJ / windowS, W. */
	meanPowerW: z.number().nullable(),
	/** Power of all devices before the first request of the target, W, with the engine loaded; null where it was not watched. */
	idlePowerW: z.number().nullable(),
	/** Worst coverage of a device. */
	coverage: share,
	/** Median time between two changes of what was read, ms; null with fewer than three. */
	tickMs: z.number().nullable(),
	/** By how much energyJ may be off, as a share of it: what the ends of the stage and the kind of reading leave open; null without energy. */
	errorShare: z.number().nonnegative().nullable(),
	/** energyJ / reported output tokens of whole answers, J; null unless `problems` is empty. */
	jPerOutputToken: z.number().nullable(),
	/** The same without the power that the cards take idle. */
	jPerOutputTokenOverIdle: z.number().nullable(),
	/** energyJ / right answers (whole answers × share of items answered right), J; null unless graded and `problems` is empty. */
	jPerAcceptedAnswer: z.number().nullable(),
	/** Why joules are not divided by anything, one sentence each; empty where they are. */
	problems: z.array(z.string())
});

export type EnergySummary = z.infer<typeof energySchema>;

/** A quantile of a histogram of the engine, with the bucket that it lies in, ms. */
const bucketQuantileSchema = z
	.strictObject({
		/** Interpolated; null in the last bucket, which has no end. */
		valueMs: z.number().nullable(),
		lowMs: z.number(),
		highMs: z.number().nullable()
	})
	.nullable();

const engineLatencySchema = z
	.strictObject({
		/** Requests that were observed between the reading before the stage and the one after it. */
		n: z.number().nonnegative(),
		meanMs: z.number().nullable(),
		p50: bucketQuantileSchema,
		p95: bucketQuantileSchema
	})
	.nullable();

export type EngineLatency = z.infer<typeof engineLatencySchema>;

export const engineTelemetrySchema = z.strictObject({
	/** Null where the address answers with metrics of an engine that is not known. */
	engine: z.enum(engineNames).nullable(),
	running: gaugeSchema,
	waiting: gaugeSchema,
	/** Share of the cache of keys and values in use, 0 to 1. */
	kvCacheShare: gaugeSchema,
	/** By the engine's counters, from the reading before the stage to the one after it; null where it has none or began anew. */
	promptTokens: z.number().nullable(),
	cachedPromptTokens: z.number().nullable(),
	generatedTokens: z.number().nullable(),
	/** Arrival at the engine to first token, wait in its queue, arrival to end. */
	ttftMs: engineLatencySchema,
	queueMs: engineLatencySchema,
	e2eMs: engineLatencySchema,
	/** Shortest time that a reading took, ms: what a way there and back costs at most. */
	scrapeMs: z.number().nullable(),
	coverage: share,
	/** Readings, and those that failed. */
	readings: z.int().nonnegative(),
	failedReadings: z.int().nonnegative(),
	/** What speaks against the figures, or where they and those of the client disagree, one sentence each. */
	notes: z.array(z.string())
});

export type EngineTelemetry = z.infer<typeof engineTelemetrySchema>;

export const hostTelemetrySchema = z.strictObject({
	/** Share of all processors of the client's machine that was busy, 0 to 1; null where the platform does not tell. */
	cpuShare: gaugeSchema,
	memoryUsedMib: gaugeSchema,
	/** Processors that the embedded engine kept busy, such as 1.8; null for other targets. */
	engineCores: gaugeSchema,
	/** Energy of the processors of the client's machine (RAPL), J; null where it may not be read. */
	energyJ: z.number().nullable(),
	/** What the sampling itself did: how late a sample was begun, ms, p99; and its share of one processor. */
	sampler: z.strictObject({
		samples: z.int().nonnegative(),
		lateP99Ms: z.number().nullable(),
		cpuShare: z.number().nonnegative()
	})
});

export type HostTelemetry = z.infer<typeof hostTelemetrySchema>;
