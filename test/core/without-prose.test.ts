import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	headersWithoutProse,
	leftOut,
	modelNameWithoutProse,
	timingsWithoutProse,
	withoutProse
} from '#core/without-prose.ts';

const said = 'the patient, 43, has been told';

const anyJson = fc.jsonValue();
/** Words, sentences, and what lies between. */
const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.lorem(),
	fc.stringMatching(/^[\w.:;,= "\\[\]/-]{0,40}$/u)
);
const anyHeaders = fc.dictionary(
	fc.oneof(fc.constantFrom('server-timing', 'content-type', 'date', 'x-request-id'), anyText),
	fc.oneof(
		anyText,
		fc.stringMatching(
			/^[a-z]{1,5}(;dur=\d{1,3})?(, [a-z]{1,5};desc="[a-z ,;\\]{0,9}"(;dur=\d)?){0,3}$/u
		)
	)
);

const numbersIn = (value: unknown): number[] => {
	if (typeof value === 'number') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

const textsIn = (value: unknown): string[] => {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap(textsIn);
	return typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)])
		: [];
};

test('Of JSON of an endpoint every number stays where it was, and no name or text has two words.', () => {
	fc.assert(
		fc.property(anyJson, (json) => {
			const kept = withoutProse(json);
			expect(numbersIn(kept).toSorted()).toEqual(numbersIn(json).toSorted());
			for (const text of textsIn(kept)) expect(text).toMatch(/^[\w.:+[\]-]{0,64}$/u);
			expect(withoutProse(kept)).toEqual(kept);
		})
	);
});

test('Usage of figures, tiers, regions and ids is left as it is.', () => {
	const usage = {
		prompt_tokens: 5,
		prompt_tokens_details: { cached_tokens: 2, audio_tokens: null },
		service_tier: 'on_demand',
		inference_geo: 'eu-west-1',
		promptTokensDetails: [{ modality: 'TEXT', tokenCount: 7 }],
		is_byok: false,
		cost: 0.000_012,
		id: 'req_01jb-x.y',
		created_at: '2026-11-20T10:00:00.123456789Z',
		speed: ''
	};
	expect(withoutProse(usage)).toEqual(usage);
});

test('Sentences among usage are left out, as values and as names, with the numbers that they name.', () => {
	expect(
		withoutProse({ [said]: 1, [`${said}.`]: 2, '[left-out-1]': 3, note: said, list: [said, 4] })
	).toEqual({
		'[left-out-2]': 1,
		'[left-out-3]': 2,
		'[left-out-1]': 3,
		note: leftOut,
		list: [leftOut, 4]
	});
	expect(Object.keys(withoutProse(JSON.parse('{"__proto__": 1}')) as object)).toEqual([
		'__proto__'
	]);
});

test('Of server timings names and durations stay, no descriptions.', () => {
	const of = (value: string): string | undefined =>
		headersWithoutProse({ 'server-timing': value })['server-timing'];
	expect(of('gfet4t7; dur=1482')).toBe('gfet4t7;dur=1482');
	expect(of(`a;desc="${said};dur=9, b;dur=8\\"";dur=1.5, b;dur=2,c`)).toBe('a;dur=1.5,b;dur=2');
	expect(of(`auth;desc="${said}"`)).toBe(leftOut);
	expect(of('some words;dur=3')).toBe(`${leftOut};dur=3`);
	expect(
		timingsWithoutProse({
			timings: { prompt_ms: 12.5, note: said },
			headers: { 'server-timing': 'gen;dur=3', 'x-queue-time': '3' }
		})
	).toEqual({
		timings: { prompt_ms: 12.5, note: leftOut },
		headers: { 'server-timing': 'gen;dur=3', 'x-queue-time': '3' }
	});
	expect(timingsWithoutProse(null)).toBeNull();
});

test('Headers with a number, a date, a duration, a limit or one word are left as they are.', () => {
	const headers = {
		'content-type': 'text/event-stream; charset=utf-8',
		date: 'Fri, 20 Nov 2026 10:00:00 GMT',
		server: 'nginx/1.25.3',
		'retry-after': '1.5',
		'x-ratelimit-reset-tokens': '6m0.25s',
		'anthropic-ratelimit-tokens-reset': '2026-11-20T10:00:00Z',
		'x-request-id': 'req_011CSH/oE+h==',
		'x-litellm-response-cost': '4.5e-06',
		'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/coral/',
		'ratelimit-policy': '100;w=60',
		'openai-model': 'ft:gpt-4o:org::id'
	};
	expect(headersWithoutProse(headers)).toEqual(headers);
	expect(
		headersWithoutProse({ ratelimit: 'limit=100, remaining=5', 'ratelimit-policy': '"a";q=1;w=60' })
	).toEqual({ ratelimit: 'limit=100,remaining=5', 'ratelimit-policy': '"a";q=1;w=60' });
});

test('Headers with a sentence are left out.', () => {
	for (const name of ['openai-version', 'x-request-id', 'content-type', 'date', 'ratelimit']) {
		for (const value of [said, said.replaceAll(' ', ''), `"${said}"`, 'x'.repeat(129), 'a, b']) {
			expect(headersWithoutProse({ [name]: value }), value).toEqual({ [name]: leftOut });
		}
	}
	fc.assert(
		fc.property(anyHeaders, (headers) => {
			const kept = headersWithoutProse(headers);
			expect(Object.keys(kept)).toHaveLength(Object.keys(headers).length);
			for (const [name, value] of Object.entries(kept)) {
				expect(name).not.toMatch(/\s/u);
				// All that may have a blank are dates, and media types before a parameter.
				expect(
					value.replace(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/u, '').replaceAll('; ', ';')
				).not.toMatch(/[^!-~]/u);
			}
			expect(headersWithoutProse(kept)).toEqual(kept);
		})
	);
});

test('A model keeps a name that models have, and no sentence is one.', () => {
	for (const name of [
		'gpt-4o-2024-08-06',
		'meta-llama/Llama-3.1-8B-Instruct:free',
		'ft:gpt-4o-mini:org:name:id',
		'@cf/meta/llama-3-8b',
		'claude-3-7-sonnet@20250219',
		'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-v1:0',
		'C:\\models\\qwen(Q4_K_M).gguf'
	]) {
		expect(modelNameWithoutProse(name)).toBe(name);
	}
	for (const name of [said, '', 'a b', 'x'.repeat(201), 'a\nb', 'a\u00a0b']) {
		expect(modelNameWithoutProse(name)).toBe(leftOut);
	}
	expect(modelNameWithoutProse(leftOut)).toBe(leftOut);
});
