import { describe, expect, it } from 'vitest';
import { openaiResponses, openaiResponsesUrl } from '#bench/protocols/openai-responses.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint, Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import { named, recording, streamOf } from './recording.ts';

const endpoint: Endpoint = { baseUrl: 'https://api.example.com/v1', model: 'm', apiKey: 'k-1' };
const call: ChatCall = {
	system: 'Be brief.',
	messages: [{ role: 'user', content: 'Hi' }],
	maxOutputTokens: 64,
	stream: true,
	temperature: null,
	seed: null,
	extraBody: {}
};
const look = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
const bodyFor = (changes: Partial<ChatCall> = {}, at = endpoint): Record<string, unknown> =>
	JSON.parse(openaiResponses.buildRequest(at, { ...call, ...changes }).body) as Record<
		string,
		unknown
	>;

const usage = { input_tokens: 3, output_tokens: 6, total_tokens: 9 };
const added = (item: object, output_index = 0): string =>
	named({ type: 'response.output_item.added', output_index, item });
const itemDone = (item: object, output_index = 0): string =>
	named({ type: 'response.output_item.done', output_index, item });
const delta = (kind: string, piece: string, output_index = 0): string =>
	named({ type: `response.${kind}.delta`, output_index, delta: piece });
const end = (rest: object = {}): string =>
	named({ type: 'response.completed', response: { status: 'completed', usage, ...rest } });
const incomplete = (details: object | null): string =>
	named({
		type: 'response.incomplete',
		response: { status: 'incomplete', incomplete_details: details, usage }
	});
const failed = (error: object | null): string =>
	named({ type: 'response.failed', response: { status: 'failed', error } });
const read = (pieces: readonly string[]): Reading => openaiResponses.read(streamOf(pieces), true);
const outcome = (pieces: readonly string[]) => {
	const response = streamOf(pieces);
	return outcomeOf(response, openaiResponses.read(response, true), true);
};
const hello = [added({ type: 'message' }), delta('output_text', 'Hi')];

describe('the request of openai-responses', () => {
	it.each([
		['https://h', 'https://h/v1/responses'],
		['https://h/openai/v1/', 'https://h/openai/v1/responses'],
		['https://h/v1/responses?a=1', 'https://h/v1/responses?a=1']
	])('for %s goes to %s', (baseUrl, url) => {
		expect(openaiResponsesUrl({ ...endpoint, baseUrl }).href).toBe(url);
	});

	it('has nothing that nobody asked for, and leaves nothing with the endpoint', () => {
		const { headers } = openaiResponses.buildRequest(endpoint, call);
		expect(headers).toMatchObject({ authorization: 'Bearer k-1', accept: 'text/event-stream' });
		expect(bodyFor()).toEqual({
			model: 'm',
			instructions: 'Be brief.',
			input: [{ role: 'user', content: 'Hi' }],
			max_output_tokens: 64,
			stream: true,
			store: false
		});
		expect(bodyFor({ system: '', stream: false })).not.toHaveProperty('instructions');
	});

	it('asks OpenAI alone to send its events without padding', () => {
		const openai = { ...endpoint, baseUrl: 'https://api.openai.com/v1' };
		expect(bodyFor({}, openai)).toMatchObject({ stream_options: { include_obfuscation: false } });
		expect(bodyFor({ stream: false }, openai)).not.toHaveProperty('stream_options');
	});

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema',
			{ responseFormat: { name: 'form', schema: { type: 'object' }, strict: true } },
			{
				text: {
					format: { type: 'json_schema', name: 'form', schema: { type: 'object' }, strict: true }
				}
			}
		],
		[
			'an effort, and the reasoning back as it can be sent again',
			{ reasoning: { effort: 'high' } },
			{ reasoning: { effort: 'high' }, include: ['reasoning.encrypted_content'] }
		],
		[
			'a certain tool, whose schema need not be strict',
			{ tools: [look], toolChoice: { tool: 'look' } },
			{
				tools: [{ type: 'function', ...look, strict: false }],
				tool_choice: { type: 'function', name: 'look' }
			}
		],
		['a time in the cache', { cache: { ttl: '30m' } }, { prompt_cache_options: { ttl: '30m' } }],
		['a service tier', { serviceTier: 'flex' }, { service_tier: 'flex' }],
		['a temperature', { temperature: 0 }, { temperature: 0 }]
	])('can ask for %s', (_, changes, expected) => {
		expect(bodyFor(changes)).toMatchObject(expected);
	});

	it('asks for no encrypted reasoning where there is to be none', () => {
		const body = bodyFor({ reasoning: { effort: 'none' } });
		expect(body).toMatchObject({ reasoning: { effort: 'none' } });
		expect(body).not.toHaveProperty('include');
	});

	it('shows images before the text, at the detail that was asked for', () => {
		const image = { mediaType: 'image/png' as const, widthPx: 1, heightPx: 1, base64: 'AA==' };
		const images = [
			{ ...image, detail: null },
			{ ...image, detail: 'low' as const }
		];
		expect(bodyFor({ messages: [{ role: 'user', content: 'What?', images }] })).toMatchObject({
			input: [
				{
					role: 'user',
					content: [
						{ type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'auto' },
						{ type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low' },
						{ type: 'input_text', text: 'What?' }
					]
				}
			]
		});
	});

	it('sends calls, their results and encrypted reasoning back in the order in which they came', () => {
		const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'eHh4' };
		const { reasoningBlocks, toolCalls, text } = read([
			itemDone({ ...reasoning, status: 'completed' }),
			added({ type: 'message' }, 1),
			delta('output_text', 'One moment.', 1),
			added({ type: 'function_call', call_id: 'c', name: 'look', arguments: '' }, 2),
			delta('function_call_arguments', '{"a":1}', 2),
			end()
		]);
		const sent = toolCalls.map((each) => ({ ...each, id: each.id ?? '' }));
		expect(
			bodyFor({
				messages: [
					{ role: 'user', content: 'Hi' },
					{ role: 'assistant', content: text, toolCalls: sent, reasoningBlocks },
					{ role: 'tool', toolCallId: 'c', content: 'seen' }
				]
			})
		).toMatchObject({
			input: [
				{ role: 'user', content: 'Hi' },
				reasoning,
				{ role: 'assistant', content: 'One moment.' },
				{ type: 'function_call', call_id: 'c', name: 'look', arguments: '{"a":1}' },
				{ type: 'function_call_output', call_id: 'c', output: 'seen' }
			]
		});
	});
});

describe('a stream of openai-responses', () => {
	it('stamps nothing on beginnings of parts, and a call by its arguments', () => {
		const { deltas } = read([
			named({ type: 'response.created', response: {} }),
			added({ type: 'function_call', call_id: 'c', name: 'look', arguments: '' }),
			delta('function_call_arguments', '{}'),
			end()
		]);
		expect(deltas).toEqual([{ atMs: 120, channel: 'tool', length: 2 }]);
	});

	it('is read from the ends of its parts where a server sends no pieces, each text once', () => {
		const message = { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] };
		expect(read([added({ type: 'message' }), itemDone(message), end()]).text).toBe('Hi');
		expect(read([...hello, itemDone(message), end()]).text).toBe('Hi');
		const lone = read([
			itemDone({ type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' }),
			end()
		]);
		expect(lone.toolCalls).toEqual([{ id: 'c', name: 'look', arguments: '{}' }]);
		expect(lone.deltas.map(({ channel }) => channel)).toEqual(['tool']);
	});

	it('keeps the arguments of two calls apart that come mixed', () => {
		const { toolCalls } = read([
			added({ type: 'function_call', call_id: 'a', name: 'look' }, 0),
			added({ type: 'function_call', call_id: 'b', name: 'find' }, 1),
			delta('function_call_arguments', '{"x":', 0),
			delta('function_call_arguments', '{"y":', 1),
			delta('function_call_arguments', '1}', 0),
			delta('function_call_arguments', '2}', 1),
			end()
		]);
		expect(toolCalls.map(({ name, arguments: args }) => [name, args])).toEqual([
			['look', '{"x":1}'],
			['find', '{"y":2}']
		]);
	});

	it('has no time to first token where the reasoning before it was encrypted', () => {
		const stream = [itemDone({ type: 'reasoning', encrypted_content: 'eHh4' }), ...hello, end()];
		const reading = read(stream);
		expect(reading.hasEncryptedReasoning).toBe(true);
		const clocks = timingsOf(reading, { dueMs: 0, sentMs: 0, endMs: 200, outcome: 'ok' });
		expect([clocks.ttftMs, clocks.ttfaMs]).toEqual([null, 120]);
	});

	it('whose items come with the end alone is read from there, and once where they came before', () => {
		const output = [
			{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] },
			{ type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' }
		];
		const late = read([end({ output })]);
		expect(late).toMatchObject({ text: 'Hi', finish: 'tool' });
		expect(late.toolCalls).toEqual([{ id: 'c', name: 'look', arguments: '{}' }]);
		expect(late.deltas.map(({ channel }) => channel)).toEqual(['text', 'tool']);
		expect(read([...hello, end({ output: output.slice(0, 1) })]).text).toBe('Hi');
	});

	it('that a filter cut is refused, and one cut for any other reason is no whole answer', () => {
		expect(outcome([...hello, incomplete({ reason: 'content_filter' })]).outcome).toBe('refused');
		expect(outcome([...hello, incomplete({ reason: 'max_messages' })])).toEqual({
			outcome: 'error',
			errorCode: 'server',
			errorMessage: 'the endpoint left the answer unfinished: max_messages'
		});
		expect(outcome([...hello, incomplete(null)]).outcome).toBe('error');
	});

	it('that failed for a policy is refused, and for anything else an error', () => {
		const policy = failed({ code: 'bio_policy', message: 'Not this.' });
		expect(outcome([...hello, policy]).outcome).toBe('refused');
		expect(read([...hello, policy]).refusal).toBe('Not this.');
		expect(outcome([...hello, failed(null)])).toMatchObject({
			outcome: 'error',
			errorMessage: 'the endpoint reported an error without a message'
		});
	});

	it('that reports an error twice, as an event and at the end, is told by the first', () => {
		const pieces = [
			...hello,
			named({ type: 'error', code: 'server_error', message: 'first', param: null }),
			failed({ code: 'rate_limit_exceeded', message: 'second' })
		];
		expect(read(pieces).error).toMatchObject({ code: 'server_error', message: 'first' });
	});
});

describe('a whole answer of openai-responses', () => {
	const whole = (json: object): Reading =>
		openaiResponses.read(recording(JSON.stringify(json)), false);

	it('that is still in the making is no answer', () => {
		expect(whole({ status: 'queued', output: [] }).error).toMatchObject({
			message: 'the endpoint left the answer unfinished: queued'
		});
	});

	it('keeps text, summary of the reasoning and refusal apart', () => {
		expect(
			whole({
				status: 'completed',
				output: [
					{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
					{
						type: 'message',
						content: [
							{ type: 'output_text', text: 'Yes' },
							{ type: 'refusal', refusal: 'No' }
						]
					}
				]
			})
		).toMatchObject({ reasoning: 'hm', text: 'Yes', refusal: 'No' });
	});

	it('that was refused as a flagged prompt is refused, and one with a broken prompt has failed', () => {
		const refusal = (message: string) => {
			const error = { type: 'invalid_request_error', code: 'invalid_prompt', message };
			const response = recording(JSON.stringify({ error }), { status: 400 });
			return outcomeOf(response, openaiResponses.read(response, true), true).outcome;
		};
		expect(
			refusal('Invalid prompt: your prompt was flagged as potentially violating our usage policy.')
		).toBe('refused');
		expect(
			refusal("Invalid prompt: we've limited access to this content for safety reasons.")
		).toBe('refused');
		expect(refusal('Invalid prompt: the template has no such variable.')).toBe('error');
	});

	it('that was refused with a status of its own is refused, not failed', () => {
		const response = recording(
			JSON.stringify({ error: { code: 'content_filter', message: 'Filtered.' } }),
			{ status: 400 }
		);
		const reading = openaiResponses.read(response, false);
		expect(reading).toMatchObject({ error: null, refusal: 'Filtered.', finish: 'refused' });
		expect(outcomeOf(response, reading, false).outcome).toBe('refused');
	});
});
