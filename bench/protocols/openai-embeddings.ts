/**
 * Embeddings of OpenAI and of the servers that speak like it (vLLM, Text Embeddings Inference, llama-server, Ollama): one text goes in, and one JSON
 * answer brings its vector. Nothing is generated and nothing is streamed, so only the whole answer is timed, and there are no output tokens.
 * https://platform.openai.com/docs/api-reference/embeddings/create, and openai-node 7.55.0, `embeddings.ts`, read in November 2026.
 */
import type { Usage } from '#core/usage.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import type { GeneratedEmbedding } from './generated-embedding.ts';
import type { ChatCall, Endpoint, Protocol } from './protocol.ts';
import { readWholeBody } from './read-whole-body.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

/**
 * Where a base URL leads: without a path to `/v1/embeddings`; a path that ends in `/embeddings` stays as it is; to any other path
 * `/embeddings` is added. The query stays.
 */
export const openaiEmbeddingsUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/embeddings';
	else if (!url.pathname.endsWith('/embeddings')) url.pathname += '/embeddings';
	return url;
};

/** The protocol knows one text: what a model wants before it, such as `query: `, stands in the system prompt or in the user's. */
const inputOf = ({ system, messages }: ChatCall): string => {
	const user = messages.findLast(({ role }) => role === 'user')?.content ?? '';
	return [system ?? '', user].filter((text) => text !== '').join('\n\n');
};

/** What nobody asked for is not sent, as models differ in what they take. */
const bodyOf = (endpoint: Endpoint, call: ChatCall): Record<string, unknown> => ({
	model: endpoint.model,
	input: inputOf(call),
	dimensions: call.embedding?.dimensions,
	encoding_format: call.embedding?.encoding
});

/** Little-endian 32-bit floats; null where the text is no base64 of whole ones. */
const decodedFloats = (base64: string): Float32Array | null => {
	try {
		const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
		if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
		const view = new DataView(bytes.buffer);
		return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
	} catch {
		return null;
	}
};

const vectorOf = (value: unknown): Float32Array | null => {
	if (typeof value === 'string') return decodedFloats(value);
	if (!Array.isArray(value) || value.length === 0) return null;
	return value.every((each) => typeof each === 'number') ? Float32Array.from(value) : null;
};

const known: KnownKeys = { prompt_tokens: true, total_tokens: true };

/** Tokens of the text; nothing is generated, so that those that came out are 0 and not unknown. */
export const openaiEmbeddingsUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const sums = new UsageSums(warn);
	const prompt = countAt(raw, ['prompt_tokens'], warn);
	const total = countAt(raw, ['total_tokens'], warn);
	sums.expectSum({ prompt_tokens: prompt }, total, 'total_tokens');
	return {
		uncachedInputTokens: prompt ?? total,
		cacheReadTokens: null,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: 0,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};

const capabilities: Capabilities = {
	...plainText,
	answers: 'embeddings',
	streams: false,
	conversations: false,
	chatTemplate: false,
	stop: false,
	temperature: false,
	cacheDefeat: false
};

export const openaiEmbeddings: Protocol = {
	name: 'openai-embeddings',
	capabilities,
	modelList: modelListBeside(openaiEmbeddingsUrl, '/embeddings'),
	buildRequest: (endpoint, call) =>
		requestOf(
			endpoint,
			openaiEmbeddingsUrl(endpoint),
			{ ...call, stream: false },
			{ headers: accessHeaders(endpoint), body: bodyOf(endpoint, call) }
		),
	read: (response, stream, observe) => {
		const { reading, all: embeddings } = readWholeBody(
			response,
			{ stream, observe },
			{
				made: (entry): GeneratedEmbedding[] =>
					'embedding' in entry ? [{ vector: vectorOf(entry['embedding']) }] : [],
				missing: 'the answer holds no embedding',
				usage: openaiEmbeddingsUsage
			}
		);
		return { ...reading, embeddings };
	}
};
