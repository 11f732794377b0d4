/**
 * Chat Completions of Azure OpenAI: the deployment stands in the address, the version of the API in its query, and a key goes into a header of its
 * own; a token of Entra ID is a bearer token. https://learn.microsoft.com/azure/ai-services/openai/reference
 */
import { createAzureOpenaiDialect } from './azure-openai-dialect.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { openaiChatBody } from './openai-chat-body.ts';
import type { Endpoint, Protocol } from './protocol.ts';
import { withRefusal } from './refusal-error.ts';
import { accessHeaders, baseUrlOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

/** The newest dated version that is no preview (page "API version lifecycle", November 2026); a target names another one in its `query`. */
export const defaultApiVersion = '2024-10-21';

const chatPath = '/chat/completions';

/** Whether an address is of the undated API, in which the deployment is the model of the body. */
const isUndated = ({ pathname }: URL): boolean => /\/openai\/v1(?:\/|$)/u.test(pathname);

/**
 * Where a base URL leads. `https://RESOURCE.openai.azure.com`, with or without `/openai`: to the deployment that the target names as its model. A
 * path that ends in `/deployments/NAME` or in `/openai/v1` gets `/chat/completions`, one that ends in that stays as it is. The query stays; one
 * without `api-version` gets the default, but under `/openai/v1`, where there is none.
 */
export const azureOpenaiUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (!url.pathname.endsWith(chatPath)) {
		const isWhole = isUndated(url) || /\/deployments\/[^/]+$/u.test(url.pathname);
		const base = url.pathname === '/' ? '/openai' : url.pathname;
		url.pathname = isWhole
			? base + chatPath
			: `${base}/deployments/${encodeURIComponent(endpoint.model)}${chatPath}`;
	}
	if (!isUndated(url) && !url.searchParams.has('api-version')) {
		url.searchParams.set('api-version', defaultApiVersion);
	}
	return url;
};

/** Versions up to the default know the older name of the limit alone; models that think want the newer one. */
const limitFieldAt = (url: URL): 'max_tokens' | 'max_completion_tokens' =>
	isUndated(url) || (url.searchParams.get('api-version') ?? '') > defaultApiVersion
		? 'max_completion_tokens'
		: 'max_tokens';

/** As Azure describes it; dated versions of the API know less of it the older they are. How long a prompt is kept cannot be said. */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	imageDetail: true,
	jsonSchema: true,
	seed: true,
	reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
	serviceTiers: ['auto', 'default', 'priority']
};

/** Without a list of models: the one that Azure has is of what could be deployed, under other names than those of deployments. */
export const azureOpenai: Protocol = {
	name: 'azure-openai',
	capabilities,
	endEvent: 'data: [DONE]',
	buildRequest: (endpoint, call) => {
		const url = azureOpenaiUrl(endpoint);
		return requestOf(endpoint, url, call, {
			headers: accessHeaders(endpoint, (key) => ({ 'api-key': key })),
			body: openaiChatBody(endpoint, call, {
				limitField: limitFieldAt(url),
				streamOptions: { include_usage: true }
			})
		});
	},
	read: (response, stream, observe) =>
		withRefusal(readResponse(response, stream, createAzureOpenaiDialect, observe))
};
