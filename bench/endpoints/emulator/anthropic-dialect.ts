/** The Anthropic messages protocol, as a server words it. */
import { z } from 'zod';
import { parseJson } from '#core/json.ts';
import {
	bearerKey,
	emulatedErrorMessage,
	namedEvent,
	parseBody,
	piecePlaceholder,
	askedIn,
	splitAround,
	sseForm,
	tokenLimitSchema,
	toolTokens
} from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { contentSchema, contentTokens } from './message-content.ts';

const bodySchema = z.looseObject({
	model: z.string(),
	max_tokens: tokenLimitSchema,
	system: contentSchema.nullish(),
	messages: z
		.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: contentSchema }))
		.min(1, 'expected at least one message'),
	stream: z.boolean().nullish()
});

const errorTypes = {
	request: 'invalid_request_error',
	authentication: 'authentication_error',
	'not-found': 'not_found_error',
	'rate-limited': 'rate_limit_error',
	server: 'api_error'
} as const satisfies Record<ApiErrorKind, string>;

const errorObject = (kind: ApiErrorKind, message: string, requestId: string): object => ({
	type: 'error',
	error: { type: errorTypes[kind], message },
	request_id: requestId
});

const stopReason = ({ finish }: AnswerFacts): string =>
	({ length: 'max_tokens', tool: 'tool_use', stop: 'end_turn' })[finish];

const callId = ({ id }: AnswerFacts, index: number): string => `toolu_${id}_${String(index)}`;

const usageOf = (promptTokens: number, outputTokens: number): object => ({
	input_tokens: promptTokens,
	cache_creation_input_tokens: 0,
	cache_read_input_tokens: 0,
	output_tokens: outputTokens
});

const messageOf = (facts: AnswerFacts, rest: object): object => ({
	id: facts.id,
	type: 'message',
	role: 'assistant',
	model: facts.model,
	...rest
});

export const anthropicDialect: Dialect = {
	protocol: 'anthropic-messages',
	answerPaths: ['/v1/messages'],
	modelListPath: '/v1/models',
	// Its clients always send their version.
	claims: (header) => header('anthropic-version') !== undefined,
	stream: sseForm,
	requestIdHeader: 'request-id',
	keyOf: (header) => header('x-api-key') ?? bearerKey(header('authorization')),
	readRequest: (body) =>
		parseBody(bodySchema, body, (request) => {
			// Results of tools are a user's message here, too, which says nothing of its own.
			return {
				...askedIn(
					request.messages,
					({ content }) => content,
					({ content }) => content.text !== '' || content.images.length > 0
				),
				promptTokens: request.messages.reduce(
					(sum, { content }) => sum + contentTokens(content),
					contentTokens(request.system) + toolTokens(body)
				),
				maxOutputTokens: request.max_tokens,
				stream: request.stream ?? false,
				streamUsage: true
			};
		}),
	limitHeaders: (states, nowUtcMs) =>
		Object.fromEntries(
			states.flatMap(({ of, limit, remaining, resetMs }) => [
				[`anthropic-ratelimit-${of}-limit`, String(limit)],
				[`anthropic-ratelimit-${of}-remaining`, String(remaining)],
				[
					`anthropic-ratelimit-${of}-reset`,
					new Date(nowUtcMs + resetMs).toISOString().replace(/\.\d+Z$/u, 'Z')
				]
			])
		),
	answerId: (ordinal) => `msg_emulated_${String(ordinal)}`,
	errorBody: (kind, message, requestId) => JSON.stringify(errorObject(kind, message, requestId)),
	wholeBody: (facts, text) =>
		JSON.stringify(
			messageOf(facts, {
				content:
					facts.calls.length === 0
						? [{ type: 'text', text }]
						: facts.calls.map((call, index) => ({
								type: 'tool_use',
								id: callId(facts, index),
								name: call.name,
								input: parseJson(call.arguments)
							})),
				stop_reason: stopReason(facts),
				stop_sequence: null,
				usage: usageOf(facts.promptTokens, facts.outputTokens)
			})
		),
	streamTexts(facts, requestId) {
		const [deltaHead, deltaTail] = splitAround(
			namedEvent('content_block_delta', {
				type: 'content_block_delta',
				index: 0,
				delta: { type: 'text_delta', text: piecePlaceholder }
			}),
			piecePlaceholder
		);
		return {
			prologue:
				namedEvent('message_start', {
					type: 'message_start',
					message: messageOf(facts, {
						content: [],
						stop_reason: null,
						stop_sequence: null,
						// The protocol's placeholder; the true count comes with message_delta.
						usage: usageOf(facts.promptTokens, 1)
					})
				}) +
				(facts.calls.length > 0
					? ''
					: namedEvent('content_block_start', {
							type: 'content_block_start',
							index: 0,
							content_block: { type: 'text', text: '' }
						})) +
				namedEvent('ping', { type: 'ping' }),
			deltaHead,
			deltaTail,
			calls: facts.calls.map((call, index) => {
				const [head, tail] = splitAround(
					namedEvent('content_block_delta', {
						type: 'content_block_delta',
						index,
						delta: { type: 'input_json_delta', partial_json: piecePlaceholder }
					}),
					piecePlaceholder
				);
				return {
					open: namedEvent('content_block_start', {
						type: 'content_block_start',
						index,
						content_block: {
							type: 'tool_use',
							id: callId(facts, index),
							name: call.name,
							input: {}
						}
					}),
					deltaHead: head,
					deltaTail: tail,
					close: namedEvent('content_block_stop', { type: 'content_block_stop', index })
				};
			}),
			epilogue:
				(facts.calls.length > 0
					? ''
					: namedEvent('content_block_stop', { type: 'content_block_stop', index: 0 })) +
				namedEvent('message_delta', {
					type: 'message_delta',
					delta: { stop_reason: stopReason(facts), stop_sequence: null },
					usage: usageOf(facts.promptTokens, facts.outputTokens)
				}) +
				namedEvent('message_stop', { type: 'message_stop' }),
			error: namedEvent('error', errorObject('server', emulatedErrorMessage.midStream, requestId)),
			malformed: `${deltaHead}"cut off\n\n`
		};
	},
	modelList: (model) =>
		JSON.stringify({
			data: [{ type: 'model', id: model, display_name: model, created_at: '1970-01-01T00:00:00Z' }],
			has_more: false,
			first_id: model,
			last_id: model
		})
};
