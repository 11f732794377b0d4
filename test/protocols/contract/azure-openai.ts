/** Azure OpenAI; shapes of the chunks from public recordings, fields from the specification of its API, data-plane inference 2024-10-21. */
import { protocols } from '#bench/protocols/index.ts';
import { chunk, data, done } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const safe = { filtered: false, severity: 'safe' };
const filters = { hate: safe, self_harm: safe, sexual: safe, violence: safe };
/** Comes before everything else, without choices and without a model. */
const prompt = data({
	id: '',
	object: '',
	created: 0,
	model: '',
	choices: [],
	prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters }]
});
/** An annotation of the asynchronous filter, which may come behind the finish reason. */
const annotation = data({
	id: '',
	model: '',
	choices: [
		{
			index: 0,
			finish_reason: null,
			content_filter_results: filters,
			content_filter_offsets: { check_offset: 35, start_offset: 35, end_offset: 36 }
		}
	]
});
const usage = { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 };
const usageChunk = (changes: object = {}): string =>
	data({ id: 'c1', model: 'm-1', choices: [], usage: { ...usage, ...changes } });
const role = chunk({ role: 'assistant', content: '' });
const begun = [prompt, role];
const text = [chunk({ content: 'Grüße' }), chunk({ content: ' 🚀' }), chunk({ content: ' €' })];
const answered = [...begun, ...text, chunk({}, 'stop')];
const error = { error: { message: 'no', code: 'x' } };
const named = (type: string): string => data({ error: { message: 'no', type } });
const call = (part: object): string => chunk({ tool_calls: [{ index: 0, ...part }] });

export const implementation: Implementation = {
	protocol: protocols['azure-openai'],
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: 'max_tokens',
	stream: [...begun, ...text, chunk({}, 'stop', { usage: null }), annotation, usageChunk(), done],
	terminal: 5,
	output: [2, 3, 4],
	reasoning: false,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		choices: [
			{
				index: 0,
				message: { content: 'Hi' },
				finish_reason: 'stop',
				content_filter_results: filters
			}
		],
		prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
	},
	toolStream: [
		...begun,
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
	lengthStream: [...begun, ...text, chunk({}, 'length'), done],
	refusedStream: [...begun, chunk({ content: 'I' }), chunk({}, 'content_filter'), done],
	cachedStream: [
		...answered,
		usageChunk({
			prompt_tokens: 100,
			total_tokens: 106,
			prompt_tokens_details: { cached_tokens: 60, audio_tokens: 0 },
			completion_tokens_details: { reasoning_tokens: 2 }
		}),
		done
	],
	cachedUsage: {
		uncachedInputTokens: 40,
		cacheReadTokens: 60,
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
		['the server', named('server_error'), 'server']
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
		...begun,
		...text,
		data({ model: 'm-2', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
		done
	],
	restartedStream: null
};
