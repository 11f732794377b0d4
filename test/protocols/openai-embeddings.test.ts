import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { normOf, whyNotEmbedded } from '#bench/protocols/generated-embedding.ts';
import {
	openaiEmbeddings,
	openaiEmbeddingsUrl,
	openaiEmbeddingsUsage
} from '#bench/protocols/openai-embeddings.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { usageSchema } from '#core/usage.ts';
import { cut, recording } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const endpoint = { baseUrl: 'http://h/v1', model: 'm', apiKey: 'k' };
const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'Grüße' }],
	maxOutputTokens: 8,
	stream: false,
	temperature: null,
	seed: null,
	embedding: {},
	extraBody: {}
};
const base64Of = (values: readonly number[]): string => {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
	return bytes.toString('base64');
};
const answer = (embedding: unknown, rest: object = {}): object => ({
	object: 'list',
	data: [{ object: 'embedding', index: 0, embedding }],
	model: 'm-1',
	usage: { prompt_tokens: 3, total_tokens: 3 },
	...rest
});
const read = (body: unknown, options: Parameters<typeof recording>[1] = {}) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = recording(text, options);
	const reading = openaiEmbeddings.read(response, false);
	return { reading, ...outcomeOf(response, reading, false) };
};

describe('the request for an embedding', () => {
	it.each([
		['http://h', 'http://h/v1/embeddings'],
		['http://h/v1/', 'http://h/v1/embeddings'],
		['http://h/openai/v1?a=1', 'http://h/openai/v1/embeddings?a=1'],
		['http://h/v1/embeddings', 'http://h/v1/embeddings']
	])('to %s goes to %s', (baseUrl, url) => {
		expect(openaiEmbeddingsUrl({ ...endpoint, baseUrl }).href).toBe(url);
	});

	it('is one text, and says nothing that nobody asked for', () => {
		const { headers, body } = openaiEmbeddings.buildRequest(endpoint, call);
		expect(headers).toMatchObject({ authorization: 'Bearer k', accept: 'application/json' });
		expect(JSON.parse(body)).toEqual({ model: 'm', input: 'Grüße' });
	});

	it('has a system prompt before the text, and dimensions and form as they are asked for', () => {
		const embedding = { dimensions: 256, encoding: 'base64' as const };
		const { body } = openaiEmbeddings.buildRequest(endpoint, {
			...call,
			system: 'query:',
			embedding,
			extraBody: { user: 'u' }
		});
		expect(JSON.parse(body)).toEqual({
			model: 'm',
			input: 'query:\n\nGrüße',
			dimensions: 256,
			encoding_format: 'base64',
			user: 'u'
		});
	});
});

describe('an answer with an embedding', () => {
	it('is whole, without a first token, text or time between tokens', () => {
		const { reading, outcome } = read(answer([0.6, 0.8]));
		expect(outcome).toBe('ok');
		expect(reading).toMatchObject({
			model: 'm-1',
			text: '',
			deltas: [],
			finish: null,
			warnings: []
		});
		const times = timingsOf(reading, { dueMs: 0, sentMs: 1, endMs: 50, outcome });
		expect(times).toMatchObject({ ttftMs: null, tpotMs: null, e2eMs: 50 });
		const [embedding] = reading.embeddings ?? [];
		expect(normOf(embedding?.vector ?? new Float32Array())).toBeCloseTo(1, 6);
	});

	it('says the same in both forms, whatever the numbers', () => {
		const float = fc.float({ noNaN: true, noDefaultInfinity: true });
		fc.assert(
			fc.property(fc.array(float, { minLength: 1, maxLength: 40 }), (values) => {
				const [plain, packed] = [values, base64Of(values)].map(
					(form) => read(answer(form)).reading.embeddings?.[0]?.vector
				);
				expect(plain).toHaveLength(values.length);
				// JSON writes −0 as 0.
				expect([...(packed ?? [])].map((value) => value + 0)).toEqual([...(plain ?? [])]);
			})
		);
	});

	it.each([
		['no numbers', ['a']],
		['nothing', []],
		['half a number', 'AAAA'],
		['no base64', '%%%'],
		['an object', {}]
	])('that holds %s has no vector', (_, embedding) => {
		expect(read(answer(embedding)).reading.embeddings).toEqual([{ vector: null }]);
	});

	it('without any is malformed, cut it is a failure of the connection, and an error is that error', () => {
		expect(read(answer([1], { data: [] }))).toMatchObject({
			outcome: 'error',
			errorCode: 'malformed'
		});
		const text = JSON.stringify(answer([0.6, 0.8]));
		expect(read(text.slice(0, 60), { end: cut }).errorCode).toBe('connection-closed');
		expect(read({ error: { message: 'no' } }, { status: 429 }).outcome).toBe('rate-limited');
	});

	it('never throws, whatever came', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.json(),
					fc.string(),
					fc.json().map((json) => `{"data":[{"embedding":${json}}]}`)
				),
				fc.constantFrom(200, 400, 500),
				(text, status) => {
					const { reading } = read(text, { status });
					expect(reading.embeddings?.length === 0 && reading.error === null).toBe(false);
				}
			)
		);
	});
});

describe('the usage of embeddings', () => {
	// At 2 USD in, per million tokens.
	it.each<[string, Record<string, unknown>, number | null, string | null]>([
		['both counts', { prompt_tokens: 500, total_tokens: 500 }, 500, '0.001'],
		['the total alone', { total_tokens: 500 }, 500, '0.001'],
		['none', {}, null, null]
	])('with %s prices what went in, and nothing came out', (_, raw, input, usd) => {
		const warnings: string[] = [];
		const usage = usageSchema.parse(openaiEmbeddingsUsage(raw, (text) => warnings.push(text)));
		expect(usage).toEqual({
			uncachedInputTokens: input,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: 0,
			source: 'provider',
			raw
		});
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it('is marked where its counts contradict each other, and unknown ones are kept with a warning', () => {
		const warnings: string[] = [];
		const raw = { prompt_tokens: 5, total_tokens: 7, surprise_tokens: 1 };
		const usage = openaiEmbeddingsUsage(raw, (text) => warnings.push(text));
		expect(usage).toMatchObject({ isInconsistent: true, raw });
		expect(warnings).toEqual([
			expect.stringContaining('surprise_tokens'),
			expect.stringContaining('total_tokens')
		]);
	});

	it('is unknown where the endpoint says nothing of it', () => {
		expect(read(answer([1], { usage: undefined })).reading.usage).toBeNull();
	});
});

describe('a delivered embedding', () => {
	const of = (...values: number[]) => [{ vector: Float32Array.from(values) }];

	it('is one list of finite numbers, as many as were asked for, and not all zero', () => {
		expect(whyNotEmbedded(of(0.6, 0.8), {})).toBeNull();
		expect(whyNotEmbedded(of(0.6, 0.8), { dimensions: 2 })).toBeNull();
		expect(whyNotEmbedded(of(0.6, 0.8), { dimensions: 3 })).toBe(
			'an embedding of 3 dimensions was asked for, one of 2 came'
		);
		expect(whyNotEmbedded([], {})).toBe('one embedding was asked for, 0 came');
		expect(whyNotEmbedded([...of(1), ...of(1)], {})).toBe('one embedding was asked for, 2 came');
		expect(whyNotEmbedded([{ vector: null }], {})).toContain('no list of numbers');
		expect(whyNotEmbedded(of(1, Infinity), {})).toContain('not finite');
		expect(whyNotEmbedded(of(0, 0), {})).toContain('nothing but zeros');
	});
});
