/**
 * Images of OpenAI and of the servers that speak like it: one request, one JSON answer with the images in base64. Nothing is streamed, so
 * only the whole answer is timed. https://platform.openai.com/docs/api-reference/images/create
 */
import { imageFactsOf } from '#core/image-facts.ts';
import type { Usage } from '#core/usage.ts';
import { plainText, type Capabilities } from './capabilities.ts';
import type { GeneratedImage } from './generated-image.ts';
import { textAt } from './json-access.ts';
import type { ChatCall, Endpoint, Protocol } from './protocol.ts';
import { readWholeBody } from './read-whole-body.ts';
import { withRefusal } from './refusal-error.ts';
import { accessHeaders, baseUrlOf, modelListBeside, requestOf } from './request.ts';
import { countAt, rawUsage, UsageSums, warnOfUnknownKeys } from './usage-fields.ts';
import type { KnownKeys, Warn } from './usage-fields.ts';

/**
 * Where a base URL leads: without a path to `/v1/images/generations`; a path that ends in `/images/generations` stays as it is; to any
 * other path `/images/generations` is added. The query stays.
 */
export const openaiImagesUrl = (endpoint: Endpoint): URL => {
	const url = baseUrlOf(endpoint);
	if (url.pathname === '/') url.pathname = '/v1/images/generations';
	else if (!url.pathname.endsWith('/images/generations')) url.pathname += '/images/generations';
	return url;
};

/** The protocol knows one text: the system prompt goes before that of the user. */
const promptOf = ({ system, messages }: ChatCall): string => {
	const user = messages.findLast(({ role }) => role === 'user')?.content ?? '';
	return system === null || system === '' ? user : `${system}\n\n${user}`;
};

/** What nobody asked for is not sent, as models differ in what they take. The limit of tokens is unknown here. */
const bodyOf = (endpoint: Endpoint, call: ChatCall): Record<string, unknown> => ({
	model: endpoint.model,
	prompt: promptOf(call),
	n: call.image?.n ?? 1,
	size: call.image?.size,
	output_format: call.image?.format,
	quality: call.image?.quality
});

const bytesOf = (base64: string): Uint8Array | null => {
	try {
		return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
	} catch {
		return null;
	}
};

const imageOf = (entry: Record<string, unknown>): GeneratedImage | null => {
	const base64 = textAt(entry, 'b64_json');
	if (base64 === null && textAt(entry, 'url') === null) return null;
	// Some servers send a data URL where plain base64 is expected.
	const bytes =
		base64 === null ? null : (bytesOf(base64.replace(/^data:[^,]*,/u, '')) ?? new Uint8Array());
	return {
		bytes,
		facts: bytes === null ? null : imageFactsOf(bytes),
		revisedPrompt: textAt(entry, 'revised_prompt')
	};
};

const known: KnownKeys = {
	input_tokens: true,
	output_tokens: true,
	total_tokens: true,
	input_tokens_details: ['text_tokens', 'image_tokens', 'cached_tokens'],
	output_tokens_details: ['text_tokens', 'image_tokens', 'reasoning_tokens']
};

/** Usage of image models: the tokens of the prompt, and those that the images are billed as. */
export const openaiImagesUsage = (raw: Record<string, unknown>, warn: Warn): Usage => {
	warnOfUnknownKeys(raw, known, warn);
	const input = countAt(raw, ['input_tokens'], warn);
	const cached = countAt(raw, ['input_tokens_details', 'cached_tokens'], warn);
	const output = countAt(raw, ['output_tokens'], warn);
	const total = countAt(raw, ['total_tokens'], warn);
	const reasoning = countAt(raw, ['output_tokens_details', 'reasoning_tokens'], warn);
	const sums = new UsageSums(warn);
	if (output !== null) sums.remainder(output, [reasoning], 'output_tokens');
	sums.expectSum({ input_tokens: input, output_tokens: output }, total, 'total_tokens');
	const uncachedInputTokens =
		input === null ? null : sums.remainder(input, [cached], 'input_tokens');
	return {
		uncachedInputTokens,
		cacheReadTokens: cached,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: reasoning,
		outputTokens: output,
		source: 'provider',
		...sums.mark,
		raw: rawUsage(raw, warn)
	};
};

/** There is neither a system prompt nor history, and what is asked for is one picture of one text. */
const capabilities: Capabilities = {
	...plainText,
	answers: 'images',
	streams: false,
	conversations: false,
	chatTemplate: false,
	imageQuality: true,
	stop: false,
	temperature: false,
	cacheDefeat: false
};

export const openaiImages: Protocol = {
	name: 'openai-images',
	capabilities,
	modelList: modelListBeside(openaiImagesUrl, '/images/generations'),
	buildRequest: (endpoint, call) =>
		requestOf(
			endpoint,
			openaiImagesUrl(endpoint),
			{ ...call, stream: false },
			{ headers: accessHeaders(endpoint), body: bodyOf(endpoint, call) }
		),
	read: (response, stream, observe) => {
		const { reading, all: images } = readWholeBody(
			response,
			{ stream, observe },
			{
				made: (entry): GeneratedImage[] => {
					const image = imageOf(entry);
					return image ? [image] : [];
				},
				missing: 'the answer holds no images',
				usage: openaiImagesUsage
			}
		);
		return withRefusal({ ...reading, images });
	}
};
