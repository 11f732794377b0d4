/**
 * Amazon Bedrock, Converse and ConverseStream. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html; fields
 * from @aws-sdk/client-bedrock-runtime 3.1162.0 (`models_0.d.ts`), read in November 2026.
 */
import { createBedrockDialect } from './bedrock-dialect.ts';
import { bedrockSaidOf } from './bedrock-messages.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { awsEventStreamFraming } from './framing/aws-event-stream.ts';
import type { ChatCall, Endpoint, Protocol, RequestSigning } from './protocol.ts';
import { accessHeaders, baseUrlOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

/** `ROOT/model/MODEL/converse-stream`, or `…/converse`. The model is an id, a profile or an ARN, and one segment of the path. */
export const bedrockUrl = (endpoint: Endpoint, stream: boolean): URL => {
	const url = baseUrlOf(endpoint);
	const method = stream ? 'converse-stream' : 'converse';
	const root = url.pathname === '/' ? '' : url.pathname;
	url.pathname = `${root}/model/${encodeURIComponent(endpoint.model)}/${method}`;
	return url;
};

/** The schema goes as text. */
const outputConfigOf = ({ responseFormat, reasoning }: ChatCall): object | undefined =>
	!responseFormat && reasoning?.effort === undefined
		? undefined
		: {
				effort: reasoning?.effort,
				textFormat: responseFormat && {
					type: 'json_schema',
					structure: {
						jsonSchema: {
							name: responseFormat.name,
							schema: JSON.stringify(responseFormat.schema)
						}
					}
				}
			};

const bodyOf = (call: ChatCall): Record<string, unknown> => {
	const { maxOutputTokens: maxTokens, temperature, stop, reasoning, serviceTier } = call;
	return {
		...bedrockSaidOf(call),
		inferenceConfig: {
			maxTokens,
			temperature: temperature ?? undefined,
			stopSequences: stop
		},
		outputConfig: outputConfigOf(call),
		// Converse has no word for it; this is what models of Anthropic take.
		additionalModelRequestFields:
			reasoning?.budgetTokens === undefined
				? undefined
				: { thinking: { type: 'enabled', budget_tokens: reasoning.budgetTokens } },
		serviceTier: serviceTier === undefined ? undefined : { type: serviceTier }
	};
};

const signingOf = ({ credentials }: Endpoint): RequestSigning | null => {
	if (credentials?.kind !== 'aws') return null;
	const { region, accessKeyId, secretAccessKey, sessionToken } = credentials;
	return {
		scheme: 'aws-sigv4',
		service: 'bedrock',
		region,
		accessKeyId,
		secretAccessKey,
		sessionToken
	};
};

/** Of the protocol; which of it a model can do depends on the model. A key is one of Bedrock's own, which goes as a bearer token. */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	jsonSchema: true,
	reasoningEfforts: ['low', 'medium', 'high', 'max'],
	thinkingBudget: { leastTokens: 1_024, fixesTemperature: true },
	promptCacheTtls: ['5m', '1h'],
	serviceTiers: ['default', 'flex', 'priority', 'reserved'],
	credentials: ['key', 'bearer', 'aws']
};

export const bedrockConverse: Protocol = {
	name: 'bedrock-converse',
	capabilities,
	signingOf,
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, bedrockUrl(endpoint, call.stream), call, {
			headers: accessHeaders(endpoint),
			body: bodyOf(call),
			streamType: awsEventStreamFraming.mediaType,
			nested: 'inferenceConfig'
		}),
	read: (response, stream, observe) => readResponse(response, stream, createBedrockDialect, observe)
};
