/** Anthropic Messages. https://docs.anthropic.com/en/api/messages */
import { createAnthropicDialect } from './anthropic-dialect.ts';
import type { ChatCall, Endpoint, Protocol } from './protocol.ts';
import { baseUrlOf, keyOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

/**
 * Where a base URL leads: a path that ends in `/messages` stays as it is; to one that ends in `/v1` `/messages` is added, to any other
 * one, none included, `/v1/messages`. The query stays.
 */
export const anthropicMessagesUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/messages';
	else if (url.pathname.endsWith('/v1')) url.pathname += '/messages';
	else if (!url.pathname.endsWith('/messages')) url.pathname += '/v1/messages';
	return url;
};

/** The protocol knows no seed, so `call.seed` has no effect here. */
const bodyOf = (endpoint: Endpoint, call: ChatCall): Record<string, unknown> => ({
	model: endpoint.model,
	max_tokens: call.maxOutputTokens,
	system: call.system === '' ? null : call.system,
	messages: call.messages,
	stream: call.stream,
	temperature: call.temperature
});

export const anthropicMessages: Protocol = {
	name: 'anthropic-messages',
	buildRequest: (endpoint, call) => {
		const key = keyOf(endpoint);
		const headers: Record<string, string> = {
			'anthropic-version': '2023-06-01',
			...(key === null ? {} : { 'x-api-key': key })
		};
		return requestOf(anthropicMessagesUrl(endpoint), call, headers, bodyOf(endpoint, call));
	},
	read: (response, stream) => readResponse(response, stream, createAnthropicDialect)
};
