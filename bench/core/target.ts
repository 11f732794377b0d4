/** A target: a model behind an endpoint, its parameters and how it is paid for. */
import { z } from 'zod';
import {
	credentialsSchema,
	environmentVariableSchema,
	headersSchema,
	querySchema,
	secretCommandSchema
} from './endpoint-access.ts';
import { findCapacitySchema } from './find-capacity.ts';
import { loadShapeSchema } from './load-shape.ts';
import { billedPriceSchema, priceSchema } from './price.ts';
import { proxySchema } from './proxy-setting.ts';
import { idSchema } from './scenario.ts';
import { telemetrySettingsSchema } from './telemetry-settings.ts';
import { tlsSchema } from './tls-setting.ts';
import { tunedFromSchema } from './tuned-from.ts';

/** The protocols that this version can speak. */
export const protocolNames = [
	'openai-chat',
	'anthropic-messages',
	'openai-images',
	'openai-responses',
	'azure-openai',
	'mistral',
	'gemini',
	'ollama',
	'bedrock-converse',
	'llama-cpp',
	'tgi',
	'openai-embeddings'
] as const;
export type ProtocolName = (typeof protocolNames)[number];
export const protocolNameSchema = z.enum(protocolNames);

/** How hard a model may think, in the words that providers share; which of them an endpoint knows its protocol says. */
export const reasoningEfforts = [
	'none',
	'minimal',
	'low',
	'medium',
	'high',
	'xhigh',
	'max'
] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** Times-to-live of a prompt cache that can be asked for. */
export const promptCacheTtls = ['5m', '30m', '1h'] as const;
export type PromptCacheTtl = (typeof promptCacheTtls)[number];

const parametersSchema = z.strictObject({
	temperature: z
		.number()
		.min(0)
		.max(2)
		.optional()
		.describe("Sampling temperature; the provider's default where absent"),
	seed: z.int().optional().describe('Sampling seed; not sent where absent'),
	stream: z
		.boolean()
		.default(true)
		.describe('Whether to stream; without streaming there is no time to first token'),
	reasoningEffort: z
		.enum(reasoningEfforts)
		.optional()
		.describe("How hard the model should think; the endpoint's own choice where absent"),
	thinkingBudgetTokens: z
		.int()
		.positive()
		.optional()
		.describe(
			"Most tokens that the model may think with; they count towards the output limit of the scenario. The endpoint's own choice where absent"
		),
	stop: z
		.array(z.string().min(1))
		.min(1)
		.optional()
		.describe('Texts at which the model stops; none where absent'),
	serviceTier: z
		.string()
		.min(1)
		.optional()
		.describe(
			"Service tier in the provider's own word, such as `flex`; the price must be that of the tier. The provider's default where absent"
		),
	promptCache: z
		.enum(['defeat', ...promptCacheTtls])
		.optional()
		.describe(
			'`defeat` puts a text that no other request has before each prompt, so that none is read from a cache (about 20 tokens more); a time-to-live asks the endpoint to keep the part that requests share for so long. What the endpoint does by itself where absent'
		),
	structuredOutput: z
		.boolean()
		.optional()
		.describe(
			'Whether the endpoint is made to answer by the JSON schema of the grader (json-schema, json-fields); false where absent'
		),
	imageDetail: z
		.enum(['auto', 'low', 'high'])
		.optional()
		.describe(
			'How closely an openai-chat endpoint should look at images, which is also what they cost; its own choice where absent'
		),
	imageQuality: z
		.string()
		.min(1)
		.optional()
		.describe(
			"Quality that an openai-images endpoint is asked for, in its own word, such as `medium` or `hd`; its price is for that. The endpoint's choice where absent"
		),
	extraBody: z
		.record(z.string(), z.json())
		.default({})
		.describe(
			'Fields added to the request body as they are, for what an engine has beyond its protocol; at a target that is paid by the request none that decide how much is billed, such as `max_tokens`, `n` or `tools`'
		)
});

const common = {
	id: idSchema,
	title: z
		.string()
		.min(1)
		.optional()
		.describe('How the target is called in tables and on screen; the id where absent'),
	parameters: parametersSchema.default({ stream: true, extraBody: {} }),
	loads: z
		.array(loadShapeSchema)
		.min(1)
		.optional()
		.describe("Stages of every cell of this target, in place of the config's"),
	findCapacity: findCapacitySchema.optional(),
	tunedFrom: tunedFromSchema
		.optional()
		.describe('Where the model was tuned for a use case: from what, on what, and what that cost')
};

/** Of targets whose machine is the user's. */
const watched = {
	telemetry: telemetrySettingsSchema
		.optional()
		.describe(
			'What is read beside the requests: metrics of the engine, power and use of the GPUs; bench reads its own machine in any case'
		)
};

const remote = {
	protocol: protocolNameSchema,
	baseUrl: z
		.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
		.refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), {
			error:
				'the URL holds a name or password; name an environment variable with "apiKeyEnv" instead'
		})
		.describe('Where the API starts, such as `https://api.example.com/v1`'),
	model: z.string().min(1).describe('Model id as the endpoint knows it'),
	apiKeyEnv: environmentVariableSchema
		.optional()
		.describe('Name of the environment variable that holds the key; no key is sent where absent'),
	apiKeyCommand: secretCommandSchema
		.optional()
		.describe(
			'In place of `apiKeyEnv`, a program that writes the key on its standard output, such as [pass, show, example/api]; no shell, at most 10 seconds. Needs --allow-commands, as it may be any program'
		),
	credentials: credentialsSchema
		.optional()
		.describe('Where a key is not enough; in place of `apiKeyEnv` and `apiKeyCommand`'),
	headers: headersSchema.optional(),
	query: querySchema.optional(),
	proxy: proxySchema.optional(),
	tls: tlsSchema.optional()
};

/** A bought API; it costs money, so it has a price. */
const measuredApiSchema = z.strictObject({
	kind: z.literal('measured-api'),
	...common,
	...remote,
	price: billedPriceSchema
});

/** An endpoint that the user runs. */
const selfHostedSchema = z.strictObject({
	kind: z.literal('self-hosted'),
	...common,
	...watched,
	...remote,
	price: priceSchema.optional()
});

/** Values of `--flash-attn` of llama.cpp. */
export const flashAttentionChoices = ['auto', 'on', 'off'] as const;
export type FlashAttention = (typeof flashAttentionChoices)[number];

/** A real engine that `bench` serves on loopback. */
const embeddedSchema = z.strictObject({
	kind: z.literal('embedded'),
	...common,
	...watched,
	modelFile: z.string().min(1).describe('GGUF file; relative to the config file'),
	threads: z
		.int()
		.positive()
		.default(1)
		.describe('Compute threads; more than there are free cores slows the engine many times over'),
	slots: z.int().positive().default(4).describe('Sequences decoded together'),
	contextTokens: z.int().positive().default(2_048).describe('Context per slot, tokens'),
	flashAttention: z
		.enum(flashAttentionChoices)
		.optional()
		.describe(
			'Kernel of attention, as --flash-attn of llama.cpp; the engine decides where absent. On a processor a small model may write ' +
				'longer answers faster without it'
		),
	price: priceSchema.optional()
});

const share = z.number().min(0).max(1).default(0);

/** How an emulated endpoint behaves in time. Every figure is a choice, not a measurement. */
export const emulatorPerformanceSchema = z.strictObject({
	prefillTokensPerS: z
		.number()
		.positive()
		.describe('Prompt tokens processed per second, one prompt at a time'),
	decodeStepMs: z.number().positive().describe('Time of one decode step with a batch of one, ms'),
	decodeStepPerSequenceMs: z
		.number()
		.nonnegative()
		.default(0)
		.describe('What every further sequence in the batch adds to a step, ms'),
	slots: z.int().positive().describe('Sequences decoded together; the rest wait in a queue'),
	queueLimit: z
		.int()
		.nonnegative()
		.default(1_000)
		.describe('Requests that may wait; one more is answered 429'),
	overheadMs: z
		.number()
		.nonnegative()
		.default(0)
		.describe('Fixed time before anything else happens (network and gateway of a remote API), ms'),
	overheadLogSd: z
		.number()
		.nonnegative()
		.default(0)
		.describe('Standard deviation of the logarithm of the overhead: 0 is none, 0.5 a wide spread')
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

/** What an emulated endpoint lets a key do; it says so in the headers of its protocol. */
export const emulatorRateLimitSchema = z.strictObject({
	requestsPerMinute: z
		.int()
		.positive()
		.optional()
		.describe(
			'Requests a minute, of which a whole minute may come at once; unlimited where absent'
		),
	tokensPerMinute: z
		.int()
		.positive()
		.optional()
		.describe('Tokens a minute, prompts and answers together; unlimited where absent')
});

export type EmulatorRateLimit = z.infer<typeof emulatorRateLimitSchema>;

/** How an emulated endpoint judges, where it is asked to; `quality` is the share of judgements that are right. */
export const emulatorJudgingSchema = z.strictObject({
	positionBias: share.describe(
		'Share of pairs of which it prefers the first answer, whatever it is'
	),
	unreadableShare: share.describe('Share of judgements that are prose, which cannot be read'),
	noise: share.describe('Share of judgements that are drawn anew each time the same is asked')
});

export type EmulatorJudging = z.infer<typeof emulatorJudgingSchema>;

/** No model at all; shown as EMULATED wherever a figure of it appears. */
const emulatedSchema = z.strictObject({
	kind: z.literal('emulated'),
	...common,
	...watched,
	protocol: protocolNameSchema,
	model: z.string().min(1).describe('What the emulated model calls itself'),
	performance: emulatorPerformanceSchema,
	quality: z.number().min(0).max(1).describe('Share of items answered right, 0 to 1'),
	faults: emulatorFaultsSchema.prefault({}),
	rateLimit: emulatorRateLimitSchema
		.optional()
		.describe(
			'What it lets a key do a minute; what is beyond is answered 429. No limit where absent'
		),
	judging: emulatorJudgingSchema
		.optional()
		.describe(
			'How it judges, where it is a judge; without bias, noise and unreadable words where absent'
		),
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

/** The protocol a target is spoken to in. */
export const targetProtocol = (target: Target): ProtocolName =>
	target.kind === 'embedded' ? 'openai-chat' : target.protocol;
