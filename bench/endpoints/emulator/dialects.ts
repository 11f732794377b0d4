/** The dialects of the emulator by protocol. */
import type { ProtocolName } from '#core/target.ts';
import { anthropicDialect } from './anthropic-dialect.ts';
import { azureDialect } from './azure-dialect.ts';
import { bedrockDialect } from './bedrock-dialect.ts';
import type { Dialect } from './dialect.ts';
import { embeddingsDialect } from './embeddings-dialect.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { imagesDialect } from './images-dialect.ts';
import { mistralDialect } from './mistral-dialect.ts';
import { llamaCppDialect } from './llama-cpp-dialect.ts';
import { ollamaDialect } from './ollama-dialect.ts';
import { openAiDialect } from './openai-dialect.ts';
import { responsesDialect } from './responses-dialect.ts';
import { tgiDialect } from './tgi-dialect.ts';

export const dialects = {
	'openai-chat': openAiDialect,
	'anthropic-messages': anthropicDialect,
	'openai-images': imagesDialect,
	'openai-responses': responsesDialect,
	'azure-openai': azureDialect,
	mistral: mistralDialect,
	gemini: geminiDialect,
	ollama: ollamaDialect,
	'bedrock-converse': bedrockDialect,
	'llama-cpp': llamaCppDialect,
	tgi: tgiDialect,
	'openai-embeddings': embeddingsDialect
} satisfies Record<ProtocolName, Dialect>;
