/** OpenAI Chat Completions; shapes of the chunks from recordings of OpenAI and vLLM, fields from openai-node 7.55.0. */
import { protocols } from '#bench/protocols/index.ts';
import { chunk, data, done } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const usage = { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 };
const usageChunk = (changes: object = {}): string =>
	data({ id: 'c1', model: 'm-1', choices: [], usage: { ...usage, ...changes } });
const role = chunk({ role: 'assistant', content: '' });
const text = [chunk({ content: 'Grüße' }), chunk({ content: ' 🚀' }), chunk({ content: ' €' })];
const answered = [role, ...text, chunk({}, 'stop')];
const error = { error: { message: 'no', type: 'x' } };
const named = (type: string): string => data({ error: { message: 'no', type } });
const call = (part: object): string => chunk({ tool_calls: [{ index: 0, ...part }] });

export const implementation: Implementation = {
	protocol: protocols['openai-chat'],
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: 'max_tokens',
	stream: [
		role,
		': keep-alive\n\n',
		chunk({ reasoning_content: 'hm' }),
		...text,
		chunk({}, 'stop'),
		usageChunk(),
		done
	],
	terminal: 6,
	output: [2, 3, 4, 5],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
	},
	toolStream: [
		role,
		call({ id: 'call_1', type: 'function', function: { name: 'look', arguments: '' } }),
		call({ function: { arguments: '{"place":' } }),
		call({ function: { arguments: '"Zürich"}' } }),
		chunk({}, 'tool_calls'),
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
	lengthStream: [role, ...text, chunk({}, 'length'), done],
	refusedStream: [role, chunk({ refusal: 'No.' }), chunk({}, 'stop'), done],
	cachedStream: [
		...answered,
		usageChunk({
			prompt_tokens: 100,
			total_tokens: 106,
			prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
			completion_tokens_details: { reasoning_tokens: 2 }
		}),
		done
	],
	cachedUsage: {
		uncachedInputTokens: 30,
		cacheReadTokens: 60,
		cacheWriteTokens: { default: 10 },
		visibleOutputTokens: 4,
		reasoningTokens: 2,
		outputTokens: 6
	},
	error: { body: error, code: 'x' },
	errorEvent: data(error),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', named('rate_limit_error'), 'rate-limited'],
		['a key', data({ error: { message: 'no', code: 'invalid_api_key' } }), 'authentication'],
		['a request', named('invalid_request_error'), 'request'],
		['the server', named('server_error'), 'server'],
		// OpenRouter: HTTP 200, one chunk with all of it.
		['a code', data({ error: { code: 502, message: 'no' }, choices: [] }), 'server']
	],
	unknownEvent: data({ id: 'c1', object: 'chat.completion.surprise' }),
	unknownUsageStream: [...answered, usageChunk({ surprise_tokens: 7 }), done],
	revisedUsageStream: [
		...answered,
		usageChunk(),
		usageChunk({ completion_tokens: 5, total_tokens: 8 }),
		done
	],
	inconsistentUsageStream: [...answered, usageChunk({ total_tokens: 10 }), done],
	switchedModelStream: [
		role,
		...text,
		data({ model: 'm-2', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
		done
	],
	restartedStream: null
};
