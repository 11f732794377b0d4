/**
 * OpenAI Chat Completions and the many endpoints that speak it: vLLM, SGLang, llama.cpp, DeepSeek, Groq, OpenRouter.
 * https://platform.openai.com/docs/api-reference/chat
 */
import { plainText, type Capabilities } from './capabilities.ts';
import { openaiChatBody } from './openai-chat-body.ts';
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type { Endpoint, Protocol } from './protocol.ts';
import { withRefusal } from './refusal-error.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
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
		const isOpenai = url.hostname === openaiHost;
		return requestOf(endpoint, url, call, {
			headers: accessHeaders(endpoint),
			body: openaiChatBody(endpoint, call, {
				limitField: isOpenai ? 'max_completion_tokens' : 'max_tokens',
				streamOptions: { include_usage: true, ...(isOpenai && { include_obfuscation: false }) }
			})
		});
	},
	read: (response, stream, observe) =>
		withRefusal(readResponse(response, stream, createOpenaiChatDialect, observe))
};
