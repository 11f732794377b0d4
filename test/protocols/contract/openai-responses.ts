/** OpenAI Responses; order of the events from recordings, their fields from openai-node 7.55.0 (`responses.d.ts`). */
import { protocols } from '#bench/protocols/index.ts';
import { named } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const usage = { input_tokens: 3, output_tokens: 6, total_tokens: 9 };
const created = (model = 'm-1'): string =>
	named({ type: 'response.created', response: { id: 'r', status: 'in_progress', model } });
const inProgress = named({ type: 'response.in_progress', response: { id: 'r' } });
const added = (item: object, output_index = 0): string =>
	named({ type: 'response.output_item.added', output_index, item });
const message = added({ type: 'message', role: 'assistant', content: [] }, 1);
const delta = (kind: string, piece: string, output_index = 1): string =>
	named({ type: `response.${kind}.delta`, output_index, delta: piece });
const text = ['Grüße', ' 🚀', ' €'].map((piece) => delta('output_text', piece));
const done = named({
	type: 'response.output_item.done',
	output_index: 1,
	item: { type: 'message', content: [{ type: 'output_text', text: 'Grüße 🚀 €' }] }
});
const end = (changes: object = {}, rest: object = {}): string =>
	named({
		type: 'response.completed',
		response: { status: 'completed', model: 'm-1', usage: { ...usage, ...changes }, ...rest }
	});
const incomplete = (reason: string): string =>
	named({
		type: 'response.incomplete',
		response: { status: 'incomplete', incomplete_details: { reason }, usage }
	});
const answered = [created(), inProgress, message, ...text, done];
const error = { error: { message: 'no', type: 'x', code: null, param: null } };
const flat = (code: string): string => named({ type: 'error', code, message: 'no', param: null });
const failed = (code: string): string =>
	named({
		type: 'response.failed',
		response: { status: 'failed', error: { code, message: 'no' } }
	});
const call = {
	type: 'function_call',
	call_id: 'call_1',
	name: 'look',
	arguments: '{"place":"Zürich"}'
};

export const implementation: Implementation = {
	protocol: protocols['openai-responses'],
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: 'max_output_tokens',
	stream: [
		created(),
		inProgress,
		added({ type: 'reasoning', summary: [] }),
		delta('reasoning_summary_text', 'hm', 0),
		message,
		named({ type: 'response.content_part.added', output_index: 1, content_index: 0 }),
		...text,
		named({ type: 'response.output_text.done', output_index: 1, text: 'Grüße 🚀 €' }),
		done,
		end()
	],
	terminal: 11,
	output: [3, 6, 7, 8],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		object: 'response',
		status: 'completed',
		error: null,
		model: 'm-1',
		output: [
			{ type: 'reasoning', summary: [] },
			{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] }
		],
		usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
	},
	toolStream: [
		created(),
		added({ ...call, arguments: '' }),
		delta('function_call_arguments', '{"place":', 0),
		delta('function_call_arguments', '"Zürich"}', 0),
		named({
			type: 'response.function_call_arguments.done',
			output_index: 0,
			arguments: call.arguments
		}),
		named({ type: 'response.output_item.done', output_index: 0, item: call }),
		end()
	],
	toolAnswer: { status: 'completed', output: [call], usage },
	lengthStream: [...answered, incomplete('max_output_tokens')],
	refusedStream: [created(), message, delta('refusal', 'No.'), end()],
	cachedStream: [
		...answered,
		end({
			input_tokens: 100,
			total_tokens: 106,
			input_tokens_details: {
				cached_tokens: 60,
				cache_write_tokens: 10,
				cache_write_tokens_details: { ttl_30m_tokens: 4, ttl_12h_tokens: 6 }
			},
			output_tokens_details: { reasoning_tokens: 2 }
		})
	],
	cachedUsage: {
		uncachedInputTokens: 30,
		cacheReadTokens: 60,
		cacheWriteTokens: { '30m': 4, '12h': 6 },
		visibleOutputTokens: 4,
		reasoningTokens: 2,
		outputTokens: 6
	},
	error: { body: error, code: 'x' },
	errorEvent: flat('x'),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', flat('rate_limit_exceeded'), 'rate-limited'],
		['a rate limit at the end', failed('rate_limit_exceeded'), 'rate-limited'],
		['a request', failed('invalid_prompt'), 'request'],
		['the server', failed('server_error'), 'server'],
		[
			'a key, in an object of its own',
			named({ type: 'error', error: { message: 'no', code: 'invalid_api_key' } }),
			'authentication'
		]
	],
	unknownEvent: named({ type: 'response.surprise' }),
	unknownUsageStream: [...answered, end({ surprise_tokens: 7 })],
	// Usage comes once, with the end.
	revisedUsageStream: null,
	inconsistentUsageStream: [...answered, end({ total_tokens: 10 })],
	switchedModelStream: [created(), message, ...text, end({}, { model: 'm-2' })],
	restartedStream: [created(), message, ...text, created(), end()]
};
