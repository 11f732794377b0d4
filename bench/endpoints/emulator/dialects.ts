/** The dialects of the emulator by protocol. */
import type { ProtocolName } from '#core/target.ts';
import { anthropicDialect } from './anthropic-dialect.ts';
import type { Dialect } from './dialect.ts';
import { imagesDialect } from './images-dialect.ts';
import { openAiDialect } from './openai-dialect.ts';
import { responsesDialect } from './responses-dialect.ts';

export const dialects = {
	'openai-chat': openAiDialect,
	'anthropic-messages': anthropicDialect,
	'openai-images': imagesDialect,
	'openai-responses': responsesDialect
} satisfies Record<ProtocolName, Dialect>;
