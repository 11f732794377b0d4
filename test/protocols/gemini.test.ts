import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { gemini, geminiUrl } from '#bench/protocols/gemini.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { data, recording, streamOf } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const endpoint: Endpoint = {
	baseUrl: 'https://generativelanguage.googleapis.com',
	model: 'gemini-x',
	apiKey: 'k-1'
};
const vertex =
	'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4';
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: 0.5,
	seed: 7,
	extraBody: {}
};
const look = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };

const bodyOf = (changes: Partial<ChatCall> = {}): Record<string, unknown> =>
	JSON.parse(gemini.buildRequest(endpoint, { ...call, ...changes }).body) as Record<
		string,
		unknown
	>;
const chunk = (parts: object[], finishReason?: string): string =>
	data({ candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }] });
const read = (pieces: readonly string[]) => gemini.read(streamOf(pieces), true);

describe('geminiUrl', () => {
	it.each([
		[endpoint.baseUrl, 'm', '/v1beta/models/m:generateContent'],
		['https://h/v1', 'm', '/v1/models/m:generateContent'],
		['https://h/v1beta/', 'tunedModels/ours', '/v1beta/tunedModels/ours:generateContent'],
		['https://h', 'models/m', '/v1beta/models/m:generateContent'],
		['https://h', 'a?b', '/v1beta/models/a%3Fb:generateContent'],
		[
			vertex,
			'm',
			'/v1/projects/p/locations/europe-west4/publishers/google/models/m:generateContent'
		],
		[vertex, 'endpoints/12', '/v1/projects/p/locations/europe-west4/endpoints/12:generateContent']
	])('leads %s and the model %s to %s', (baseUrl, model, path) => {
		const url = geminiUrl({ ...endpoint, baseUrl, model }, false);
		expect(url.pathname + url.search).toBe(path);
	});

	it('asks for events where a stream is wanted, and keeps the query', () => {
		const url = geminiUrl({ ...endpoint, baseUrl: 'https://h/v1?a=1' }, true);
		expect(url.href).toBe('https://h/v1/models/gemini-x:streamGenerateContent?a=1&alt=sse');
	});
});

describe('the request of gemini', () => {
	it('has what is said as contents of parts, and the rest in generationConfig', () => {
		expect(bodyOf()).toEqual({
			systemInstruction: { parts: [{ text: 'Be brief.' }] },
			contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
			generationConfig: { maxOutputTokens: 64, temperature: 0.5, seed: 7 }
		});
	});

	it('carries a key in a header of its own, and a token as bearer', () => {
		expect(gemini.buildRequest(endpoint, call).headers).toMatchObject({ 'x-goog-api-key': 'k-1' });
		const credentials = { kind: 'bearer' as const, token: 't-1' };
		const { headers } = gemini.buildRequest({ ...endpoint, apiKey: null, credentials }, call);
		expect(headers).toMatchObject({ authorization: 'Bearer t-1' });
		expect(headers).not.toHaveProperty('x-goog-api-key');
	});

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema',
			{ responseFormat: { name: 'f', schema: { type: 'object' }, strict: true } },
			{
				generationConfig: {
					responseMimeType: 'application/json',
					responseJsonSchema: { type: 'object' }
				}
			}
		],
		['texts to stop at', { stop: ['END'] }, { generationConfig: { stopSequences: ['END'] } }],
		[
			'a level of thinking, with thoughts that can be seen',
			{ reasoning: { effort: 'low' } },
			{ generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'LOW' } } }
		],
		[
			'a budget of thinking',
			{ reasoning: { budgetTokens: 512 } },
			{ generationConfig: { thinkingConfig: { includeThoughts: true, thinkingBudget: 512 } } }
		],
		['a service tier', { serviceTier: 'flex' }, { serviceTier: 'flex' }],
		[
			'a certain tool',
			{ tools: [look], toolChoice: { tool: 'look' } },
			{
				tools: [
					{
						functionDeclarations: [
							{ name: 'look', description: 'Looks.', parametersJsonSchema: { type: 'object' } }
						]
					}
				],
				toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } }
			}
		],
		[
			'an extra field beside those of generationConfig',
			{ extraBody: { generationConfig: { topK: 40 }, cachedContent: 'cachedContents/c' } },
			{ generationConfig: { maxOutputTokens: 64, topK: 40 }, cachedContent: 'cachedContents/c' }
		]
	])('has %s', (_, changes, expected) => {
		expect(bodyOf(changes)).toMatchObject(expected);
	});

	it('shows images before the text', () => {
		const image = {
			base64: 'aGk=',
			mediaType: 'image/png' as const,
			widthPx: 1,
			heightPx: 1,
			detail: null
		};
		const messages = [{ role: 'user' as const, content: 'What?', images: [image] }];
		expect(bodyOf({ messages })['contents']).toEqual([
			{
				role: 'user',
				parts: [{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }, { text: 'What?' }]
			}
		]);
	});

	it('names the tool of each result, puts results together, and gives signatures back where they came from', () => {
		const reading = read([
			chunk([
				{ functionCall: { name: 'look', args: { at: 1 } }, thoughtSignature: 's-1' },
				{ functionCall: { id: 'own', name: 'find', args: {} } }
			]),
			chunk([{ text: '' }], 'STOP')
		]);
		expect(reading.toolCalls).toEqual([
			{ id: null, name: 'look', arguments: '{"at":1}' },
			{ id: 'own', name: 'find', arguments: '{}' }
		]);
		const sent = reading.toolCalls.map((each, i) => ({ ...each, id: `id-${String(i)}` }));
		const contents = bodyOf({
			messages: [
				{ role: 'user', content: 'Hi' },
				{
					role: 'assistant',
					content: '',
					toolCalls: sent,
					reasoningBlocks: reading.reasoningBlocks
				},
				{ role: 'tool', toolCallId: 'id-0', content: '{"seen":true}' },
				{ role: 'tool', toolCallId: 'id-1', content: 'nothing' }
			]
		})['contents'];
		expect(contents).toEqual([
			{ role: 'user', parts: [{ text: 'Hi' }] },
			{
				role: 'model',
				parts: [
					{
						functionCall: { id: 'id-0', name: 'look', args: { at: 1 } },
						thoughtSignature: 's-1'
					},
					{ functionCall: { id: 'id-1', name: 'find', args: {} } }
				]
			},
			{
				role: 'user',
				parts: [
					{ functionResponse: { id: 'id-0', name: 'look', response: { seen: true } } },
					{ functionResponse: { id: 'id-1', name: 'find', response: { result: 'nothing' } } }
				]
			}
		]);
	});
});

describe('a stream of gemini', () => {
	it('tells thoughts from the answer; a signature alone stops no clock', () => {
		const reading = read([
			chunk([{ text: '', thoughtSignature: 's' }]),
			chunk([{ text: 'hm', thought: true }]),
			chunk([{ text: 'Hi' }]),
			chunk([{ text: '' }], 'STOP')
		]);
		expect(reading).toMatchObject({ reasoning: 'hm', text: 'Hi', finish: 'stop', warnings: [] });
		expect(reading.deltas.map(({ atMs, channel }) => [atMs, channel])).toEqual([
			[110, 'reasoning'],
			[120, 'text']
		]);
	});

	it('is refused where the prompt was blocked, and says why', () => {
		const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } };
		for (const [response, isStream] of [
			[streamOf([data(blocked)]), true],
			[recording(JSON.stringify(blocked)), false]
		] as const) {
			const reading = gemini.read(response, isStream);
			expect(reading).toMatchObject({ finishRaw: 'PROHIBITED_CONTENT', error: null });
			expect(outcomeOf(response, reading, isStream).outcome).toBe('refused');
		}
	});

	it('is no whole answer in one body without a finish reason: the model had not stopped', () => {
		const unstopped = { content: { role: 'model', parts: [{ text: 'a' }] } };
		for (const candidate of [
			unstopped,
			{ ...unstopped, finishReason: 'FINISH_REASON_UNSPECIFIED' }
		]) {
			const response = recording(JSON.stringify({ candidates: [candidate] }));
			const reading = gemini.read(response, false);
			expect(reading.text).toBe('a');
			expect(outcomeOf(response, reading, false)).toEqual({
				outcome: 'error',
				errorCode: 'malformed',
				errorMessage: 'the answer holds no finish reason'
			});
		}
	});

	it('knows that no output was counted where an answer says nothing and its total is the input', () => {
		const usageMetadata = {
			promptTokenCount: 9,
			toolUsePromptTokenCount: 3,
			totalTokenCount: 12
		};
		const blocked = data({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata });
		const stopped = data({ candidates: [{ finishReason: 'SAFETY' }], usageMetadata });
		const counted = data({
			candidates: [{ finishReason: 'SAFETY' }],
			usageMetadata: { ...usageMetadata, totalTokenCount: 13 }
		});
		const said = data({
			candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }],
			usageMetadata
		});
		const cut = data({ candidates: [{ content: { parts: [] } }], usageMetadata });
		expect(
			[blocked, stopped, counted, said, cut].map((event) => {
				const { usage } = read([event]);
				return [usage?.outputTokens, attemptCostUsd(usage, usualPrice)];
			})
		).toEqual([
			[0, '0.000024'], // 12 × 2
			[0, '0.000024'],
			// Tokens that no count names; text that was not counted; an answer that may go on.
			[null, null],
			[null, null],
			[null, null]
		]);
	});

	it.each([
		['STOP', 'stop'],
		['MAX_TOKENS', 'length'],
		// A limit of the request was reached, and the answer can be resumed.
		['CONTINUATION', 'length'],
		['SAFETY', 'refused'],
		['RECITATION', 'refused'],
		['SPII', 'refused'],
		['LANGUAGE', 'refused'],
		['MALFORMED_FUNCTION_CALL', 'other'],
		['OTHER', 'other']
	])('reads the finish reason %s as %s without a warning', (raw, finish) => {
		expect(read([chunk([{ text: 'a' }], raw)])).toMatchObject({
			finish,
			finishRaw: raw,
			warnings: []
		});
	});

	it('warns of a finish reason and of parts that it does not know, and goes on', () => {
		const reading = read([
			chunk([{ executableCode: { code: '1' } }, { text: 'a' }]),
			chunk([], 'NOVELTY')
		]);
		expect(reading).toMatchObject({ text: 'a', terminated: true, finish: 'other' });
		expect(reading.warnings).toEqual([
			'a part with executableCode was left out',
			'unknown finish reason "NOVELTY"'
		]);
	});
});

describe('an error of gemini', () => {
	const limited = {
		error: {
			code: 429,
			message: 'Quota.',
			status: 'RESOURCE_EXHAUSTED',
			details: [
				{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure' },
				{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7.5s' }
			]
		}
	};

	it('says how long to wait in its details, as a body, in a list of one, and inside a stream', () => {
		const expected = { kind: 'rate-limited', code: 'RESOURCE_EXHAUSTED', retryAfterS: 7.5 };
		for (const body of [limited, [limited]]) {
			const response = recording(JSON.stringify(body), { status: 429 });
			expect(gemini.read(response, true).error).toMatchObject(expected);
		}
		expect(read([chunk([{ text: 'a' }]), data(limited)]).error).toMatchObject(expected);
	});

	it('is waited for as its header says where there is one', () => {
		const headers = { 'retry-after': '2' };
		const response = recording(JSON.stringify(limited), { status: 429, headers });
		expect(gemini.read(response, false).error?.retryAfterS).toBe(2);
	});

	it('asks for no wait where the delay is no duration', () => {
		const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: 'soon' }];
		const body = JSON.stringify({ error: { ...limited.error, details } });
		expect(gemini.read(recording(body, { status: 429 }), false).error?.retryAfterS).toBeNull();
	});

	it('of a wrong key is one of authentication, though it is told as an invalid argument', () => {
		const body = JSON.stringify({
			error: {
				code: 400,
				message: 'API key not valid.',
				status: 'INVALID_ARGUMENT',
				details: [
					{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }
				]
			}
		});
		expect(gemini.read(recording(body, { status: 400 }), false).error?.kind).toBe('authentication');
	});
});

describe('the list of models of gemini', () => {
	it('is asked for in one page, and gives names without their folder', () => {
		expect(gemini.modelList?.urlOf(endpoint).href).toBe(
			'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000'
		);
		expect(gemini.modelList?.idsIn({ models: [{ name: 'models/a' }, {}] })).toEqual(['a']);
		expect(gemini.modelList?.idsIn({ data: [] })).toBeNull();
	});
});
