import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Protocol, Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { BenchError } from '#core/errors.ts';
import { arrivalOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { protocolNames } from '#core/target.ts';
import { usageSchema } from '#core/usage.ts';
import { chunk, cut, data, done, named, recording, streamOf } from './recording.ts';

const call: ChatCall = {
	system: null,
	messages: [{ role: 'user', content: 'Grüße' }],
	maxOutputTokens: 8,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};

interface Implementation {
	protocol: Protocol;
	/** A good stream that says "Grüße 🚀 €" after reasoning "hm", in the protocol's own events. */
	stream: string[];
	/** Position in `stream` of the event that makes it terminated. */
	terminal: number;
	/** A whole answer that says "Hi". */
	answer: unknown;
	/** An error body. */
	error: unknown;
	outputLimitField: string;
}

const delta = (index: number, value: object) =>
	named({ type: 'content_block_delta', index, delta: value });

const implementations: Implementation[] = [
	{
		protocol: protocols['openai-chat'],
		stream: [
			chunk({ role: 'assistant', content: '' }),
			': keep-alive\n\n',
			chunk({ reasoning_content: 'hm' }),
			chunk({ content: 'Grüße' }),
			chunk({ content: ' 🚀' }),
			chunk({ content: ' €' }),
			chunk({}, 'stop'),
			data({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 } }),
			done
		],
		terminal: 6,
		answer: {
			choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
		},
		error: { error: { message: 'no', type: 'x' } },
		outputLimitField: 'max_tokens'
	},
	{
		protocol: protocols['anthropic-messages'],
		stream: [
			named({
				type: 'message_start',
				message: { model: 'c', usage: { input_tokens: 3, output_tokens: 1 } }
			}),
			named({ type: 'ping' }),
			delta(0, { type: 'thinking_delta', thinking: 'hm' }),
			delta(1, { type: 'text_delta', text: 'Grüße' }),
			delta(1, { type: 'text_delta', text: ' 🚀' }),
			delta(1, { type: 'text_delta', text: ' €' }),
			named({
				type: 'message_delta',
				delta: { stop_reason: 'end_turn' },
				usage: { output_tokens: 6 }
			}),
			named({ type: 'message_stop' })
		],
		terminal: 7,
		answer: {
			type: 'message',
			content: [{ type: 'text', text: 'Hi' }],
			stop_reason: 'end_turn',
			usage: { input_tokens: 1, output_tokens: 1 }
		},
		error: { type: 'error', error: { type: 'x', message: 'no' } },
		outputLimitField: 'max_tokens'
	}
];

const withoutTimes = (reading: Reading) => ({
	...reading,
	firstEventMs: reading.firstEventMs === null,
	deltas: reading.deltas.map(({ channel, length }) => ({ channel, length }))
});

describe('the registry of protocols', () => {
	it('holds each protocol under its own name', () => {
		expect(Object.keys(protocols)).toEqual([...protocolNames]);
		for (const name of protocolNames) expect(protocols[name].name).toBe(name);
	});
});

describe.each(implementations.map((it) => [it.protocol.name, it] as const))('%s', (_, given) => {
	const { protocol, stream, terminal, answer, error } = given;
	const endpoint = { baseUrl: 'https://api.example.com/v1', model: 'm', apiKey: null };
	const outcome = (response: RecordedResponse, isStream = true) =>
		outcomeOf(response, protocol.read(response, isStream), isStream);

	describe('buildRequest', () => {
		it('sends JSON with a user agent, and no key where there is none', () => {
			for (const apiKey of [null, '']) {
				const { method, headers } = protocol.buildRequest({ ...endpoint, apiKey }, call);
				expect(method).toBe('POST');
				expect(headers).toMatchObject({
					'content-type': 'application/json',
					accept: 'text/event-stream',
					'user-agent': 'breakeven/0.1'
				});
				expect(headers).not.toHaveProperty('authorization');
				expect(headers).not.toHaveProperty('x-api-key');
			}
		});

		it('accepts JSON where it does not stream', () => {
			const request = protocol.buildRequest(endpoint, { ...call, stream: false });
			expect(request.headers['accept']).toBe('application/json');
			expect(JSON.parse(request.body)).toMatchObject({ stream: false });
		});

		it('lets extra fields add, replace and, as null, remove', () => {
			const extraBody = { top_k: 5, model: 'other', [given.outputLimitField]: null };
			const body: unknown = JSON.parse(
				protocol.buildRequest(endpoint, { ...call, extraBody }).body
			);
			expect(body).toMatchObject({ top_k: 5, model: 'other' });
			expect(body).not.toHaveProperty(given.outputLimitField);
		});

		it('refuses an address that is none, and a key that no header can carry, without showing it', () => {
			expect(() => protocol.buildRequest({ ...endpoint, baseUrl: 'ftp://h' }, call)).toThrow(
				BenchError
			);
			expect(() => protocol.buildRequest({ ...endpoint, baseUrl: 'nowhere' }, call)).toThrow(
				BenchError
			);
			const apiKey = 'secret-part\n';
			const build = () => protocol.buildRequest({ ...endpoint, apiKey }, call);
			expect(build).toThrow(BenchError);
			expect(build).not.toThrow(/secret-part/);
		});
	});

	describe('read', () => {
		it('reads a good stream', () => {
			const response = streamOf(stream);
			const reading = protocol.read(response, true);
			expect(reading).toMatchObject({
				text: 'Grüße 🚀 €',
				reasoning: 'hm',
				refusal: '',
				finish: 'stop',
				terminated: true,
				error: null,
				firstEventMs: 100,
				warnings: []
			});
			expect(reading.deltas.map(({ atMs, channel }) => [atMs, channel])).toEqual([
				[120, 'reasoning'],
				[130, 'text'],
				[140, 'text'],
				[150, 'text']
			]);
			expect(usageSchema.parse(reading.usage)).toMatchObject({
				uncachedInputTokens: 3,
				outputTokens: 6
			});
			expect(outcome(response)).toEqual({ outcome: 'ok', errorCode: null, errorMessage: null });
		});

		it('reads a whole answer', () => {
			const response = recording(JSON.stringify(answer));
			expect(protocol.read(response, false)).toMatchObject({
				text: 'Hi',
				finish: 'stop',
				terminated: true,
				deltas: [],
				firstEventMs: null,
				warnings: []
			});
			expect(outcome(response, false).outcome).toBe('ok');
		});

		it('reads a whole answer where a stream was asked for, without times and with a warning', () => {
			const response = recording(JSON.stringify(answer, null, 2));
			const reading = protocol.read(response, true);
			expect(reading).toMatchObject({ text: 'Hi', deltas: [], firstEventMs: null, error: null });
			expect(reading.warnings).toEqual(['a stream was asked for, but the answer came as one body']);
			expect(outcome(response).outcome).toBe('ok');
		});

		it('reads the same from every separator and with a byte order mark', () => {
			const body = stream.join('');
			const plain = withoutTimes(protocol.read(recording(body), true));
			for (const separator of ['\r', '\r\n']) {
				const other = recording(`\uFEFF${body.replaceAll('\n', separator)}`);
				expect(withoutTimes(protocol.read(other, true))).toEqual(plain);
			}
		});

		it('calls every prefix of a stream truncated until the terminal event has come', () => {
			stream.forEach((__, last) => {
				const response = streamOf(stream.slice(0, last + 1));
				expect(outcome(response).outcome).toBe(last < terminal ? 'truncated' : 'ok');
				const closed = { ...response, end: cut };
				expect(outcome(closed).outcome).toBe(last < terminal ? 'truncated' : 'ok');
			});
		});

		it.each([
			[401, 'authentication', 'error'],
			[404, 'request', 'error'],
			[429, 'rate-limited', 'rate-limited'],
			[500, 'server', 'error'],
			[529, 'server', 'error']
		])('reads HTTP %i as an error of kind %s', (status, kind, expected) => {
			for (const isStream of [true, false]) {
				const response = recording(JSON.stringify(error), {
					status,
					headers: { 'retry-after': '3' }
				});
				expect(protocol.read(response, isStream)).toMatchObject({
					error: { kind, code: 'x', message: 'no', retryAfterS: 3 },
					terminated: false,
					deltas: [],
					text: ''
				});
				expect(outcome(response, isStream)).toEqual({
					outcome: expected,
					errorCode: kind,
					errorMessage: `HTTP ${status} x: no`
				});
			}
		});

		it.each([
			[
				'an HTML page',
				'<!doctype html><html><title>Login</title></html>',
				/HTML page titled "Login"/
			],
			['nothing', '', /an empty body/],
			['only comments', ': keep-alive\n\n', /keep-alive/],
			['plain text', 'OK', /"OK"/],
			['a JSON number', '42', /"42"/],
			['another JSON', '{"status":"ok"}', /holds no/]
		])('calls HTTP 200 with %s malformed', (__, body, message) => {
			for (const isStream of [true, false]) {
				const response = recording(body);
				const reading = protocol.read(response, isStream);
				expect(reading.error).toMatchObject({ kind: 'malformed' });
				expect(reading.error?.message).toMatch(message);
				expect(outcome(response, isStream)).toMatchObject({
					outcome: 'error',
					errorCode: 'malformed'
				});
			}
		});

		it.each(['{"choices', 'null', '[]', 'hello'])(
			'calls the event %s malformed and reads on',
			(event) => {
				const reading = protocol.read(streamOf([`data: ${event}\n\n`, ...stream]), true);
				expect(reading.error?.kind).toBe('malformed');
				expect(reading.text).toBe('Grüße 🚀 €');
			}
		);

		it('finds an error under HTTP 200, in a stream and in a whole body', () => {
			const response = streamOf(stream.toSpliced(terminal, 0, data(error)));
			expect(protocol.read(response, true).error).toMatchObject({ code: 'x', message: 'no' });
			expect(outcome(response).outcome).toBe('error');
			const whole = recording(JSON.stringify(error));
			expect(protocol.read(whole, false).error).toMatchObject({ code: 'x', message: 'no' });
			expect(protocol.read(whole, true).error).toMatchObject({ code: 'x', message: 'no' });
		});

		it('blames the transport, not the endpoint, for a body that was cut', () => {
			const response = recording(JSON.stringify(answer).slice(0, 20), { end: cut });
			expect(protocol.read(response, false)).toMatchObject({ error: null, terminated: false });
			expect(outcome(response, false)).toMatchObject({
				outcome: 'error',
				errorCode: 'connection-closed'
			});
		});

		it('reads nothing from a response that never came', () => {
			const response = recording('', { status: null, end: cut });
			expect(protocol.read(response, true)).toMatchObject({
				error: null,
				usage: null,
				firstEventMs: null,
				terminated: false
			});
		});

		it('does not depend on how the bytes were split into reads, but for times, which are those of the read with the last byte of the event', () => {
			const body = new TextEncoder().encode(stream.join(''));
			const ends: number[] = [];
			let length = 0;
			for (const event of stream) {
				length += new TextEncoder().encode(event).length;
				ends.push(length - 1);
			}
			const whole = withoutTimes(protocol.read(recording(body), true));
			const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 120 });
			fc.assert(
				fc.property(sizes, (reads) => {
					const response = recording(body, { reads });
					const reading = protocol.read(response, true);
					expect(withoutTimes(reading)).toEqual(whole);
					expect(reading.firstEventMs).toBe(arrivalOf(response, ends[0]!));
					expect(reading.deltas.map((piece) => piece.atMs)).toEqual(
						[2, 3, 4, 5].map((event) => arrivalOf(response, ends[event]!))
					);
				})
			);
		});

		it('never throws on arbitrary bytes, and its usage and outcome are always well-formed', () => {
			const fragments = fc.constantFrom(
				...stream,
				'data: ',
				'data: {"choices":[{"delta":{"tool_calls":[{"index":{}}]}}]}\n\n',
				'data: {"usage":{"prompt_tokens":{},"__proto__":{"x":1},"prompt_tokens_details":[]}}\n\n',
				'data: {"type":"message_delta","usage":{"cache_creation":{"ephemeral_5m_input_tokens":-1}}}\n\n',
				'data: {"type":"content_block_start","content_block":{"type":"tool_use"}}\n\n',
				'event: error\n',
				'\n\n',
				'{"error":[[]]}',
				'{"choices":[{"message":{"content":[1,null]}}],"content":[1]}'
			);
			const json = fc.json().map((text) => `data: ${text}\n\n`);
			const bytes = fc
				.array(fc.oneof(fragments, json, fc.string({ unit: 'binary' })), { maxLength: 8 })
				.map((parts) => new TextEncoder().encode(parts.join('')));
			fc.assert(
				fc.property(
					fc.oneof(bytes, fc.uint8Array()),
					fc.constantFrom(200, 200, 200, 204, 302, 400, 429, 500, null),
					fc.boolean(),
					fc.boolean(),
					(body, status, isStream, isCut) => {
						const response = recording(body, { status, ...(isCut ? { end: cut } : {}) });
						const reading = protocol.read(response, isStream);
						if (reading.usage) usageSchema.parse(reading.usage);
						JSON.stringify(reading);
						const { outcome } = outcomeOf(response, reading, isStream);
						const clocks = timingsOf(reading, { dueMs: 0, sentMs: 1, endMs: 200, outcome });
						expect(clocks.deltaCount).toBe(reading.deltas.length);
						expect(reading.warnings.length).toBeLessThanOrEqual(20);
					}
				),
				{ numRuns: 500 }
			);
		});

		it('survives JSON that is nested beyond what a serializer can take', () => {
			const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
			const bodies = [
				`data: {"usage":{"prompt_tokens":1,"x":${deep}},"timings":{"x":${deep}},"choices":[]}\n\n`,
				`data: {"type":"content_block_start","content_block":{"type":"tool_use","input":{"x":${deep}}}}\n\n`,
				`data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":{"x":${deep}}}}]}}]}\n\n`
			];
			for (const body of bodies) {
				const reading = protocol.read(recording(body), true);
				expect(() => JSON.stringify(reading)).not.toThrow();
			}
		});
	});
});
