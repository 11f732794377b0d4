/** Events and whole answers of Bedrock's Converse. Usage comes behind the stop, and `metrics.latencyMs` with it, which is kept as a timing of the server. */
import { isObject } from '#core/json.ts';
import { bedrockUsage } from './bedrock-usage.ts';
import { bedrockFinishReasons, noteFinish } from './finish-reasons.ts';
import { awsEventStreamFraming } from './framing/aws-event-stream.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import type { ToolCall } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

interface ReasoningText {
	text: string;
	signature?: string;
}

export const createBedrockDialect = (draft: ReadingDraft): Dialect => {
	let hasStarted = false;
	/** Usage comes behind the stop by the book; where it comes before, the stop is still to come. */
	let hasMetadata = false;
	/** Calls and reasoning that more deltas may belong to, by the index of their block. */
	const callByBlock = new Map<unknown, ToolCall>();
	const reasoningByBlock = new Map<unknown, ReasoningText>();

	const readStop = (json: Record<string, unknown>): void => {
		const raw = textAt(json, 'stopReason');
		if (raw === null) return;
		noteFinish(draft, bedrockFinishReasons, raw, 'stop reason');
	};

	const openCall = (use: Record<string, unknown>): ToolCall => {
		const name = textAt(use, 'name') ?? '';
		const call = { id: textAt(use, 'toolUseId'), name, arguments: '' };
		draft.toolCalls.push(call);
		draft.stamp('tool', name.length);
		return call;
	};

	const redact = (redactedContent: string): void => {
		draft.hasEncryptedReasoning = true;
		draft.reasoningBlocks.push({ redactedContent });
	};

	/** Only models of Anthropic sign their reasoning, and what they show of it is a summary (see `anthropic-dialect.ts`). */
	const noteSignature = (): void => {
		draft.hasSummarisedReasoning = true;
	};

	const readReasoningDelta = (delta: Record<string, unknown>, index: unknown): void => {
		const redacted = textAt(delta, 'redactedContent');
		if (redacted !== null) {
			redact(redacted);
			return;
		}
		let kept = reasoningByBlock.get(index);
		if (!kept) {
			kept = { text: '' };
			reasoningByBlock.set(index, kept);
			draft.reasoningBlocks.push({ reasoningText: kept });
		}
		const piece = textAt(delta, 'text') ?? '';
		kept.text += piece;
		draft.say('reasoning', piece);
		const signature = textAt(delta, 'signature');
		if (signature !== null) {
			kept.signature = (kept.signature ?? '') + signature;
			noteSignature();
		}
	};

	const readDelta = (json: Record<string, unknown>): void => {
		const delta = objectAt(json, 'delta') ?? {};
		const index = json['contentBlockIndex'];
		const [use, reasoning] = [objectAt(delta, 'toolUse'), objectAt(delta, 'reasoningContent')];
		if (use) {
			const piece = textAt(use, 'input') ?? '';
			const call = callByBlock.get(index);
			if (call) call.arguments += piece;
			draft.stamp('tool', piece.length);
		} else if (reasoning) readReasoningDelta(reasoning, index);
		else if (typeof delta['text'] === 'string') draft.say('text', delta['text']);
		else if (!('citation' in delta)) {
			const kinds = Object.keys(delta).join(', ');
			draft.warn(`a delta with ${kinds === '' ? 'nothing' : kinds.slice(0, 100)} was left out`);
		}
	};

	const readBlock = (block: Record<string, unknown>): void => {
		const [use, reasoning] = [objectAt(block, 'toolUse'), objectAt(block, 'reasoningContent')];
		draft.say('text', textAt(block, 'text') ?? '');
		if (use) {
			const input = use['input'];
			openCall(use).arguments = isObject(input) && !isTooDeep(input) ? JSON.stringify(input) : '{}';
		}
		if (!reasoning) return;
		const redacted = textAt(reasoning, 'redactedContent');
		const text = objectAt(reasoning, 'reasoningText');
		if (redacted !== null) redact(redacted);
		else if (text) {
			const signature = textAt(text, 'signature');
			const said = textAt(text, 'text') ?? '';
			if (signature !== null) noteSignature();
			draft.say('reasoning', said);
			draft.reasoningBlocks.push({
				reasoningText: { text: said, ...(signature !== null && { signature }) }
			});
		}
	};

	const readUsage = (json: Record<string, unknown>): void => {
		const usage = objectAt(json, 'usage');
		if (usage) draft.addUsage(usage);
		draft.serviceTier = textAt(objectAt(json, 'serviceTier') ?? {}, 'type') ?? draft.serviceTier;
	};

	return {
		framing: awsEventStreamFraming,
		event: ({ name, json, isError }) => {
			if (isError) return;
			switch (name) {
				case 'messageStart':
					if (hasStarted) draft.warn('messageStart came more than once');
					hasStarted = true;
					break;
				case 'contentBlockStart': {
					const index = json['contentBlockIndex'];
					const use = objectAt(objectAt(json, 'start') ?? {}, 'toolUse');
					if (use) callByBlock.set(index, openCall(use));
					break;
				}
				case 'contentBlockDelta':
					readDelta(json);
					break;
				case 'contentBlockStop':
					callByBlock.delete(json['contentBlockIndex']);
					reasoningByBlock.delete(json['contentBlockIndex']);
					break;
				case 'messageStop':
					readStop(json);
					draft.terminated = true;
					draft.ended = hasMetadata;
					if (draft.finish === null) draft.warn('the message ended without a stop reason');
					break;
				case 'metadata':
					readUsage(json);
					hasMetadata = true;
					draft.ended = draft.terminated;
					break;
				default:
					draft.warn(`unknown event type "${name.slice(0, 100)}"`);
			}
		},
		body: (json) => {
			const message = objectAt(objectAt(json, 'output') ?? {}, 'message');
			if (!message) return 'the answer holds no message';
			for (const block of objectsAt(message, 'content')) readBlock(block);
			readStop(json);
			readUsage(json);
			return draft.finish === null ? 'the answer holds no stop reason' : null;
		},
		end: () => {
			// A tool without parameters is called without a piece of input.
			for (const call of draft.toolCalls) {
				if (call.arguments === '' && draft.terminated) call.arguments = '{}';
			}
		},
		usage: bedrockUsage
	};
};
