import { describe, expect, it } from 'vitest';
import { anthropicMessages, anthropicMessagesUrl } from '#bench/protocols/anthropic-messages.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { named, recording, streamOf } from './recording.ts';

const endpoint: Endpoint = { baseUrl: 'https://api.anthropic.com', model: 'c', apiKey: 'k-1' };
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: 0.5,
	seed: 7,
	extraBody: {}
};

const read = (events: readonly string[], options: Parameters<typeof streamOf>[1] = {}) =>
	anthropicMessages.read(streamOf(events, options), true);

const start = (usage: object = { input_tokens: 12, output_tokens: 1 }) =>
	named({ type: 'message_start', message: { model: 'c-1', content: [], usage } });
const block = (index: number, content_block: object) =>
	named({ type: 'content_block_start', index, content_block });
const piece = (index: number, delta: object) =>
	named({ type: 'content_block_delta', index, delta });
const blockEnd = (index: number) => named({ type: 'content_block_stop', index });
const end = (stop_reason: string | null, usage: object = { output_tokens: 5 }) =>
	named({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage });
const stop = named({ type: 'message_stop' });
const ping = named({ type: 'ping' });
const text = (value: string) => piece(0, { type: 'text_delta', text: value });

describe('a block of an Anthropic stream', () => {
	it('is output from its beginning on where it holds text there', () => {
		const begun = [
			block(0, { type: 'thinking', thinking: 'hm' }),
			block(1, { type: 'text', text: 'Hi' })
		];
		const { deltas, text: said } = read([start(), ...begun, text(' there'), end('end_turn'), stop]);
		expect(said).toBe('Hi there');
		expect(deltas.map(({ atMs, channel, length }) => [atMs, channel, length])).toEqual([
			[110, 'reasoning', 2],
			[120, 'text', 2],
			[130, 'text', 6]
		]);
	});
});

describe('anthropicMessagesUrl', () => {
	it.each([
		['https://api.anthropic.com', 'https://api.anthropic.com/v1/messages'],
		['https://h/v1/', 'https://h/v1/messages'],
		['https://h/v1/messages', 'https://h/v1/messages'],
		['https://h/proxy/messages', 'https://h/proxy/messages'],
		['https://h/anthropic?beta=true', 'https://h/anthropic/v1/messages?beta=true']
	])('leads %s to %s', (baseUrl, expected) => {
		expect(anthropicMessagesUrl({ ...endpoint, baseUrl }).href).toBe(expected);
	});
});

describe('the request of anthropic-messages', () => {
	it('puts the system prompt beside the messages and leaves out the seed it does not know', () => {
		const { body, headers } = anthropicMessages.buildRequest(endpoint, call);
		expect(JSON.parse(body)).toEqual({
			model: 'c',
			max_tokens: 64,
			system: 'Be brief.',
			messages: [{ role: 'user', content: 'Hi' }],
			stream: true,
			temperature: 0.5
		});
		expect(headers).toMatchObject({ 'x-api-key': 'k-1', 'anthropic-version': '2023-06-01' });
	});

	it('shows images before the text, as base64 sources', () => {
		const image = { mediaType: 'image/jpeg', base64: '/9j/', widthPx: 1, heightPx: 1 } as const;
		const images = [{ ...image, detail: 'low' as const }];
		const messages = [
			{ role: 'user' as const, content: 'Read it.', images },
			{ role: 'user' as const, content: '', images }
		];
		const { body } = anthropicMessages.buildRequest(endpoint, { ...call, messages });
		const block = {
			type: 'image',
			source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/' }
		};
		expect(JSON.parse(body)).toMatchObject({
			messages: [
				{ role: 'user', content: [block, { type: 'text', text: 'Read it.' }] },
				{ role: 'user', content: [block] }
			]
		});
	});
});

describe('a stream of anthropic-messages', () => {
	it('stamps neither the start, nor blocks, pings, signatures or citations', () => {
		const reading = read([
			start(),
			block(0, { type: 'thinking', thinking: '', signature: '' }),
			ping,
			piece(0, { type: 'thinking_delta', thinking: 'hm' }),
			piece(0, { type: 'signature_delta', signature: 'abc' }),
			blockEnd(0),
			block(1, { type: 'text', text: '' }),
			piece(1, { type: 'text_delta', text: 'Hi' }),
			piece(1, { type: 'citations_delta', citation: {} }),
			blockEnd(1),
			end('end_turn'),
			stop
		]);
		expect(reading).toMatchObject({
			firstEventMs: 100,
			deltas: [
				{ atMs: 130, channel: 'reasoning', length: 2 },
				{ atMs: 170, channel: 'text', length: 2 }
			],
			text: 'Hi',
			reasoning: 'hm',
			finish: 'stop',
			finishRaw: 'end_turn',
			terminated: true,
			model: 'c-1',
			error: null,
			warnings: []
		});
	});

	it('merges the cumulative usage over the first one, whose output count is a placeholder', () => {
		const reading = read([
			start({
				input_tokens: 12,
				cache_creation_input_tokens: 30,
				cache_read_input_tokens: 4,
				cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
				output_tokens: 1,
				service_tier: 'standard'
			}),
			text('a'),
			end(null, { output_tokens: 3 }),
			end('end_turn', { input_tokens: 15, cache_read_input_tokens: null, output_tokens: 9 }),
			stop
		]);
		expect(reading.usage).toMatchObject({
			uncachedInputTokens: 15,
			cacheReadTokens: 4,
			cacheWriteTokens: { '5m': 10, '1h': 20 },
			outputTokens: 9
		});
		expect(reading.usage?.raw).toMatchObject({ service_tier: 'standard', output_tokens: 9 });
	});

	it('knows the input but not the output of a stream that was cut before its usage came', () => {
		const reading = read([start(), text('a')]);
		expect(reading.terminated).toBe(false);
		expect(reading.usage).toMatchObject({ uncachedInputTokens: 12, outputTokens: null });
	});

	it('is not terminated by a stop reason without message_stop', () => {
		expect(read([start(), text('a'), end('end_turn')])).toMatchObject({
			terminated: false,
			finish: 'stop'
		});
	});

	it('puts tool calls together from pieces of JSON', () => {
		const reading = read([
			start(),
			block(0, { type: 'tool_use', id: 't0', name: 'f', input: {} }),
			piece(0, { type: 'input_json_delta', partial_json: '' }),
			piece(0, { type: 'input_json_delta', partial_json: '{"x":' }),
			piece(0, { type: 'input_json_delta', partial_json: '1}' }),
			block(1, { type: 'tool_use', id: 't1', name: 'g', input: {} }),
			end('tool_use'),
			stop
		]);
		expect(reading.toolCalls).toEqual([
			{ id: 't0', name: 'f', arguments: '{"x":1}' },
			{ id: 't1', name: 'g', arguments: '{}' }
		]);
		expect(reading.deltas.map(({ atMs, channel }) => [atMs, channel])).toEqual([
			[130, 'tool'],
			[140, 'tool']
		]);
		expect(reading.finish).toBe('tool');
	});

	it('times the input of a server tool but does not call it a tool call of the answer', () => {
		const reading = read([
			start(),
			block(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
			piece(0, { type: 'input_json_delta', partial_json: '{"q":"x"}' }),
			end('pause_turn'),
			stop
		]);
		expect(reading).toMatchObject({ toolCalls: [], finish: 'length', warnings: [] });
		expect(reading.deltas).toHaveLength(1);
	});

	it('marks reasoning that came encrypted', () => {
		const reading = read([
			start(),
			block(0, { type: 'redacted_thinking', data: 'xyz' }),
			text('a'),
			end('end_turn'),
			stop
		]);
		expect(reading).toMatchObject({ hasEncryptedReasoning: true, warnings: [] });
	});

	it.each([
		['end_turn', 'stop'],
		['stop_sequence', 'stop'],
		['max_tokens', 'length'],
		['model_context_window_exceeded', 'length'],
		['tool_use', 'tool'],
		['refusal', 'refused'],
		['pause_turn', 'length']
	])('reads the stop reason %s as %s without a warning', (raw, finish) => {
		expect(read([start(), text('a'), end(raw), stop])).toMatchObject({
			finish,
			finishRaw: raw,
			warnings: []
		});
	});

	it.each([
		['overloaded_error', 'server'],
		['api_error', 'server'],
		['rate_limit_error', 'rate-limited'],
		['authentication_error', 'authentication'],
		['invalid_request_error', 'request']
	])('reads the event %s under HTTP 200 as an error of kind %s', (type, kind) => {
		const reading = read([
			start(),
			text('a'),
			named({ type: 'error', error: { type, message: 'm' } })
		]);
		expect(reading).toMatchObject({
			error: { kind, code: type, message: 'm' },
			terminated: false,
			text: 'a',
			warnings: []
		});
	});

	it('tolerates a second message_start and says so', () => {
		const reading = read([start(), start(), text('a'), end('end_turn'), stop]);
		expect(reading).toMatchObject({ text: 'a', terminated: true, error: null });
		expect(reading.warnings).toEqual(['message_start came more than once']);
	});

	it('warns of event and delta types it does not know and goes on', () => {
		const reading = read([
			start(),
			named({ type: 'novelty' }),
			piece(0, { type: 'novel_delta' }),
			'data: [DONE]\n\n',
			text('a'),
			end('end_turn'),
			stop
		]);
		expect(reading).toMatchObject({ text: 'a', terminated: true, error: null });
		expect(reading.warnings).toEqual([
			'unknown event type "novelty"',
			'unknown delta type "novel_delta"',
			'[DONE] is no part of this protocol and was ignored'
		]);
	});
});

describe('a whole answer of anthropic-messages', () => {
	it('has everything but times', () => {
		const answer = {
			type: 'message',
			model: 'c-1',
			content: [
				{ type: 'thinking', thinking: 'hm', signature: 's' },
				{ type: 'text', text: 'Hi' },
				{ type: 'tool_use', id: 't', name: 'f', input: { x: 1 } }
			],
			stop_reason: 'tool_use',
			usage: { input_tokens: 3, output_tokens: 8 }
		};
		expect(anthropicMessages.read(recording(JSON.stringify(answer)), false)).toMatchObject({
			deltas: [],
			firstEventMs: null,
			text: 'Hi',
			reasoning: 'hm',
			toolCalls: [{ id: 't', name: 'f', arguments: '{"x":1}' }],
			finish: 'tool',
			terminated: true,
			usage: { uncachedInputTokens: 3, outputTokens: 8 },
			error: null,
			model: 'c-1'
		});
	});

	it('is malformed without content', () => {
		expect(anthropicMessages.read(recording('{"type":"message"}'), false).error?.kind).toBe(
			'malformed'
		);
	});
});
