/** The OpenAI chat completions protocol, as a server words it. */
import { z } from 'zod';
import {
	bearerKey,
	dataEvent,
	emulatedErrorMessage,
	parseBody,
	piecePlaceholder,
	askedIn,
	splitAround,
	sseForm,
	tokenLimitSchema,
	toolTokens
} from './dialect.ts';
import type { AnswerFacts, Dialect } from './dialect.ts';
import { contentSchema, contentTokens } from './message-content.ts';
import {
	openAiError,
	openAiErrorBody,
	openAiLimitHeaders,
	openAiModelList
} from './openai-words.ts';

const bodySchema = z.looseObject({
	model: z.string(),
	messages: z
		.array(z.looseObject({ role: z.string(), content: contentSchema.nullish() }))
		.min(1, 'expected at least one message'),
	stream: z.boolean().nullish(),
	stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
	max_tokens: tokenLimitSchema.nullish(),
	max_completion_tokens: tokenLimitSchema.nullish()
});

const usageOf = ({ promptTokens, outputTokens }: AnswerFacts): object => ({
	prompt_tokens: promptTokens,
	completion_tokens: outputTokens,
	total_tokens: promptTokens + outputTokens,
	prompt_tokens_details: { cached_tokens: 0 },
	completion_tokens_details: { reasoning_tokens: 0 }
});

const finishReason = ({ finish }: AnswerFacts): string =>
	finish === 'tool' ? 'tool_calls' : finish;

const callId = ({ id }: AnswerFacts, index: number): string => `call_${id}_${String(index)}`;

export const openAiDialect: Dialect = {
	protocol: 'openai-chat',
	answerPaths: ['/v1/chat/completions'],
	modelListPath: '/v1/models',
	stream: sseForm,
	requestIdHeader: 'x-request-id',
	keyOf: (header) => bearerKey(header('authorization')),
	readRequest: (body) =>
		parseBody(bodySchema, body, (request) => {
			return {
				...askedIn(request.messages, ({ content }) => content),
				promptTokens: request.messages.reduce(
					(sum, { content }) => sum + contentTokens(content),
					toolTokens(body)
				),
				maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
				stream: request.stream ?? false,
				streamUsage: request.stream_options?.include_usage ?? false
			};
		}),
	limitHeaders: openAiLimitHeaders,
	answerId: (ordinal) => `chatcmpl-emulated-${String(ordinal)}`,
	errorBody: openAiErrorBody,
	wholeBody: (facts, text) =>
		JSON.stringify({
			id: facts.id,
			object: 'chat.completion',
			created: facts.createdAtS,
			model: facts.model,
			choices: [
				{
					index: 0,
					message: {
						role: 'assistant',
						content: facts.calls.length === 0 ? text : null,
						refusal: null,
						...(facts.calls.length > 0 && {
							tool_calls: facts.calls.map((call, index) => ({
								id: callId(facts, index),
								type: 'function',
								function: { name: call.name, arguments: call.arguments }
							}))
						})
					},
					logprobs: null,
					finish_reason: finishReason(facts)
				}
			],
			usage: usageOf(facts)
		}),
	streamTexts(facts) {
		const chunk = (choices: object[], usage: object | null = null): string =>
			dataEvent({
				id: facts.id,
				object: 'chat.completion.chunk',
				created: facts.createdAtS,
				model: facts.model,
				choices,
				...(facts.streamUsage ? { usage } : {})
			});
		const choice = (delta: object, finish: string | null): object => ({
			index: 0,
			delta,
			logprobs: null,
			finish_reason: finish
		});
		const [deltaHead, deltaTail] = splitAround(
			chunk([choice({ content: piecePlaceholder }, null)]),
			piecePlaceholder
		);
		const done = 'data: [DONE]\n\n';
		return {
			prologue: chunk([choice({ role: 'assistant', content: '', refusal: null }, null)]),
			deltaHead,
			deltaTail,
			calls: facts.calls.map((call, index) => {
				const callDelta = (rest: object, args: string): string =>
					chunk([
						choice(
							{ tool_calls: [{ index, ...rest, function: { ...nameOf(rest), arguments: args } }] },
							null
						)
					]);
				const nameOf = (rest: object): object => ('id' in rest ? { name: call.name } : {});
				const [head, tail] = splitAround(callDelta({}, piecePlaceholder), piecePlaceholder);
				return {
					open: callDelta({ id: callId(facts, index), type: 'function' }, ''),
					deltaHead: head,
					deltaTail: tail,
					close: ''
				};
			}),
			epilogue:
				chunk([choice({}, finishReason(facts))]) +
				(facts.streamUsage ? chunk([], usageOf(facts)) : '') +
				done,
			error: dataEvent(openAiError('server', emulatedErrorMessage.midStream)) + done,
			malformed: `${deltaHead}"cut off\n\n`
		};
	},
	modelList: openAiModelList
};
