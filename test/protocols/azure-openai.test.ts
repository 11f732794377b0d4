import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { azureOpenai, azureOpenaiUrl, defaultApiVersion } from '#bench/protocols/azure-openai.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint, Reading } from '#bench/protocols/protocol.ts';
import type { PerTokenPrice } from '#core/price.ts';
import { usageSchema, type Usage } from '#core/usage.ts';
import { chunk, data, done, recording, streamOf } from './recording.ts';

const endpoint: Endpoint = {
	baseUrl: 'https://res.openai.azure.com',
	model: 'our gpt',
	apiKey: 'k-1'
};
const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: null,
	seed: 7,
	extraBody: {}
};
const request = (changes: Partial<Endpoint> = {}) =>
	azureOpenai.buildRequest({ ...endpoint, ...changes }, call);
const bodyAt = (changes: Partial<Endpoint>): unknown => JSON.parse(request(changes).body);
const read = (pieces: readonly string[]): Reading => azureOpenai.read(streamOf(pieces), true);

const price: PerTokenPrice = {
	kind: 'per-token',
	inputUsdPerMtok: '2.5',
	cacheReadUsdPerMtok: '1.25',
	outputUsdPerMtok: '10',
	source: 'test',
	checkedOn: '2026-11-01'
};

describe('the address of azure-openai', () => {
	const deployed = 'https://h/openai/deployments/our%20gpt/chat/completions';
	it.each([
		['https://h', `${deployed}?api-version=${defaultApiVersion}`],
		['https://h/openai/', `${deployed}?api-version=${defaultApiVersion}`],
		[
			'https://h/openai/deployments/other',
			`https://h/openai/deployments/other/chat/completions?api-version=${defaultApiVersion}`
		],
		[`${deployed}?api-version=2025-01-01-preview`, `${deployed}?api-version=2025-01-01-preview`],
		['https://h/openai/v1', 'https://h/openai/v1/chat/completions'],
		['https://h/openai/v1/chat/completions', 'https://h/openai/v1/chat/completions']
	])('for %s is %s', (baseUrl, url) => {
		expect(azureOpenaiUrl({ ...endpoint, baseUrl }).href).toBe(url);
	});

	it('has the version of the API that the target names', () => {
		const url = azureOpenaiUrl({ ...endpoint, query: { 'api-version': '2025-04-01-preview' } });
		expect(url.search).toBe('?api-version=2025-04-01-preview');
	});
});

describe('the request of azure-openai', () => {
	it('carries a key in the header of Azure, and a token of Entra ID as every bearer token', () => {
		expect(request().headers).toMatchObject({ 'api-key': 'k-1' });
		expect(request().headers).not.toHaveProperty('authorization');
		const entra = request({ apiKey: null, credentials: { kind: 'bearer', token: 't-1' } });
		expect(entra.headers).toMatchObject({ authorization: 'Bearer t-1' });
		expect(entra.headers).not.toHaveProperty('api-key');
	});

	it('has the words of chat completions, and asks for usage with a stream', () => {
		expect(bodyAt({})).toEqual({
			model: 'our gpt',
			messages: [{ role: 'user', content: 'Hi' }],
			max_tokens: 64,
			stream: true,
			stream_options: { include_usage: true },
			seed: 7
		});
	});

	it.each<[Partial<Endpoint>, string]>([
		[{}, 'max_tokens'],
		[{ query: { 'api-version': '2024-06-01' } }, 'max_tokens'],
		[{ query: { 'api-version': '2024-12-01-preview' } }, 'max_completion_tokens'],
		[{ baseUrl: 'https://h/openai/v1' }, 'max_completion_tokens']
	])('with %j names the limit %s, as that version of the API knows it', (changes, field) => {
		expect(bodyAt(changes)).toHaveProperty(field, 64);
	});
});

describe('what the content filter of Azure says', () => {
	const results = (filtered: boolean) => ({
		hate: { filtered: false, severity: 'safe' },
		violence: { filtered, severity: filtered ? 'medium' : 'low' },
		jailbreak: { filtered: false, detected: false }
	});
	const error = {
		code: 'content_filter',
		message: 'The response was filtered.',
		param: 'prompt',
		status: 400,
		innererror: {
			code: 'ResponsibleAIPolicyViolation',
			content_filter_result: results(true)
		}
	};

	it('of a prompt with HTTP 400 is a refusal with its categories, not a failure', () => {
		const response = recording(JSON.stringify({ error }), { status: 400 });
		const reading = azureOpenai.read(response, true);
		expect(reading).toMatchObject({
			error: null,
			finish: 'refused',
			finishRaw: 'content_filter',
			refusal: 'filtered for violence (medium): The response was filtered.'
		});
		expect(outcomeOf(response, reading, true).outcome).toBe('refused');
	});

	it('of an answer that it cut is a refusal, and the category is told', () => {
		const pieces = [
			chunk({ content: 'First,' }),
			data({
				choices: [
					{
						index: 0,
						delta: {},
						finish_reason: 'content_filter',
						content_filter_results: results(true)
					}
				]
			}),
			done
		];
		const response = streamOf(pieces);
		const reading = azureOpenai.read(response, true);
		expect(outcomeOf(response, reading, true).outcome).toBe('refused');
		expect(reading.warnings).toEqual([
			'the content filter objected to the answer: violence (medium)'
		]);
	});

	it('of an answer that had already ended takes it back, as the asynchronous filter does', () => {
		const pieces = [
			chunk({ content: 'First,' }, 'stop'),
			data({
				choices: [
					{ index: 0, finish_reason: 'content_filter', content_filter_results: results(true) }
				]
			}),
			done
		];
		expect(read(pieces)).toMatchObject({ text: 'First,', finish: 'refused' });
	});

	it('about itself, that it did not run, is a warning once, and the answer is one', () => {
		const skipped = { error: { code: 'content_filter_error', message: 'Not filtered.' } };
		const annotated = (content: string): string =>
			data({ choices: [{ index: 0, delta: { content }, content_filter_results: skipped }] });
		const reading = read([
			data({ choices: [], prompt_filter_results: [{ content_filter_results: skipped }] }),
			annotated('A'),
			annotated('B'),
			chunk({}, 'stop'),
			done
		]);
		expect(reading).toMatchObject({ text: 'AB', finish: 'stop', error: null });
		expect(reading.warnings).toEqual([
			'the content filter did not check the prompt: Not filtered.',
			'the content filter did not check the answer: Not filtered.'
		]);
	});

	it('is nothing to tell where it found nothing', () => {
		const { warnings } = read([
			data({
				choices: [],
				prompt_filter_results: [{ content_filter_results: results(false) }]
			}),
			chunk({ content: 'A' }, 'stop', {}),
			done
		]);
		expect(warnings).toEqual([]);
	});
});

describe('an error of azure-openai', () => {
	it.each<[string, Record<string, string>, number]>([
		['a header', { 'retry-after': '7' }, 7],
		['its sentence alone', {}, 23]
	])('429 says how long to wait in %s', (_, headers, waitS) => {
		const message = 'Exceeded the call rate limit. Please retry after 23 seconds.';
		const response = recording(JSON.stringify({ error: { code: '429', message } }), {
			status: 429,
			headers
		});
		expect(azureOpenai.read(response, true).error).toMatchObject({
			kind: 'rate-limited',
			code: '429',
			retryAfterS: waitS
		});
	});

	it('429 of the gateway in front of it says how long to wait in its sentence', () => {
		const message = 'Rate limit is exceeded. Try again in 12 seconds.';
		const response = recording(JSON.stringify({ statusCode: 429, message }), { status: 429 });
		expect(azureOpenai.read(response, true).error).toMatchObject({
			kind: 'rate-limited',
			retryAfterS: 12
		});
	});

	it('404 names the deployment that is missing', () => {
		const body = { error: { code: 'DeploymentNotFound', message: 'No such deployment.' } };
		const response = recording(JSON.stringify(body), { status: 404 });
		expect(outcomeOf(response, azureOpenai.read(response, true), true)).toEqual({
			outcome: 'error',
			errorCode: 'request',
			errorMessage: 'HTTP 404 DeploymentNotFound: No such deployment.'
		});
	});
});

describe('usage of azure-openai, from the wire to money', () => {
	const usageOf = (usage: object): Usage =>
		usageSchema.parse(
			read([chunk({ content: 'A' }, 'stop'), data({ choices: [], usage }), done]).usage
		);

	it.each<[string, object, Partial<Usage>, string | null]>([
		[
			'plain',
			{ prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
			{ uncachedInputTokens: 1_000, cacheReadTokens: null, outputTokens: 100 },
			'0.0035' // 1000 × 2.5 + 100 × 10
		],
		[
			'with a cached prompt and reasoning',
			{
				prompt_tokens: 1_000,
				completion_tokens: 100,
				total_tokens: 1_100,
				prompt_tokens_details: { cached_tokens: 512, audio_tokens: 0 },
				completion_tokens_details: {
					reasoning_tokens: 64,
					audio_tokens: 0,
					accepted_prediction_tokens: 0,
					rejected_prediction_tokens: 0
				}
			},
			{
				uncachedInputTokens: 488,
				cacheReadTokens: 512,
				visibleOutputTokens: 36,
				reasoningTokens: 64
			},
			'0.00286' // 488 × 2.5 + 512 × 1.25 + 100 × 10
		],
		['without the output', { prompt_tokens: 5 }, { outputTokens: null }, null]
	])('%s', (_, raw, expected, usd) => {
		const usage = usageOf(raw);
		expect(usage).toMatchObject({ ...expected, raw });
		expect(usage).not.toHaveProperty('isInconsistent');
		expect(attemptCostUsd(usage, price)).toBe(usd);
	});
});
