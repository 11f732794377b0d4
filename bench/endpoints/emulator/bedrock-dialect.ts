/** Bedrock's Converse, as a server words it. A text of events has a line for each: its type, a space, its JSON. */
import { z } from 'zod';
import { isObject, parseJson } from '#core/json.ts';
import { encodeAwsEvent, encodeAwsException } from './aws-message.ts';
import {
	bearerKey,
	emulatedErrorMessage,
	parseBody,
	piecePlaceholder,
	askedIn,
	splitAround,
	tokenLimitSchema,
	toolTokens
} from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { contentTokens, receivedImage } from './message-content.ts';
import { countTokens } from './token-pieces.ts';

const blockSchema = z.looseObject({
	text: z.string().optional(),
	image: z.looseObject({ source: z.looseObject({ bytes: z.string().optional() }) }).optional(),
	toolUse: z.looseObject({ name: z.string() }).optional(),
	toolResult: z.looseObject({ toolUseId: z.string() }).optional()
});

const blocksSchema = z.array(blockSchema).transform((blocks) => ({
	text: blocks.map(({ text }) => text ?? '').join(''),
	images: blocks.flatMap(({ image }) =>
		image?.source.bytes === undefined ? [] : [receivedImage(image.source.bytes)]
	),
	/** Calls and results of tools. */
	callTokens: blocks
		.flatMap(({ toolUse, toolResult }) => toolUse ?? toolResult ?? [])
		.reduce((sum, part) => sum + countTokens(JSON.stringify(part)), 0)
}));

const bodySchema = z.looseObject({
	system: blocksSchema.optional(),
	messages: z
		.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: blocksSchema }))
		.min(1, 'expected at least one message'),
	inferenceConfig: z.looseObject({ maxTokens: tokenLimitSchema.optional() }).optional()
});

/** Named in a header, and not in the body. */
const exceptions = {
	request: 'ValidationException',
	authentication: 'AccessDeniedException',
	'not-found': 'ResourceNotFoundException',
	'rate-limited': 'ThrottlingException',
	server: 'InternalServerException'
} as const satisfies Record<ApiErrorKind, string>;

const stopReason = ({ finish }: AnswerFacts): string =>
	({ length: 'max_tokens', tool: 'tool_use', stop: 'end_turn' })[finish];

const usageOf = ({ promptTokens, outputTokens }: AnswerFacts): object => ({
	inputTokens: promptTokens,
	outputTokens,
	totalTokens: promptTokens + outputTokens
});

const callId = ({ id }: AnswerFacts, index: number): string => `tooluse_${id}_${String(index)}`;

const event = (type: string, payload: object): string => `${type} ${JSON.stringify(payload)}\n`;

const deltaEvent = (contentBlockIndex: number, delta: object): [head: string, tail: string] =>
	splitAround(event('contentBlockDelta', { contentBlockIndex, delta }), piecePlaceholder);

const stopBlock = (contentBlockIndex: number): string =>
	event('contentBlockStop', { contentBlockIndex });

const encode = (events: string): Uint8Array =>
	Buffer.concat(
		events
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => {
				const at = line.indexOf(' ');
				const [type, payload] = [line.slice(0, at), line.slice(at + 1)];
				return type.endsWith('Exception')
					? encodeAwsException(type, payload)
					: encodeAwsEvent(type, payload);
			})
	);

export const bedrockDialect: Dialect = {
	protocol: 'bedrock-converse',
	answerPaths: ['/model/:model/converse-stream', '/model/:model/converse'],
	modelListPath: '/foundation-models',
	stream: { contentType: 'application/vnd.amazon.eventstream', encode },
	requestIdHeader: 'x-amzn-requestid',
	// Signatures are not looked at: whoever wants a key wants one that is sent.
	keyOf: (header) => bearerKey(header('authorization')),
	readRequest: (body, target) =>
		parseBody(bodySchema, body, (request) => {
			return {
				...askedIn(
					request.messages,
					({ content }) => content,
					({ content }) => content.text !== '' || content.images.length > 0
				),
				promptTokens: request.messages.reduce(
					(sum, { content }) => sum + contentTokens(content) + content.callTokens,
					contentTokens(request.system) +
						toolTokens(isObject(body) ? { tools: body['toolConfig'] } : body)
				),
				maxOutputTokens: request.inferenceConfig?.maxTokens ?? null,
				stream: new URL(target, 'http://localhost').pathname.endsWith('/converse-stream'),
				streamUsage: true
			};
		}),
	// The provider says nothing of what a key may do.
	limitHeaders: () => ({}),
	answerId: (ordinal) => `bedrock-emulated-${String(ordinal)}`,
	errorBody: (_, message) => JSON.stringify({ message }),
	errorHeaders: (kind) => ({ 'x-amzn-errortype': exceptions[kind] }),
	// A throttled client is not told when to come back.
	retryHeaders: () => ({}),
	wholeBody: (facts, text) =>
		JSON.stringify({
			output: {
				message: {
					role: 'assistant',
					content:
						facts.calls.length === 0
							? [{ text }]
							: facts.calls.map(({ name, arguments: args }, index) => ({
									toolUse: { toolUseId: callId(facts, index), name, input: parseJson(args) }
								}))
				}
			},
			stopReason: stopReason(facts),
			usage: usageOf(facts)
		}),
	streamTexts(facts) {
		const [deltaHead, deltaTail] = deltaEvent(0, { text: piecePlaceholder });
		return {
			prologue: event('messageStart', { role: 'assistant' }),
			deltaHead,
			deltaTail,
			calls: facts.calls.map(({ name }, index) => {
				const [head, tail] = deltaEvent(index, { toolUse: { input: piecePlaceholder } });
				return {
					open: event('contentBlockStart', {
						contentBlockIndex: index,
						start: { toolUse: { toolUseId: callId(facts, index), name } }
					}),
					deltaHead: head,
					deltaTail: tail,
					close: stopBlock(index)
				};
			}),
			epilogue:
				(facts.calls.length > 0 ? '' : stopBlock(0)) +
				event('messageStop', { stopReason: stopReason(facts) }) +
				event('metadata', { usage: usageOf(facts) }),
			error: event('internalServerException', { message: emulatedErrorMessage.midStream }),
			malformed: 'contentBlockDelta {"delta":\n'
		};
	},
	modelList: (model) => JSON.stringify({ modelSummaries: [{ modelId: model }] })
};
