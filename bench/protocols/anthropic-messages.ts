/** Anthropic Messages. https://docs.anthropic.com/en/api/messages */
import { createAnthropicDialect } from './anthropic-dialect.ts';
import type {
	AssistantMessage,
	ChatCall,
	ChatMessage,
	Endpoint,
	Protocol,
	UserMessage
} from './protocol.ts';
import { baseUrlOf, keyOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';
import { argumentsObjectOf } from './sent-arguments.ts';

/**
 * Where a base URL leads: a path that ends in `/messages` stays as it is; to one that ends in `/v1` `/messages` is added, to any other
 * one, none included, `/v1/messages`. The query stays.
 */
export const anthropicMessagesUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/messages';
	else if (url.pathname.endsWith('/v1')) url.pathname += '/messages';
	else if (!url.pathname.endsWith('/messages')) url.pathname += '/v1/messages';
	return url;
};

type Block = Record<string, unknown>;

/** Reasoning first and as it came: with its signature the endpoint takes it for its own. */
const assistantContent = ({
	content,
	toolCalls = [],
	reasoningBlocks = []
}: AssistantMessage): string | Block[] =>
	toolCalls.length === 0 && reasoningBlocks.length === 0
		? content
		: [
				...reasoningBlocks,
				// An empty block of text is refused.
				...(content === '' ? [] : [{ type: 'text', text: content }]),
				...toolCalls.map(({ id, name, arguments: args }) => ({
					type: 'tool_use',
					id,
					name,
					input: argumentsObjectOf(args)
				}))
			];

/** The images first, as the provider advises. */
const userContent = ({ content, images = [] }: UserMessage): string | Block[] =>
	images.length === 0
		? content
		: [
				...images.map(({ mediaType, base64 }) => ({
					type: 'image',
					source: { type: 'base64', media_type: mediaType, data: base64 }
				})),
				...(content === '' ? [] : [{ type: 'text', text: content }])
			];

/** Results of tools are blocks of a user's message; those of one turn must stand together in one. */
const messagesOf = (messages: readonly ChatMessage[]): object[] => {
	const sent: object[] = [];
	let results: Block[] | null = null;
	for (const message of messages) {
		if (message.role === 'tool') {
			const { toolCallId, content } = message;
			if (results === null) sent.push({ role: 'user', content: (results = []) });
			results.push({ type: 'tool_result', tool_use_id: toolCallId, content });
			continue;
		}
		results = null;
		sent.push(
			message.role === 'user'
				? { role: 'user', content: userContent(message) }
				: { role: 'assistant', content: assistantContent(message) }
		);
	}
	return sent;
};

const choices = { auto: 'auto', required: 'any', none: 'none' } as const;

const toolsOf = ({ tools = [], toolChoice }: ChatCall): Record<string, unknown> =>
	tools.length === 0
		? {}
		: {
				tools: tools.map(({ name, description, parameters }) => ({
					name,
					description,
					input_schema: parameters
				})),
				tool_choice: toolChoice && { type: choices[toolChoice] }
			};

/** The protocol knows no seed, and no detail of images, so neither has an effect here. */
const bodyOf = (endpoint: Endpoint, call: ChatCall): Record<string, unknown> => ({
	model: endpoint.model,
	max_tokens: call.maxOutputTokens,
	system: call.system === '' ? null : call.system,
	messages: messagesOf(call.messages),
	...toolsOf(call),
	stream: call.stream,
	temperature: call.temperature
});

export const anthropicMessages: Protocol = {
	name: 'anthropic-messages',
	buildRequest: (endpoint, call) => {
		const key = keyOf(endpoint);
		const headers: Record<string, string> = {
			'anthropic-version': '2023-06-01',
			...(key === null ? {} : { 'x-api-key': key })
		};
		return requestOf(anthropicMessagesUrl(endpoint), call, headers, bodyOf(endpoint, call));
	},
	read: (response, stream, observe) =>
		readResponse(response, stream, createAnthropicDialect, observe)
};
