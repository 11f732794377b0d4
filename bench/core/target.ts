/** A target: a model behind an endpoint, its parameters and how it is paid for. */
import { z } from 'zod';
import { loadShapeSchema } from './load-shape.ts';
import { perTokenPriceSchema, priceSchema } from './price.ts';
import { idSchema } from './scenario.ts';

/** The protocols that this version can speak. */
export const protocolNames = ['openai-chat', 'anthropic-messages'] as const;
export type ProtocolName = (typeof protocolNames)[number];
export const protocolNameSchema = z.enum(protocolNames);

const parametersSchema = z.strictObject({
	/** Sampling temperature; the provider's default where absent. */
	temperature: z.number().min(0).max(2).optional(),
	/** Sampling seed; not sent where absent. */
	seed: z.int().optional(),
	/** Whether to stream; without streaming there is no time to first token. */
	stream: z.boolean().default(true),
	/** Fields added to the request body as they are, for what an engine has beyond its protocol. */
	extraBody: z.record(z.string(), z.json()).default({})
});

const common = {
	id: idSchema,
	/** How the target is called in tables and on screen; the id where absent. */
	title: z.string().min(1).optional(),
	parameters: parametersSchema.default({ stream: true, extraBody: {} }),
	/** Stages of every cell of this target, in place of the config's. */
	loads: z.array(loadShapeSchema).min(1).optional()
};

const environmentVariableSchema = z
	.string()
	.regex(
		/^[A-Z_][A-Z0-9_]*$/,
		'expected the NAME of an environment variable (capitals, digits, underscores), never a key itself'
	);

const remote = {
	protocol: protocolNameSchema,
	/** Where the API starts, such as `https://api.example.com/v1`. */
	baseUrl: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }),
	/** Model id as the endpoint knows it. */
	model: z.string().min(1),
	/** Name of the environment variable that holds the key; no key is sent where absent. */
	apiKeyEnv: environmentVariableSchema.optional()
};

/** A bought API; it costs money, so it has a price. */
const measuredApiSchema = z.strictObject({
	kind: z.literal('measured-api'),
	...common,
	...remote,
	price: perTokenPriceSchema
});

/** An endpoint that the user runs. */
const selfHostedSchema = z.strictObject({
	kind: z.literal('self-hosted'),
	...common,
	...remote,
	price: priceSchema.optional()
});

/** A real engine that `bench` serves on loopback. */
const embeddedSchema = z.strictObject({
	kind: z.literal('embedded'),
	...common,
	/** GGUF file; relative to the config file. */
	modelFile: z.string().min(1),
	/** Compute threads; more than there are free cores slows the engine many times over. */
	threads: z.int().positive().default(1),
	/** Sequences decoded together. */
	slots: z.int().positive().default(4),
	/** Context per slot, tokens. */
	contextTokens: z.int().positive().default(2_048),
	price: priceSchema.optional()
});

const share = z.number().min(0).max(1).default(0);

/** How an emulated endpoint behaves in time. Every figure is a choice, not a measurement. */
export const emulatorPerformanceSchema = z.strictObject({
	/** Prompt tokens processed per second, one prompt at a time. */
	prefillTokensPerS: z.number().positive(),
	/** Time of one decode step with a batch of one, ms. */
	decodeStepMs: z.number().positive(),
	/** What every further sequence in the batch adds to a step, ms. */
	decodeStepPerSequenceMs: z.number().nonnegative().default(0),
	/** Sequences decoded together; the rest wait in a queue. */
	slots: z.int().positive(),
	/** Requests that may wait; one more is answered 429. */
	queueLimit: z.int().nonnegative().default(1_000),
	/** Fixed time before anything else happens (network and gateway of a remote API), ms. */
	overheadMs: z.number().nonnegative().default(0),
	/** Standard deviation of the logarithm of the overhead: 0 is none, 0.5 a wide spread. */
	overheadLogSd: z.number().nonnegative().default(0)
});

/** Shares of requests that meet each fault; the sum may not be above 1. */
export const emulatorFaultsSchema = z
	.strictObject({
		rateLimited: share,
		serverError: share,
		midStreamError: share,
		truncated: share,
		stalled: share,
		slowDrip: share,
		malformedChunk: share
	})
	.refine((faults) => Object.values(faults).reduce((sum, n) => sum + n, 0) <= 1 + 1e-9, {
		message: 'the shares add up to more than 1'
	});

export type EmulatorPerformance = z.infer<typeof emulatorPerformanceSchema>;
export type EmulatorFaults = z.infer<typeof emulatorFaultsSchema>;

/** No model at all; shown as EMULATED wherever a figure of it appears. */
const emulatedSchema = z.strictObject({
	kind: z.literal('emulated'),
	...common,
	protocol: protocolNameSchema,
	/** What the emulated model calls itself. */
	model: z.string().min(1),
	performance: emulatorPerformanceSchema,
	/** Share of items answered right, 0 to 1. */
	quality: z.number().min(0).max(1),
	faults: emulatorFaultsSchema.prefault({}),
	price: priceSchema.optional()
});

export const targetSchema = z.discriminatedUnion('kind', [
	measuredApiSchema,
	selfHostedSchema,
	embeddedSchema,
	emulatedSchema
]);

export type Target = z.infer<typeof targetSchema>;
export type TargetKind = Target['kind'];
export type RemoteTarget = Extract<Target, { baseUrl: string }>;
export type EmbeddedTarget = Extract<Target, { kind: 'embedded' }>;
export type EmulatedTarget = Extract<Target, { kind: 'emulated' }>;

/** The name of a target on screen. */
export const targetTitle = (target: Target): string => target.title ?? target.id;

/** The protocol a target is spoken to in. */
export const targetProtocol = (target: Target): ProtocolName =>
	target.kind === 'embedded' ? 'openai-chat' : target.protocol;
