/**
 * OpenAI Responses, spoken by OpenAI and by engines such as vLLM. Nothing is kept at the endpoint (`store` is false): every request holds the
 * whole conversation, as those of the other protocols do. https://platform.openai.com/docs/api-reference/responses
 */
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { createOpenaiResponsesDialect } from './openai-responses-dialect.ts';
import type {
	AssistantMessage,
	ChatCall,
	ChatMessage,
	Endpoint,
	Protocol,
	ToolChoice,
	UserMessage
} from './protocol.ts';
import { withRefusal } from './refusal-error.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';
import { argumentsTextOf } from './sent-arguments.ts';

/** The one host that is known to pad its events unless told not to; others may refuse the field. */
const openaiHost = 'api.openai.com';

/**
 * Where a base URL leads: without a path to `/v1/responses`; a path that ends in `/responses` stays as it is; to any other path
 * `/responses` is added. The query stays.
 */
export const openaiResponsesUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/responses';
	else if (!url.pathname.endsWith('/responses')) url.pathname += '/responses';
	return url;
};

type Json = Record<string, unknown>;

/** The protocol wants a detail with every image; `auto` leaves it to the endpoint. */
const userContent = ({ content, images = [] }: UserMessage): string | Json[] =>
	images.length === 0
		? content
		: [
				...images.map(({ mediaType, base64, detail }) => ({
					type: 'input_image',
					image_url: `data:${mediaType};base64,${base64}`,
					detail: detail ?? 'auto'
				})),
				...(content === '' ? [] : [{ type: 'input_text', text: content }])
			];

/** Reasoning first and as it came: the endpoint reads it again where it encrypted it. */
const assistantItems = ({
	content,
	toolCalls = [],
	reasoningBlocks = []
}: AssistantMessage): Json[] => [
	...reasoningBlocks,
	...(content === '' ? [] : [{ role: 'assistant', content }]),
	...toolCalls.map(({ id, name, arguments: args }) => ({
		type: 'function_call',
		call_id: id,
		name,
		arguments: argumentsTextOf(args)
	}))
];

const itemsOf = (message: ChatMessage): Json[] => {
	switch (message.role) {
		case 'user':
			return [{ role: 'user', content: userContent(message) }];
		case 'assistant':
			return assistantItems(message);
		case 'tool':
			return [
				{ type: 'function_call_output', call_id: message.toolCallId, output: message.content }
			];
	}
};

const choiceOf = (choice: ToolChoice): unknown =>
	typeof choice === 'string' ? choice : { type: 'function', name: choice.tool };

/** Strictness is said outright: the protocol's default is strict, in which many a schema is refused. */
const toolsOf = ({ tools = [], toolChoice }: ChatCall): Json =>
	tools.length === 0
		? {}
		: {
				tools: tools.map(({ name, description, parameters }) => ({
					type: 'function',
					name,
					description,
					parameters,
					strict: false
				})),
				tool_choice: toolChoice && choiceOf(toolChoice)
			};

/** What is sent only where it is asked for. Models that do not think refuse to be asked for encrypted reasoning. */
const wishesOf = ({ responseFormat, reasoning, cache, serviceTier }: ChatCall): Json => ({
	text: responseFormat && { format: { type: 'json_schema', ...responseFormat } },
	reasoning: reasoning?.effort && { effort: reasoning.effort },
	include:
		reasoning?.effort && reasoning.effort !== 'none' ? ['reasoning.encrypted_content'] : undefined,
	prompt_cache_options: cache && cache !== 'defeat' ? cache : undefined,
	service_tier: serviceTier
});

/** The protocol knows no seed and no texts to stop at. */
const bodyOf = (endpoint: Endpoint, call: ChatCall, isOpenai: boolean): Json => {
	const { system, messages } = promptOf(call);
	return {
		model: endpoint.model,
		instructions: system === '' ? null : system,
		input: messages.flatMap(itemsOf),
		...toolsOf(call),
		max_output_tokens: call.maxOutputTokens,
		stream: call.stream,
		stream_options: call.stream && isOpenai ? { include_obfuscation: false } : null,
		temperature: call.temperature,
		store: false,
		...wishesOf(call)
	};
};

/** As OpenAI describes it (openai-node 7.55.0, `responses.d.ts`, `ResponseCreateParamsBase`). */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	imageDetail: true,
	jsonSchema: true,
	stop: false,
	reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
	promptCacheTtls: ['30m'],
	serviceTiers: ['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast']
};

export const openaiResponses: Protocol = {
	name: 'openai-responses',
	capabilities,
	modelList: modelListBeside(openaiResponsesUrl, '/responses'),
	endEvent: 'response.completed (or .incomplete, .failed)',
	buildRequest: (endpoint, call) => {
		const url = openaiResponsesUrl(endpoint);
		return requestOf(endpoint, url, call, {
			headers: accessHeaders(endpoint),
			body: bodyOf(endpoint, call, url.hostname === openaiHost)
		});
	},
	read: (response, stream, observe) =>
		withRefusal(
			readResponse(
				response,
				stream,
				(draft) => createOpenaiResponsesDialect(draft, response),
				observe
			)
		)
};
