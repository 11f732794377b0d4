/** A text at the very beginning of a prompt that no other request has: prompt caches find prompts by how they begin. */
import type { ChatCall } from './protocol.ts';

/**
 * Stands for the nonce in a request that is prepared ahead. Whoever sends the request puts `nonceDigits` other letters in place of the zeros,
 * each time others; the length stays.
 */
export const noncePlaceholder = 'nonce-0000000000000000';

/** Letters of the placeholder that are replaced, its last ones. */
export const nonceDigits = 16;

const prefix = `[${noncePlaceholder}]\n\n`;

/** A prompt without the nonce that stands before it, whatever its digits; for a server that looks prompts up. */
export const withoutNonce = (prompt: string): string =>
	prompt.replace(/^\[nonce-[0-9a-f]{16}\]\n\n/u, '');

/**
 * What is said in a call, with the nonce before all of it where no cache may be read: in the system prompt, or without one in the first
 * message. Definitions of tools stand before both at some endpoints, where they alone can still be read from a cache.
 */
export const promptOf = ({
	cache,
	system,
	messages
}: Pick<ChatCall, 'cache' | 'system' | 'messages'>): Pick<ChatCall, 'system' | 'messages'> => {
	if (cache !== 'defeat') return { system, messages };
	if (system !== null && system !== '') return { system: prefix + system, messages };
	const [first, ...others] = messages;
	if (first?.role !== 'user') return { system: prefix.trimEnd(), messages };
	return { system, messages: [{ ...first, content: prefix + first.content }, ...others] };
};
