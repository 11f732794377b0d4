/** Mistral; fields from @mistralai/mistralai 2.7.0, usage with cached tokens from recordings. */
import { protocols } from '#bench/protocols/index.ts';
import { chunk, data, done } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const usage = { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 };
/** The last chunk: the finish reason and the usage together. */
const end = (changes: object = {}, finish = 'stop'): string =>
	chunk({ content: '' }, finish, { usage: { ...usage, ...changes } });
const role = chunk({ role: 'assistant', content: '' });
const text = [chunk({ content: 'Grüße' }), chunk({ content: ' 🚀' }), chunk({ content: ' €' })];
const thinking = chunk({
	content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }]
});
const answered = [role, ...text];
const errorOf = (type: string): object => ({ object: 'error', message: 'no', type, param: null });
const named = (type: string): string => data(errorOf(type));
const call = (part: object): string => chunk({ tool_calls: [{ index: 0, ...part }] });

export const implementation: Implementation = {
	protocol: protocols.mistral,
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: 'max_tokens',
	stream: [role, thinking, ...text, end(), done],
	terminal: 5,
	output: [1, 2, 3, 4],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
	},
	toolStream: [
		role,
		call({ id: 'call_1', function: { name: 'look', arguments: '{"place":"Zürich"}' } }),
		end({}, 'tool_calls'),
		done
	],
	toolAnswer: {
		choices: [
			{
				index: 0,
				message: {
					content: null,
					tool_calls: [
						{
							id: 'call_1',
							type: 'function',
							function: { name: 'look', arguments: '{"place":"Zürich"}' }
						}
					]
				},
				finish_reason: 'tool_calls'
			}
		]
	},
	lengthStream: [...answered, end({}, 'length'), done],
	// The protocol has no word for a refusal.
	refusedStream: null,
	cachedStream: [
		...answered,
		end({
			prompt_tokens: 100,
			total_tokens: 106,
			prompt_tokens_details: { cached_tokens: 60 },
			service_tier: 'standard'
		}),
		done
	],
	cachedUsage: {
		uncachedInputTokens: 40,
		cacheReadTokens: 60,
		cacheWriteTokens: null,
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: 6
	},
	error: { body: errorOf('x'), code: 'x' },
	errorEvent: named('x'),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', named('rate_limited'), 'rate-limited'],
		['a key', named('unauthorized'), 'authentication'],
		['a request', named('invalid_request_error'), 'request'],
		['the server', data({ error: errorOf('internal_server_error') }), 'server'],
		['a finish reason', chunk({}, 'error'), 'server']
	],
	unknownEvent: data({ id: 'c1', object: 'chat.completion.surprise' }),
	unknownUsageStream: [...answered, end({ surprise_tokens: 7 }), done],
	// Usage comes once, with the end.
	revisedUsageStream: null,
	inconsistentUsageStream: [...answered, end({ total_tokens: 10 }), done],
	switchedModelStream: [
		role,
		...text,
		data({ model: 'm-2', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
		done
	],
	restartedStream: null
};
