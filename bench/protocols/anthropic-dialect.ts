/** Events and whole answers of Anthropic Messages. */
import { isObject } from '#core/json.ts';
import { anthropicUsage } from './anthropic-usage.ts';
import { anthropicFinishReasons, noteFinish } from './finish-reasons.ts';
import { sseFraming } from './framing/sse.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import type { ToolCall } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

/** The input of a tool that came whole, as JSON text; empty where there is none. */
const inputText = (block: Record<string, unknown>): string => {
	const input = block['input'];
	return isObject(input) && !isTooDeep(input) ? JSON.stringify(input) : '';
};

export const createAnthropicDialect = (draft: ReadingDraft): Dialect => {
	let hasStarted = false;
	/** The tool call of each open content block, by block index. */
	const toolByBlock = new Map<unknown, { call: ToolCall; wholeInput: string }>();
	/** Reasoning of each block, by block index, that more deltas may belong to. */
	const thinkingByBlock = new Map<unknown, { thinking: string; signature: string }>();

	/**
	 * Of Claude 4 and later it is a summary, though the response does not say so, while all of the reasoning is billed
	 * (https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#summarized-thinking, November 2026).
	 */
	const think = (piece: string): void => {
		if (piece !== '') draft.hasSummarisedReasoning = true;
		draft.say('reasoning', piece);
	};

	const readStop = (message: Record<string, unknown>): void => {
		const raw = textAt(message, 'stop_reason');
		if (raw === null) return;
		noteFinish(draft, anthropicFinishReasons, raw, 'stop reason');
	};

	/** What a block holds from the beginning: everything in a whole answer, mostly nothing in a stream. What it does hold there is output of its event. */
	const readBlock = (block: Record<string, unknown>): ToolCall | null => {
		draft.say('text', textAt(block, 'text') ?? '');
		think(textAt(block, 'thinking') ?? '');
		if (block['type'] === 'redacted_thinking') {
			draft.hasEncryptedReasoning = true;
			draft.reasoningBlocks.push({ type: 'redacted_thinking', data: textAt(block, 'data') ?? '' });
		}
		if (block['type'] !== 'tool_use') return null;
		const call = { id: textAt(block, 'id'), name: textAt(block, 'name') ?? '', arguments: '' };
		draft.toolCalls.push(call);
		return call;
	};

	/** Notes a block of reasoning, to which deltas may still add. */
	const readThinking = (block: Record<string, unknown>, index: unknown): void => {
		thinkingByBlock.delete(index);
		if (block['type'] !== 'thinking') return;
		const kept = {
			type: 'thinking',
			thinking: textAt(block, 'thinking') ?? '',
			signature: textAt(block, 'signature') ?? ''
		};
		thinkingByBlock.set(index, kept);
		draft.reasoningBlocks.push(kept);
	};

	const closeTools = (): void => {
		for (const { call, wholeInput } of toolByBlock.values()) {
			if (call.arguments === '') call.arguments = wholeInput;
		}
	};

	const startMessage = (json: Record<string, unknown>): void => {
		if (hasStarted) draft.warn('message_start came more than once');
		hasStarted = true;
		const message = objectAt(json, 'message');
		if (!message) return;
		draft.nameModel(textAt(message, 'model'));
		const usage = objectAt(message, 'usage');
		if (!usage) return;
		// Its output counts are placeholders; the real ones come with message_delta.
		draft.addUsage(
			Object.fromEntries(
				Object.entries(usage).filter(
					([key]) => key !== 'output_tokens' && key !== 'output_tokens_details'
				)
			)
		);
	};

	const startBlock = (json: Record<string, unknown>): void => {
		const block = objectAt(json, 'content_block');
		const call = block && readBlock(block);
		if (call) toolByBlock.set(json['index'], { call, wholeInput: inputText(block) });
		else toolByBlock.delete(json['index']);
		if (block) readThinking(block, json['index']);
	};

	const readDelta = (json: Record<string, unknown>): void => {
		const delta = objectAt(json, 'delta');
		if (!delta) return;
		switch (delta['type']) {
			case 'text_delta':
				draft.say('text', textAt(delta, 'text') ?? '');
				break;
			case 'thinking_delta': {
				const piece = textAt(delta, 'thinking') ?? '';
				const block = thinkingByBlock.get(json['index']);
				if (block) block.thinking += piece;
				think(piece);
				break;
			}
			case 'input_json_delta': {
				const piece = textAt(delta, 'partial_json') ?? '';
				// Without a call of its own it is the input of a tool that the provider runs itself.
				const tool = toolByBlock.get(json['index']);
				if (tool) tool.call.arguments += piece;
				draft.stamp('tool', piece.length);
				break;
			}
			case 'signature_delta': {
				const block = thinkingByBlock.get(json['index']);
				if (block) block.signature += textAt(delta, 'signature') ?? '';
				break;
			}
			case 'citations_delta':
				break;
			default:
				draft.warn(`unknown delta type "${(textAt(delta, 'type') ?? '').slice(0, 100)}"`);
		}
	};

	return {
		framing: sseFraming,
		event: ({ json }) => {
			switch (json['type']) {
				case 'message_start':
					startMessage(json);
					break;
				case 'content_block_start':
					startBlock(json);
					break;
				case 'content_block_delta':
					readDelta(json);
					break;
				case 'message_delta': {
					readStop(objectAt(json, 'delta') ?? {});
					const usage = objectAt(json, 'usage');
					if (usage) draft.addUsage(usage);
					break;
				}
				case 'message_stop':
					draft.terminated = true;
					draft.ended = true;
					if (draft.finish === null) draft.warn('the message ended without a stop reason');
					break;
				case 'content_block_stop':
				case 'ping':
				case 'error':
					break;
				default:
					if ('error' in json) break;
					draft.warn(`unknown event type "${(textAt(json, 'type') ?? '').slice(0, 100)}"`);
			}
		},
		body: (json) => {
			if (!Array.isArray(json['content'])) return 'the answer holds no content';
			draft.nameModel(textAt(json, 'model'));
			for (const block of objectsAt(json, 'content')) {
				const call = readBlock(block);
				if (call) call.arguments = inputText(block);
				readThinking(block, null);
			}
			readStop(json);
			if (draft.finish === null) draft.warn('the answer holds no stop reason');
			const usage = objectAt(json, 'usage');
			if (usage) draft.addUsage(usage);
			return null;
		},
		end: closeTools,
		usage: anthropicUsage
	};
};
