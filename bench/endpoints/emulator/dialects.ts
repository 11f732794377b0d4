/** The dialects of the emulator by protocol. */
import type { ProtocolName } from '#core/target.ts';
import { anthropicDialect } from './anthropic-dialect.ts';
import { bedrockDialect } from './bedrock-dialect.ts';
import type { Dialect } from './dialect.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { imagesDialect } from './images-dialect.ts';
import { llamaCppDialect } from './llama-cpp-dialect.ts';
import { ollamaDialect } from './ollama-dialect.ts';
import { openAiDialect } from './openai-dialect.ts';

export const dialects = {
	'openai-chat': openAiDialect,
	'anthropic-messages': anthropicDialect,
	'openai-images': imagesDialect,
	gemini: geminiDialect,
	ollama: ollamaDialect,
	'bedrock-converse': bedrockDialect,
	'llama-cpp': llamaCppDialect
} satisfies Record<ProtocolName, Dialect>;
