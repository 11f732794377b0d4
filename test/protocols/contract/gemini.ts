/** Gemini; chunks as streamGenerateContent sends them, fields from @google/genai 3.1.0 and the reference of the API, November 2026. */
import { protocols } from '#bench/protocols/index.ts';
import { data } from '../recording.ts';
import type { Implementation } from './implementation.ts';

const usage = { promptTokenCount: 3, candidatesTokenCount: 6, totalTokenCount: 9 };
const chunk = (parts: object[], rest: object = {}, model = 'm-1'): string =>
	data({
		candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
		usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
		modelVersion: model,
		responseId: 'r1'
	});
const text = ['Grüße', ' 🚀', ' €'].map((piece) => chunk([{ text: piece }]));
const end = (finishReason = 'STOP', counts: object = usage, model = 'm-1'): string =>
	data({
		candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason, index: 0 }],
		usageMetadata: counts,
		modelVersion: model
	});
const call = {
	functionCall: { name: 'look', args: { place: 'Zürich' } },
	thoughtSignature: 'c2ln'
};
const errorOf = (status: string, code = 500): { error: object } => ({
	error: { code, message: 'no', status }
});

export const implementation: Implementation = {
	protocol: protocols.gemini,
	framing: 'sse',
	eventOf: (text) => `data: ${text}\n\n`,
	outputLimitField: null,
	stream: [chunk([{ text: 'hm', thought: true }]), ...text, end()],
	terminal: 4,
	output: [0, 1, 2, 3],
	reasoning: true,
	usage: { uncachedInputTokens: 3, outputTokens: 6 },
	answer: {
		candidates: [
			{ content: { parts: [{ text: 'Hi' }], role: 'model' }, finishReason: 'STOP', index: 0 }
		],
		usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 }
	},
	toolStream: [chunk([call]), end()],
	toolAnswer: {
		candidates: [{ content: { parts: [call], role: 'model' }, finishReason: 'STOP' }]
	},
	lengthStream: [...text, end('MAX_TOKENS')],
	refusedStream: [...text.slice(0, 1), end('SAFETY')],
	cachedStream: [
		...text,
		end('STOP', {
			promptTokenCount: 80,
			cachedContentTokenCount: 60,
			toolUsePromptTokenCount: 10,
			candidatesTokenCount: 4,
			thoughtsTokenCount: 2,
			totalTokenCount: 96
		})
	],
	cachedUsage: {
		uncachedInputTokens: 30,
		cacheReadTokens: 60,
		cacheWriteTokens: null,
		visibleOutputTokens: 4,
		reasoningTokens: 2,
		outputTokens: 6
	},
	error: { body: errorOf('x'), code: 'x' },
	errorEvent: data(errorOf('x')),
	errorEventCode: 'x',
	namedErrors: [
		['a rate limit', data(errorOf('RESOURCE_EXHAUSTED', 429)), 'rate-limited'],
		['a key', data(errorOf('UNAUTHENTICATED', 401)), 'authentication'],
		['a request', data(errorOf('INVALID_ARGUMENT', 400)), 'request'],
		['overload', data(errorOf('UNAVAILABLE', 503)), 'server'],
		['bare JSON', JSON.stringify(errorOf('UNAVAILABLE', 503)), 'server'],
		['a bare list of one', JSON.stringify([errorOf('RESOURCE_EXHAUSTED', 429)]), 'rate-limited']
	],
	unknownEvent: data({ surprise: true }),
	unknownUsageStream: [...text, end('STOP', { ...usage, surprise_tokens: 7 })],
	revisedUsageStream: [
		...text,
		end(),
		end('STOP', { ...usage, candidatesTokenCount: 5, totalTokenCount: 8 })
	],
	inconsistentUsageStream: [...text, end('STOP', { ...usage, totalTokenCount: 10 })],
	switchedModelStream: [...text, end('STOP', usage, 'm-2')],
	restartedStream: null
};
