import { describe, expect, it } from 'vitest';
import { encodeAwsEvent, encodeAwsException } from '#bench/endpoints/emulator/aws-message.ts';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { bedrockConverse, bedrockUrl } from '#bench/protocols/bedrock-converse.ts';
import { bedrockUsage } from '#bench/protocols/bedrock-usage.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { usageSchema } from '#core/usage.ts';
import { recording, streamOf } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const endpoint: Endpoint = {
	baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
	model: 'eu.anthropic.claude-x-v1:0',
	apiKey: null
};
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 4_096,
	stream: true,
	temperature: 0.5,
	seed: null,
	extraBody: {}
};
const look = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
const toolSpec = { name: 'look', description: 'Looks.', inputSchema: { json: { type: 'object' } } };
const kept = (ttl: string) => ({ cachePoint: { type: 'default', ttl } });

const bodyOf = (changes: Partial<ChatCall> = {}): Record<string, unknown> =>
	JSON.parse(bedrockConverse.buildRequest(endpoint, { ...call, ...changes }).body) as Record<
		string,
		unknown
	>;
const event = (type: string, json: object) => encodeAwsEvent(type, JSON.stringify(json));
const delta = (contentBlockIndex: number, value: object) =>
	event('contentBlockDelta', { contentBlockIndex, delta: value });
const stop = (stopReason = 'end_turn') => event('messageStop', { stopReason });
const read = (...events: readonly Uint8Array[]) => bedrockConverse.read(streamOf(events), true);

describe('bedrockUrl', () => {
	it.each([
		['eu.anthropic.claude-x-v1:0', true, '/model/eu.anthropic.claude-x-v1%3A0/converse-stream'],
		['nova', false, '/model/nova/converse'],
		[
			'arn:aws:bedrock:eu-central-1:1:inference-profile/p',
			false,
			'/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A1%3Ainference-profile%2Fp/converse'
		]
	])('has the model %s as one segment (stream: %s)', (model, stream, path) => {
		expect(bedrockUrl({ ...endpoint, model }, stream).pathname).toBe(path);
	});

	it('keeps the path and the query of a gateway', () => {
		const url = bedrockUrl({ ...endpoint, model: 'm', baseUrl: 'https://h/aws?a=1' }, false);
		expect(url.href).toBe('https://h/aws/model/m/converse?a=1');
	});
});

describe('what lets requests in to bedrock-converse', () => {
	it('is a signature for the service, made as they are sent, where there are keys of an account', () => {
		const keys = {
			region: 'eu-central-1',
			accessKeyId: 'AKIDEXAMPLE',
			secretAccessKey: 'secret',
			sessionToken: null
		};
		const signed = { ...endpoint, credentials: { kind: 'aws' as const, ...keys } };
		expect(bedrockConverse.signingOf?.(signed)).toEqual({
			scheme: 'aws-sigv4',
			service: 'bedrock',
			...keys
		});
		const { headers, body, url } = bedrockConverse.buildRequest(signed, call);
		expect(headers).not.toHaveProperty('authorization');
		expect(JSON.stringify([headers, body, url])).not.toContain('secret');
	});

	it('is a token, or a key that goes as one, else; nothing is signed then', () => {
		const withKey = { ...endpoint, apiKey: 'k-1' };
		expect(bedrockConverse.buildRequest(withKey, call).headers).toMatchObject({
			authorization: 'Bearer k-1'
		});
		expect(bedrockConverse.signingOf?.(withKey)).toBeNull();
	});
});

describe('the request of bedrock-converse', () => {
	it('has what is said as blocks and asks for an event stream', () => {
		expect(bodyOf()).toEqual({
			system: [{ text: 'Be brief.' }],
			messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
			inferenceConfig: { maxTokens: 4_096, temperature: 0.5 }
		});
		expect(bedrockConverse.buildRequest(endpoint, call).headers).toMatchObject({
			accept: 'application/vnd.amazon.eventstream'
		});
	});

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema as text',
			{ responseFormat: { name: 'f', schema: { type: 'object' }, strict: true } },
			{
				outputConfig: {
					textFormat: {
						type: 'json_schema',
						structure: { jsonSchema: { name: 'f', schema: '{"type":"object"}' } }
					}
				}
			}
		],
		['texts to stop at', { stop: ['END'] }, { inferenceConfig: { stopSequences: ['END'] } }],
		['an effort', { reasoning: { effort: 'low' } }, { outputConfig: { effort: 'low' } }],
		[
			'a budget of thinking, as models of Anthropic take it',
			{ reasoning: { budgetTokens: 2_048 } },
			{
				additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2_048 } }
			}
		],
		['a service tier', { serviceTier: 'flex' }, { serviceTier: { type: 'flex' } }],
		[
			'any tool',
			{ tools: [look], toolChoice: 'required' },
			{ toolConfig: { tools: [{ toolSpec }], toolChoice: { any: {} } } }
		],
		[
			'a certain tool',
			{ tools: [look], toolChoice: { tool: 'look' } },
			{ toolConfig: { toolChoice: { tool: { name: 'look' } } } }
		],
		[
			'a point behind what requests share, which is the system prompt',
			{ cache: { ttl: '1h' }, tools: [look] },
			{
				system: [{ text: 'Be brief.' }, kept('1h')],
				toolConfig: { tools: [{ toolSpec }] },
				messages: [{ role: 'user', content: [{ text: 'Hi' }] }]
			}
		],
		[
			'a point behind tools that stand alone',
			{ cache: { ttl: '5m' }, tools: [look], system: null },
			{ toolConfig: { tools: [{ toolSpec }, kept('5m')] } }
		],
		[
			'a point behind the only message where nothing is shared',
			{ cache: { ttl: '5m' }, system: null },
			{ messages: [{ role: 'user', content: [{ text: 'Hi' }, kept('5m')] }] }
		],
		[
			'an extra field beside those of inferenceConfig',
			{ extraBody: { inferenceConfig: { topP: 0.9 } } },
			{ inferenceConfig: { maxTokens: 4_096, topP: 0.9 } }
		]
	])('has %s', (_, changes, expected) => {
		expect(bodyOf(changes)).toMatchObject(expected);
	});

	it('leaves out tools that may not be called, as there is no such choice', () => {
		expect(bodyOf({ tools: [look], toolChoice: 'none' })).not.toHaveProperty('toolConfig');
	});

	it('shows images before the text, in the format that they have', () => {
		const image = {
			base64: 'aGk=',
			mediaType: 'image/jpeg' as const,
			widthPx: 1,
			heightPx: 1,
			detail: null
		};
		expect(
			bodyOf({ messages: [{ role: 'user', content: 'What?', images: [image] }] })['messages']
		).toEqual([
			{
				role: 'user',
				content: [{ image: { format: 'jpeg', source: { bytes: 'aGk=' } } }, { text: 'What?' }]
			}
		]);
	});

	it('gives reasoning back as it came, and the results of a turn together', () => {
		const reading = read(
			event('messageStart', { role: 'assistant' }),
			delta(0, { reasoningContent: { text: 'h' } }),
			delta(0, { reasoningContent: { text: 'm' } }),
			delta(0, { reasoningContent: { signature: 's-1' } }),
			event('contentBlockStop', { contentBlockIndex: 0 }),
			event('contentBlockStart', {
				contentBlockIndex: 1,
				start: { toolUse: { toolUseId: 'a', name: 'look' } }
			}),
			stop('tool_use')
		);
		expect(reading.toolCalls).toEqual([{ id: 'a', name: 'look', arguments: '{}' }]);
		const messages = bodyOf({
			messages: [
				{ role: 'user', content: 'Hi' },
				{
					role: 'assistant',
					content: '',
					toolCalls: [
						{ id: 'a', name: 'look', arguments: '{}' },
						{ id: 'b', name: 'look', arguments: 'broken' }
					],
					reasoningBlocks: reading.reasoningBlocks
				},
				{ role: 'tool', toolCallId: 'a', content: '{"seen":true}' },
				{ role: 'tool', toolCallId: 'b', content: 'nothing' }
			]
		})['messages'];
		expect(messages).toEqual([
			{ role: 'user', content: [{ text: 'Hi' }] },
			{
				role: 'assistant',
				content: [
					{ reasoningContent: { reasoningText: { text: 'hm', signature: 's-1' } } },
					{ toolUse: { toolUseId: 'a', name: 'look', input: {} } },
					{ toolUse: { toolUseId: 'b', name: 'look', input: {} } }
				]
			},
			{
				role: 'user',
				content: [
					{ toolResult: { toolUseId: 'a', content: [{ json: { seen: true } }] } },
					{ toolResult: { toolUseId: 'b', content: [{ text: 'nothing' }] } }
				]
			}
		]);
	});
});

describe('a stream of bedrock-converse', () => {
	it('is whole with its stop; the usage and the time of the server come behind it', () => {
		const events = [
			delta(0, { text: 'Hi' }),
			stop(),
			event('metadata', {
				usage: { inputTokens: 3, outputTokens: 1, totalTokens: 4 },
				metrics: { latencyMs: 700 }
			})
		];
		const whole = read(...events);
		expect(whole).toMatchObject({
			usage: { uncachedInputTokens: 3, outputTokens: 1 },
			serverTimings: { metrics: { latencyMs: 700 } },
			warnings: []
		});
		const response = streamOf(events.slice(0, 2));
		const without = bedrockConverse.read(response, true);
		expect(without).toMatchObject({ usage: null, terminated: true });
		expect(outcomeOf(response, without, true).outcome).toBe('ok');
	});

	it('marks reasoning that came encrypted, and keeps it for the way back', () => {
		const reading = read(
			delta(0, { reasoningContent: { redactedContent: 'eHl6' } }),
			delta(1, { text: 'a' }),
			stop()
		);
		expect(reading).toMatchObject({
			hasEncryptedReasoning: true,
			reasoningBlocks: [{ redactedContent: 'eHl6' }],
			warnings: []
		});
	});

	it.each([
		['end_turn', 'stop'],
		['stop_sequence', 'stop'],
		['max_tokens', 'length'],
		['model_context_window_exceeded', 'length'],
		['tool_use', 'tool'],
		['content_filtered', 'refused'],
		['guardrail_intervened', 'refused'],
		['malformed_tool_use', 'other']
	])('reads the stop reason %s as %s without a warning', (raw, finish) => {
		expect(read(delta(0, { text: 'a' }), stop(raw))).toMatchObject({
			finish,
			finishRaw: raw,
			warnings: []
		});
	});

	it('is whole where the usage comes before the stop', () => {
		const counts = event('metadata', {
			usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 }
		});
		const reading = read(delta(0, { text: 'a' }), counts, stop('end_turn'));
		expect(reading).toMatchObject({ terminated: true, finish: 'stop', warnings: [] });
		expect(reading.usage?.outputTokens).toBe(2);
		expect(read(delta(0, { text: 'a' }), counts)).toMatchObject({ terminated: false });
	});

	it('fails with the exception that ends it, by its name and in its words', () => {
		const exception = encodeAwsException('throttlingException', '{"message":"Slow down."}');
		expect(read(delta(0, { text: 'a' }), exception)).toMatchObject({
			error: { kind: 'rate-limited', code: 'throttlingException', message: 'Slow down.' },
			terminated: false,
			text: 'a'
		});
	});

	it('is no whole answer in one body without a stop reason', () => {
		const body = JSON.stringify({ output: { message: { content: [{ text: 'a' }] } } });
		const response = recording(body);
		const reading = bedrockConverse.read(response, false);
		expect(reading.text).toBe('a');
		expect(outcomeOf(response, reading, false)).toEqual({
			outcome: 'error',
			errorCode: 'malformed',
			errorMessage: 'the answer holds no stop reason'
		});
	});

	it('warns of what it does not know, and goes on', () => {
		const reading = read(
			event('novelty', {}),
			delta(0, { hologram: {} }),
			delta(0, { text: 'a' }),
			stop('bored')
		);
		expect(reading).toMatchObject({ text: 'a', terminated: true, finish: 'other' });
		expect(reading.warnings).toEqual([
			'unknown event type "novelty"',
			'a delta with hologram was left out',
			'unknown stop reason "bored"'
		]);
	});
});

describe('a whole answer of bedrock-converse', () => {
	it('has everything but times', () => {
		const answer = {
			output: {
				message: {
					role: 'assistant',
					content: [
						{ reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } },
						{ text: 'Hi' },
						{ toolUse: { toolUseId: 't', name: 'f', input: { x: 1 } } }
					]
				}
			},
			stopReason: 'tool_use',
			usage: { inputTokens: 3, outputTokens: 8, totalTokens: 11 },
			metrics: { latencyMs: 551 }
		};
		expect(bedrockConverse.read(recording(JSON.stringify(answer)), false)).toMatchObject({
			text: 'Hi',
			reasoning: 'hm',
			reasoningBlocks: [{ reasoningText: { text: 'hm', signature: 's' } }],
			toolCalls: [{ id: 't', name: 'f', arguments: '{"x":1}' }],
			finish: 'tool',
			serverTimings: { metrics: { latencyMs: 551 } },
			usage: { uncachedInputTokens: 3, outputTokens: 8 },
			warnings: []
		});
	});

	it('that was throttled names the exception in a header', () => {
		const response = recording('{"message":"Too many requests"}', {
			status: 429,
			headers: { 'x-amzn-errortype': 'ThrottlingException:http://internal' }
		});
		expect(bedrockConverse.read(response, false).error).toMatchObject({
			kind: 'rate-limited',
			code: 'ThrottlingException'
		});
	});
});

describe('bedrockUsage', () => {
	const readUsage = (raw: Record<string, unknown>) => {
		const warnings: string[] = [];
		const usage = usageSchema.parse(bedrockUsage(raw, (warning) => warnings.push(warning)));
		return { usage, warnings };
	};

	// At 2 USD in, 0.2 from the cache, 2.5 and 4 into it for 5 minutes and an hour, and 10 out, per million tokens.
	it.each<[string, Record<string, unknown>, number, number | null, object | null, number, string]>([
		[
			'a plain answer',
			{ inputTokens: 100, outputTokens: 20, totalTokens: 120 },
			100,
			null,
			null,
			20,
			'0.0004'
		],
		[
			'a prompt from the cache, which stands beside the input',
			{ inputTokens: 10, cacheReadInputTokens: 1_000, outputTokens: 20, totalTokens: 1_030 },
			10,
			1_000,
			null,
			20,
			'0.00042'
		],
		[
			'what was written, by its time-to-live',
			{
				inputTokens: 10,
				cacheReadInputTokens: 0,
				cacheWriteInputTokens: 300,
				cacheDetails: [
					{ ttl: '1h', inputTokens: 200 },
					{ ttl: '5m', inputTokens: 100 }
				],
				outputTokens: 1,
				totalTokens: 311
			},
			10,
			0,
			{ '1h': 200, '5m': 100 },
			1,
			'0.00108'
		],
		[
			'what was written, where only the details say it',
			{
				inputTokens: 10,
				cacheDetails: [{ ttl: '1h', inputTokens: 400 }],
				outputTokens: 5,
				totalTokens: 415
			},
			10,
			null,
			{ '1h': 400 },
			5,
			'0.00167'
		]
	])('counts %s once, and prices it', (...row) => {
		const [, raw, input, cached, written, output, usd] = row;
		const { usage, warnings } = readUsage(raw);
		expect(usage).toEqual({
			uncachedInputTokens: input,
			cacheReadTokens: cached,
			cacheWriteTokens: written,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: output,
			source: 'provider',
			raw
		});
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it('counts writes without a time-to-live as the default of five minutes and says so', () => {
		const { usage, warnings } = readUsage({ inputTokens: 1, cacheWriteInputTokens: 9 });
		expect(usage.cacheWriteTokens).toEqual({ '5m': 9 });
		expect(warnings).toEqual(['usage: cache writes without a time-to-live were counted as 5m']);
	});

	it.each([
		['a cache that may be inside the input', { cacheReadInputTokens: 6, totalTokens: 12 }],
		['a total that holds another part of the cache', { cacheReadInputTokens: 60, totalTokens: 70 }],
		['a total that is not the sum', { totalTokens: 11 }],
		[
			'more written than was written',
			{ cacheWriteInputTokens: 1, cacheDetails: [{ ttl: '1h', inputTokens: 2 }] }
		]
	])('is marked for %s', (_, counts) => {
		const { usage, warnings } = readUsage({ inputTokens: 10, outputTokens: 2, ...counts });
		expect(usage.isInconsistent).toBe(true);
		expect(warnings).toHaveLength(1);
	});

	it('is whole with a total of input and output alone, where the cache is too large to be inside', () => {
		const { usage, warnings } = readUsage({
			inputTokens: 10,
			outputTokens: 2,
			cacheReadInputTokens: 60,
			totalTokens: 12
		});
		expect(usage).toMatchObject({ uncachedInputTokens: 10, cacheReadTokens: 60 });
		expect(usage.isInconsistent).toBeUndefined();
		expect(warnings).toEqual([]);
	});

	it('knows nothing of what is absent', () => {
		expect(readUsage({}).usage).toMatchObject({
			uncachedInputTokens: null,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			outputTokens: null
		});
	});
});
