import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { mistral } from '#bench/protocols/mistral.ts';
import { mistralUsage } from '#bench/protocols/mistral-usage.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint, Reading } from '#bench/protocols/protocol.ts';
import type { PerTokenPrice } from '#core/price.ts';
import { usageSchema, type Usage } from '#core/usage.ts';
import { chunk, data, done, recording, streamOf } from './recording.ts';

const endpoint: Endpoint = { baseUrl: 'https://api.example.com', model: 'm', apiKey: 'k-1' };
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: 0,
	seed: 7,
	extraBody: {}
};
const bodyFor = (changes: Partial<ChatCall> = {}): Record<string, unknown> =>
	JSON.parse(mistral.buildRequest(endpoint, { ...call, ...changes }).body) as Record<
		string,
		unknown
	>;
const read = (pieces: readonly string[]): Reading => mistral.read(streamOf(pieces), true);
const think = (text: string, rest: object = {}): string =>
	chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }], ...rest }] });

describe('the request of mistral', () => {
	it('names the seed as Mistral does and asks for no options of streams', () => {
		const { url, headers } = mistral.buildRequest(endpoint, call);
		expect(url.href).toBe('https://api.example.com/v1/chat/completions');
		expect(headers).toMatchObject({ authorization: 'Bearer k-1' });
		expect(bodyFor()).toEqual({
			model: 'm',
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'Hi' }
			],
			max_tokens: 64,
			stream: true,
			temperature: 0,
			random_seed: 7
		});
	});

	it.each<[string, Partial<ChatCall>, object]>([
		['an effort', { reasoning: { effort: 'none' } }, { reasoning_effort: 'none' }],
		['a service tier', { serviceTier: 'standard_only' }, { service_tier: 'standard_only' }],
		['texts to stop at', { stop: ['END'] }, { stop: ['END'] }],
		[
			'a JSON schema',
			{ responseFormat: { name: 'form', schema: { type: 'object' }, strict: true } },
			{
				response_format: {
					type: 'json_schema',
					json_schema: { name: 'form', schema: { type: 'object' }, strict: true }
				}
			}
		]
	])('can ask for %s', (_, changes, expected) => {
		expect(bodyFor(changes)).toMatchObject(expected);
	});

	it('sends thinking back as one part with its signature, before text and calls', () => {
		const { text, reasoningBlocks, toolCalls } = read([
			think('I should '),
			think('look.', { signature: 'c2ln', closed: true }),
			chunk({ content: 'One moment.' }),
			chunk({ tool_calls: [{ id: 'a', function: { name: 'look', arguments: '{}' } }] }),
			chunk({}, 'tool_calls'),
			done
		]);
		const sent = toolCalls.map((each) => ({ ...each, id: each.id ?? '' }));
		const { messages } = bodyFor({
			messages: [{ role: 'assistant', content: text, toolCalls: sent, reasoningBlocks }]
		});
		expect(messages).toMatchObject([
			{ role: 'system' },
			{
				role: 'assistant',
				content: [
					{
						type: 'thinking',
						thinking: [{ type: 'text', text: 'I should look.' }],
						signature: 'c2ln'
					},
					{ type: 'text', text: 'One moment.' }
				],
				tool_calls: [{ id: 'a', function: { name: 'look', arguments: '{}' } }]
			}
		]);
	});
});

describe('an answer of mistral', () => {
	it('keeps thinking that began anew behind text apart', () => {
		const { reasoning, text, reasoningBlocks } = read([
			think('one'),
			chunk({ content: [{ type: 'text', text: 'A' }] }),
			think('two'),
			chunk({ content: 'B' }, 'stop'),
			done
		]);
		expect([reasoning, text]).toEqual(['onetwo', 'AB']);
		expect(reasoningBlocks).toHaveLength(2);
	});

	it('is read whole with its thinking', () => {
		const message = {
			content: [
				{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
				{ type: 'text', text: 'Yes' }
			]
		};
		const answer = { choices: [{ index: 0, message, finish_reason: 'stop' }] };
		expect(mistral.read(recording(JSON.stringify(answer)), false)).toMatchObject({
			text: 'Yes',
			reasoning: 'hm',
			reasoningBlocks: [{ type: 'thinking' }]
		});
	});

	it('that filled the context of the model ended at a limit', () => {
		const response = streamOf([chunk({ content: 'A' }, 'model_length'), done]);
		const reading = mistral.read(response, true);
		expect(outcomeOf(response, reading, true).outcome).toBe('length');
		expect(reading.warnings).toEqual([]);
	});

	it('keeps the times that the gateways before it report', () => {
		const { serverTimings } = mistral.read(
			streamOf([chunk({ content: 'A' }, 'stop'), done], {
				headers: { 'x-envoy-upstream-service-time': '812', 'x-kong-upstream-latency': '814' }
			}),
			true
		);
		expect(serverTimings).toEqual({
			headers: { 'x-envoy-upstream-service-time': '812', 'x-kong-upstream-latency': '814' }
		});
	});
});

describe('an error of mistral', () => {
	it('says what is wrong with a request, also where its message is a list', () => {
		const body = {
			object: 'error',
			message: { detail: [{ loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }] },
			type: 'invalid_request_error',
			param: null,
			code: null
		};
		const response = recording(JSON.stringify(body), { status: 422 });
		expect(mistral.read(response, true).error).toMatchObject({
			kind: 'request',
			code: 'invalid_request_error',
			message: 'Extra inputs are not permitted'
		});
	});

	it('inside a stream counts whether or not it stands in an object of its own', () => {
		const bare = { object: 'error', message: 'Service unavailable.', type: 'service_unavailable' };
		for (const event of [data(bare), data({ error: bare })]) {
			expect(read([chunk({ content: 'A' }), event, done]).error).toMatchObject({
				kind: 'server',
				message: 'Service unavailable.'
			});
		}
	});
});

describe('usage of mistral, from the wire to money', () => {
	const price: PerTokenPrice = {
		kind: 'per-token',
		inputUsdPerMtok: '0.4',
		cacheReadUsdPerMtok: '0.04',
		outputUsdPerMtok: '2',
		source: 'test',
		checkedOn: '2026-11-01'
	};

	it.each<[string, Record<string, unknown>, Partial<Usage>, string | null, RegExp[]]>([
		[
			'plain: what of the output was thinking is unknown, and priced as output',
			{ prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
			{ uncachedInputTokens: 1_000, reasoningTokens: null, visibleOutputTokens: null },
			'0.0006', // 1000 × 0.4 + 100 × 2
			[]
		],
		[
			'with a cached prompt and the tier that served it',
			{
				prompt_tokens: 1_000,
				completion_tokens: 100,
				total_tokens: 1_100,
				prompt_tokens_details: { cached_tokens: 600 },
				service_tier: 'priority'
			},
			{ uncachedInputTokens: 400, cacheReadTokens: 600, cacheWriteTokens: null },
			'0.000384', // 400 × 0.4 + 600 × 0.04 + 100 × 2
			[]
		],
		[
			'with audio, whose seconds no token price covers',
			{ prompt_tokens: 10, completion_tokens: 1, total_tokens: 11, prompt_audio_seconds: 3 },
			{ uncachedInputTokens: 10 },
			'0.000006', // 10 × 0.4 + 1 × 2
			[/seconds of audio/u]
		],
		['without the output', { prompt_tokens: 5 }, { outputTokens: null }, null, []]
	])('%s', (_, raw, expected, usd, warned) => {
		const warnings: string[] = [];
		const usage = usageSchema.parse(mistralUsage(raw, (warning) => warnings.push(warning)));
		expect(usage).toMatchObject({ ...expected, raw });
		expect(usage).not.toHaveProperty('isInconsistent');
		expect(warnings).toEqual(warned.map((each) => expect.stringMatching(each) as string));
		expect(attemptCostUsd(usage, price)).toBe(usd);
	});
});

describe('the cached tokens of mistral', () => {
	const counts = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 };

	it.each([
		['as other protocols have them', { prompt_tokens_details: { cached_tokens: 800 } }],
		['in the singular', { prompt_token_details: { cached_tokens: 800 } }],
		['on their own', { num_cached_tokens: 800 }],
		[
			'thrice, which are the same ones',
			{
				num_cached_tokens: 800,
				prompt_token_details: { cached_tokens: 800 },
				prompt_tokens_details: { cached_tokens: 800 }
			}
		]
	])('are read %s', (_, given) => {
		const warnings: string[] = [];
		const usage = mistralUsage({ ...counts, ...given }, (warning) => warnings.push(warning));
		expect(usage).toMatchObject({ uncachedInputTokens: 200, cacheReadTokens: 800 });
		expect(warnings).toEqual([]);
	});
});
