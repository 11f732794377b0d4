import { describe, expect, it } from 'vitest';
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { ollama, ollamaUrl } from '#bench/protocols/ollama.ts';
import { ollamaUsage } from '#bench/protocols/ollama-usage.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { ChatCall, Endpoint } from '#bench/protocols/protocol.ts';
import { usageSchema } from '#core/usage.ts';
import { recording, streamOf } from './recording.ts';
import { usualPrice } from './usual-price.ts';

const endpoint: Endpoint = { baseUrl: 'http://127.0.0.1:11434', model: 'llama3.2', apiKey: null };
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
	JSON.parse(ollama.buildRequest(endpoint, { ...call, ...changes }).body) as Record<
		string,
		unknown
	>;
const line = (json: object): string => `${JSON.stringify(json)}\n`;
const read = (...lines: readonly object[]) => ollama.read(streamOf(lines.map(line)), true);
const said = (content: string) => ({ message: { role: 'assistant', content }, done: false });

describe('ollamaUrl', () => {
	it.each([
		['http://h:11434', 'http://h:11434/api/chat'],
		['http://h/api/', 'http://h/api/chat'],
		['http://h/api/chat', 'http://h/api/chat'],
		['http://h/ollama?a=1', 'http://h/ollama/api/chat?a=1']
	])('leads %s to %s', (baseUrl, expected) => {
		expect(ollamaUrl({ ...endpoint, baseUrl }).href).toBe(expected);
	});
});

describe('the request of ollama', () => {
	it('has limits and sampling among the options, and asks for lines of JSON', () => {
		expect(bodyOf()).toEqual({
			model: 'llama3.2',
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'Hi' }
			],
			stream: true,
			options: { num_predict: 64, temperature: 0.5, seed: 7 }
		});
		expect(ollama.buildRequest(endpoint, call).headers).toMatchObject({
			accept: 'application/x-ndjson'
		});
	});

	it.each<[string, Partial<ChatCall>, object]>([
		[
			'a JSON schema',
			{ responseFormat: { name: 'f', schema: { type: 'object' }, strict: true } },
			{ format: { type: 'object' } }
		],
		['texts to stop at', { stop: ['END'] }, { options: { stop: ['END'] } }],
		['an effort', { reasoning: { effort: 'low' } }, { think: 'low' }],
		['no thinking', { reasoning: { effort: 'none' } }, { think: false }],
		['a tool', { tools: [look] }, { tools: [{ type: 'function', function: look }] }],
		[
			'an extra option beside its own',
			{ extraBody: { options: { num_ctx: 8_192 }, keep_alive: '10m' } },
			{ options: { num_predict: 64, num_ctx: 8_192 }, keep_alive: '10m' }
		]
	])('has %s', (_, changes, expected) => {
		expect(bodyOf(changes)).toMatchObject(expected);
	});

	it('leaves out tools that may not be called, as there is no choice', () => {
		expect(bodyOf({ tools: [look], toolChoice: 'none' })).not.toHaveProperty('tools');
	});

	it('shows images as base64 beside the text', () => {
		const image = {
			base64: 'aGk=',
			mediaType: 'image/png' as const,
			widthPx: 1,
			heightPx: 1,
			detail: null
		};
		expect(
			bodyOf({ system: null, messages: [{ role: 'user', content: 'What?', images: [image] }] })
		).toMatchObject({ messages: [{ role: 'user', content: 'What?', images: ['aGk='] }] });
	});

	it('sends arguments as objects, and results with the name of their tool', () => {
		const { messages } = bodyOf({
			system: null,
			messages: [
				{ role: 'user', content: 'Hi' },
				{
					role: 'assistant',
					content: '',
					toolCalls: [{ id: 'a', name: 'look', arguments: '{"at":1}' }]
				},
				{ role: 'tool', toolCallId: 'a', content: 'seen' }
			]
		});
		expect(messages).toEqual([
			{ role: 'user', content: 'Hi' },
			{
				role: 'assistant',
				content: '',
				tool_calls: [{ id: 'a', function: { name: 'look', arguments: { at: 1 } } }]
			},
			{ role: 'tool', content: 'seen', tool_name: 'look', tool_call_id: 'a' }
		]);
	});
});

describe('a stream of ollama', () => {
	it('keeps the durations of the server, which are nanoseconds, as they came', () => {
		const { serverTimings } = read(said('Hi'), {
			...said(''),
			done: true,
			done_reason: 'stop',
			total_duration: 5_191_566_416,
			load_duration: 2_154_458,
			eval_duration: 4_799_921_000
		});
		expect(serverTimings).toEqual({
			total_duration: 5_191_566_416,
			load_duration: 2_154_458,
			eval_duration: 4_799_921_000
		});
	});

	it('puts calls of several lines one after the other', () => {
		const calling = (name: string, id?: string) => ({
			message: { role: 'assistant', content: '', tool_calls: [{ id, function: { name } }] },
			done: false
		});
		const reading = read(calling('look'), calling('find', 'c-2'), {
			done: true,
			done_reason: 'stop'
		});
		expect(reading).toMatchObject({
			toolCalls: [
				{ id: null, name: 'look', arguments: '{}' },
				{ id: 'c-2', name: 'find', arguments: '{}' }
			],
			finish: 'tool',
			warnings: []
		});
		expect(reading.deltas).toHaveLength(2);
	});

	it('ends with the line that is done: what follows is no part of it', () => {
		const reading = read(said('Hi'), { done: true, done_reason: 'stop' }, said('more'));
		expect(reading).toMatchObject({
			text: 'Hi',
			terminated: true,
			usage: null,
			warnings: ['events after the end of the stream were ignored']
		});
	});

	it('is no whole answer in one body that says that it is not done', () => {
		const response = recording(JSON.stringify({ message: { content: 'Hi' }, done: false }));
		const reading = ollama.read(response, false);
		expect(outcomeOf(response, reading, false)).toEqual({
			outcome: 'error',
			errorCode: 'malformed',
			errorMessage: 'the answer says that it is not done'
		});
	});

	it('is whole without a reason, or with one that nobody knows, and says so', () => {
		expect(read(said('Hi'), { done: true })).toMatchObject({
			finish: null,
			terminated: true,
			warnings: ['the answer ended without a reason']
		});
		expect(read(said('Hi'), { done: true, done_reason: 'bored' })).toMatchObject({
			finish: 'other',
			warnings: ['unknown reason to end "bored"']
		});
	});
});

describe('ollamaUsage', () => {
	// At 2 USD in and 10 out per million tokens.
	it.each<[string, Record<string, unknown>, number | null, number | null, string | null]>([
		['both counts', { prompt_eval_count: 26, eval_count: 298 }, 26, 298, '0.003032'],
		['no count of the prompt, which was cached', { eval_count: 298 }, null, 298, null],
		['no count of the answer', { prompt_eval_count: 26 }, 26, null, null]
	])('takes %s as it is: what is missing is unknown, and so is the cost', (...row) => {
		const [, raw, input, output, usd] = row;
		const warnings: string[] = [];
		const usage = usageSchema.parse(ollamaUsage(raw, (warning) => warnings.push(warning)));
		expect(usage).toEqual({
			uncachedInputTokens: input,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: null,
			reasoningTokens: null,
			outputTokens: output,
			source: 'provider',
			raw
		});
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it.each([
		// 8 × 2 + 32 × 0.2 + 5 × 10
		[{ prompt_eval_count: 40, prompt_eval_cached_count: 32, eval_count: 5 }, 8, 32, '0.0000724'],
		[{ prompt_eval_count: 40, prompt_eval_cached_count: 0, eval_count: 5 }, 40, 0, '0.00013'],
		[{ prompt_eval_cached_count: 32, eval_count: 5 }, null, 32, null]
	])('tells the cache apart, which is inside the prompt: %j', (raw, uncached, cached, usd) => {
		const warnings: string[] = [];
		const usage = ollamaUsage(raw, (warning) => warnings.push(warning));
		expect(usage).toMatchObject({ uncachedInputTokens: uncached, cacheReadTokens: cached });
		expect(usage).not.toHaveProperty('isInconsistent');
		expect(warnings).toEqual([]);
		expect(attemptCostUsd(usage, usualPrice)).toBe(usd);
	});

	it('is marked where more came from the cache than the prompt holds', () => {
		const usage = ollamaUsage(
			{ prompt_eval_count: 31, prompt_eval_cached_count: 32, eval_count: 5 },
			() => undefined
		);
		expect(usage).toMatchObject({ uncachedInputTokens: null, isInconsistent: true });
	});

	it('warns of what is no count', () => {
		const warnings: string[] = [];
		const usage = ollamaUsage({ prompt_eval_count: -1, eval_count: 'many' }, (warning) =>
			warnings.push(warning)
		);
		expect(usage).toMatchObject({ uncachedInputTokens: null, outputTokens: null });
		expect(warnings).toHaveLength(2);
	});
});

describe('the list of models of ollama', () => {
	it('names what was pulled, the newest tag also without it', () => {
		expect(ollama.modelList?.urlOf(endpoint).href).toBe('http://127.0.0.1:11434/api/tags');
		expect(
			ollama.modelList?.idsIn({ models: [{ name: 'llama3.2:latest' }, { name: 'q:1b' }] })
		).toEqual(['llama3.2', 'llama3.2:latest', 'q:1b']);
		expect(ollama.modelList?.idsIn({})).toBeNull();
	});
});
