/** Anthropic Messages; order and fields of the events from @anthropic-ai/sdk 1.11.0 and recordings. */
import { protocols } from '#bench/protocols/index.ts';
import { data, named } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const start = (usage: object = { input_tokens: 3, output_tokens: 1 }, model = 'm-1'): string =>
	named({ type: 'message_start', message: { model, usage } });
const delta = (index: number, value: object): string =>
	named({ type: 'content_block_delta', index, delta: value });
const text = ['Grüße', ' 🚀', ' €'].map((piece) => delta(1, { type: 'text_delta', text: piece }));
const end = (stop_reason: string, usage: object = { output_tokens: 6 }): string =>
	named({ type: 'message_delta', delta: { stop_reason }, usage });
const stop = named({ type: 'message_stop' });
const errorOf = (type: string): { type: string } & Record<string, unknown> => ({
	type: 'error',
	error: { type, message: 'no' }
});

export const implementation: Implementation = {
	protocol: protocols['anthropic-messages'],
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: 'max_tokens',
	stream: [
		start(),
		named({ type: 'ping' }),
		delta(0, { type: 'thinking_delta', thinking: 'hm' }),
		...text,
		end('end_turn'),
		stop
	],
	terminal: 7,
	output: [2, 3, 4, 5],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		type: 'message',
		content: [{ type: 'text', text: 'Hi' }],
		stop_reason: 'end_turn',
		usage: { input_tokens: 1, output_tokens: 1 }
	},
	toolStream: [
		start(),
		named({
			type: 'content_block_start',
			index: 0,
			content_block: { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }
		}),
		delta(0, { type: 'input_json_delta', partial_json: '{"place":' }),
		delta(0, { type: 'input_json_delta', partial_json: '"Zürich"}' }),
		named({ type: 'content_block_stop', index: 0 }),
		end('tool_use'),
		stop
	],
	toolAnswer: {
		type: 'message',
		content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { place: 'Zürich' } }],
		stop_reason: 'tool_use'
	},
	lengthStream: [start(), ...text, end('max_tokens'), stop],
	refusedStream: [start(), ...text, end('refusal'), stop],
	cachedStream: [
		start({
			input_tokens: 30,
			cache_read_input_tokens: 60,
			cache_creation_input_tokens: 10,
			cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
			output_tokens: 1
		}),
		...text,
		end('end_turn', { output_tokens: 6, output_tokens_details: { thinking_tokens: 2 } }),
		stop
	],
	cachedUsage: {
		uncachedInputTokens: 30,
		cacheReadTokens: 60,
		cacheWriteTokens: { '5m': 4, '1h': 6 },
		visibleOutputTokens: 4,
		reasoningTokens: 2,
		outputTokens: 6
	},
	error: { body: errorOf('x'), code: 'x' },
	errorEvent: named(errorOf('x')),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', named(errorOf('rate_limit_error')), 'rate-limited'],
		['a key', named(errorOf('authentication_error')), 'authentication'],
		['a request', named(errorOf('invalid_request_error')), 'request'],
		['overload', named(errorOf('overloaded_error')), 'server'],
		['an error without a name of its event', data(errorOf('api_error')), 'server']
	],
	unknownEvent: named({ type: 'message_surprise' }),
	unknownUsageStream: [
		start(),
		...text,
		end('end_turn', { output_tokens: 6, surprise_tokens: 7 }),
		stop
	],
	revisedUsageStream: [
		start(),
		...text,
		end('end_turn', { output_tokens: 6 }),
		end('end_turn', { output_tokens: 5 }),
		stop
	],
	inconsistentUsageStream: [
		start(),
		...text,
		end('end_turn', { output_tokens: 6, output_tokens_details: { thinking_tokens: 7 } }),
		stop
	],
	switchedModelStream: [start(), ...text, start(undefined, 'm-2'), end('end_turn'), stop],
	restartedStream: [start(), ...text, start(), end('end_turn'), stop]
};
