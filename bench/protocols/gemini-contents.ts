/** Messages in the words of Gemini: contents of parts. */
import { isObject, parseJson } from '#core/json.ts';
import type { AssistantMessage, ChatMessage, UserMessage } from './protocol.ts';
import { argumentsObjectOf } from './sent-arguments.ts';

type Part = Record<string, unknown>;

/** The images first, as the provider advises for one image. */
const userParts = ({ content, images = [] }: UserMessage): Part[] => [
	...images.map(({ mediaType, base64 }) => ({ inlineData: { mimeType: mediaType, data: base64 } })),
	...(content === '' && images.length > 0 ? [] : [{ text: content }])
];

/** The signature of what the model thought before a call, or before its text (`call` null); see `thoughtBlock`. */
const signatureOf = (message: AssistantMessage, call: number | null): Part => {
	const block = message.reasoningBlocks?.find((each) => each['call'] === call);
	return block ? { thoughtSignature: block['thoughtSignature'] } : {};
};

/** A signature as `Reading.reasoningBlocks` keeps it; `call` is the position of the call that it came with, null for text. */
export const thoughtBlock = (thoughtSignature: string, call: number | null): Part => ({
	call,
	thoughtSignature
});

const modelParts = (message: AssistantMessage): Part[] => {
	const { content, toolCalls = [] } = message;
	return [
		...(content === '' && toolCalls.length > 0
			? []
			: [{ text: content, ...signatureOf(message, null) }]),
		...toolCalls.map(({ id, name, arguments: args }, index) => ({
			functionCall: { id, name, args: argumentsObjectOf(args) },
			...signatureOf(message, index)
		}))
	];
};

/** A result must be an object. */
const resultOf = (content: string): Part => {
	const value = parseJson(content);
	return isObject(value) ? value : { result: content };
};

/** Results name the tool that was called; those of one turn stand together. */
export const geminiContentsOf = (messages: readonly ChatMessage[]): Part[] => {
	const contents: Part[] = [];
	const nameOfCall = new Map<string, string>();
	let results: Part[] | null = null;
	for (const message of messages) {
		if (message.role === 'tool') {
			const { toolCallId: id, content } = message;
			if (results === null) contents.push({ role: 'user', parts: (results = []) });
			const name = nameOfCall.get(id) ?? id;
			results.push({ functionResponse: { id, name, response: resultOf(content) } });
			continue;
		}
		results = null;
		if (message.role === 'user') contents.push({ role: 'user', parts: userParts(message) });
		else {
			for (const { id, name } of message.toolCalls ?? []) nameOfCall.set(id, name);
			contents.push({ role: 'model', parts: modelParts(message) });
		}
	}
	return contents;
};
