/**
 * Ollama's own chat. https://github.com/ollama/ollama/blob/main/docs/api.md, and for levels of thinking and `tool_name` the README of ollama/ollama-js, read in November 2026. Without
 * `num_ctx` among the `options` of `extraBody` it cuts long prompts down to its own default without a word.
 */
import { isObject } from '#core/json.ts';
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { ndjsonFraming } from './framing/ndjson.ts';
import { objectsAt } from './json-access.ts';
import { createOllamaDialect } from './ollama-dialect.ts';
import type { ChatCall, ChatMessage, Endpoint, ModelList, Protocol } from './protocol.ts';
import { accessHeaders, baseUrlOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';
import { argumentsObjectOf } from './sent-arguments.ts';

type Fields = Record<string, unknown>;

/** Where a base URL leads: `/api/chat` is added, as far as it is not there. */
export const ollamaUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/api/chat';
	else if (url.pathname.endsWith('/api')) url.pathname += '/chat';
	else if (!url.pathname.endsWith('/api/chat')) url.pathname += '/api/chat';
	return url;
};

/** The models that were pulled. A name without a tag means `latest`. */
const modelList: ModelList = {
	urlOf: (endpoint) => {
		const url = ollamaUrl(endpoint);
		url.pathname = url.pathname.replace(/\/chat$/u, '/tags');
		return url;
	},
	idsIn: (answer) =>
		isObject(answer) && Array.isArray(answer['models'])
			? objectsAt(answer, 'models').flatMap(({ name }) => {
					if (typeof name !== 'string') return [];
					const plain = name.replace(/:latest$/u, '');
					return plain === name ? [name] : [plain, name];
				})
			: null
};

/** Messages as they are sent; a result names the tool that was called. */
const messagesOf = (messages: readonly ChatMessage[]): Fields[] => {
	const nameOfCall = new Map<string, string>();
	return messages.map((message): Fields => {
		const { role, content } = message;
		switch (message.role) {
			case 'user': {
				const images = message.images ?? [];
				return images.length === 0
					? { role, content }
					: { role, content, images: images.map(({ base64 }) => base64) };
			}
			case 'assistant': {
				const calls = message.toolCalls ?? [];
				for (const { id, name } of calls) nameOfCall.set(id, name);
				return calls.length === 0
					? { role, content }
					: {
							role,
							content,
							tool_calls: calls.map(({ id, name, arguments: args }) => ({
								id,
								function: { name, arguments: argumentsObjectOf(args) }
							}))
						};
			}
			case 'tool': {
				const { toolCallId: id } = message;
				return { role, content, tool_name: nameOfCall.get(id) ?? id, tool_call_id: id };
			}
		}
	});
};

/** There is no choice of tools: tools that may not be called are left out. */
const toolsOf = ({ tools = [], toolChoice }: ChatCall): Fields[] | undefined =>
	tools.length === 0 || toolChoice === 'none'
		? undefined
		: tools.map(({ name, description, parameters }) => ({
				type: 'function',
				function: { name, description, parameters }
			}));

const thinkOf = ({ reasoning }: ChatCall): string | boolean | undefined =>
	reasoning?.effort === 'none' ? false : reasoning?.effort;

const bodyOf = (endpoint: Endpoint, call: ChatCall): Fields => {
	const { system, messages } = promptOf(call);
	return {
		model: endpoint.model,
		messages: [
			...(system === null || system === '' ? [] : [{ role: 'system', content: system }]),
			...messagesOf(messages)
		],
		tools: toolsOf(call),
		format: call.responseFormat?.schema,
		think: thinkOf(call),
		stream: call.stream,
		options: {
			num_predict: call.maxOutputTokens,
			temperature: call.temperature ?? undefined,
			seed: call.seed ?? undefined,
			stop: call.stop
		}
	};
};

const capabilities: Capabilities = {
	...plainText,
	tools: true,
	images: true,
	jsonSchema: true,
	seed: true,
	reasoningEfforts: ['none', 'low', 'medium', 'high']
};

export const ollama: Protocol = {
	name: 'ollama',
	capabilities,
	modelList,
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, ollamaUrl(endpoint), call, {
			headers: accessHeaders(endpoint),
			body: bodyOf(endpoint, call),
			streamType: ndjsonFraming.mediaType,
			nested: 'options'
		}),
	read: (response, stream, observe) => readResponse(response, stream, createOllamaDialect, observe)
};
