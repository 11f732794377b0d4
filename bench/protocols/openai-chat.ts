/**
 * OpenAI Chat Completions and the many endpoints that speak it: vLLM, SGLang, llama.cpp, DeepSeek, Groq, OpenRouter.
 * https://platform.openai.com/docs/api-reference/chat
 */
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type { ChatCall, Endpoint, Protocol } from './protocol.ts';
import { baseUrlOf, keyOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

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

const bodyOf = (
	endpoint: Endpoint,
	call: ChatCall,
	isOpenai: boolean
): Record<string, unknown> => ({
	model: endpoint.model,
	messages: [
		...(call.system === null || call.system === ''
			? []
			: [{ role: 'system', content: call.system }]),
		...call.messages
	],
	[isOpenai ? 'max_completion_tokens' : 'max_tokens']: call.maxOutputTokens,
	stream: call.stream,
	stream_options: call.stream
		? { include_usage: true, ...(isOpenai ? { include_obfuscation: false } : {}) }
		: null,
	temperature: call.temperature,
	seed: call.seed
});

export const openaiChat: Protocol = {
	name: 'openai-chat',
	buildRequest: (endpoint, call) => {
		const url = openaiChatUrl(endpoint);
		const key = keyOf(endpoint);
		const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
		return requestOf(url, call, headers, bodyOf(endpoint, call, url.hostname === openaiHost));
	},
	read: (response, stream) => readResponse(response, stream, createOpenaiChatDialect)
};
