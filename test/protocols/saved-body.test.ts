import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '#bench/protocols/anthropic-messages.ts';
import { encodeAwsEvent } from '#bench/endpoints/emulator/aws-message.ts';
import { awsEventStreamFraming } from '#bench/protocols/framing/aws-event-stream.ts';
import type { Framing } from '#bench/protocols/framing/framing.ts';
import { ndjsonFraming } from '#bench/protocols/framing/ndjson.ts';
import { createOpenaiChatDialect } from '#bench/protocols/openai-chat-dialect.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { Protocol } from '#bench/protocols/protocol.ts';
import { readResponse } from '#bench/protocols/response-reader.ts';
import { isText, readSavedBody } from '#bench/protocols/saved-body.ts';
import { chunk, data, done, named } from './recording.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const chunks = [
	chunk({ role: 'assistant', content: '' }),
	chunk({ content: 'Grüße' }),
	chunk({ content: ' aus' }),
	chunk({ content: ' Köln' }),
	chunk({}, 'stop'),
	data({ model: 'm-1', choices: [], usage })
];
const stream = chunks.join('') + done;
/** The same with the JSON alone on each line. */
const plainLines = chunks.map((each) => each.replace(/^data: /, '').trimEnd()).join('\n');

const messages = [
	named({
		type: 'message_start',
		message: { model: 'm', usage: { input_tokens: 9, output_tokens: 1 } }
	}),
	named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
	named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße' } }),
	named({ type: 'content_block_stop', index: 0 }),
	named({
		type: 'message_delta',
		delta: { stop_reason: 'end_turn', stop_sequence: null },
		usage: { output_tokens: 3 }
	}),
	named({ type: 'message_stop' })
].join('');

describe('a saved body', () => {
	it.each([
		['the bytes as they came', stream],
		['the bytes without a last [DONE]', chunks.join('')],
		['CRLF for LF', stream.replaceAll('\n', '\r\n')],
		['a chunk of JSON on each line', plainLines],
		['a chunk of JSON on each line and [DONE] behind them', `${plainLines}\n[DONE]\n`],
		['such lines behind "data: "', chunks.map((each) => each.trimEnd()).join('\n')],
		[
			'such lines behind "data:" with [DONE]',
			`${chunks.map((each) => each.trimEnd().replace('data: ', 'data:')).join('\n')}\ndata:[DONE]`
		],
		[
			'such lines with blank ones and comments between',
			`: keep-alive\n${plainLines.replaceAll('\n', '\n\n')}\n`
		]
	])('is read from %s', (_, text) => {
		const { reading, outcome, errorCode } = readSavedBody(openaiChat, bytesOf(text), true);
		expect({ outcome, errorCode }).toEqual({ outcome: 'ok', errorCode: null });
		expect(reading.text).toBe('Grüße aus Köln');
		expect(reading.deltas.map(({ channel, length }) => [channel, length])).toEqual([
			['text', 5],
			['text', 4],
			['text', 5]
		]);
		expect(reading.usage).toMatchObject({ uncachedInputTokens: 9, outputTokens: 3 });
		expect(reading.finishRaw).toBe('stop');
	});

	it('is read where some of its chunks have a blank line behind them and others do not', () => {
		const text = stream.replaceAll('\n\n', '\n').replace('\n', '\n\n');
		const { reading, outcome } = readSavedBody(openaiChat, bytesOf(text), true);
		expect([outcome, reading.text]).toEqual(['ok', 'Grüße aus Köln']);
	});

	it('of a protocol that names its events is read from lines without the names', () => {
		const lines = messages.replace(/^event: .*\n/gmu, '').replaceAll('\n\n', '\n');
		for (const text of [lines, lines.replace(/^data: /gmu, '')]) {
			const { reading, outcome } = readSavedBody(anthropicMessages, bytesOf(text), true);
			expect([outcome, reading.text, reading.finishRaw]).toEqual(['ok', 'Grüße', 'end_turn']);
		}
	});

	it('that is a whole answer is read as one', () => {
		const whole = JSON.stringify({
			model: 'm',
			choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'length' }],
			usage
		});
		const { reading, outcome } = readSavedBody(openaiChat, bytesOf(whole), false);
		expect(outcome).toBe('length');
		expect(reading).toMatchObject({ text: 'Hi', deltas: [] });
		for (let length = 1; length < whole.length; length++) {
			const part = bytesOf(whole.slice(0, length));
			expect(readSavedBody(openaiChat, part, false)).toMatchObject({ outcome: 'truncated' });
		}
		const torn = bytesOf(whole.replace('"usage"', 'usage'));
		expect(readSavedBody(openaiChat, torn, false)).toMatchObject({ errorCode: 'malformed' });
	});

	it('that is an error of the endpoint is that error', () => {
		const text = JSON.stringify({ error: { message: 'Overloaded', type: 'overloaded_error' } });
		expect(readSavedBody(openaiChat, bytesOf(text), true)).toMatchObject({
			outcome: 'error',
			errorCode: 'server',
			errorMessage: 'overloaded_error: Overloaded'
		});
	});

	it.each([
		['openai-chat', openaiChat, stream, '"finish_reason":"stop"'],
		['openai-chat, a line each', openaiChat, plainLines, '"finish_reason":"stop"'],
		['anthropic-messages', anthropicMessages, messages, '"message_stop"']
	])('of %s that is cut anywhere is truncated until its end has come', (_, protocol, text, end) => {
		const bytes = bytesOf(text);
		// By the rules of an attempt an event counts once its JSON is whole, blank line or not.
		const json = text.indexOf('\n', text.indexOf(end));
		const wholeFrom = bytesOf(text.slice(0, json)).length;
		for (let length = 1; length < bytes.length; length++) {
			const { outcome } = readSavedBody(protocol, bytes.subarray(0, length), true);
			expect(`${String(length)} ${outcome}`).toBe(
				`${String(length)} ${length < wholeFrom ? 'truncated' : 'ok'}`
			);
		}
	});

	it('never throws, and is never whole without an end, whatever it holds', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isStream) => {
				const { outcome, reading } = readSavedBody(openaiChat, bytes, isStream);
				expect(outcome === 'ok').toBe(reading.terminated && reading.error === null);
			})
		);
	});

	it('says of a page of HTML that it is none', () => {
		const page = bytesOf('<html><title>Sign in</title>');
		expect(readSavedBody(openaiChat, page, true)).toMatchObject({
			outcome: 'error',
			errorCode: 'malformed',
			events: 0
		});
	});

	it('is text or binary, also where its last character is cut', () => {
		expect(isText(bytesOf('Grüße'))).toBe(true);
		expect(isText(bytesOf('Grü').subarray(0, 3))).toBe(true);
		expect(isText(Uint8Array.of(0, 0, 1, 2))).toBe(false);
		expect(isText(Uint8Array.of(0x47, 0xff, 0x48))).toBe(false);
	});

	describe('of another framing', () => {
		const protocolOf = (framing: Framing): Protocol => ({
			...openaiChat,
			read: (response, isStream, observe) =>
				readResponse(
					response,
					isStream,
					(draft) => ({ ...createOpenaiChatDialect(draft), framing }),
					observe
				)
		});
		const bodies = chunks.map((each) => each.replace(/^data: /, '').trim());

		it.each([
			['lines of JSON', ndjsonFraming, bytesOf(bodies.map((each) => `${each}\n`).join(''))],
			[
				'an AWS event stream',
				awsEventStreamFraming,
				Uint8Array.from(bodies.flatMap((body) => [...encodeAwsEvent('chunk', body)]))
			]
		])('is read as it is: %s, whole and cut anywhere', (_, framing, bytes) => {
			const protocol = protocolOf(framing);
			const whole = readSavedBody(protocol, bytes, true);
			expect(whole).toMatchObject({ outcome: 'ok', events: chunks.length });
			expect(whole.reading.text).toBe('Grüße aus Köln');
			let last = 'truncated';
			for (let length = 1; length < bytes.length; length++) {
				const { outcome } = readSavedBody(protocol, bytes.subarray(0, length), true);
				// Once the finish reason has come it stays.
				expect(last === 'ok' ? ['ok'] : ['truncated', 'ok']).toContain(outcome);
				last = outcome;
			}
			expect(last).toBe('ok');
		});

		it('is malformed where the file is of neither', () => {
			const found = readSavedBody(protocolOf(awsEventStreamFraming), bytesOf('plain words'), true);
			expect(found).toMatchObject({ outcome: 'error', errorCode: 'malformed', events: 0 });
		});
	});
});
