/** The conversation and the answer of a logged request, in the shapes of the APIs that people log. */
import { isObject } from '#core/json.ts';
import { firstOf, listIn, objectIn, textIn, unpacked } from './logged-value.ts';
import type { LoggedMessage, LoggedPrompt } from './trace-request.ts';

interface Content {
	text: string;
	isPlain: boolean;
}

/** Of one part of a message; what is no text leaves none. */
const partOf = (part: unknown): Content => {
	if (typeof part === 'string') return { text: part, isPlain: true };
	if (!isObject(part)) return { text: '', isPlain: false };
	const type = textIn(part['type']) ?? 'text';
	if (/^(?:text|input_text|output_text)$/u.test(type)) {
		const text = firstOf(part, 'text', 'content') ?? '';
		return typeof text === 'string' ? { text, isPlain: true } : { text: '', isPlain: false };
	}
	// What a model thought is neither sent again nor part of its answer.
	return { text: '', isPlain: /^(?:thinking|redacted_thinking|reasoning)$/u.test(type) };
};

/** The text of a content: a text, a list of parts, or nothing. */
const contentOf = (content: unknown): Content => {
	if (content === undefined || content === null) return { text: '', isPlain: true };
	const parts = (Array.isArray(content) ? (content as unknown[]) : [content]).map(partOf);
	return {
		text: parts
			.map(({ text }) => text)
			.filter((text) => text !== '')
			.join('\n'),
		isPlain: parts.every(({ isPlain }) => isPlain)
	};
};

const roles: Readonly<Record<string, LoggedMessage['role']>> = {
	system: 'system',
	developer: 'system',
	user: 'user',
	human: 'user',
	assistant: 'assistant',
	ai: 'assistant',
	model: 'assistant',
	tool: 'tool',
	function: 'tool'
};

const hasCalls = (message: Record<string, unknown>): boolean =>
	listIn(message['tool_calls']).length > 0 || isObject(message['function_call']);

const messageOf = (value: unknown): (LoggedMessage & { isPlain: boolean }) | null => {
	if (!isObject(value)) return null;
	const role = roles[(textIn(firstOf(value, 'role', 'type')) ?? '').toLowerCase()];
	if (role === undefined) return null;
	const { text, isPlain } = contentOf(firstOf(value, 'content', 'parts', 'text'));
	return { role, text, isPlain: isPlain && role !== 'tool' && !hasCalls(value) };
};

/**
 * The prompt out of a list of messages, or one text. `instructions` is a system prompt that stands beside them. Null where there is
 * no message of a user in it: the contents were not logged, or are of another kind.
 */
export const promptIn = (messages: unknown, instructions: unknown = null): LoggedPrompt | null => {
	const found = unpacked(messages);
	const apart = contentOf(unpacked(instructions));
	if (typeof found === 'string') {
		if (found.trim() === '') return null;
		return {
			system: apart.text,
			turns: [{ role: 'user', text: found }],
			isPlain: apart.isPlain
		};
	}
	if (!Array.isArray(found)) return null;
	const read = (found as unknown[]).map(messageOf);
	const known = read.filter((message) => message !== null);
	const turns = known.filter(({ role }) => role !== 'system');
	if (!turns.some(({ role }) => role === 'user')) return null;
	const systems = known.filter(({ role }) => role === 'system').map(({ text }) => text);
	return {
		system: [apart.text, ...systems].filter((text) => text !== '').join('\n\n'),
		turns: turns.map(({ role, text }) => ({ role, text })),
		isPlain:
			apart.isPlain &&
			known.length === read.length &&
			known.every(({ isPlain }) => isPlain) &&
			turns.at(-1)?.role === 'user'
	};
};

const plainText = (message: Record<string, unknown>): string | null => {
	if (hasCalls(message)) return null;
	const { text, isPlain } = contentOf(firstOf(message, 'content', 'parts', 'text', 'refusal'));
	return isPlain && text.trim() !== '' ? text : null;
};

/**
 * The text of an answer: a text, a message, a list of messages (the first choice counts), or the whole response of a chat completion,
 * of the Responses API or of the Messages API. Null where there is none, or it calls a tool.
 */
export const answerIn = (response: unknown): string | null => {
	const found = unpacked(response);
	if (typeof found === 'string') return found.trim() === '' ? null : found;
	if (Array.isArray(found)) {
		const messages = (found as unknown[]).filter(isObject);
		// The Responses API lists reasoning and calls beside the message.
		if (messages.some(({ type }) => type === 'function_call')) return null;
		const message = messages.find(({ role, type }) => role === 'assistant' || type === 'message');
		return message ? plainText(message) : messages[0] ? plainText(messages[0]) : null;
	}
	if (!isObject(found)) return null;
	const [choice] = listIn(found['choices']);
	if (isObject(choice)) {
		return 'message' in choice ? plainText(objectIn(choice['message'])) : plainText(choice);
	}
	if (typeof found['output_text'] === 'string') return answerIn(found['output_text']);
	if (Array.isArray(found['output'])) return answerIn(found['output']);
	if (isObject(found['message'])) return plainText(found['message']);
	return plainText(found);
};
