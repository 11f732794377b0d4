/** Ollama's chat; lines as docs/api.md of ollama/ollama shows them, November 2026. */
import { protocols } from '#bench/protocols/index.ts';
import type { Implementation } from './implementation.ts';

const line = (json: object): string => `${JSON.stringify(json)}\n`;
const piece = (message: object, rest: object = {}): string =>
	line({
		model: 'm-1',
		created_at: '2026-11-20T10:00:00.000000Z',
		message: { role: 'assistant', content: '', ...message },
		done: false,
		...rest
	});
const text = ['Grüße', ' 🚀', ' €'].map((content) => piece({ content }));
const end = (done_reason = 'stop', rest: object = {}): string =>
	piece(
		{},
		{
			done: true,
			done_reason,
			total_duration: 5_191_566_416,
			prompt_eval_count: 3,
			eval_count: 6,
			...rest
		}
	);
const call = { function: { name: 'look', arguments: { place: 'Zürich' } } };

export const implementation: Implementation = {
	protocol: protocols.ollama,
	framing: 'ndjson',
	eventOf: (text) => `${text}\n`,
	outputLimitField: null,
	stream: [piece({ thinking: 'hm' }), ...text, end()],
	terminal: 4,
	output: [0, 1, 2, 3],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6, reasoningTokens: null },
	answer: {
		model: 'm-1',
		message: { role: 'assistant', content: 'Hi' },
		done: true,
		done_reason: 'stop',
		prompt_eval_count: 1,
		eval_count: 1
	},
	toolStream: [piece({ tool_calls: [call] }), end()],
	toolAnswer: {
		message: { role: 'assistant', content: '', tool_calls: [call] },
		done: true,
		done_reason: 'stop'
	},
	lengthStream: [...text, end('length')],
	refusedStream: null,
	cachedStream: null,
	cachedUsage: null,
	error: { body: { error: 'no' }, code: null },
	errorEvent: line({ error: 'no' }),
	errorEventCode: null,
	namedErrors: [['nothing but words', line({ error: 'no' }), 'server']],
	unknownEvent: line({ surprise: true }),
	unknownUsageStream: [...text, end('stop', { surprise_tokens: 7 })],
	revisedUsageStream: null,
	inconsistentUsageStream: null,
	switchedModelStream: [...text, end('stop', { model: 'm-2' })],
	restartedStream: null
};
