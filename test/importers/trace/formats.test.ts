/** Each format of logs, in the shapes that its tools write, read into the same request. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecords } from '#bench/importers/trace/read-records.ts';
import { traceFormatOf, traceFormats } from '#bench/importers/trace/trace-formats.ts';
import type { TraceRequest } from '#bench/importers/trace/trace-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-formats-'));
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

const read = (value: Record<string, unknown>): TraceRequest[] => {
	const format = traceFormatOf(value);
	if (format === null) throw new Error('no format');
	return traceFormats[format]
		.createReader()(value)
		.flatMap((reading) => (reading.kind === 'request' ? [reading.request] : []));
};

const ns = '1763632800250000000';
const typed = (key: string, value: unknown): unknown => ({
	key,
	value:
		typeof value === 'number'
			? { intValue: String(value) }
			: typeof value === 'string'
				? { stringValue: value }
				: value
});

/** What every log below says. */
const said = {
	isFailed: false,
	model: 'm-1',
	prompt: {
		system: 'Sort.',
		turns: [{ role: 'user', text: 'Where is it?' }],
		isPlain: true
	},
	answer: 'late',
	inputTokens: 120,
	outputTokens: 4
};
const messages = [
	{ role: 'system', content: 'Sort.' },
	{ role: 'user', content: 'Where is it?' }
];

describe('OpenTelemetry spans', () => {
	const span = (attributes: unknown[], events: unknown[] = []): Record<string, unknown> => ({
		traceId: 'aa',
		spanId: 'bb',
		name: 'chat m-1',
		startTimeUnixNano: ns,
		status: { code: 1 },
		attributes: [
			typed('gen_ai.operation.name', 'chat'),
			typed('gen_ai.request.model', 'm-1'),
			...attributes
		],
		events
	});
	const usage = [typed('gen_ai.usage.input_tokens', 120), typed('gen_ai.usage.output_tokens', 4)];

	it('are read by the present conventions, structured or as JSON text', () => {
		const text = span([
			...usage,
			typed('gen_ai.usage.cache_read.input_tokens', 100),
			typed('gen_ai.system_instructions', '[{"type":"text","content":"Sort."}]'),
			typed(
				'gen_ai.input.messages',
				'[{"role":"user","parts":[{"type":"text","content":"Where is it?"}]}]'
			),
			typed(
				'gen_ai.output.messages',
				'[{"role":"assistant","parts":[{"type":"text","content":"late"}],"finish_reason":"stop"}]'
			)
		]);
		expect(read(text)).toEqual([
			expect.objectContaining({ ...said, id: 'aa:bb', startedAt: ns, cachedInputTokens: 100 })
		]);
		const part = (content: string): unknown => ({
			kvlistValue: {
				values: [typed('type', 'text'), typed('content', content)]
			}
		});
		const message = (role: string, content: string): unknown => ({
			kvlistValue: {
				values: [typed('role', role), typed('parts', { arrayValue: { values: [part(content)] } })]
			}
		});
		const structured = span([
			...usage,
			typed('gen_ai.input.messages', {
				arrayValue: { values: [message('system', 'Sort.'), message('user', 'Where is it?')] }
			}),
			typed('gen_ai.output.messages', { arrayValue: { values: [message('assistant', 'late')] } })
		]);
		expect(read(structured)).toEqual([expect.objectContaining(said)]);
	});

	it('are read by the older conventions: events for each message, and for prompt and completion', () => {
		const old = [
			typed('gen_ai.usage.prompt_tokens', 120),
			typed('gen_ai.usage.completion_tokens', 4)
		];
		const byMessage = span(old, [
			{ name: 'gen_ai.system.message', attributes: [typed('content', 'Sort.')] },
			{
				name: 'gen_ai.user.message',
				attributes: [typed('gen_ai.event.content', '{"content":"Where is it?"}')]
			},
			{
				name: 'gen_ai.choice',
				attributes: [typed('index', 0), typed('message', '{"role":"assistant","content":"late"}')]
			}
		]);
		expect(read(byMessage)).toEqual([expect.objectContaining(said)]);
		const byContent = span(old, [
			{
				name: 'gen_ai.content.prompt',
				attributes: [typed('gen_ai.prompt', JSON.stringify(messages))]
			},
			{
				name: 'gen_ai.content.completion',
				attributes: [typed('gen_ai.completion', '[{"role":"assistant","content":"late"}]')]
			}
		]);
		expect(read(byContent)).toEqual([expect.objectContaining(said)]);
	});

	it('are read with numbered attributes, and as an SDK prints them', () => {
		const printed = {
			name: 'openai.chat',
			context: { trace_id: '0xaa', span_id: '0xbb' },
			start_time: '2025-11-20T10:00:00.250000Z',
			status: { status_code: 'UNSET' },
			attributes: {
				'llm.request.type': 'chat',
				'gen_ai.request.model': 'm-1',
				'gen_ai.prompt.0.role': 'system',
				'gen_ai.prompt.0.content': 'Sort.',
				'gen_ai.prompt.1.role': 'user',
				'gen_ai.prompt.1.content': 'Where is it?',
				'gen_ai.completion.0.role': 'assistant',
				'gen_ai.completion.0.content': 'late',
				'gen_ai.usage.prompt_tokens': 120,
				'gen_ai.usage.completion_tokens': 4
			},
			events: []
		};
		expect(read(printed)).toEqual([expect.objectContaining({ ...said, id: '0xaa:0xbb' })]);
	});

	it('of tools, agents and embeddings are no requests, and those that failed are', () => {
		const other = (name: string): unknown => ({
			spanId: name,
			startTimeUnixNano: ns,
			attributes: [typed('gen_ai.operation.name', name)]
		});
		const failed = { ...span([typed('error.type', 'timeout')]), status: { code: 2 } };
		const whole = {
			resourceSpans: [
				{
					scopeSpans: [
						{ spans: [other('execute_tool'), other('invoke_agent'), other('embeddings'), failed] }
					]
				}
			]
		};
		expect(read(whole)).toEqual([
			expect.objectContaining({ isFailed: true, prompt: null, answer: null, inputTokens: null })
		]);
	});
});

describe('LiteLLM logs', () => {
	const row = {
		request_id: 'r1',
		call_type: 'acompletion',
		api_key: 'hash',
		spend: 0.002,
		startTime: '2025-11-20T10:00:00.250Z',
		model: 'm-1',
		prompt_tokens: 120,
		completion_tokens: 4,
		messages: messages,
		response: { choices: [{ message: { role: 'assistant', content: 'late' } }] }
	};

	it('are read as spend logs, objects or text in them, and as the standard payload', () => {
		const expected = expect.objectContaining({ ...said, id: 'r1', costUsd: 0.002 }) as unknown;
		expect(read(row)).toEqual([expected]);
		const stored = {
			...row,
			messages: '{}',
			proxy_server_request: JSON.stringify({ messages }),
			response: JSON.stringify(row.response),
			prompt_tokens: '120'
		};
		expect(read(stored)).toEqual([expected]);
		const { request_id, spend, ...rest } = row;
		const payload = {
			standard_logging_object: {
				...rest,
				id: request_id,
				response_cost: spend,
				startTime: 1763632800.25,
				status: 'success',
				metadata: { usage_object: { prompt_tokens_details: { cached_tokens: 100 } } }
			}
		};
		expect(read(payload)).toEqual([
			expect.objectContaining({ ...said, id: 'r1', cachedInputTokens: 100 })
		]);
	});

	it('that failed or were redacted have no contents, and embeddings are no requests', () => {
		expect(
			read({
				...row,
				status: 'failure',
				prompt_tokens: 0,
				messages: '"redacted-by-litellm"',
				response: {}
			})
		).toEqual([
			expect.objectContaining({ isFailed: true, prompt: null, answer: null, inputTokens: null })
		]);
		expect(read({ ...row, call_type: 'aembedding' })).toEqual([]);
	});
});

describe('Langfuse observations', () => {
	const observation = {
		id: 'o1',
		traceId: 't1',
		type: 'GENERATION',
		startTime: '2025-11-20T10:00:00.250Z',
		model: 'm-1',
		input: messages,
		output: { role: 'assistant', content: 'late' },
		usageDetails: { input: 20, input_cached_tokens: 100, output: 4, total: 124 },
		calculatedTotalCost: 0.01,
		level: 'DEFAULT'
	};

	it('are read from the API and from exports in snake case, with text for values', () => {
		const expected = expect.objectContaining({
			...said,
			id: 'o1',
			cachedInputTokens: 100
		}) as unknown;
		expect(read(observation)).toEqual([expected]);
		expect(
			read({
				id: 'o1',
				trace_id: 't1',
				type: 'GENERATION',
				start_time: '2025-11-20 10:00:00.250000',
				provided_model_name: 'm-1',
				input: JSON.stringify({ messages }),
				output: 'late',
				usage_details: JSON.stringify(observation.usageDetails)
			})
		).toEqual([expected]);
		expect(
			read({
				...observation,
				usageDetails: {},
				usage: { input: 120, output: 4, total: 124, unit: 'TOKENS' }
			})
		).toEqual([expect.objectContaining({ ...said, cachedInputTokens: null })]);
	});

	it('of other types are no requests, and those with an error failed', () => {
		expect(read({ ...observation, type: 'SPAN' })).toEqual([]);
		expect(read({ ...observation, level: 'ERROR', output: null })).toEqual([
			expect.objectContaining({ isFailed: true, answer: null })
		]);
	});
});

describe('request logs', () => {
	const usage = {
		prompt_tokens: 120,
		completion_tokens: 4,
		prompt_tokens_details: { cached_tokens: 64 }
	};
	const response = {
		id: 'c1',
		created: 1763632800,
		model: 'm-1',
		usage,
		choices: [{ message: { content: 'late' } }]
	};

	it('are read with chat completions, the Responses API and the Messages API', () => {
		const logged = {
			timestamp: '2025-11-20T10:00:00Z',
			request: { model: 'm-1', messages },
			response
		};
		expect(read(logged)).toEqual([
			expect.objectContaining({ ...said, id: 'c1', cachedInputTokens: 64 })
		]);
		const responses = {
			created: 1763632800,
			request: { model: 'm-1', instructions: 'Sort.', input: 'Where is it?' },
			response: {
				output: [
					{ type: 'reasoning', summary: [] },
					{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'late' }] }
				],
				usage: { input_tokens: 120, output_tokens: 4, input_tokens_details: { cached_tokens: 64 } }
			}
		};
		expect(read(responses)).toEqual([expect.objectContaining({ ...said, cachedInputTokens: 64 })]);
		const anthropic = {
			timestamp: 1763632800250,
			request: {
				model: 'm-1',
				system: [{ type: 'text', text: 'Sort.' }],
				messages: messages.slice(1)
			},
			response: {
				content: [
					{ type: 'thinking', thinking: '…' },
					{ type: 'text', text: 'late' }
				],
				usage: { input_tokens: 20, cache_read_input_tokens: 100, output_tokens: 4 }
			}
		};
		expect(read(anthropic)).toEqual([expect.objectContaining({ ...said, cachedInputTokens: 100 })]);
	});

	it('of a batch are joined by the id of the user', () => {
		const reader = traceFormats.openai.createReader();
		const asked = {
			custom_id: 'q1',
			method: 'POST',
			url: '/v1/chat/completions',
			body: { model: 'm-1', messages }
		};
		const answered = {
			id: 'b1',
			custom_id: 'q1',
			response: { status_code: 200, body: response },
			error: null
		};
		expect(traceFormatOf(asked)).toBe('openai');
		expect(reader(asked)).toEqual([{ kind: 'other' }]);
		expect(reader(answered)).toEqual([
			{
				kind: 'request',
				request: expect.objectContaining({ ...said, startedAt: 1763632800 }) as unknown
			}
		]);
		expect(reader({ ...answered, response: { status_code: 500, body: {} } })).toEqual([
			{ kind: 'request', request: expect.objectContaining({ isFailed: true }) as unknown }
		]);
	});

	it('with images, calls of tools or no text cannot be asked again', () => {
		const plain = (sent: unknown[]): boolean | undefined =>
			read({ timestamp: 1763632800, request: { messages: sent }, response })[0]?.prompt?.isPlain;
		expect(plain(messages)).toBe(true);
		expect(
			plain([
				{
					role: 'user',
					content: [
						{ type: 'text', text: 'a' },
						{ type: 'image_url', image_url: {} }
					]
				}
			])
		).toBe(false);
		expect(
			plain([
				...messages,
				{ role: 'assistant', content: null, tool_calls: [{ id: 'x' }] },
				{ role: 'tool', content: '3' }
			])
		).toBe(false);
		const called = {
			...response,
			choices: [{ message: { content: '', tool_calls: [{ id: 'x' }] } }]
		};
		expect(read({ timestamp: 1, request: { messages }, response: called })[0]?.answer).toBeNull();
	});
});

describe('the records of a file', () => {
	const recordsOf = async (name: string, bytes: string | Buffer): Promise<unknown[]> => {
		writeFileSync(join(folder, name), bytes);
		const found: unknown[] = [];
		for await (const record of readRecords(join(folder, name))) {
			found.push(record.kind === 'record' ? [record.line, record.path, record.value] : record);
		}
		return found;
	};

	it('are lines, a JSON text, a list, a wrapped list, a table, or any of them packed', async () => {
		expect(await recordsOf('a.jsonl', '\uFEFF{"a":1}\r\n\n{"a":2}')).toEqual([
			[1, '', { a: 1 }],
			[3, '', { a: 2 }]
		]);
		expect(await recordsOf('b.json', JSON.stringify({ a: { b: 1 } }, null, 2))).toEqual([
			[null, '', { a: { b: 1 } }]
		]);
		expect(await recordsOf('c.json', JSON.stringify([{ a: 1 }, 2], null, 2))).toEqual([
			[null, '[0]', { a: 1 }],
			{ kind: 'broken', line: null, path: '[1]', message: 'expected a JSON object' }
		]);
		expect(await recordsOf('d.json', '{"data":[{"a":1}],"total":1}')).toEqual([
			[1, 'data[0]', { a: 1 }]
		]);
		expect(await recordsOf('e.csv', 'a,b\n1,"two\nlines"\n,\n3,""\n4\n')).toEqual([
			[2, '', { a: '1', b: 'two\nlines' }],
			[5, '', { a: '3' }],
			{ kind: 'broken', line: 6, path: '', message: 'has 1 cells, the header has 2' }
		]);
		expect(await recordsOf('f.jsonl.gz', gzipSync('{"a":1}\n{"a":2}\n'))).toHaveLength(2);
	});

	it('are read in pieces of any size, and what is broken has its line', async () => {
		const long = JSON.stringify({ a: 'é'.repeat(1_500_000) });
		const found = await recordsOf(
			'g.jsonl',
			Buffer.concat([
				Buffer.from(`${long}\n{"a"\n`),
				Buffer.from([0xff, 0x0a]),
				Buffer.from('7\n{"a":3}')
			])
		);
		expect(found.slice(1)).toEqual([
			expect.objectContaining({
				kind: 'broken',
				line: 2,
				message: expect.stringMatching(/^not JSON/u) as string
			}),
			{ kind: 'broken', line: 3, path: '', message: 'not text in UTF-8' },
			{ kind: 'broken', line: 4, path: '', message: 'expected a JSON object' },
			[5, '', { a: 3 }]
		]);
		expect(found).toHaveLength(5);
	});

	it('of a file that is not there or cut off in packing are an error of the file', async () => {
		await expect(
			recordsOf('h.jsonl.gz', gzipSync('{"a":1}\n'.repeat(50)).subarray(0, 30))
		).rejects.toMatchObject({ code: 'E_FILE' });
		const missing = readRecords(join(folder, 'missing.jsonl'));
		await expect(missing.next()).rejects.toMatchObject({ code: 'E_FILE' });
	});
});
