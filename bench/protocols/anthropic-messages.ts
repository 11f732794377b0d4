/** Anthropic Messages. https://docs.anthropic.com/en/api/messages */
import type { PromptCacheTtl } from '#core/target.ts';
import { createAnthropicDialect } from './anthropic-dialect.ts';
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import type {
	AssistantMessage,
	ChatCall,
	ChatMessage,
	Endpoint,
	Protocol,
	ToolChoice,
	UserMessage
} from './protocol.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
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
const messagesOf = (messages: readonly ChatMessage[]): Block[] => {
	const sent: Block[] = [];
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

const choiceOf = (choice: ToolChoice): Block =>
	typeof choice === 'string' ? { type: choices[choice] } : { type: 'tool', name: choice.tool };

const toolsOf = ({ tools = [], toolChoice }: ChatCall): { tools?: Block[]; choice?: Block } =>
	tools.length === 0
		? {}
		: {
				tools: tools.map(({ name, description, parameters }) => ({
					name,
					description,
					input_schema: parameters
				})),
				...(toolChoice && { choice: choiceOf(toolChoice) })
			};

/** A block of content up to which the prompt is kept. */
const asKept = (block: Block, ttl: PromptCacheTtl): Block => ({
	...block,
	cache_control: { type: 'ephemeral', ttl }
});

/** The last message with its last block marked as kept. */
const withLastKept = (messages: readonly Block[], ttl: PromptCacheTtl): Block[] => {
	const last = messages.at(-1);
	if (!last) return [...messages];
	const { content } = last;
	const blocks: Block[] =
		typeof content === 'string' ? [{ type: 'text', text: content }] : [...(content as Block[])];
	const block = blocks.pop();
	const kept = block ? [...blocks, asKept(block, ttl)] : blocks;
	return [...messages.slice(0, -1), { ...last, content: kept }];
};

/**
 * Prompt, tools and messages. Where something is to be kept in the cache, what requests share is marked: tools and system prompt, which come first
 * at the provider. The last message is marked as well where it has become history (a further turn of a conversation), or where there is nothing
 * else; elsewhere it would be written to the cache, at a price, and never be read.
 */
const saidOf = (call: ChatCall): Record<string, unknown> => {
	const prompt = promptOf(call);
	const system = prompt.system === '' ? null : prompt.system;
	const messages = messagesOf(prompt.messages);
	const { tools, choice: tool_choice } = toolsOf(call);
	const { cache } = call;
	if (!cache || cache === 'defeat') return { system, messages, tools, tool_choice };
	const { ttl } = cache;
	const lastTool = tools?.at(-1);
	const isShared = system !== null || lastTool !== undefined;
	return {
		system: system === null ? null : [asKept({ type: 'text', text: system }, ttl)],
		tools:
			system === null && tools && lastTool ? [...tools.slice(0, -1), asKept(lastTool, ttl)] : tools,
		tool_choice,
		messages: messages.length > 1 || !isShared ? withLastKept(messages, ttl) : messages
	};
};

/** Effort and form of the answer stand together here. */
const outputConfigOf = ({ reasoning, responseFormat }: ChatCall): Block | null =>
	reasoning?.effort === undefined && !responseFormat
		? null
		: {
				...(reasoning?.effort !== undefined && { effort: reasoning.effort }),
				...(responseFormat && {
					format: { type: 'json_schema', schema: responseFormat.schema }
				})
			};

/** The protocol knows no seed, and no detail of images. */
const bodyOf = (endpoint: Endpoint, call: ChatCall): Record<string, unknown> => ({
	model: endpoint.model,
	max_tokens: call.maxOutputTokens,
	...saidOf(call),
	stream: call.stream,
	temperature: call.temperature,
	stop_sequences: call.stop,
	thinking:
		call.reasoning?.budgetTokens === undefined
			? null
			: { type: 'enabled', budget_tokens: call.reasoning.budgetTokens },
	output_config: outputConfigOf(call),
	service_tier: call.serviceTier
});

/** As Anthropic describes it (@anthropic-ai/sdk 1.11.0, `messages.d.ts`). */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	jsonSchema: true,
	reasoningEfforts: ['low', 'medium', 'high', 'xhigh', 'max'],
	thinkingBudget: { leastTokens: 1_024, fixesTemperature: true },
	promptCacheTtls: ['5m', '1h'],
	serviceTiers: ['auto', 'standard_only']
};

export const anthropicMessages: Protocol = {
	name: 'anthropic-messages',
	capabilities,
	modelList: modelListBeside(anthropicMessagesUrl, '/messages'),
	endEvent: 'message_stop',
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, anthropicMessagesUrl(endpoint), call, {
			headers: {
				'anthropic-version': '2023-06-01',
				...accessHeaders(endpoint, (key) => ({ 'x-api-key': key }))
			},
			body: bodyOf(endpoint, call)
		}),
	read: (response, stream, observe) =>
		readResponse(response, stream, createAnthropicDialect, observe)
};
