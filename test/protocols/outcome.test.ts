import { describe, expect, it } from 'vitest';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { RecordedResponse, TransportFailureCode } from '#core/recorded-response.ts';
import { chunk, cut, data, done, recording, streamOf } from './recording.ts';

const outcome = (response: RecordedResponse, stream = true) =>
	outcomeOf(response, openaiChat.read(response, stream), stream);
const failed = (code: TransportFailureCode) => ({
	kind: 'failed' as const,
	code,
	message: `it was ${code}`
});

const good = [chunk({ role: 'assistant' }), chunk({ content: 'x' }), chunk({}, 'stop'), done];

describe('outcomeOf', () => {
	it.each([
		['connect-timeout', 'timeout'],
		['idle-timeout', 'timeout'],
		['total-timeout', 'timeout'],
		['aborted', 'aborted'],
		['never-sent', 'aborted'],
		['connection-refused', 'error'],
		['address-not-found', 'error'],
		['connection-failed', 'error'],
		['connection-closed', 'error'],
		['tls-failed', 'error'],
		['malformed-response', 'error'],
		['headers-too-large', 'error'],
		['response-too-large', 'error']
	] as const)('calls %s without a response %s', (code, expected) => {
		expect(outcome(recording('', { status: null, end: failed(code) }))).toEqual({
			outcome: expected,
			errorCode: code,
			errorMessage: `it was ${code}`
		});
	});

	it.each(['idle-timeout', 'aborted', 'response-too-large'] as const)(
		'lets %s stand over a stream that had begun',
		(code) => {
			expect(outcome(streamOf(good.slice(0, 2), { end: failed(code) })).errorCode).toBe(code);
		}
	);

	it('calls a stream truncated that the connection cut, and whole if the end had come before', () => {
		expect(outcome(streamOf(good.slice(0, 2), { end: cut }))).toEqual({
			outcome: 'truncated',
			errorCode: 'connection-closed',
			errorMessage: 'the stream ended before the answer was finished'
		});
		expect(outcome(streamOf(good.slice(0, 3), { end: cut })).outcome).toBe('ok');
	});

	it('calls a connection an error that closed after the headers without an event', () => {
		expect(outcome(recording(': keep-alive\n\n', { end: cut }))).toMatchObject({
			outcome: 'error',
			errorCode: 'connection-closed'
		});
	});

	it('still sees the rate limit of a response whose body was cut', () => {
		const response = recording('{"err', { status: 429, end: cut });
		expect(outcome(response).outcome).toBe('rate-limited');
	});

	it('names the missing terminal event of a stream that ended in order', () => {
		expect(outcome(streamOf(good.slice(0, 2)))).toMatchObject({
			outcome: 'truncated',
			errorCode: 'no-terminal-event'
		});
	});

	it.each([
		['length', 'length'],
		['content_filter', 'refused'],
		['stop', 'ok'],
		['tool_calls', 'ok']
	])('reads an answer that finished with %s as %s', (finish, expected) => {
		expect(outcome(streamOf([chunk({ content: 'x' }, finish)]))).toEqual({
			outcome: expected,
			errorCode: null,
			errorMessage: null
		});
	});

	it('calls an answer refused that a filter stopped with a status or an event of its own', () => {
		const error = { error: { code: 'content_filter', message: 'Filtered.' } };
		expect(outcome(recording(JSON.stringify(error), { status: 400 })).outcome).toBe('refused');
		expect(outcome(streamOf([...good.slice(0, 2), data(error), done])).outcome).toBe('refused');
	});

	it('calls an answer refused that consists of a refusal', () => {
		expect(outcome(streamOf([chunk({ refusal: 'no' }, 'stop')])).outcome).toBe('refused');
	});

	it('calls an empty answer an answer', () => {
		expect(outcome(streamOf([chunk({ content: '' }, 'stop'), done])).outcome).toBe('ok');
	});

	it('lets an error inside the stream stand over its finish', () => {
		const error = data({ error: { type: 'overloaded_error', message: 'Overloaded' } });
		expect(outcome(streamOf([...good.slice(0, 3), error, done]))).toEqual({
			outcome: 'error',
			errorCode: 'server',
			errorMessage: 'overloaded_error: Overloaded'
		});
		const limit = data({ error: { code: 'rate_limit_exceeded', message: 'slow down' } });
		expect(outcome(streamOf([limit, done])).outcome).toBe('rate-limited');
	});
});
