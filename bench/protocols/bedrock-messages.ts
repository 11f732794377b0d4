/** What is said in a call, in the words of Bedrock's Converse: messages of content blocks, and points up to which a prompt is kept. */
import { isObject, parseJson } from '#core/json.ts';
import type { PromptCacheTtl } from '#core/target.ts';
import { promptOf } from './cache-nonce.ts';
import { isTooDeep } from './json-access.ts';
import type {
	AssistantMessage,
	ChatCall,
	ChatMessage,
	ToolChoice,
	UserMessage
} from './protocol.ts';
import { argumentsObjectOf } from './sent-arguments.ts';

type Block = Record<string, unknown>;
interface SentMessage {
	role: 'user' | 'assistant';
	content: Block[];
}

/** A block of text may not be empty. */
const textBlocks = (text: string): Block[] => (text === '' ? [] : [{ text }]);

const userContent = ({ content, images = [] }: UserMessage): Block[] => [
	...images.map(({ mediaType, base64 }) => ({
		image: { format: mediaType.replace(/^image\//u, ''), source: { bytes: base64 } }
	})),
	...textBlocks(content)
];

/** Reasoning first and as it came, with its signature. */
const assistantContent = (message: AssistantMessage): Block[] => [
	...(message.reasoningBlocks ?? []).map((reasoningContent) => ({ reasoningContent })),
	...textBlocks(message.content),
	...(message.toolCalls ?? []).map(({ id, name, arguments: args }) => ({
		toolUse: { toolUseId: id, name, input: argumentsObjectOf(args) }
	}))
];

const resultContent = (content: string): Block => {
	const value = parseJson(content);
	return isObject(value) && !isTooDeep(value) ? { json: value } : { text: content };
};

/** Results of tools are blocks of a user's message; those of one turn must stand together in one. */
const messagesOf = (messages: readonly ChatMessage[]): SentMessage[] => {
	const sent: SentMessage[] = [];
	let results: Block[] | null = null;
	for (const message of messages) {
		if (message.role === 'tool') {
			const { toolCallId: toolUseId, content } = message;
			if (results === null) sent.push({ role: 'user', content: (results = []) });
			results.push({ toolResult: { toolUseId, content: [resultContent(content)] } });
			continue;
		}
		results = null;
		sent.push(
			message.role === 'user'
				? { role: 'user', content: userContent(message) }
				: { role: 'assistant', content: assistantContent(message) }
		);
	}
	return sent;
};

const choiceOf = (choice: Exclude<ToolChoice, 'none'>): Block => {
	if (choice === 'auto') return { auto: {} };
	return choice === 'required' ? { any: {} } : { tool: { name: choice.tool } };
};

const keptPoint = (ttl: PromptCacheTtl): Block => ({ cachePoint: { type: 'default', ttl } });

const withLastKept = (messages: readonly SentMessage[], point: Block): SentMessage[] =>
	messages.map((message, i) =>
		i === messages.length - 1 ? { ...message, content: [...message.content, point] } : message
	);

/**
 * Prompt, tools and messages. No choice keeps a model from calling tools that it is told of, so they are left out where none may be called. Where
 * something is to be kept, a point stands behind what requests share, tools and system prompt, and behind the last message where it has
 * become history or nothing is shared.
 */
export const bedrockSaidOf = (call: ChatCall): Record<string, unknown> => {
	const prompt = promptOf(call);
	const { toolChoice, cache } = call;
	const tools = toolChoice === 'none' ? [] : (call.tools ?? []);
	const system = textBlocks(prompt.system ?? '');
	const messages = messagesOf(prompt.messages);
	const isShared = system.length > 0 || tools.length > 0;
	const point = cache && cache !== 'defeat' ? keptPoint(cache.ttl) : null;
	const toolBlocks: Block[] = tools.map(({ name, description, parameters }) => ({
		toolSpec: { name, description, inputSchema: { json: parameters } }
	}));
	const pointOf = (isPlace: boolean): Block[] => (point && isPlace ? [point] : []);
	return {
		system: system.length === 0 ? undefined : [...system, ...pointOf(true)],
		messages:
			point && (messages.length > 1 || !isShared) ? withLastKept(messages, point) : messages,
		toolConfig:
			toolBlocks.length === 0
				? undefined
				: {
						tools: [...toolBlocks, ...pointOf(system.length === 0)],
						...(toolChoice && toolChoice !== 'none' && { toolChoice: choiceOf(toolChoice) })
					}
	};
};
