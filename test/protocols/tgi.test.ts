import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { tgi, tgiUrl } from '#bench/protocols/tgi.ts';
import { tgiUsage } from '#bench/protocols/tgi-usage.ts';
import { usageSchema } from '#core/usage.ts';
import { data, recording, streamOf } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};
const endpoint = { baseUrl: 'http://127.0.0.1:8080', model: 'm', apiKey: null };
const bodyOf = (changes: Partial<ChatCall>): unknown =>
	JSON.parse(tgi.buildRequest(endpoint, { ...call, ...changes }).body);

describe('the request of tgi', () => {
	it.each([
		['http://h', true, 'http://h/generate_stream'],
		['http://h/', false, 'http://h/generate'],
		['http://h/generate', true, 'http://h/generate_stream'],
		['http://h/generate_stream', false, 'http://h/generate'],
		['http://h/tgi/?a=1', false, 'http://h/tgi/generate?a=1']
	])('to %s (stream: %s) goes to %s', (baseUrl, stream, url) => {
		expect(tgiUrl({ ...endpoint, baseUrl }, stream).href).toBe(url);
	});

	it('is one text, with the system prompt before that of the user, and asks for details', () => {
		expect(bodyOf({})).toEqual({
			inputs: 'Be brief.\n\nHi',
			parameters: { max_new_tokens: 64, details: true }
		});
		expect(bodyOf({ system: null })).toMatchObject({ inputs: 'Hi' });
	});

	it('says a temperature of 0, which the server refuses, as not sampling', () => {
		expect(bodyOf({ temperature: 0 })).toMatchObject({ parameters: { do_sample: false } });
		expect(JSON.stringify(bodyOf({ temperature: 0 }))).not.toContain('temperature');
		expect(bodyOf({ temperature: 1 })).toMatchObject({
			parameters: { do_sample: true, temperature: 1 }
		});
	});

	it('has a schema as a grammar, and extra parameters beside its own', () => {
		const schema = { type: 'object' };
		expect(
			bodyOf({
				responseFormat: { name: 'form', schema, strict: false },
				stop: ['#'],
				seed: 7,
				extraBody: { parameters: { top_k: 5, max_new_tokens: null } }
			})
		).toEqual({
			inputs: 'Be brief.\n\nHi',
			parameters: {
				details: true,
				seed: 7,
				stop: ['#'],
				grammar: { type: 'json', value: schema },
				top_k: 5
			}
		});
	});

	it('begins with the nonce where nothing may come from a cache', () => {
		expect(bodyOf({ cache: 'defeat' })).toMatchObject({
			inputs: expect.stringMatching(/^\[nonce-0{16}\]\n\nBe brief\./u) as string
		});
	});

	it('finds the one model of the server under /info', () => {
		expect(tgi.modelList?.urlOf({ ...endpoint, baseUrl: 'http://h/a' }).href).toBe(
			'http://h/a/info'
		);
		expect(tgi.modelList?.idsIn({ model_id: 'org/model', version: '3.3.4' })).toEqual([
			'org/model'
		]);
		expect(tgi.modelList?.idsIn({ data: [] })).toBeNull();
	});
});

const token = (text: string, rest: object = {}): string =>
	data({ token: { id: 1, text, special: false }, generated_text: null, details: null, ...rest });

describe('an answer of tgi', () => {
	it('that ends at its limit ends with a token of the text', () => {
		const details = { finish_reason: 'length', generated_tokens: 2, seed: null };
		const reading = tgi.read(
			streamOf([token('a'), token(' b', { generated_text: 'a b', details })]),
			true
		);
		expect(reading).toMatchObject({
			text: 'a b',
			finish: 'length',
			finishRaw: 'length',
			usage: { uncachedInputTokens: null, outputTokens: 2 },
			warnings: []
		});
		expect(reading.deltas).toHaveLength(2);
	});

	it('without details has neither a reason to end nor counts, and says so', () => {
		for (const reading of [
			tgi.read(streamOf([token('a', { generated_text: 'a' })]), true),
			tgi.read(recording('{"generated_text":"a"}'), false)
		]) {
			expect(reading).toMatchObject({ text: 'a', terminated: true, finish: null, usage: null });
			expect(reading.warnings).toEqual([
				'the answer ended without a reason, as it came without details'
			]);
		}
	});

	it('in one piece has its counts and the timings of the server in the headers', () => {
		const headers = {
			'x-prompt-tokens': '15',
			'x-generated-tokens': '2',
			'x-queue-time': '3',
			'x-time-per-token': '9'
		};
		const details = {
			finish_reason: 'stop_sequence',
			generated_tokens: 2,
			prefill: [],
			tokens: []
		};
		const body = JSON.stringify({ generated_text: 'Hi', details });
		expect(tgi.read(recording(body, { headers }), false)).toMatchObject({
			text: 'Hi',
			finish: 'stop',
			usage: { uncachedInputTokens: 15, outputTokens: 2 },
			serverTimings: { headers: { 'x-queue-time': '3', 'x-time-per-token': '9' } },
			warnings: []
		});
	});

	it('may be empty', () => {
		const details = { finish_reason: 'eos_token', generated_tokens: 1 };
		const body = JSON.stringify({ generated_text: '', details });
		expect(tgi.read(recording(body), false)).toMatchObject({
			text: '',
			error: null,
			finish: 'stop'
		});
	});

	it('that is one of several says that it alone is counted', () => {
		const details = { finish_reason: 'eos_token', generated_tokens: 1, best_of_sequences: [{}] };
		const body = JSON.stringify({ generated_text: 'a', details });
		expect(tgi.read(recording(body), false).warnings).toEqual([
			'several sequences were generated; the tokens of one alone are counted'
		]);
	});

	it('that failed while it was made is a failure of the server, whatever its status', () => {
		const body =
			'{"error":"Request failed during generation: out of memory","error_type":"generation"}';
		expect(tgi.read(recording(body, { status: 424 }), false).error).toMatchObject({
			kind: 'server',
			code: 'generation'
		});
	});
});

describe('tgiUsage', () => {
	// At 2 USD in and 10 out, per million tokens.
	it.each<[string, Record<string, unknown>, (number | null)[], string | null]>([
		['the details of a stream', { generated_tokens: 20, input_length: 100 }, [100, 20], '0.0004'],
		['those of an older one', { generated_tokens: 20 }, [null, 20], null],
		[
			'the headers of a whole answer',
			{ generated_tokens: 20, 'x-prompt-tokens': 100, 'x-generated-tokens': 20 },
			[100, 20],
			'0.0004'
		],
		['headers alone', { 'x-prompt-tokens': 9, 'x-generated-tokens': 1 }, [9, 1], '0.000028'],
		['the list of the prompt', { generated_tokens: 1, prefill: 9 }, [9, 1], '0.000028']
	])('counts %s once, and prices it', (_, raw, [input, output], usd) => {
		const warnings: string[] = [];
		const usage = usageSchema.parse(tgiUsage(raw, (warning) => warnings.push(warning)));
		expect(usage).toEqual({
			uncachedInputTokens: input,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: output,
			source: 'provider',
			raw
		});
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it.each([
		['prompt', { generated_tokens: 1, prefill: 8, 'x-prompt-tokens': 9 }],
		['answer', { generated_tokens: 1, 'x-generated-tokens': 2 }]
	])('is marked where two counts of the %s differ', (_, raw) => {
		const warnings: string[] = [];
		expect(tgiUsage(raw, (warning) => warnings.push(warning)).isInconsistent).toBe(true);
		expect(warnings).toHaveLength(1);
	});
});
