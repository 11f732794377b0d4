/** The wire protocols by name. */
import type { ProtocolName } from '#core/target.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { openaiChat } from './openai-chat.ts';
import type { Protocol } from './protocol.ts';

export const protocols = {
	'openai-chat': openaiChat,
	'anthropic-messages': anthropicMessages
} satisfies Record<ProtocolName, Protocol>;
