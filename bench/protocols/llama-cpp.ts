/**
 * llama-server of llama.cpp: its chat, which is openai-chat with `timings` beside the usage, and not its native `/completion`, which knows no
 * messages: a prompt put together here would not be the one that the template of the model makes. `timings` and `cache_prompt` are described in
 * tools/server/README.md of ggml-org/llama.cpp, August 2026.
 */
import { plainText, type Capabilities } from './capabilities.ts';
import { createLlamaCppDialect } from './llama-cpp-dialect.ts';
import { openaiChat } from './openai-chat.ts';
import type { Protocol } from './protocol.ts';
import { readResponse } from './response-reader.ts';

/** A certain tool cannot be asked for: `tool_choice` is a word here. */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	images: true,
	jsonSchema: true,
	seed: true
};

export const llamaCpp: Protocol = {
	...openaiChat,
	name: 'llama-cpp',
	capabilities,
	buildRequest: (endpoint, call) =>
		openaiChat.buildRequest(endpoint, {
			...call,
			// Beside the nonce, so that not even the beginning of a template is reused.
			extraBody: {
				...(call.cache === 'defeat' && { cache_prompt: false }),
				...call.extraBody
			}
		}),
	read: (response, stream, observe) =>
		readResponse(response, stream, createLlamaCppDialect, observe)
};
