/** Chat completions of Mistral. https://docs.mistral.ai/api/endpoint/chat */
import { plainText, type Capabilities } from './capabilities.ts';
import { createMistralDialect } from './mistral-dialect.ts';
import { openaiChatUrl } from './openai-chat.ts';
import { openaiChatBody } from './openai-chat-body.ts';
import type { AssistantMessage, Protocol } from './protocol.ts';
import { accessHeaders, modelListBeside, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

/** Thinking first and as it came. */
const assistantContent = ({
	content,
	reasoningBlocks = []
}: AssistantMessage): string | object[] =>
	reasoningBlocks.length === 0
		? content
		: [...reasoningBlocks, ...(content === '' ? [] : [{ type: 'text', text: content }])];

/** As Mistral describes it (@mistralai/mistralai 2.7.0, `chatcompletionstreamrequest.d.ts`). How long a prompt is kept cannot be said. */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	imageDetail: true,
	jsonSchema: true,
	seed: true,
	reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
	serviceTiers: ['auto', 'standard_only']
};

/** Usage comes with every stream, unasked; the protocol knows no options of streams. */
export const mistral: Protocol = {
	name: 'mistral',
	capabilities,
	modelList: modelListBeside(openaiChatUrl, '/chat/completions'),
	endEvent: 'data: [DONE]',
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, openaiChatUrl(endpoint), call, {
			headers: accessHeaders(endpoint),
			body: openaiChatBody(endpoint, call, {
				limitField: 'max_tokens',
				seedField: 'random_seed',
				streamOptions: null,
				assistantContent
			})
		}),
	read: (response, stream, observe) =>
		readResponse(response, stream, (draft) => createMistralDialect(draft, response), observe)
};
