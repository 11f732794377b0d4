/**
 * Gemini, as Google serves it for developers and on Vertex AI: generateContent and streamGenerateContent. https://ai.google.dev/api/generate-content;
 * fields from @google/genai 3.1.0 (`genai.d.ts`), read in November 2026.
 */
import { isObject } from '#core/json.ts';
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { geminiContentsOf } from './gemini-contents.ts';
import { createGeminiDialect } from './gemini-dialect.ts';
import { objectsAt } from './json-access.ts';
import type {
	ChatCall,
	Endpoint,
	ModelList,
	Protocol,
	ReasoningAsk,
	ToolChoice
} from './protocol.ts';
import { accessHeaders, baseUrlOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';

type Fields = Record<string, unknown>;

/** A location of Vertex AI: `…/v1/projects/P/locations/L`. */
const vertexPath = /\/locations\/[^/]+$/u;

/** Where a base URL leads, without models: at Google's own host `/v1beta` is added where there is no path. */
const rootOf = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1beta';
	return url;
};

/**
 * The address of a model: `ROOT/models/MODEL:METHOD`, at a location of Vertex AI `ROOT/publishers/google/models/MODEL:METHOD`. A model with a
 * slash, such as `tunedModels/ours` or `endpoints/123`, stands behind the root as it is.
 */
export const geminiUrl = (endpoint: Endpoint, stream: boolean): URL => {
	const url = rootOf(endpoint);
	const { model } = endpoint;
	const folder = vertexPath.test(url.pathname) ? 'publishers/google/models' : 'models';
	const resource = model.includes('/') ? model : `${folder}/${model}`;
	const path = resource.split('/').map(encodeURIComponent).join('/');
	url.pathname += `/${path}:${stream ? 'streamGenerateContent' : 'generateContent'}`;
	// Without it a stream comes as one long list.
	if (stream) url.searchParams.set('alt', 'sse');
	return url;
};

/** The most models that one page of the list may hold. */
const modelsPerPage = 1_000;

const modelList: ModelList = {
	urlOf: (endpoint) => {
		const url = rootOf(endpoint);
		url.pathname += '/models';
		url.searchParams.set('pageSize', String(modelsPerPage));
		return url;
	},
	idsIn: (answer) =>
		isObject(answer) && Array.isArray(answer['models'])
			? objectsAt(answer, 'models').flatMap(({ name }) =>
					typeof name === 'string' ? [name.replace(/^models\//u, '')] : []
				)
			: null
};

const modes = { auto: 'AUTO', required: 'ANY', none: 'NONE' } as const;

const callingConfigOf = (choice: ToolChoice): Fields =>
	typeof choice === 'string'
		? { mode: modes[choice] }
		: { mode: 'ANY', allowedFunctionNames: [choice.tool] };

const toolsOf = ({ tools = [], toolChoice }: ChatCall): Fields =>
	tools.length === 0
		? {}
		: {
				tools: [
					{
						functionDeclarations: tools.map(({ name, description, parameters }) => ({
							name,
							description,
							parametersJsonSchema: parameters
						}))
					}
				],
				toolConfig: toolChoice && { functionCallingConfig: callingConfigOf(toolChoice) }
			};

/** Thoughts are asked for together with thinking, since the first token cannot be timed where they stay hidden. */
const thinkingConfigOf = ({ effort, budgetTokens }: ReasoningAsk): Fields | undefined =>
	effort === undefined && budgetTokens === undefined
		? undefined
		: {
				includeThoughts: true,
				thinkingLevel: effort?.toUpperCase(),
				thinkingBudget: budgetTokens
			};

const generationConfigOf = (call: ChatCall): Fields => {
	const { maxOutputTokens, temperature, seed, stop, responseFormat, reasoning } = call;
	return {
		maxOutputTokens,
		temperature: temperature ?? undefined,
		seed: seed ?? undefined,
		stopSequences: stop,
		...(responseFormat && {
			responseMimeType: 'application/json',
			responseJsonSchema: responseFormat.schema
		}),
		thinkingConfig: reasoning && thinkingConfigOf(reasoning)
	};
};

const bodyOf = (call: ChatCall): Fields => {
	const { system, messages } = promptOf(call);
	return {
		systemInstruction: system === null || system === '' ? undefined : { parts: [{ text: system }] },
		contents: geminiContentsOf(messages),
		...toolsOf(call),
		generationConfig: generationConfigOf(call),
		serviceTier: call.serviceTier
	};
};

/**
 * As Google describes it; which budget or level of thinking a model takes depends on the model. A cache that can be asked for is made by a request
 * of its own; its name would go into `extraBody` as `cachedContent`, but not at a paid target: how much of it is billed no request says.
 */
const capabilities: Capabilities = {
	...plainText,
	tools: true,
	forcedTool: true,
	images: true,
	jsonSchema: true,
	seed: true,
	reasoningEfforts: ['minimal', 'low', 'medium', 'high'],
	thinkingBudget: { leastTokens: 1, fixesTemperature: false },
	serviceTiers: ['flex', 'standard', 'priority']
};

export const gemini: Protocol = {
	name: 'gemini',
	capabilities,
	modelList,
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, geminiUrl(endpoint, call.stream), call, {
			headers: accessHeaders(endpoint, (key) => ({ 'x-goog-api-key': key })),
			body: bodyOf(call),
			nested: 'generationConfig'
		}),
	read: (response, stream, observe) => readResponse(response, stream, createGeminiDialect, observe)
};
