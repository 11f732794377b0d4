/** Text Generation Inference; events as router/src/lib.rs and server.rs of huggingface/text-generation-inference word them, version 3, November 2026. */
import { protocols } from '#bench/protocols/index.ts';
import { data } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const token = (text: string, rest: object = {}, special = false): string =>
	data({
		index: 1,
		token: { id: 42, text, logprob: -0.25, special },
		generated_text: null,
		details: null,
		...rest
	});
const text = ['Grüße', ' 🚀', ' €'].map((piece) => token(piece));
const end = (finish_reason = 'eos_token', rest: object = {}): string =>
	token(
		'</s>',
		{
			generated_text: 'Grüße 🚀 €',
			details: { finish_reason, generated_tokens: 6, seed: null, input_length: 3, ...rest }
		},
		true
	);

export const implementation: Implementation = {
	protocol: protocols.tgi,
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: null,
	stream: [...text, ':\n\n', end()],
	terminal: 4,
	output: [0, 1, 2],
	reasoning: false,
	usage: { uncachedInputTokens: 3, outputTokens: 6, reasoningTokens: null },
	answer: {
		generated_text: 'Hi',
		details: { finish_reason: 'eos_token', generated_tokens: 1, seed: 7, prefill: [], tokens: [] }
	},
	toolStream: null,
	toolAnswer: null,
	lengthStream: [...text, end('length')],
	refusedStream: null,
	cachedStream: null,
	cachedUsage: null,
	error: { body: { error: 'no', error_type: 'x' }, code: 'x' },
	errorEvent: data({ error: 'no', error_type: 'x' }),
	errorEventCode: 'x',
	namedErrors: [
		[
			'a full queue',
			data({ error: 'Model is overloaded', error_type: 'overloaded' }),
			'rate-limited'
		],
		['a wrong input', data({ error: 'too long', error_type: 'validation' }), 'request'],
		['a failed generation', data({ error: 'failed', error_type: 'generation' }), 'server'],
		['a lost one', data({ error: 'Incomplete', error_type: 'incomplete_generation' }), 'server']
	],
	unknownEvent: data({ surprise: true }),
	unknownUsageStream: [...text, end('eos_token', { surprise_tokens: 7 })],
	revisedUsageStream: null,
	inconsistentUsageStream: null,
	switchedModelStream: null,
	restartedStream: null
};
