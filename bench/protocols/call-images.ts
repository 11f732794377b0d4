import type { ChatCall, ChatImage } from './protocol.ts';

/** Every image that a call shows, in order. */
export const callImages = ({ messages }: Pick<ChatCall, 'messages'>): ChatImage[] =>
	messages.flatMap((message) => (message.role === 'user' ? (message.images ?? []) : []));
