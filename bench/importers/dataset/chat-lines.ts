/** Conversations by line, as for fine-tuning: the last answer of the assistant is the reference. */
import { isObject } from '#core/json.ts';
import {
	conversationText,
	isSpeaker,
	withoutPlaceholders,
	type Turn
} from './conversation-text.ts';
import { readJsonLines, type JsonLine } from './json-lines.ts';
import type { RawDataset, RawItem } from './raw-item.ts';

const messagesIn = (value: Record<string, unknown>): Turn[] | null => {
	const list = value['messages'];
	if (!Array.isArray(list)) return null;
	const messages = list.map((message: unknown): Turn | null =>
		isObject(message) &&
		typeof message['role'] === 'string' &&
		typeof message['content'] === 'string'
			? { role: message['role'], content: message['content'] }
			: null
	);
	return messages.some((message) => message === null) ? null : (messages as Turn[]);
};

export const readChatLines = (text: string): RawDataset => {
	const { lines, bad } = readJsonLines(text);
	return chatRows(lines, bad);
};

/** Conversations out of rows that have been read; `bad` are those that could not be. */
export const chatRows = (lines: readonly JsonLine[], bad: RawDataset['bad']): RawDataset => {
	const found = [...bad];
	const read: { item: RawItem; system: string }[] = [];
	for (const { line, value } of lines) {
		const messages = messagesIn(value);
		const last = messages?.at(-1);
		const turns = (messages ?? []).slice(0, -1).filter(({ role }) => isSpeaker(role));
		if (!messages || last?.role !== 'assistant' || turns.length === 0) {
			const message = messages
				? 'expected a question and, as the last message, the answer of the assistant'
				: 'expected texts with a role; calls of tools and images are not read';
			found.push({ line, path: 'messages', message });
			continue;
		}
		const system = messages
			.filter(({ role }) => role === 'system' || role === 'developer')
			.map(({ content }) => content)
			.join('\n\n');
		read.push({
			system,
			item: { line, input: { user: conversationText(turns) }, reference: last.content }
		});
	}
	const systems = new Set(read.map(({ system }) => system));
	const [shared = ''] = systems;
	const isShared = systems.size <= 1;
	return {
		items: read.map(({ item, system }) =>
			isShared ? item : { ...item, input: { system, ...item.input } }
		),
		prompt: {
			// In a prompt of all items its braces would be placeholders.
			system: isShared ? withoutPlaceholders(shared) : '{{system}}',
			user: '{{user}}'
		},
		bad: found.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
	};
};
