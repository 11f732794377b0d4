/** The body of a request for a chat completion, in the words that OpenAI, Azure, Mistral and the servers that speak like them share. */
import { promptOf } from './cache-nonce.ts';
import type {
	AssistantMessage,
	ChatCall,
	ChatMessage,
	Endpoint,
	ToolChoice,
	UserMessage
} from './protocol.ts';
import { argumentsTextOf } from './sent-arguments.ts';

/** Where those who speak the protocol differ. */
export interface ChatBodyForm {
	/** Name of the limit of output tokens. */
	limitField: 'max_tokens' | 'max_completion_tokens';
	/** Name of the seed; `seed` where absent. */
	seedField?: string;
	/** Sent with streams; null where the protocol knows none. */
	streamOptions: Readonly<Record<string, unknown>> | null;
	/** What the model said, in the form in which it goes back; its text where absent. */
	assistantContent?: (message: AssistantMessage) => string | object[];
}

/** A message with images has parts; one without stays plain text, which every server understands. */
const userContent = ({ content, images = [] }: UserMessage): string | object[] =>
	images.length === 0
		? content
		: [
				...images.map(({ mediaType, base64, detail }) => ({
					type: 'image_url',
					image_url: {
						url: `data:${mediaType};base64,${base64}`,
						...(detail === null ? {} : { detail })
					}
				})),
				...(content === '' ? [] : [{ type: 'text', text: content }])
			];

/**
 * A message in the protocol's words. Reasoning of earlier turns is not sent back but where the form says how: servers of this protocol do
 * not agree on a field for it.
 */
const messageOf = (
	message: ChatMessage,
	said: NonNullable<ChatBodyForm['assistantContent']>
): Record<string, unknown> => {
	switch (message.role) {
		case 'user':
			return { role: 'user', content: userContent(message) };
		case 'assistant': {
			const { toolCalls = [] } = message;
			const content = said(message);
			if (toolCalls.length === 0) return { role: 'assistant', content };
			return {
				role: 'assistant',
				content: content.length === 0 ? null : content,
				tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
					id,
					type: 'function',
					function: { name, arguments: argumentsTextOf(args) }
				}))
			};
		}
		case 'tool':
			return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
	}
};

const choiceOf = (choice: ToolChoice): unknown =>
	typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.tool } };

const toolsOf = ({ tools = [], toolChoice }: ChatCall): Record<string, unknown> =>
	tools.length === 0
		? {}
		: {
				tools: tools.map(({ name, description, parameters }) => ({
					type: 'function',
					function: { name, description, parameters }
				})),
				tool_choice: toolChoice && choiceOf(toolChoice)
			};

const messagesOf = (
	call: ChatCall,
	said: NonNullable<ChatBodyForm['assistantContent']>
): object[] => {
	const { system, messages } = promptOf(call);
	return [
		...(system === null || system === '' ? [] : [{ role: 'system', content: system }]),
		...messages.map((message) => messageOf(message, said))
	];
};

/** What is sent only where it is asked for: many servers of this protocol refuse what they do not know. */
const wishesOf = ({
	responseFormat,
	stop,
	reasoning,
	cache,
	serviceTier
}: ChatCall): Record<string, unknown> => ({
	response_format: responseFormat && { type: 'json_schema', json_schema: responseFormat },
	stop,
	reasoning_effort: reasoning?.effort,
	prompt_cache_options: cache && cache !== 'defeat' ? cache : undefined,
	service_tier: serviceTier
});

/** Fields of the body, before `extraBody`; null and undefined are left out. */
export const openaiChatBody = (
	endpoint: Endpoint,
	call: ChatCall,
	{
		limitField,
		seedField = 'seed',
		streamOptions,
		assistantContent = ({ content }) => content
	}: ChatBodyForm
): Record<string, unknown> => ({
	model: endpoint.model,
	messages: messagesOf(call, assistantContent),
	...toolsOf(call),
	[limitField]: call.maxOutputTokens,
	stream: call.stream,
	stream_options: call.stream ? streamOptions : null,
	temperature: call.temperature,
	[seedField]: call.seed,
	...wishesOf(call)
});
