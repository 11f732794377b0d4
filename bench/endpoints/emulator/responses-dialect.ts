/**
 * The OpenAI responses protocol, as a server words it, less what repeats the text that has been sent in pieces (the `.done` events, the output in
 * the last event) and less the numbers of the events, as pieces are put in without serialising their events again.
 */
import { z } from 'zod';
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
import type { AnswerFacts, CallTexts, Dialect } from './dialect.ts';
import { contentSchema, contentTokens, type MessageContent } from './message-content.ts';
import { openAiErrorBody, openAiLimitHeaders, openAiModelList } from './openai-words.ts';
import { countTokens } from './token-pieces.ts';

const itemSchema = z.looseObject({
	type: z.string().optional(),
	role: z.string().optional(),
	content: contentSchema.nullish()
});

const bodySchema = z.looseObject({
	model: z.string(),
	instructions: z.string().nullish(),
	input: z.union([
		z
			.string()
			.transform((text) => [{ role: 'user', type: 'message', content: { text, images: [] } }]),
		z.array(itemSchema).min(1, 'expected at least one item')
	]),
	stream: z.boolean().nullish(),
	max_output_tokens: tokenLimitSchema.nullish()
});

interface Said {
	role: string;
	content: MessageContent | null;
}

/** Messages as the other protocols have them: an answer is one, of however many items it consists. */
const messagesOf = (items: readonly z.infer<typeof itemSchema>[]): Said[] => {
	const said: Said[] = [];
	for (const { type, role, content } of items) {
		const isAnswer = role === 'assistant' || type === 'function_call' || type === 'reasoning';
		if (isAnswer && said.at(-1)?.role === 'assistant') continue;
		said.push({
			role: isAnswer ? 'assistant' : (role ?? 'tool'),
			content: isAnswer ? null : (content ?? null)
		});
	}
	return said;
};

/** Calls and their results are text of the prompt, too. */
const isOfTool = ({ type }: { type?: string | undefined }): boolean =>
	type?.startsWith('function_call') ?? false;

const usageOf = ({ promptTokens, outputTokens }: AnswerFacts): object => ({
	input_tokens: promptTokens,
	input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
	output_tokens: outputTokens,
	output_tokens_details: { reasoning_tokens: 0 },
	total_tokens: promptTokens + outputTokens
});

const responseOf = (facts: AnswerFacts, rest: object): object => ({
	id: facts.id,
	object: 'response',
	created_at: facts.createdAtS,
	model: facts.model,
	error: null,
	incomplete_details: null,
	output: [],
	...rest
});

const callId = ({ id }: AnswerFacts, index: number): string => `call_${id}_${String(index)}`;

const callItem = (facts: AnswerFacts, index: number, args: string): object => ({
	id: `fc_${facts.id}_${String(index)}`,
	type: 'function_call',
	call_id: callId(facts, index),
	name: facts.calls[index]?.name ?? '',
	arguments: args
});

const messageItem = (facts: AnswerFacts, content: object[]): object => ({
	id: `msg_${facts.id}`,
	type: 'message',
	role: 'assistant',
	status: content.length === 0 ? 'in_progress' : 'completed',
	content
});

/** How the answer ended, in the words of the protocol. */
const endOf = (facts: AnswerFacts): { status: string; incomplete_details: object | null } =>
	facts.finish === 'length'
		? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
		: { status: 'completed', incomplete_details: null };

const event = (type: string, fields: object): string => namedEvent(type, { type, ...fields });

const callTexts = (facts: AnswerFacts, index: number, args: string): CallTexts => {
	const item_id = `fc_${facts.id}_${String(index)}`;
	const [deltaHead, deltaTail] = splitAround(
		event('response.function_call_arguments.delta', {
			item_id,
			output_index: index,
			delta: piecePlaceholder
		}),
		piecePlaceholder
	);
	return {
		open: event('response.output_item.added', {
			output_index: index,
			item: callItem(facts, index, '')
		}),
		deltaHead,
		deltaTail,
		close:
			event('response.function_call_arguments.done', {
				item_id,
				output_index: index,
				arguments: args
			}) +
			event('response.output_item.done', {
				output_index: index,
				item: callItem(facts, index, args)
			})
	};
};

export const responsesDialect: Dialect = {
	protocol: 'openai-responses',
	answerPaths: ['/v1/responses'],
	modelListPath: '/v1/models',
	stream: sseForm,
	requestIdHeader: 'x-request-id',
	keyOf: (header) => bearerKey(header('authorization')),
	readRequest: (body) =>
		parseBody(bodySchema, body, ({ instructions, input, tools, stream, ...request }) => {
			const contents = input.map(({ content }) => content ?? null);
			return {
				...askedIn(messagesOf(input), ({ content }) => content),
				promptTokens:
					countTokens(instructions ?? '') +
					toolTokens({ tools }) +
					contents.reduce((sum, content) => sum + contentTokens(content), 0) +
					input.filter(isOfTool).reduce((sum, item) => sum + countTokens(JSON.stringify(item)), 0),
				maxOutputTokens: request.max_output_tokens ?? null,
				stream: stream ?? false,
				streamUsage: true
			};
		}),
	limitHeaders: openAiLimitHeaders,
	answerId: (ordinal) => `resp_emulated_${String(ordinal)}`,
	errorBody: openAiErrorBody,
	wholeBody: (facts, text) =>
		JSON.stringify(
			responseOf(facts, {
				...endOf(facts),
				output:
					facts.calls.length === 0
						? [messageItem(facts, [{ type: 'output_text', text, annotations: [] }])]
						: facts.calls.map((call, index) => callItem(facts, index, call.arguments)),
				usage: usageOf(facts)
			})
		),
	streamTexts(facts) {
		const begun = responseOf(facts, { status: 'in_progress', usage: null });
		const place = { item_id: `msg_${facts.id}`, output_index: 0, content_index: 0 };
		const [deltaHead, deltaTail] = splitAround(
			event('response.output_text.delta', { ...place, delta: piecePlaceholder, logprobs: [] }),
			piecePlaceholder
		);
		const end = endOf(facts);
		const failure = { code: 'server_error', message: emulatedErrorMessage.midStream };
		return {
			prologue:
				event('response.created', { response: begun }) +
				event('response.in_progress', { response: begun }) +
				(facts.calls.length > 0
					? ''
					: event('response.output_item.added', {
							output_index: 0,
							item: messageItem(facts, [])
						}) +
						event('response.content_part.added', {
							...place,
							part: { type: 'output_text', text: '', annotations: [] }
						})),
			deltaHead,
			deltaTail,
			calls: facts.calls.map((call, index) => callTexts(facts, index, call.arguments)),
			epilogue: event(`response.${end.status}`, {
				response: responseOf(facts, { ...end, usage: usageOf(facts) })
			}),
			error:
				event('error', { ...failure, param: null }) +
				event('response.failed', {
					response: responseOf(facts, { status: 'failed', error: failure })
				}),
			malformed: `${deltaHead}"cut off\n\n`
		};
	},
	modelList: openAiModelList
};
