/** Chunks and whole answers of OpenAI Chat Completions, in the spellings of its many implementations. */
import { isObject } from '#core/json.ts';
import { chatFinishReasons, noteFinish } from './finish-reasons.ts';
import { sseFraming } from './framing/sse.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import { openaiChatUsage } from './openai-chat-usage.ts';
import type { ToolCall } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

/** Arguments are JSON text by the book; some servers send the object itself. */
const argumentsText = (value: unknown): string => {
	if (typeof value === 'string') return value;
	return isObject(value) && !isTooDeep(value) ? JSON.stringify(value) : '';
};

/** Tool calls by index, put together from pieces. */
const createToolCalls = () => {
	const calls = new Map<number, ToolCall>();
	let last = -1;
	return {
		/** Adds one entry of `tool_calls`; gives the length of what it brought. */
		add(entry: Record<string, unknown>): number {
			const part = objectAt(entry, 'function') ?? objectAt(entry, 'custom') ?? {};
			const [id, name] = [textAt(entry, 'id'), textAt(part, 'name')];
			const index = entry['index'];
			// Without an index, an entry with an id or a name begins a call and any other continues the last one.
			if (typeof index === 'number') last = index;
			else if (id !== null || name !== null || last === -1) last += 1;
			const call = calls.get(last) ?? { id: null, name: '', arguments: '' };
			calls.set(last, call);
			call.id ??= id;
			// Some servers repeat the whole name in every piece.
			const newName = name === null || name === call.name ? '' : name;
			const newArguments = argumentsText(part['arguments'] ?? part['input']);
			call.name += newName;
			call.arguments += newArguments;
			return newName.length + newArguments.length;
		},
		all: (): ToolCall[] => [...calls].sort(([a], [b]) => a - b).map(([, call]) => call)
	};
};

export const createOpenaiChatDialect = (draft: ReadingDraft): Dialect => {
	const toolCalls = createToolCalls();
	let groqUsage: Record<string, unknown> | null = null;
	/** Events so far, and those with the last usage and with the finish reason. */
	let [events, usageAt, finishAt] = [0, 0, 0];

	/** A delta of a chunk or the message of a whole answer: the same fields. */
	const readMessage = (message: Record<string, unknown>): void => {
		// Servers between two versions send both spellings with the same text.
		draft.say(
			'reasoning',
			textAt(message, 'reasoning_content') ?? textAt(message, 'reasoning') ?? ''
		);
		// OpenRouter says of what kind the reasoning is that it passes on (`reasoning.summary`, `.encrypted`, `.text`).
		for (const detail of objectsAt(message, 'reasoning_details')) {
			if (detail['type'] === 'reasoning.summary') draft.hasSummarisedReasoning = true;
			if (detail['type'] === 'reasoning.encrypted') draft.hasEncryptedReasoning = true;
		}
		draft.say('text', textAt(message, 'content') ?? '');
		for (const part of objectsAt(message, 'content')) {
			draft.say('text', textAt(part, 'text') ?? '');
			for (const thought of objectsAt(part, 'thinking')) {
				draft.say('reasoning', textAt(thought, 'text') ?? '');
			}
		}
		draft.say('refusal', textAt(message, 'refusal') ?? '');
		let toolLength = 0;
		for (const entry of objectsAt(message, 'tool_calls')) toolLength += toolCalls.add(entry);
		const legacy = objectAt(message, 'function_call');
		if (legacy) toolLength += toolCalls.add({ index: 0, function: legacy });
		draft.stamp('tool', toolLength);
	};

	const readFinish = (choice: Record<string, unknown>): void => {
		const raw = textAt(choice, 'finish_reason');
		if (raw === null) return;
		noteFinish(draft, chatFinishReasons, raw, 'finish reason');
		draft.terminated = true;
		finishAt = events;
	};

	/** Usage, model and the one choice that is the answer; null if there is none. */
	const readFrame = (json: Record<string, unknown>): Record<string, unknown> | null => {
		draft.nameModel(textAt(json, 'model'));
		draft.serviceTier = textAt(json, 'service_tier') ?? draft.serviceTier;
		const groq = objectAt(json, 'x_groq');
		const ofGroq = groq && objectAt(groq, 'usage');
		if (ofGroq) [groqUsage, usageAt] = [ofGroq, events];
		let answer: Record<string, unknown> | null = null;
		for (const choice of objectsAt(json, 'choices')) {
			if ((choice['index'] ?? 0) === 0) answer ??= choice;
			else draft.warn('the endpoint sent more than one choice; only the first is the answer');
		}
		// Moonshot has the usage of a stream in the choice (a report to earendil-works/pi, number 2017, March 2026).
		const usage = objectAt(json, 'usage') ?? objectAt(answer ?? {}, 'usage');
		if (usage) {
			draft.addUsage(usage);
			usageAt = events;
		}
		return answer;
	};

	return {
		framing: sseFraming,
		event: ({ json }) => {
			events++;
			const choice = readFrame(json);
			if (choice) {
				const delta = objectAt(choice, 'delta');
				const wasTerminated = draft.terminated;
				const before = draft.deltas.length;
				if (delta) readMessage(delta);
				if (wasTerminated && draft.deltas.length > before) {
					draft.warn('output came after the finish reason');
				}
				readFinish(choice);
			} else if (!('choices' in json || 'usage' in json || 'error' in json || 'x_groq' in json)) {
				draft.warn('an event without choices was ignored');
			}
		},
		body: (json) => {
			const choice = readFrame(json);
			if (!choice) return 'the answer holds no choices';
			const message = objectAt(choice, 'message');
			if (!message) return 'the answer holds no message';
			readMessage(message);
			readFinish(choice);
			// What was parsed is whole, whatever it does not say.
			if (draft.finish === null) draft.warn('the answer holds no finish reason');
			return null;
		},
		done: () => {
			draft.ended = true;
			if (!draft.terminated && !draft.error) draft.warn('[DONE] came without a finish reason');
		},
		end: () => {
			draft.toolCalls = toolCalls.all();
			if (groqUsage && !draft.usage) draft.addUsage(groqUsage);
			// Servers that count along tell the sum last; where the stream broke off before that, what they told is less than what they bill.
			if (draft.usage && draft.terminated && !draft.ended && usageAt < finishAt) {
				draft.warn('usage: only counts from before the finish reason came, which were left out');
				draft.usage = null;
			}
		},
		usage: openaiChatUsage
	};
};
