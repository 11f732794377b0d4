/**
 * Text Generation Inference of Hugging Face by its own API, `/generate` and `/generate_stream`: one text goes in and is continued. No template of a
 * model is applied to it, so that there are no messages: the system prompt goes before that of the user, and a conversation cannot be told. A chat
 * model is better asked through its Messages API, which is openai-chat under `/v1`. A text at which the model stops stands at the end of its answer,
 * unlike elsewhere, and is kept: what came is what was generated. router/src/lib.rs, server.rs and validation.rs of
 * huggingface/text-generation-inference, version 3, read in November 2026.
 */
import { isObject } from '#core/json.ts';
import { promptOf } from './cache-nonce.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import { textAt } from './json-access.ts';
import type { ChatCall, Endpoint, ModelList, Protocol } from './protocol.ts';
import { accessHeaders, baseUrlOf, requestOf } from './request.ts';
import { readResponse } from './response-reader.ts';
import { createTgiDialect } from './tgi-dialect.ts';

/** Where a base URL leads: `/generate` or `/generate_stream` is added, or takes the place of the other. The query stays. */
export const tgiUrl = (endpoint: Endpoint, stream: boolean): URL => {
	const url = baseUrlOf(endpoint);
	const base = url.pathname.replace(/\/(?:generate(?:_stream)?)?$/u, '');
	url.pathname = `${base}/${stream ? 'generate_stream' : 'generate'}`;
	return url;
};

/** A server has one model, which a request does not name. */
const modelList: ModelList = {
	urlOf: (endpoint) => {
		const url = tgiUrl(endpoint, false);
		url.pathname = url.pathname.replace(/\/generate$/u, '/info');
		return url;
	},
	idsIn: (answer) => {
		const id = isObject(answer) ? textAt(answer, 'model_id') : null;
		return id === null ? null : [id];
	}
};

const inputsOf = (call: ChatCall): string => {
	const { system, messages } = promptOf(call);
	const user = messages.findLast(({ role }) => role === 'user')?.content ?? '';
	return [system ?? '', user].filter((text) => text !== '').join('\n\n');
};

/** A temperature must be above 0 here; 0 is said as not sampling, and any other would be without effect without it at exactly 1. */
const samplingOf = ({ temperature }: ChatCall): Record<string, unknown> => {
	if (temperature === null) return {};
	return temperature === 0 ? { do_sample: false } : { do_sample: true, temperature };
};

const bodyOf = (call: ChatCall): Record<string, unknown> => ({
	inputs: inputsOf(call),
	parameters: {
		max_new_tokens: call.maxOutputTokens,
		// The counts of tokens and the reason to end come with them alone.
		details: true,
		...samplingOf(call),
		seed: call.seed ?? undefined,
		stop: call.stop,
		grammar: call.responseFormat && { type: 'json', value: call.responseFormat.schema }
	}
});

const capabilities: Capabilities = {
	...plainText,
	namesModel: false,
	conversations: false,
	chatTemplate: false,
	jsonSchema: true,
	seed: true
};

export const tgi: Protocol = {
	name: 'tgi',
	capabilities,
	modelList,
	buildRequest: (endpoint, call) =>
		requestOf(endpoint, tgiUrl(endpoint, call.stream), call, {
			headers: accessHeaders(endpoint),
			body: bodyOf(call),
			nested: 'parameters'
		}),
	read: (response, stream, observe) =>
		readResponse(response, stream, (draft) => createTgiDialect(draft, response), observe)
};
