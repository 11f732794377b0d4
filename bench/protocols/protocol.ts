/**
 * The interface of a wire protocol: how a call becomes an HTTP request, and how the recorded response is read.
 * A protocol does no I/O and owns no clock; times come from the recording, so any answer can be read again later.
 */
import type { EmbeddingRequest } from '#core/embedding-request.ts';
import type { ImageFacts } from '#core/image-facts.ts';
import type { ImageRequest } from '#core/image-request.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { PromptCacheTtl, ProtocolName, ReasoningEffort } from '#core/target.ts';
import type { Usage } from '#core/usage.ts';
import type { Capabilities } from './capabilities.ts';
import type { GeneratedEmbedding } from './generated-embedding.ts';
import type { GeneratedImage } from './generated-image.ts';
import type { ObserveEvent } from './response-reader.ts';

/** What lets requests in where a key does not. Secret, all of it: never logged, never stored. */
export type Credentials =
	| { kind: 'bearer'; token: string }
	| {
			kind: 'aws';
			region: string;
			accessKeyId: string;
			secretAccessKey: string;
			/** Of temporary keys; null for lasting ones. */
			sessionToken: string | null;
	  };

/** Where requests go. */
export interface Endpoint {
	baseUrl: string;
	model: string;
	/** Secret; null sends none. Never logged, never stored. */
	apiKey: string | null;
	/** In place of a key. */
	credentials?: Credentials;
	/** Sent with every request, in place of the protocol's own of the same name; names in lower case. May hold secrets. */
	headers?: Readonly<Record<string, string>>;
	/** Added to the address of every request. */
	query?: Readonly<Record<string, string>>;
}

/**
 * How requests are signed at the moment of their sending, as data that a worker thread can be given: AWS Signature Version 4, whose signatures
 * are good for five minutes.
 */
export interface RequestSigning extends Omit<Extract<Credentials, { kind: 'aws' }>, 'kind'> {
	scheme: 'aws-sigv4';
	/** The service in the scope of the signature, such as `bedrock`. */
	service: string;
}

/** A tool that the model may call. */
export interface ToolDefinition {
	/** Letters, digits, hyphens and underscores, at most 64. */
	name: string;
	description: string;
	/** JSON Schema of the arguments, an object. */
	parameters: Record<string, unknown>;
}

/** `auto` leaves it to the model, `required` wants at least one call, `none` forbids them; a name wants a call of that tool. */
export type ToolChoice = 'auto' | 'required' | 'none' | { tool: string };

/** A JSON object that the answer must be. */
export interface ResponseFormat {
	/** Letters, digits, hyphens and underscores, at most 64. */
	name: string;
	/** JSON Schema. */
	schema: Record<string, unknown>;
	/** Whether the schema keeps to what strict modes take: every property required, no others. */
	strict: boolean;
}

/** How much a model may think before it answers; each is the endpoint's own choice where absent. */
export interface ReasoningAsk {
	effort?: ReasoningEffort;
	/** Most tokens of thinking. */
	budgetTokens?: number;
}

/** `defeat`: nothing of the prompt may come from a cache. Otherwise what requests share is to be kept for that long. */
export type CacheAsk = 'defeat' | { ttl: PromptCacheTtl };

/** How closely a model should look at an image; only OpenAI Chat knows the choice. */
export type ImageDetail = 'auto' | 'low' | 'high';

export interface ChatImage extends ImageFacts {
	/** The file, base64. */
	base64: string;
	/** Null leaves it to the endpoint. */
	detail: ImageDetail | null;
}

export interface UserMessage {
	role: 'user';
	content: string;
	/** Shown before the text; none where absent. */
	images?: readonly ChatImage[];
}

/** What the model itself said in an earlier turn. */
export interface AssistantMessage {
	role: 'assistant';
	/** Empty where it only called tools. */
	content: string;
	toolCalls?: readonly SentToolCall[];
	/** Blocks of reasoning that its protocol wants back as they came, see `Reading.reasoningBlocks`. */
	reasoningBlocks?: readonly Record<string, unknown>[];
}

/** The result of one call; it follows the assistant's message that made the call. */
export interface ToolMessage {
	role: 'tool';
	toolCallId: string;
	content: string;
}

export type ChatMessage = UserMessage | AssistantMessage | ToolMessage;

/** A call as it is sent back: with an id, which some servers leave to the client. */
export interface SentToolCall {
	id: string;
	name: string;
	/** As the model wrote them; what is no JSON object goes back as an empty one, since servers refuse the request otherwise. */
	arguments: string;
}

/** Images that are to be the answer. */
export interface ImageAsk extends ImageRequest {
	/** In the endpoint's own word; null leaves it to the endpoint. */
	quality: string | null;
}

/** One request for a completion, in no provider's words. */
export interface ChatCall {
	system: string | null;
	messages: ChatMessage[];
	maxOutputTokens: number;
	stream: boolean;
	temperature: number | null;
	seed: number | null;
	/** Tools that the model may call; none where absent. */
	tools?: readonly ToolDefinition[];
	/** The endpoint's own default where absent. */
	toolChoice?: ToolChoice;
	/** What the answer must look like; any text where absent. */
	responseFormat?: ResponseFormat;
	/** Texts at which the model stops; none where absent. */
	stop?: readonly string[];
	reasoning?: ReasoningAsk;
	/** What the endpoint does by itself where absent. */
	cache?: CacheAsk;
	/** In the provider's own word; its default where absent. */
	serviceTier?: string;
	/** Of a call for images; only openai-images knows it. */
	image?: ImageAsk;
	/** Of a call for the embedding of its text; only openai-embeddings knows it. */
	embedding?: EmbeddingRequest;
	/** Added to the body as it is. */
	extraBody: Record<string, unknown>;
}

export interface HttpRequestSpec {
	method: 'POST';
	/** Absolute URL with the protocol's path. */
	url: URL;
	/** Names in lower case; without host and content-length, which the transport adds. */
	headers: Record<string, string>;
	body: string;
}

/** `reasoning`, `text` and `refusal` are what the model says; `tool` is a tool's name or arguments. */
export type Channel = 'reasoning' | 'text' | 'refusal' | 'tool';

/** One non-empty piece of generated output. */
export interface Delta {
	/** When the last byte of its event arrived, ms on the clock of the stage. */
	atMs: number;
	channel: Channel;
	/** Length of the piece, UTF-16 code units. */
	length: number;
}

export interface ToolCall {
	id: string | null;
	name: string;
	/** Arguments as sent: JSON text, possibly broken. */
	arguments: string;
}

/** Why the model stopped, in the protocol's own normal form; null if it did not say. */
export type Finish = 'stop' | 'length' | 'tool' | 'refused' | 'other';

/** Everything that a recorded response says. */
export interface Reading {
	/** Non-empty deltas in order of arrival; empty for an answer that was not streamed. */
	deltas: Delta[];
	/** First event of any kind, ms on the clock of the stage; null without streaming or without an event. */
	firstEventMs: number | null;
	text: string;
	reasoning: string;
	refusal: string;
	toolCalls: ToolCall[];
	finish: Finish | null;
	/** The finish reason as received. */
	finishRaw: string | null;
	/** Whether the terminal event of the protocol came (always true for a whole body that could be parsed). */
	terminated: boolean;
	usage: Usage | null;
	/** An error that the endpoint reported, in the status, the body or inside the stream. */
	error: ReadingError | null;
	/** Timings that the server reported about itself, as received; null if none. */
	serverTimings: unknown;
	/** Model id as the endpoint reports it; null if it does not. */
	model: string | null;
	/** Whether the endpoint sent reasoning that nobody can read: the first token then came before anything that can be timed. */
	hasEncryptedReasoning: boolean;
	/**
	 * Whether the reasoning that came is a summary of what was generated, so that its pieces and the count of reasoning tokens do not belong together.
	 */
	hasSummarisedReasoning: boolean;
	/** Blocks of reasoning with their signatures, as received, where the protocol wants them back with the results of tools; else empty. */
	reasoningBlocks: Record<string, unknown>[];
	/** The service tier as the answer names it outside of its usage; absent where it names none there. */
	serviceTier?: string;
	/** Calls of tools that the provider runs itself and bills apart from tokens, by the names of the price lists; absent where none came. */
	serverToolCalls?: Readonly<Record<string, number>>;
	/** Oddities that are no error: unknown usage keys, events after the end. */
	warnings: string[];
	/** Of a protocol whose answers are images; absent in those of text. */
	images?: readonly GeneratedImage[];
	/** Of a protocol whose answers are embeddings; absent in those of text. */
	embeddings?: readonly GeneratedEmbedding[];
}

export interface ReadingError {
	/** `rate-limited` and `authentication` are told apart because the caller acts on them. */
	kind: 'rate-limited' | 'authentication' | 'server' | 'request' | 'malformed';
	/** The provider's type or code, such as `overloaded_error`; null if it sent none. */
	code: string | null;
	message: string;
	/** Seconds to wait, as the endpoint asked; null if it did not. */
	retryAfterS: number | null;
}

export interface ModelList {
	urlOf(endpoint: Endpoint): URL;
	/** The ids in the answer; null where it is no such list. */
	idsIn(answer: unknown): string[] | null;
}

export interface Protocol {
	readonly name: ProtocolName;
	readonly capabilities: Capabilities;
	/** Knows no clock: what depends on the moment of sending is left to `signingOf`. */
	buildRequest(endpoint: Endpoint, call: ChatCall): HttpRequestSpec;
	/** How the requests of an endpoint must be signed when they are sent; null or absent where they go out as they were built. */
	signingOf?(endpoint: Endpoint): RequestSigning | null;
	/** Where the names of the models that an endpoint serves can be had for nothing; absent where there is no such place. */
	readonly modelList?: ModelList;
	/** What ends a stream behind the finish reason, such as `data: [DONE]`; absent where only the end of the response does. */
	readonly endEvent?: string;
	/**
	 * Reads any response, whole or cut, of any status. Never throws on what an endpoint sent. `observe` is told of each event of a
	 * stream.
	 */
	read(response: RecordedResponse, stream: boolean, observe?: ObserveEvent): Reading;
}
