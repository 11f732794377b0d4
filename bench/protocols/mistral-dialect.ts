/**
 * Chunks and answers of Mistral: those of Chat Completions, with reasoning in parts of the content (`{type: "thinking", thinking: [{type: "text",
 * text}], signature?, closed?}`). Fields: @mistralai/mistralai 2.7.0, `thinkchunk.d.ts`, `completionresponsestreamchoice.d.ts` (November 2026).
 */
import type { RecordedResponse } from '#core/recorded-response.ts';
import { errorOfEvent } from './error-body.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import { mistralUsage } from './mistral-usage.ts';
import { createOpenaiChatDialect } from './openai-chat-dialect.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

type Json = Record<string, unknown>;

interface Thinking extends Json {
	type: 'thinking';
	thinking: { type: 'text'; text: string }[];
}

/** Errors have their fields at the top and say what they are; how one inside a stream looks is not documented. */
const isBareError = (json: Json): boolean => json['object'] === 'error' && !json['error'];

export const createMistralDialect = (draft: ReadingDraft, response: RecordedResponse): Dialect => {
	const chat = createOpenaiChatDialect(draft);
	/** The part of thinking that more pieces may belong to. */
	let open: Thinking | null = null;

	/** Thinking goes back to the endpoint with the results of tools: its pieces are put together to one part. */
	const keepThinking = (message: Json | null): void => {
		for (const part of objectsAt(message ?? {}, 'content')) {
			if (part['type'] !== 'thinking') {
				open = null;
				continue;
			}
			const text = objectsAt(part, 'thinking')
				.map((piece) => textAt(piece, 'text') ?? '')
				.join('');
			if (open === null) {
				open = { type: 'thinking', thinking: [{ type: 'text', text: '' }] };
				draft.reasoningBlocks.push(open);
			}
			for (const piece of open.thinking) piece.text += text;
			const signature = textAt(part, 'signature');
			if (signature !== null) open['signature'] = signature;
			if (part['closed'] === true) open = null;
		}
	};

	const keepFrom = (json: Json, field: 'delta' | 'message'): void => {
		for (const choice of objectsAt(json, 'choices')) {
			if ((choice['index'] ?? 0) === 0) keepThinking(objectAt(choice, field));
		}
	};

	return {
		...chat,
		event: (event) => {
			const { json, isError } = event;
			if (isBareError(json)) {
				if (!isError) draft.fail(errorOfEvent(response, json));
				return;
			}
			keepFrom(json, 'delta');
			chat.event(event);
		},
		body: (json) => {
			if (isBareError(json)) {
				draft.fail(errorOfEvent(response, json));
				return null;
			}
			keepFrom(json, 'message');
			return chat.body(json);
		},
		usage: mistralUsage
	};
};
