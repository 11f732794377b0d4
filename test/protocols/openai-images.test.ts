import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatPng } from '#bench/endpoints/emulator/flat-png.ts';
import { whyNotDelivered, type GeneratedImage } from '#bench/protocols/generated-image.ts';
import { openaiImages, openaiImagesUrl } from '#bench/protocols/openai-images.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { usageSchema } from '#core/usage.ts';
import { bytesOf, tinyImages } from '../core/tiny-images.ts';
import { cut, recording } from './recording.ts';

const endpoint: Endpoint = { baseUrl: 'https://api.example.com/v1', model: 'm', apiKey: 'k-1' };
const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'A teapot.' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: 1,
	seed: 7,
	image: { size: '1024x1024', n: 1, format: 'png', quality: 'medium' },
	extraBody: {}
};
const bodyFor = (changes: Partial<ChatCall> = {}): unknown =>
	JSON.parse(openaiImages.buildRequest(endpoint, { ...call, ...changes }).body) as unknown;

const whole = {
	created: 1_700_000_000,
	background: 'opaque',
	data: [{ b64_json: tinyImages.png, revised_prompt: 'A white teapot.' }],
	output_format: 'png',
	quality: 'medium',
	size: '1024x1024',
	usage: {
		input_tokens: 50,
		input_tokens_details: { image_tokens: 0, text_tokens: 50 },
		output_tokens: 1_056,
		output_tokens_details: { image_tokens: 1_056, text_tokens: 0 },
		total_tokens: 1_106
	}
};
const read = (answer: unknown, options: Parameters<typeof recording>[1] = {}) => {
	const response = recording(typeof answer === 'string' ? answer : JSON.stringify(answer), options);
	const reading = openaiImages.read(response, true);
	return { reading, ...outcomeOf(response, reading, true) };
};

describe('openaiImagesUrl', () => {
	it.each([
		['https://api.example.com', 'https://api.example.com/v1/images/generations'],
		['https://api.example.com/v1/', 'https://api.example.com/v1/images/generations'],
		['https://h/a/images/generations?v=2', 'https://h/a/images/generations?v=2'],
		['https://h/openai/d/x?api-version=3', 'https://h/openai/d/x/images/generations?api-version=3']
	])('leads %s to %s', (baseUrl, expected) => {
		expect(openaiImagesUrl({ ...endpoint, baseUrl }).href).toBe(expected);
	});
});

describe('the request of openai-images', () => {
	it('asks for what the scenario asks for and for nothing else', () => {
		expect(bodyFor()).toEqual({
			model: 'm',
			prompt: 'A teapot.',
			n: 1,
			size: '1024x1024',
			output_format: 'png',
			quality: 'medium'
		});
		expect(bodyFor({ image: { size: '512x512', n: 2, quality: null } })).toEqual({
			model: 'm',
			prompt: 'A teapot.',
			n: 2,
			size: '512x512'
		});
	});

	it('puts a system prompt before the text and takes extra fields as they are', () => {
		expect(
			bodyFor({ system: 'Photographs only.', extraBody: { response_format: 'b64_json', n: null } })
		).toMatchObject({ prompt: 'Photographs only.\n\nA teapot.', response_format: 'b64_json' });
		expect(bodyFor({ extraBody: { n: null } })).not.toHaveProperty('n');
	});

	it('carries the key as a bearer token and expects JSON, never a stream', () => {
		expect(openaiImages.buildRequest(endpoint, call).headers).toMatchObject({
			authorization: 'Bearer k-1',
			accept: 'application/json'
		});
	});
});

describe('an answer of openai-images', () => {
	it('is its images with type and size of their own bytes, and its usage', () => {
		const { reading, outcome } = read(whole);
		expect(outcome).toBe('ok');
		expect(reading).toMatchObject({ error: null, warnings: [], text: '', terminated: true });
		expect(reading.images).toEqual([
			{
				bytes: new Uint8Array(bytesOf(tinyImages.png)),
				facts: { mediaType: 'image/png', widthPx: 7, heightPx: 5 },
				revisedPrompt: 'A white teapot.'
			}
		]);
		expect(usageSchema.parse(reading.usage)).toMatchObject({
			uncachedInputTokens: 50,
			cacheReadTokens: null,
			outputTokens: 1_056,
			visibleOutputTokens: null,
			reasoningTokens: null
		});
	});

	it('may come without usage, behind an address, or as a data URL', () => {
		const { reading } = read({
			data: [
				{ url: 'https://cdn.example.com/1.png' },
				{ b64_json: `data:image/webp;base64,${tinyImages.webp}` }
			]
		});
		expect(reading.usage).toBeNull();
		expect(reading.images).toMatchObject([
			{ bytes: null, facts: null, revisedPrompt: null },
			{ facts: { mediaType: 'image/webp' } }
		]);
	});

	it('is malformed without an image, and where it is no JSON', () => {
		for (const answer of [{ data: [] }, { data: [{}] }, {}, '<html></html>', '[]']) {
			expect(read(answer)).toMatchObject({ outcome: 'error', errorCode: 'malformed' });
		}
	});

	it('warns of usage that does not add up and keeps unknown fields', () => {
		const { reading } = read({ ...whole, usage: { ...whole.usage, total_tokens: 9, steps: 20 } });
		expect(reading.warnings).toEqual([
			'usage: unknown fields, kept as received: steps',
			'usage: input_tokens 50 + output_tokens 1056 is not total_tokens 9'
		]);
		expect(reading.usage?.isInconsistent).toBe(true);
	});

	it.each(['moderation_blocked', 'content_policy_violation', 'content_filter'])(
		'that is blocked with %s is a refusal, not an error',
		(code) => {
			const blocked = {
				error: { message: 'Your request was rejected.', type: 'user_error', code }
			};
			expect(read(blocked, { status: 400 })).toMatchObject({
				outcome: 'refused',
				errorCode: null,
				reading: { refusal: 'Your request was rejected.', finishRaw: code, images: [] }
			});
		}
	);

	it('with any other error is that error, also under HTTP 200', () => {
		const error = (code: string) => ({ error: { message: 'no', type: 'x', code } });
		expect(read(error('rate_limit_exceeded'), { status: 429 })).toMatchObject({
			outcome: 'rate-limited'
		});
		expect(read(error('invalid_size'), { status: 400 })).toMatchObject({
			outcome: 'error',
			errorCode: 'request'
		});
		expect(read(error('server_error'))).toMatchObject({ outcome: 'error', errorCode: 'server' });
	});

	it('whose usage names more reasoning than output is marked', () => {
		const usageOf = (reasoning_tokens: number) =>
			read({
				...whole,
				usage: { input_tokens: 1, output_tokens: 6, output_tokens_details: { reasoning_tokens } }
			}).reading.usage;
		expect(usageOf(7)?.isInconsistent).toBe(true);
		expect(usageOf(6)).not.toHaveProperty('isInconsistent');
	});

	it('that is cut is a failure of the connection', () => {
		const text = JSON.stringify(whole);
		expect(read(text.slice(0, 80), { end: cut })).toMatchObject({
			outcome: 'error',
			errorCode: 'connection-closed'
		});
	});

	it('never throws, whatever came', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.json(), fc.string()),
				fc.constantFrom(200, 400, 500),
				(text, status) => {
					const { reading } = read(text, { status });
					expect(reading.images?.length === 0 && reading.error === null).toBe(false);
				}
			)
		);
		expect(read({ data: [{ b64_json: '%%%' }] }).reading.images).toMatchObject([{ facts: null }]);
	});
});

describe('delivered images', () => {
	const image = (base64: string): GeneratedImage => {
		const [found] = read({ data: [{ b64_json: base64 }] }).reading.images ?? [];
		if (!found) throw new Error('no image');
		return found;
	};
	const png = flatPng({ widthPx: 64, heightPx: 32 }, [1, 2, 3]).toString('base64');
	const asked = { size: '64x32', n: 1 };

	it('are as many as were asked for, each of the size and type that was asked for', () => {
		expect(whyNotDelivered([image(png)], asked)).toBeNull();
		expect(whyNotDelivered([image(png)], { ...asked, format: 'png' })).toBeNull();
		expect(whyNotDelivered([image(png)], { ...asked, n: 2 })).toBe(
			'2 images were asked for, 1 came'
		);
		expect(whyNotDelivered([image(png)], { ...asked, size: '32x64' })).toBe(
			'an image of 32x64 was asked for, one of 64x32 came'
		);
		expect(whyNotDelivered([image(png)], { ...asked, format: 'webp' })).toBe(
			'webp was asked for, png came'
		);
		expect(whyNotDelivered([image('AAAA')], asked)).toContain('no PNG, JPEG');
		const address = { bytes: null, facts: null, revisedPrompt: null };
		expect(whyNotDelivered([address], asked)).toContain('addresses are not fetched');
	});
});
