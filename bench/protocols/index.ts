/** The wire protocols by name. */
import type { ProtocolName } from '#core/target.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { azureOpenai } from './azure-openai.ts';
import { mistral } from './mistral.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { gemini } from './gemini.ts';
import { llamaCpp } from './llama-cpp.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { openaiImages } from './openai-images.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Protocol } from './protocol.ts';
import { tgi } from './tgi.ts';

export const protocols = {
	'openai-chat': openaiChat,
	'anthropic-messages': anthropicMessages,
	'openai-images': openaiImages,
	'openai-responses': openaiResponses,
	'azure-openai': azureOpenai,
	mistral,
	gemini,
	ollama,
	'bedrock-converse': bedrockConverse,
	'llama-cpp': llamaCpp,
	tgi,
	'openai-embeddings': openaiEmbeddings
} satisfies Record<ProtocolName, Protocol>;
