/**
 * What the protocols have in common for a server: how a request is read and how an answer is worded. The emulator
 * plays through this interface; the dialects, one file each and listed in `dialects.ts`, hold paths and field names.
 */
import { z } from 'zod';
import { isObject } from '#core/json.ts';
import type { ProtocolName } from '#core/target.ts';
import type { EmulatedCall, PreparedAnswer } from './answer-book.ts';
import type { MessageContent } from './message-content.ts';
import type { StationTimes } from './performance-model.ts';
import type { BucketState } from './rate-limiter.ts';
import { countTokens } from './token-pieces.ts';

/** A request as the emulator needs it. */
export interface ChatRequest {
	/** The last user message that says something, results of tools aside: what is looked up in the table of answers. */
	userText: string;
	/** All user messages that say something, an empty line between each two: how a conversation stands in the table. */
	askedText: string;
	/** Answers since that message: the turn of a conversation with tools. */
	turn: number;
	/** SHA-256 of the images of the last message and of all of them, hex: looked up with the texts. */
	images: readonly string[];
	askedImages: readonly string[];
	/** All text and images of the prompt in the emulator's own count. */
	promptTokens: number;
	/** Null where the request sets no limit. */
	maxOutputTokens: number | null;
	stream: boolean;
	/** Whether the stream ends with usage (OpenAI sends it only when asked). */
	streamUsage: boolean;
	/** Whether a system prompt may stand before the question, in the same text. */
	isOneText?: boolean;
	/** Images or an embedding that are the answer, and the tokens that they count as; text where absent. */
	generated?: { answer: PreparedAnswer; outputTokens: number };
}

/** `problems` is one sentence for the error body. */
export type ChatRequestResult =
	{ kind: 'request'; request: ChatRequest } | { kind: 'invalid'; problems: string };

/** Facts of one answer. */
export interface AnswerFacts {
	id: string;
	model: string;
	/** Seconds since 1970. */
	createdAtS: number;
	promptTokens: number;
	outputTokens: number;
	/** Whether the request's limit cut the answer short. */
	finish: 'stop' | 'length' | 'tool';
	/** Calls of tools in place of text; none for a text. */
	calls: readonly EmulatedCall[];
	streamUsage: boolean;
}

/** A streamed answer, ready but for the pieces: `prologue`, then per piece `deltaHead + JSON string + deltaTail`, then `epilogue`. */
export interface StreamTexts {
	/** Events before the first piece, without generated text. */
	prologue: string;
	deltaHead: string;
	deltaTail: string;
	/** For an answer of calls, what takes the place of `deltaHead` and `deltaTail` in each of them; empty for a text. */
	calls: readonly CallTexts[];
	/** End of the answer and usage; a function where it holds the text, or how long the engine worked. */
	epilogue: string | ((text: string, times: StationTimes) => string);
	/** An error inside the stream, and how the stream ends after it. */
	error: string;
	/** A line of data that is not JSON. */
	malformed: string;
}

/** One call in a stream: `open`, then per piece of its arguments `deltaHead + JSON string + deltaTail`, then `close`. */
export interface CallTexts {
	open: string;
	deltaHead: string;
	deltaTail: string;
	close: string;
	/** The call comes whole, with the last of its tokens: `open` and `close` alone are sent, and no pieces. */
	inOnePiece?: boolean;
}

export type ApiErrorKind = 'request' | 'authentication' | 'not-found' | 'rate-limited' | 'server';

export const apiErrorStatus = {
	request: 400,
	authentication: 401,
	'not-found': 404,
	'rate-limited': 429,
	server: 500
} as const satisfies Record<ApiErrorKind, number>;

/** What the emulator says with each fault; the word "emulated" keeps it from being taken for a real one. */
export const emulatedErrorMessage = {
	rateLimited: 'Emulated rate limit.',
	overLimit: 'Emulated rate limit: the key has used up what it may do in this minute.',
	queueFull: 'The emulated server is full: no place left in its queue.',
	serverError: 'Emulated server error.',
	midStream: 'Emulated error in the middle of the answer.',
	unauthorized: 'Emulated refusal: the key is missing or wrong.'
} as const;

/** How the stream of a protocol goes over the wire. */
export interface StreamForm {
	/** Value of `content-type`. */
	contentType: string;
	/**
	 * Turns texts of `StreamTexts`, one event or several, put together with the pieces, into the bytes that are sent; where absent they are sent as
	 * they are. How a text names its events is the dialect's own business.
	 */
	encode?: (events: string) => Uint8Array;
}

export const sseForm: StreamForm = { contentType: 'text/event-stream; charset=utf-8' };

export interface Dialect {
	readonly protocol: ProtocolName;
	/** Paths that are asked for answers, as routes of hono: the model may be a part of them. */
	readonly answerPaths: readonly string[];
	/** Path of the list of models; several dialects may have the same. */
	readonly modelListPath: string;
	/** Whether a request to a path that several dialects have is meant for this one; where absent, it is where no other one claims it. */
	claims?(header: (name: string) => string | undefined): boolean;
	readonly stream: StreamForm;
	/** Response header that carries the id of the request. */
	readonly requestIdHeader: string;
	/** The key of a request, null if it carries none. */
	keyOf(header: (name: string) => string | undefined): string | null;
	/** `target`: path and query of the request, in which some protocols name the model or ask for a stream. */
	readRequest(body: unknown, target: string): ChatRequestResult;
	/** How the protocol says what a key may do; `nowUtcMs` since 1970, where it names moments. */
	limitHeaders(states: readonly BucketState[], nowUtcMs: number): Record<string, string>;
	answerId(ordinal: number): string;
	/** JSON text; `retryAfterS` of an error for which a client is asked to wait. */
	errorBody(kind: ApiErrorKind, message: string, requestId: string, retryAfterS?: number): string;
	/** How a response to a rate limit says when to come back, in its headers; `retry-after` where absent. */
	retryHeaders?(retryAfterS: number): Record<string, string>;
	/** What the headers of an error say beside that; nothing where absent. */
	errorHeaders?(kind: ApiErrorKind): Record<string, string>;
	/** The events of a stream that fails before its first token under HTTP 200; where absent it fails with a status, as a whole answer does. */
	failedStream?(kind: 'rate-limited' | 'server', message: string): string;
	/** A whole answer, JSON text; `times`: how long the engine had the request. */
	wholeBody(facts: AnswerFacts, text: string, times: StationTimes): string;
	/** What the headers of a whole answer say of it; nothing where absent. */
	wholeHeaders?(facts: AnswerFacts, times: StationTimes): Record<string, string>;
	streamTexts(facts: AnswerFacts, requestId: string): StreamTexts;
	/** Body of the list of models, JSON text. */
	modelList(model: string): string;
}

/** What a prompt holds beside text and images, in the emulator's own count: definitions, calls and results of tools. */
export const toolTokens = (body: unknown): number => {
	if (!isObject(body)) return 0;
	const messages = Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : [];
	const parts = messages.flatMap((message): unknown[] => {
		if (!isObject(message)) return [];
		const { tool_calls: calls, content } = message;
		const blocks = Array.isArray(content) ? (content as unknown[]) : [];
		return [
			...(Array.isArray(calls) ? [calls] : []),
			...blocks.filter((block) => isObject(block) && /^tool_/u.test(String(block['type'])))
		];
	});
	if (body['tools'] !== undefined) parts.push(body['tools']);
	return parts.reduce<number>((sum, part) => sum + countTokens(JSON.stringify(part)), 0);
};

/**
 * What the user asks: the last of the messages that say something, all of them together, and how many answers have come since. `contentOf` may
 * be nothing, as the content of a message may be left out.
 */
export const askedIn = <Message extends { role: string }>(
	messages: readonly Message[],
	contentOf: (message: Message) => MessageContent | null | undefined,
	says: (message: Message) => boolean = () => true
): Pick<ChatRequest, 'turn' | 'userText' | 'askedText' | 'images' | 'askedImages'> => {
	const isAsked = (message: Message): boolean => message.role === 'user' && says(message);
	const last = messages.findLastIndex(isAsked);
	const asked = messages.filter(isAsked).map(contentOf);
	const hashesOf = (content: MessageContent | null | undefined): string[] =>
		(content?.images ?? []).map(({ sha256 }) => sha256);
	const question = asked.at(-1);
	return {
		turn: messages.slice(last + 1).filter(({ role }) => role === 'assistant').length,
		userText: question?.text ?? '',
		askedText: asked.map((content) => content?.text ?? '').join('\n\n'),
		images: hashesOf(question),
		askedImages: asked.flatMap(hashesOf)
	};
};

export const tokenLimitSchema = z.int().positive();

/** Parses a body; all problems in one sentence. */
export const parseBody = <Output>(
	schema: z.ZodType<Output>,
	body: unknown,
	toRequest: (output: Output) => ChatRequest
): ChatRequestResult => {
	if (body === undefined) return { kind: 'invalid', problems: 'the body is not JSON' };
	const parsed = schema.safeParse(body);
	if (parsed.success) return { kind: 'request', request: toRequest(parsed.data) };
	const problems = parsed.error.issues
		.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
		.join('; ');
	return { kind: 'invalid', problems };
};

/** The key of an `authorization: Bearer …` header. */
export const bearerKey = (authorization: string | undefined): string | null =>
	/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;

/** One event of data. */
export const dataEvent = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** One event with a name of its own. */
export const namedEvent = (name: string, data: unknown): string =>
	`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Splits an event around the JSON string that stands for its text, so that the text can be put in without serialising
 * the event again.
 */
export const splitAround = (event: string, placeholder: string): [head: string, tail: string] => {
	const literal = JSON.stringify(placeholder);
	const at = event.lastIndexOf(literal);
	return [event.slice(0, at), event.slice(at + literal.length)];
};

/** Stands for the text while an event is split; the last occurrence counts, so a model's name cannot take its place. */
export const piecePlaceholder = '\u0000piece\u0000';
