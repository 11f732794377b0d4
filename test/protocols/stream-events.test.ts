import { describe, expect, it } from 'vitest';
import { streamEventsOf } from '#bench/protocols/stream-events.ts';
import { recording } from './recording.ts';

const sse = (...events: (object | string)[]): string =>
	events
		.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
		.join('');
const chunk = (delta: object, finish: string | null = null): object => ({
	choices: [{ index: 0, delta, finish_reason: finish }]
});

describe('the events of a stream', () => {
	it('are told apart by what they carry, each with the read that completed it', () => {
		const role = sse(chunk({ role: 'assistant', content: '' }));
		const rest = sse(
			chunk({ reasoning_content: 'hm' }),
			chunk({ content: 'Yes' }),
			chunk({}, 'stop'),
			{ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
			'[DONE]'
		);
		const events = streamEventsOf(
			recording(role + rest, { reads: [role.length], firstMs: 100, gapMs: 10 }),
			'openai-chat'
		);
		const nothing = { deltas: [], hasUsage: false, isError: false, isEnd: false };
		expect(events).toEqual([
			{ ...nothing, atMs: 100, isAnswerChunk: true },
			{ ...nothing, atMs: 110, isAnswerChunk: true, deltas: [{ channel: 'reasoning', length: 2 }] },
			{ ...nothing, atMs: 110, isAnswerChunk: true, deltas: [{ channel: 'text', length: 3 }] },
			{ ...nothing, atMs: 110, isAnswerChunk: true },
			{ ...nothing, atMs: 110, isAnswerChunk: false, hasUsage: true },
			{ ...nothing, atMs: 110, isAnswerChunk: false, isEnd: true }
		]);
	});

	it('include the tool calls and the errors', () => {
		const events = streamEventsOf(
			recording(
				sse(chunk({ tool_calls: [{ index: 0, function: { name: 'look', arguments: '{' } }] }), {
					error: { message: 'overloaded', type: 'server_error' }
				})
			),
			'openai-chat'
		);
		expect(events.map(({ deltas, isError }) => ({ deltas, isError }))).toEqual([
			{ deltas: [{ channel: 'tool', length: 5 }], isError: false },
			{ deltas: [], isError: true }
		]);
	});

	it('of Anthropic Messages end with message_stop, and only output is a piece of the answer', () => {
		const events = streamEventsOf(
			recording(
				sse(
					{ type: 'message_start', message: { role: 'assistant', usage: { input_tokens: 3 } } },
					{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
					{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes' } },
					{
						type: 'message_delta',
						delta: { stop_reason: 'end_turn' },
						usage: { output_tokens: 2 }
					},
					{ type: 'message_stop' }
				)
			),
			'anthropic-messages'
		);
		expect(events.map(({ isAnswerChunk }) => isAnswerChunk)).toEqual([
			false,
			false,
			true,
			false,
			false
		]);
		expect(events.map(({ isEnd }) => isEnd)).toEqual([false, false, false, false, true]);
	});

	it('are none of another status, of a plain body and of a protocol without streams', () => {
		const stream = sse(chunk({ content: 'Yes' }));
		expect(streamEventsOf(recording(stream, { status: 500 }), 'openai-chat')).toEqual([]);
		expect(streamEventsOf(recording('{"choices":[]}'), 'openai-chat')).toEqual([]);
		expect(streamEventsOf(recording(stream), 'openai-images')).toEqual([]);
	});
});
