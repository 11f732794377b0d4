/**
 * Events and whole answers of OpenAI Responses. Their order and fields: openai-node 7.55.0, `responses.d.ts`, `ResponseStreamEvent` and `Response`
 * (November 2026). The end is one of `response.completed`, `response.incomplete` and `response.failed`; usage comes with it.
 */
import type { RecordedResponse } from '#core/recorded-response.ts';
import { errorOfEvent } from './error-body.ts';
import { sseFraming } from './framing/sse.ts';
import { isTooDeep, objectAt, objectsAt, textAt } from './json-access.ts';
import { openaiResponsesUsage } from './openai-responses-usage.ts';
import type { ToolCall } from './protocol.ts';
import type { ReadingDraft } from './reading-draft.ts';
import type { Dialect } from './response-reader.ts';

type Json = Record<string, unknown>;

/** Events without output of the model: beginnings and ends of its parts, and what tools of the provider do meanwhile. */
const silentEvent =
	/^response\.(?:in_progress|queued|content_part|output_text\.(?:done|annotation)|refusal\.done|reasoning_(?:summary_part|summary_text\.done|text\.done)|custom_tool_call_input\.done|audio|code_interpreter_call|file_search_call|web_search_call|image_generation_call|mcp_|shell_call|compaction)/u;

/**
 * Items that stand for a call of a tool that the provider runs and bills apart from tokens, with its name in the price lists. Calls of a remote MCP
 * server are billed by their tokens only. https://developers.openai.com/api/docs/pricing, tools, as the price book has it.
 */
const billedTools = new Map([
	['web_search_call', 'web-search'],
	['file_search_call', 'file-search'],
	['code_interpreter_call', 'code-interpreter'],
	['image_generation_call', 'image-generation']
]);

const nameOfType = (json: Json): string => (textAt(json, 'type') ?? '').slice(0, 100);

export const createOpenaiResponsesDialect = (
	draft: ReadingDraft,
	response: RecordedResponse
): Dialect => {
	let hasStarted = false;
	/** Whether any item of the output came on its own. */
	let hasItems = false;
	const callByIndex = new Map<unknown, ToolCall>();
	/** Items of the output, by index, of which pieces came; what no piece came of is read when the item is done. */
	const heard = new Set<unknown>();

	/** An item with all it says: everything of a whole answer, and of a stream what no piece came of. */
	const readMessage = (item: Json): void => {
		for (const part of objectsAt(item, 'content')) {
			draft.say('text', textAt(part, 'text') ?? '');
			draft.say('refusal', textAt(part, 'refusal') ?? '');
		}
	};

	const saySummary = (piece: string): void => {
		if (piece !== '') draft.hasSummarisedReasoning = true;
		draft.say('reasoning', piece);
	};

	const readReasoningText = (item: Json): void => {
		for (const part of objectsAt(item, 'summary')) saySummary(textAt(part, 'text') ?? '');
		for (const part of objectsAt(item, 'content')) {
			draft.say('reasoning', textAt(part, 'text') ?? '');
		}
	};

	/** Reasoning that nobody can read, which the endpoint wants back with the next turn. */
	const keepReasoning = (item: Json): void => {
		const encrypted = textAt(item, 'encrypted_content');
		if (encrypted === null) return;
		draft.hasEncryptedReasoning = true;
		const summary = item['summary'] ?? [];
		draft.reasoningBlocks.push({
			type: 'reasoning',
			id: textAt(item, 'id') ?? undefined,
			summary: isTooDeep(summary) ? [] : summary,
			encrypted_content: encrypted
		});
	};

	const callOf = (item: Json): ToolCall | null =>
		item['type'] === 'function_call' || item['type'] === 'custom_tool_call'
			? { id: textAt(item, 'call_id'), name: textAt(item, 'name') ?? '', arguments: '' }
			: null;

	const argumentsOf = (item: Json): string =>
		textAt(item, 'arguments') ?? textAt(item, 'input') ?? '';

	/** Arguments that came whole, where none came in pieces. */
	const completeCall = (call: ToolCall | undefined, whole: string): void => {
		if (!call || call.arguments !== '') return;
		call.arguments = whole;
		draft.stamp('tool', whole.length);
	};

	const beginItem = (index: unknown, item: Json): void => {
		hasItems = true;
		const call = callOf(item);
		if (!call) return;
		callByIndex.set(index, call);
		draft.toolCalls.push(call);
	};

	const countServerTool = (item: Json): void => {
		const call = billedTools.get(textAt(item, 'type') ?? '');
		const action = textAt(objectAt(item, 'action') ?? {}, 'type') ?? 'search';
		// Of what a search does only the searching is billed, not opening a page or looking through it.
		if (call === undefined || (call === 'web-search' && action !== 'search')) return;
		draft.serverToolCalls[call] = (draft.serverToolCalls[call] ?? 0) + 1;
	};

	const endItem = (index: unknown, item: Json): void => {
		hasItems = true;
		countServerTool(item);
		if (callOf(item)) {
			if (!callByIndex.has(index)) beginItem(index, item);
			completeCall(callByIndex.get(index), argumentsOf(item));
			return;
		}
		if (item['type'] === 'message' && !heard.has(index)) readMessage(item);
		if (item['type'] !== 'reasoning') return;
		if (!heard.has(index)) readReasoningText(item);
		keepReasoning(item);
	};

	/** How the answer ended: `completed`, or why it did not. */
	const readStatus = (answer: Json): void => {
		const status = textAt(answer, 'status');
		const reason = textAt(objectAt(answer, 'incomplete_details') ?? {}, 'reason');
		if (status === 'failed') {
			draft.fail(errorOfEvent(response, objectAt(answer, 'error') ?? {}));
			return;
		}
		if (status === 'completed') {
			draft.stop(draft.toolCalls.length > 0 ? 'tool' : 'stop', status);
		} else if (reason === 'max_output_tokens') draft.stop('length', reason);
		else if (reason === 'content_filter') draft.stop('refused', reason);
		else {
			draft.fail({
				kind: 'server',
				code: reason ?? status,
				message: `the endpoint left the answer unfinished: ${reason ?? status ?? 'it gave no reason'}`,
				retryAfterS: null
			});
		}
	};

	const readFrame = (answer: Json): void => {
		draft.nameModel(textAt(answer, 'model'));
		draft.serviceTier = textAt(answer, 'service_tier') ?? draft.serviceTier;
		const usage = objectAt(answer, 'usage');
		if (usage) draft.addUsage(usage);
	};

	const readOutput = (answer: Json): void => {
		objectsAt(answer, 'output').forEach((item, index) => {
			endItem(index, item);
		});
	};

	const end = (json: Json, status: string): void => {
		const answer = objectAt(json, 'response') ?? {};
		readFrame(answer);
		// Some gateways make a stream of a whole answer, all of which stands in its last event.
		if (!hasItems) readOutput(answer);
		readStatus({ ...answer, status });
		draft.terminated = true;
		draft.ended = true;
	};

	const start = (json: Json): void => {
		if (hasStarted) draft.warn('response.created came more than once');
		hasStarted = true;
		readFrame(objectAt(json, 'response') ?? {});
	};

	const say = (json: Json, channel: 'text' | 'refusal' | 'reasoning'): void => {
		hasItems = true;
		heard.add(json['output_index']);
		const piece = textAt(json, 'delta') ?? '';
		if (json['type'] === 'response.reasoning_summary_text.delta') saySummary(piece);
		else draft.say(channel, piece);
	};

	const readArguments = (json: Json): void => {
		const piece = textAt(json, 'delta') ?? '';
		const call = callByIndex.get(json['output_index']);
		if (call) call.arguments += piece;
		else draft.warn('arguments came of a call that had not begun');
		draft.stamp('tool', piece.length);
	};

	return {
		framing: sseFraming,
		event: ({ json, isError }) => {
			switch (json['type']) {
				case 'response.created':
					start(json);
					break;
				case 'response.output_item.added':
					beginItem(json['output_index'], objectAt(json, 'item') ?? {});
					break;
				case 'response.output_item.done':
					endItem(json['output_index'], objectAt(json, 'item') ?? {});
					break;
				case 'response.output_text.delta':
					say(json, 'text');
					break;
				case 'response.refusal.delta':
					say(json, 'refusal');
					break;
				case 'response.reasoning_summary_text.delta':
				case 'response.reasoning_text.delta':
					say(json, 'reasoning');
					break;
				case 'response.function_call_arguments.delta':
				case 'response.custom_tool_call_input.delta':
					readArguments(json);
					break;
				case 'response.function_call_arguments.done':
					completeCall(callByIndex.get(json['output_index']), argumentsOf(json));
					break;
				case 'response.completed':
					end(json, 'completed');
					break;
				case 'response.incomplete':
					end(json, 'incomplete');
					break;
				case 'response.failed':
					end(json, 'failed');
					break;
				default:
					if (isError || silentEvent.test(nameOfType(json))) break;
					draft.warn(`unknown event type "${nameOfType(json)}"`);
			}
		},
		body: (json) => {
			if (!Array.isArray(json['output'])) return 'the answer holds no output';
			readFrame(json);
			readOutput(json);
			readStatus(json);
			return null;
		},
		usage: openaiResponsesUsage
	};
};
