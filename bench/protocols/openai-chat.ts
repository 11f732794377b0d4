/**
 * OpenAI Chat Completions and the many endpoints that speak it: vLLM, SGLang, llama.cpp, DeepSeek, Groq, OpenRouter.
 * https://platform.openai.com/docs/api-reference/chat
 */
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type {
	ChatCall,
	ChatMessage,
	Endpoint,
	Protocol,
	ToolChoice,
	UserMessage
} from './protocol.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';
import { argumentsTextOf } from './sent-arguments.ts';

/** The one host that is known to want `max_completion_tokens` and to know `include_obfuscation`; others may refuse either. */
const openaiHost = 'api.openai.com';

/**
 * Where a base URL leads: without a path to `/v1/chat/completions`; a path that ends in `/chat/completions` stays as it is; to any
 * other path (`/v1`, `/openai/v1`) `/chat/completions` is added. The query stays.
 */
export const openaiChatUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/chat/completions';
	else if (!url.pathname.endsWith('/chat/completions')) url.pathname += '/chat/completions';
	return url;
};

/** A message with images has parts; one without stays plain text, which every server understands. */
const userContent = ({ content, images = [] }: UserMessage): string | object[] =>
	images.length === 0
		? content
		: [
				...images.map(({ mediaType, base64, detail }) => ({
					type: 'image_url',
					image_url: {
						url: `data:${mediaType};base64,${base64}`,
						...(detail === null ? {} : { detail })
					}
				})),
				...(content === '' ? [] : [{ type: 'text', text: content }])
			];

/** A message in the protocol's words. Reasoning of earlier turns is not sent back: servers of this protocol do not agree on a field for it. */
const messageOf = (message: ChatMessage): Record<string, unknown> => {
	switch (message.role) {
		case 'user':
			return { role: 'user', content: userContent(message) };
		case 'assistant': {
			const { content, toolCalls = [] } = message;
			if (toolCalls.length === 0) return { role: 'assistant', content };
			return {
				role: 'assistant',
				content: content === '' ? null : content,
				tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
					id,
					type: 'function',
					function: { name, arguments: argumentsTextOf(args) }
				}))
			};
		}
		case 'tool':
			return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
	}
};

const choiceOf = (choice: ToolChoice): unknown =>
	typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.tool } };

const toolsOf = ({ tools = [], toolChoice }: ChatCall): Record<string, unknown> =>
	tools.length === 0
		? {}
		: {
				tools: tools.map(({ name, description, parameters }) => ({
					type: 'function',
					function: { name, description, parameters }
				})),
				tool_choice: toolChoice && choiceOf(toolChoice)
			};

const messagesOf = (call: ChatCall): object[] => {
	const { system, messages } = promptOf(call);
	return [
		...(system === null || system === '' ? [] : [{ role: 'system', content: system }]),
		...messages.map(messageOf)
	];
};

/** What is sent only where it is asked for: many servers of this protocol refuse what they do not know. */
const wishesOf = ({
	responseFormat,
	stop,
	reasoning,
	cache,
	serviceTier
}: ChatCall): Record<string, unknown> => ({
	response_format: responseFormat && { type: 'json_schema', json_schema: responseFormat },
	stop,
	reasoning_effort: reasoning?.effort,
	prompt_cache_options: cache && cache !== 'defeat' ? cache : undefined,
	service_tier: serviceTier
});

const bodyOf = (
	endpoint: Endpoint,
	call: ChatCall,
	isOpenai: boolean
): Record<string, unknown> => ({
	model: endpoint.model,
	messages: messagesOf(call),
	...toolsOf(call),
	[isOpenai ? 'max_completion_tokens' : 'max_tokens']: call.maxOutputTokens,
	stream: call.stream,
	stream_options: call.stream
		? { include_usage: true, ...(isOpenai ? { include_obfuscation: false } : {}) }
		: null,
	temperature: call.temperature,
	seed: call.seed,
	...wishesOf(call)
});

/**
 * As OpenAI describes it (openai-node 7.55.0, `completions.d.ts`); the service tiers are those of OpenAI and Groq. Servers that speak the
 * protocol know less of it: one refuses, another ignores what it does not know.
 */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	imageDetail: true,
	jsonSchema: true,
	seed: true,
	reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
	promptCacheTtls: ['30m'],
	serviceTiers: ['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'on_demand', 'performance']
};

export const openaiChat: Protocol = {
	name: 'openai-chat',
	capabilities,
	modelList: modelListBeside(openaiChatUrl, '/chat/completions'),
	endEvent: 'data: [DONE]',
	buildRequest: (endpoint, call) => {
		const url = openaiChatUrl(endpoint);
		return requestOf(endpoint, url, call, {
			headers: accessHeaders(endpoint),
			body: bodyOf(endpoint, call, url.hostname === openaiHost)
		});
	},
	read: (response, stream, observe) =>
		readResponse(response, stream, createOpenaiChatDialect, observe)
};
