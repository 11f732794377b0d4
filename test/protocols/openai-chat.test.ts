import { describe, expect, it } from 'vitest';
import { openaiChat, openaiChatUrl } from '#bench/protocols/openai-chat.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { chunk, cut, data, done, recording, streamOf } from './recording.ts';

const endpoint: Endpoint = { baseUrl: 'http://127.0.0.1:8000/v1', model: 'm', apiKey: null };
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: 0,
	seed: 7,
	extraBody: {}
};
const bodyFor = (baseUrl: string, changes: Partial<ChatCall> = {}): unknown =>
	JSON.parse(
		openaiChat.buildRequest({ ...endpoint, baseUrl }, { ...call, ...changes }).body
	) as unknown;

const read = (events: readonly string[], options: Parameters<typeof streamOf>[1] = {}) =>
	openaiChat.read(streamOf(events, options), true);

const role = chunk({ role: 'assistant', content: '', refusal: null });
const usage = data({
	choices: [],
	usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
});

describe('openaiChatUrl', () => {
	it.each([
		['https://api.example.com', 'https://api.example.com/v1/chat/completions'],
		['https://api.example.com/', 'https://api.example.com/v1/chat/completions'],
		['https://api.example.com/v1', 'https://api.example.com/v1/chat/completions'],
		['https://api.example.com/v1/', 'https://api.example.com/v1/chat/completions'],
		['https://api.example.com/openai/v1', 'https://api.example.com/openai/v1/chat/completions'],
		['https://h/a/chat/completions?v=2', 'https://h/a/chat/completions?v=2'],
		['https://h/v1?api-version=3#top', 'https://h/v1/chat/completions?api-version=3']
	])('leads %s to %s', (baseUrl, expected) => {
		expect(openaiChatUrl({ ...endpoint, baseUrl }).href).toBe(expected);
	});
});

describe('the request of openai-chat', () => {
	it('asks for usage in the stream and caps the output in the field that every server knows', () => {
		expect(bodyFor('http://127.0.0.1:8000')).toEqual({
			model: 'm',
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'Hi' }
			],
			max_tokens: 64,
			stream: true,
			stream_options: { include_usage: true },
			temperature: 0,
			seed: 7
		});
	});

	it('uses the newer fields for the one host that is known to have them', () => {
		const body = bodyFor('https://api.openai.com/v1');
		expect(body).toMatchObject({
			max_completion_tokens: 64,
			stream_options: { include_usage: true, include_obfuscation: false }
		});
		expect(body).not.toHaveProperty('max_tokens');
	});

	it('sends no stream options, temperature, seed or system prompt that nobody asked for', () => {
		expect(
			bodyFor('http://127.0.0.1', { stream: false, temperature: null, seed: null, system: '' })
		).toEqual({
			model: 'm',
			messages: [{ role: 'user', content: 'Hi' }],
			max_tokens: 64,
			stream: false
		});
	});

	it('shows images before the text, as data URLs, with the detail that was asked for', () => {
		const image = { mediaType: 'image/png', base64: 'AAA=', widthPx: 1, heightPx: 1 } as const;
		expect(
			bodyFor('http://127.0.0.1', {
				system: null,
				messages: [
					{
						role: 'user',
						content: 'Read both.',
						images: [
							{ ...image, detail: null },
							{ ...image, detail: 'high' }
						]
					},
					{ role: 'assistant', content: 'Done.' },
					{ role: 'user', content: '', images: [{ ...image, detail: null }] }
				]
			})
		).toMatchObject({
			messages: [
				{
					role: 'user',
					content: [
						{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAA=' } },
						{
							type: 'image_url',
							image_url: { url: 'data:image/png;base64,AAA=', detail: 'high' }
						},
						{ type: 'text', text: 'Read both.' }
					]
				},
				{ role: 'assistant', content: 'Done.' },
				{ role: 'user', content: [{ type: 'image_url' }] }
			]
		});
	});

	it('carries the key as a bearer token', () => {
		const { headers } = openaiChat.buildRequest({ ...endpoint, apiKey: 'k-1' }, call);
		expect(headers['authorization']).toBe('Bearer k-1');
	});
});

describe('a stream of openai-chat', () => {
	it('gives text, finish, usage and model, and stamps only chunks with content', () => {
		const reading = read([
			role,
			chunk({ content: 'Hel' }),
			chunk({ content: 'lo' }),
			chunk({}, 'stop'),
			usage,
			done
		]);
		expect(reading).toMatchObject({
			text: 'Hello',
			firstEventMs: 100,
			deltas: [
				{ atMs: 110, channel: 'text', length: 3 },
				{ atMs: 120, channel: 'text', length: 2 }
			],
			finish: 'stop',
			finishRaw: 'stop',
			terminated: true,
			usage: { uncachedInputTokens: 9, outputTokens: 3 },
			error: null,
			model: 'm-1',
			warnings: []
		});
	});

	it.each(['reasoning_content', 'reasoning'])('reads reasoning spelled %s', (key) => {
		const reading = read([role, chunk({ [key]: 'hm' }), chunk({ content: 'x' }, 'stop'), done]);
		expect(reading).toMatchObject({ reasoning: 'hm', text: 'x' });
		expect(reading.deltas.map((delta) => delta.channel)).toEqual(['reasoning', 'text']);
	});

	it('counts reasoning once where both spellings come in one chunk', () => {
		const reading = read([chunk({ reasoning_content: 'hm', reasoning: 'hm' })]);
		expect(reading.reasoning).toBe('hm');
		expect(reading.deltas).toHaveLength(1);
	});

	it('reads content that comes as a list of parts', () => {
		const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
		const reading = read([chunk({ content: [thinking, { type: 'text', text: 'x' }] }, 'stop')]);
		expect(reading).toMatchObject({ reasoning: 'hm', text: 'x' });
	});

	it('reads a refusal as a channel of its own', () => {
		const reading = read([role, chunk({ refusal: 'I can’t' }), chunk({}, 'stop'), done]);
		expect(reading).toMatchObject({ refusal: 'I can’t', text: '' });
		expect(reading.deltas.map((delta) => delta.channel)).toEqual(['refusal']);
	});

	it('puts several tool calls together by index, a name and arguments stamping the clock', () => {
		const tool = (index: number, fn: object, id?: string) =>
			chunk({ tool_calls: [{ index, ...(id ? { id, type: 'function' } : {}), function: fn }] });
		const reading = read([
			role,
			tool(0, { name: 'a', arguments: '' }, 't0'),
			tool(0, { arguments: '{"x"' }),
			tool(1, { name: 'b', arguments: '' }, 't1'),
			tool(0, { arguments: ':1}' }),
			tool(1, { name: 'b', arguments: '{}' }),
			tool(1, { arguments: '' }),
			chunk({}, 'tool_calls'),
			done
		]);
		expect(reading.toolCalls).toEqual([
			{ id: 't0', name: 'a', arguments: '{"x":1}' },
			{ id: 't1', name: 'b', arguments: '{}' }
		]);
		expect(reading.deltas.map(({ atMs, length }) => [atMs, length])).toEqual([
			[110, 1],
			[120, 4],
			[130, 1],
			[140, 3],
			[150, 2]
		]);
		expect(reading.finish).toBe('tool');
	});

	it('takes tool calls without an index and arguments sent as an object', () => {
		const reading = read([
			chunk({ tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }] }),
			chunk({ tool_calls: [{ id: 'b', function: { name: 'g', arguments: '{' } }] }),
			chunk({ tool_calls: [{ function: { arguments: '}' } }] }, 'tool_calls')
		]);
		expect(reading.toolCalls).toEqual([
			{ id: 'a', name: 'f', arguments: '{"x":1}' },
			{ id: 'b', name: 'g', arguments: '{}' }
		]);
	});

	it('reads the legacy function call', () => {
		const reading = read([
			chunk({ function_call: { name: 'f', arguments: '{' } }),
			chunk({ function_call: { arguments: '}' } }),
			chunk({}, 'function_call')
		]);
		expect(reading.toolCalls).toEqual([{ id: null, name: 'f', arguments: '{}' }]);
		expect(reading.finish).toBe('tool');
	});

	it('reads usage that comes with the finish reason', () => {
		const last = chunk({}, 'stop', { usage: { prompt_tokens: 4, completion_tokens: 2 } });
		expect(read([chunk({ content: 'x' }), last, done]).usage).toMatchObject({
			uncachedInputTokens: 4,
			outputTokens: 2
		});
	});

	it('lets the last usage stand where it comes with every chunk, null or not', () => {
		const counted = (n: number) => ({
			usage: {
				prompt_tokens: 4,
				completion_tokens: n,
				prompt_tokens_details: n === 3 ? null : { cached_tokens: n === 1 ? 3 : null }
			}
		});
		const reading = read([
			chunk({ content: 'a' }, null, counted(1)),
			chunk({ content: 'b' }, null, counted(2)),
			chunk({ content: 'c' }, null, counted(3)),
			chunk({}, 'stop', { usage: null }),
			done
		]);
		expect(reading.usage).toMatchObject({ outputTokens: 3, cacheReadTokens: 3 });
		expect(reading.warnings).toEqual([]);
	});

	it('takes only the first of several choices and says so', () => {
		const two = data({
			choices: [
				{ index: 1, delta: { content: 'B' }, finish_reason: null },
				{ index: 0, delta: { content: 'A' }, finish_reason: 'stop' }
			]
		});
		const reading = read([two]);
		expect(reading.text).toBe('A');
		expect(reading.warnings).toEqual([
			'the endpoint sent more than one choice; only the first is the answer'
		]);
	});

	it.each([
		['length', 'length'],
		['content_filter', 'refused'],
		['eos_token', 'other']
	])('reads the finish reason %s as %s', (raw, finish) => {
		expect(read([chunk({ content: 'x' }, raw), done])).toMatchObject({
			finish,
			finishRaw: raw,
			error: null
		});
	});

	it.each(['error', 'abort'])('reads the finish reason %s as an error', (raw) => {
		expect(read([chunk({ content: 'x' }, raw), done]).error).toMatchObject({
			kind: 'server',
			code: raw
		});
	});

	it.each([
		['an event named error', 'event: error\ndata: {"message":"boom","code":"bad"}\n\n'],
		['an error in a chunk', data({ error: { message: 'boom', code: 'bad' } })],
		[
			'an error beside choices',
			chunk({ content: '' }, 'error', { error: { message: 'boom', code: 'bad' } })
		],
		['a line of older llama.cpp', 'error: {"message":"boom","code":"bad"}\n\n'],
		['an unended error event', 'event: error\ndata: {"message":"boom","code":"bad"}']
	])('finds %s in the middle of a stream, whatever [DONE] says', (_, event) => {
		const reading = read([
			role,
			chunk({ content: 'x' }),
			event,
			...(event.endsWith('\n\n') ? [done] : [])
		]);
		expect(reading.error).toMatchObject({ kind: 'server', code: 'bad', message: 'boom' });
		expect(reading.text).toBe('x');
	});

	it('keeps the usage that comes with an error', () => {
		const event = data({
			error: { code: 502, message: 'x' },
			choices: [],
			usage: { prompt_tokens: 8 }
		});
		expect(read([event, done])).toMatchObject({
			error: { kind: 'server', code: '502' },
			usage: { uncachedInputTokens: 8 }
		});
	});

	it('is not terminated by [DONE] without a finish reason', () => {
		const reading = read([role, chunk({ content: 'x' }), done]);
		expect(reading).toMatchObject({ terminated: false, finish: null, error: null });
		expect(reading.warnings).toEqual(['[DONE] came without a finish reason']);
	});

	it('is terminated by a finish reason without [DONE]', () => {
		expect(read([chunk({ content: 'x' }, 'stop')]).terminated).toBe(true);
	});

	it('collects what the server says about its own time', () => {
		const reading = read(
			[
				chunk({ content: 'x' }, null, { x_groq: { id: 'r' } }),
				chunk({}, 'stop', { timings: { prompt_ms: 5 }, x_groq: { usage: { total_time: 0.1 } } }),
				data({ choices: [], usage: { prompt_tokens: 1 }, metrics: { queue_time_ms: 2 } })
			],
			{ headers: { 'openai-processing-ms': '41', 'server-timing': 'gen;dur=3', via: 'x' } }
		);
		expect(reading.serverTimings).toEqual({
			timings: { prompt_ms: 5 },
			x_groq: { usage: { total_time: 0.1 } },
			metrics: { queue_time_ms: 2 },
			headers: { 'openai-processing-ms': '41', 'server-timing': 'gen;dur=3' }
		});
		expect(read([role]).serverTimings).toBeNull();
	});

	it('takes usage from x_groq where it comes nowhere else', () => {
		const last = chunk({}, 'stop', {
			x_groq: {
				usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, queue_time: 0.1 }
			}
		});
		const reading = read([last, done]);
		expect(reading.usage).toMatchObject({ uncachedInputTokens: 3, outputTokens: 2 });
		expect(reading.warnings).toEqual([]);
	});

	it('takes usage from the choice where it comes nowhere else, as Moonshot sends it', () => {
		const usage = { prompt_tokens: 30, completion_tokens: 2, total_tokens: 32, cached_tokens: 20 };
		const last = data({
			choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage }]
		});
		const reading = read([chunk({ content: 'x' }), last, done]);
		expect(reading.usage).toMatchObject({
			uncachedInputTokens: 10,
			cacheReadTokens: 20,
			outputTokens: 2
		});
		expect(reading.warnings).toEqual([]);
	});

	it('ignores keep-alive comments and empty events', () => {
		const reading = read([
			': OPENROUTER PROCESSING\n\n',
			'data:\n\n',
			chunk({ content: 'x' }, 'stop')
		]);
		expect(reading).toMatchObject({ text: 'x', error: null, warnings: [], firstEventMs: 110 });
	});

	it('warns of events after the end and does not read them', () => {
		const reading = read([chunk({ content: 'x' }, 'stop'), done, chunk({ content: 'y' })]);
		expect(reading.text).toBe('x');
		expect(reading.warnings).toEqual(['events after the end of the stream were ignored']);
	});

	it('takes a last event without its blank line only if HTTP says that the body is whole', () => {
		const last = chunk({ content: 'x' }, 'stop').trimEnd();
		expect(read([role, last])).toMatchObject({ text: 'x', terminated: true });
		expect(read([role, last], { end: cut })).toMatchObject({ text: '', terminated: false });
	});

	it('gives up on a stream that is nothing but malformed events', () => {
		const reading = read(Array.from({ length: 1_000 }, () => 'data: {\n\n'));
		expect(reading.error?.kind).toBe('malformed');
		expect(reading.warnings).toEqual(['the stream was left unread after 20 malformed events']);
	});
});

describe('a whole answer of openai-chat', () => {
	it('has everything but times', () => {
		const answer = {
			model: 'm-1',
			choices: [
				{
					index: 0,
					message: {
						role: 'assistant',
						content: 'Hi',
						reasoning_content: 'hm',
						tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }]
					},
					finish_reason: 'tool_calls'
				}
			],
			usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
			timings: { predicted_ms: 4 }
		};
		expect(openaiChat.read(recording(JSON.stringify(answer)), false)).toMatchObject({
			deltas: [],
			firstEventMs: null,
			text: 'Hi',
			reasoning: 'hm',
			toolCalls: [{ id: 't', name: 'f', arguments: '{}' }],
			finish: 'tool',
			terminated: true,
			usage: { outputTokens: 2 },
			error: null,
			serverTimings: { timings: { predicted_ms: 4 } },
			model: 'm-1'
		});
	});

	it.each(['{}', '{"choices":[]}', '{"choices":[{"index":0}]}'])(
		'is malformed if it is %s',
		(body) => {
			expect(openaiChat.read(recording(body), false).error?.kind).toBe('malformed');
		}
	);
});
