/** Bedrock's ConverseStream; events from @aws-sdk/client-bedrock-runtime 3.1162.0 and the reference of the API, November 2026. */
import { encodeAwsEvent, encodeAwsException } from '#bench/endpoints/emulator/aws-message.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { Implementation } from './implementation.ts';

// Payloads are padded to lengths that say nothing of their content.
const event = (type: string, json: object): Uint8Array =>
	encodeAwsEvent(type, JSON.stringify({ ...json, p: 'abcdefgh' }));
const exception = (type: string): Uint8Array => encodeAwsException(type, '{"message":"no"}');
const start = event('messageStart', { role: 'assistant' });
const delta = (contentBlockIndex: number, value: object): Uint8Array =>
	event('contentBlockDelta', { contentBlockIndex, delta: value });
const text = ['Grüße', ' 🚀', ' €'].map((piece) => delta(1, { text: piece }));
const stop = (stopReason = 'end_turn'): Uint8Array => event('messageStop', { stopReason });
const usage = { inputTokens: 3, outputTokens: 6, totalTokens: 9 };
const metadata = (changes: object = {}): Uint8Array =>
	event('metadata', { usage: { ...usage, ...changes }, metrics: { latencyMs: 700 } });

export const implementation: Implementation = {
	protocol: protocols['bedrock-converse'],
	framing: 'aws-event-stream',
	eventOf: (text) => encodeAwsEvent('contentBlockDelta', text),
	outputLimitField: null,
	stream: [
		start,
		delta(0, { reasoningContent: { text: 'hm' } }),
		delta(0, { reasoningContent: { signature: 'c2ln' } }),
		event('contentBlockStop', { contentBlockIndex: 0 }),
		...text,
		event('contentBlockStop', { contentBlockIndex: 1 }),
		stop(),
		metadata()
	],
	terminal: 8,
	output: [1, 4, 5, 6],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6, reasoningTokens: null },
	answer: {
		output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
		stopReason: 'end_turn',
		usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
		metrics: { latencyMs: 551 }
	},
	toolStream: [
		start,
		event('contentBlockStart', {
			contentBlockIndex: 0,
			start: { toolUse: { toolUseId: 'tooluse_1', name: 'look' } }
		}),
		delta(0, { toolUse: { input: '{"place":' } }),
		delta(0, { toolUse: { input: '"Zürich"}' } }),
		event('contentBlockStop', { contentBlockIndex: 0 }),
		stop('tool_use'),
		metadata()
	],
	toolAnswer: {
		output: {
			message: {
				role: 'assistant',
				content: [{ toolUse: { toolUseId: 'tooluse_1', name: 'look', input: { place: 'Zürich' } } }]
			}
		},
		stopReason: 'tool_use'
	},
	lengthStream: [start, ...text, stop('max_tokens'), metadata()],
	refusedStream: [start, ...text.slice(0, 1), stop('guardrail_intervened'), metadata()],
	cachedStream: [
		start,
		...text,
		stop(),
		metadata({
			inputTokens: 30,
			cacheReadInputTokens: 60,
			cacheWriteInputTokens: 10,
			cacheDetails: [
				{ ttl: '1h', inputTokens: 6 },
				{ ttl: '5m', inputTokens: 4 }
			],
			totalTokens: 106
		})
	],
	cachedUsage: {
		uncachedInputTokens: 30,
		cacheReadTokens: 60,
		cacheWriteTokens: { '5m': 4, '1h': 6 },
		visibleOutputTokens: null,
		reasoningTokens: null,
		outputTokens: 6
	},
	error: { body: { message: 'no' }, headers: { 'x-amzn-errortype': 'x' }, code: 'x' },
	errorEvent: exception('x'),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', exception('throttlingException'), 'rate-limited'],
		['a request', exception('validationException'), 'request'],
		['the server', exception('internalServerException'), 'server'],
		['the model', exception('modelStreamErrorException'), 'server'],
		['overload', exception('serviceUnavailableException'), 'server']
	],
	unknownEvent: event('surprise', {}),
	unknownUsageStream: [start, ...text, stop(), metadata({ surprise_tokens: 7 })],
	revisedUsageStream: null,
	inconsistentUsageStream: [start, ...text, stop(), metadata({ totalTokens: 10 })],
	switchedModelStream: null,
	restartedStream: [start, ...text, start, stop(), metadata()]
};
