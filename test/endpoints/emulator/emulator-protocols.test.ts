import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neutralAnswer } from '#bench/endpoints/emulator/answer-book.ts';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { countTokens, tokenPieces } from '#bench/endpoints/emulator/token-pieces.ts';
import {
	anthropicBody,
	anthropicPath,
	eventsOf,
	fastSettings,
	openAiBody,
	openAiPath,
	post,
	question,
	rightAnswer,
	textOf
} from './emulator-client.ts';

const promptTokens = countTokens('Be brief.') + countTokens(question);
const pieces = tokenPieces(rightAnswer);

let server: EmulatorServer;
beforeAll(async () => {
	server = await serveEmulator(fastSettings);
});
afterAll(() => server.close());

describe('OpenAI chat completions', () => {
	test('a stream has a role chunk, one chunk a token, a finish chunk, a usage chunk and [DONE]', async () => {
		const answer = await post(server.port, openAiPath, {
			body: openAiBody({ stream: true, stream_options: { include_usage: true } })
		});
		expect(answer).toMatchObject({ status: 200, complete: true });
		expect(answer.headers).toMatchObject({
			'content-type': 'text/event-stream; charset=utf-8',
			'x-breakeven-emulated': '1',
			'x-request-id': expect.stringMatching(/^req_/) as string
		});
		const events = eventsOf(answer.body);
		expect(events.at(-1)?.raw).toBe('[DONE]');
		const common = {
			id: expect.stringMatching(/^chatcmpl-/) as string,
			object: 'chat.completion.chunk',
			created: expect.any(Number) as number,
			model: 'emulated-fast'
		};
		const choice = (delta: object, finish_reason: string | null = null): object => ({
			...common,
			choices: [{ index: 0, delta, logprobs: null, finish_reason }],
			usage: null
		});
		expect(events.slice(0, -1).map(({ data }) => data)).toEqual([
			choice({ role: 'assistant', content: '', refusal: null }),
			...pieces.map((content) => choice({ content })),
			choice({}, 'stop'),
			{
				...common,
				choices: [],
				usage: {
					prompt_tokens: promptTokens,
					completion_tokens: pieces.length,
					total_tokens: promptTokens + pieces.length,
					prompt_tokens_details: { cached_tokens: 0 },
					completion_tokens_details: { reasoning_tokens: 0 }
				}
			}
		]);
	});

	test('a question is known also behind the nonce that keeps it out of caches', async () => {
		const content = `[nonce-0123456789abcdef]\n\n${question}`;
		const answer = await post(server.port, openAiPath, {
			body: openAiBody({ stream: true, messages: [{ role: 'user', content }] })
		});
		expect(textOf(answer.body)).toBe(rightAnswer);
	});

	test('without include_usage a stream says nothing of usage', async () => {
		const answer = await post(server.port, openAiPath, { body: openAiBody({ stream: true }) });
		expect(textOf(answer.body)).toBe(rightAnswer);
		expect(answer.body).not.toContain('usage');
	});

	test('a whole answer is one chat.completion with its usage', async () => {
		const answer = await post(server.port, openAiPath, { body: openAiBody() });
		expect(answer.headers).toMatchObject({
			'content-type': 'application/json',
			'x-breakeven-emulated': '1'
		});
		expect(JSON.parse(answer.body)).toMatchObject({
			object: 'chat.completion',
			model: 'emulated-fast',
			choices: [
				{
					index: 0,
					message: { role: 'assistant', content: rightAnswer },
					finish_reason: 'stop'
				}
			],
			usage: { prompt_tokens: promptTokens, completion_tokens: pieces.length }
		});
	});

	test('max_completion_tokens cuts the answer, streamed or whole, and finish_reason says length', async () => {
		const streamed = await post(server.port, openAiPath, {
			body: openAiBody({
				stream: true,
				stream_options: { include_usage: true },
				max_completion_tokens: 3
			})
		});
		expect(textOf(streamed.body)).toBe(pieces.slice(0, 3).join(''));
		expect(streamed.body).toContain('"finish_reason":"length"');
		expect(streamed.body).toContain('"completion_tokens":3');
		const whole = await post(server.port, openAiPath, { body: openAiBody({ max_tokens: 2 }) });
		expect(JSON.parse(whole.body)).toMatchObject({
			choices: [{ message: { content: pieces.slice(0, 2).join('') }, finish_reason: 'length' }],
			usage: { completion_tokens: 2 }
		});
	});

	test('a limit of exactly the length of the answer does not cut it', async () => {
		const answer = await post(server.port, openAiPath, {
			body: openAiBody({ max_tokens: pieces.length })
		});
		expect(JSON.parse(answer.body)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
	});

	test('content in parts is read as their text joined', async () => {
		const answer = await post(server.port, openAiPath, {
			body: {
				model: 'any',
				messages: [
					{
						role: 'user',
						content: [
							{ type: 'text', text: question.slice(0, 9) },
							{ type: 'image_url', image_url: { url: 'data:,' } },
							{ type: 'text', text: question.slice(9) }
						]
					}
				]
			}
		});
		expect(answer.body).toContain(rightAnswer);
	});
});

describe('Anthropic messages', () => {
	test('a stream has the events of the protocol in order, usage placeholder first and cumulative last', async () => {
		const answer = await post(server.port, anthropicPath, {
			body: anthropicBody({ stream: true })
		});
		expect(answer).toMatchObject({ status: 200, complete: true });
		expect(answer.headers).toMatchObject({
			'content-type': 'text/event-stream; charset=utf-8',
			'x-breakeven-emulated': '1',
			'request-id': expect.stringMatching(/^req_/) as string
		});
		const events = eventsOf(answer.body);
		const usage = {
			input_tokens: promptTokens,
			cache_creation_input_tokens: 0,
			cache_read_input_tokens: 0
		};
		expect(events.map(({ data }) => data)).toEqual([
			{
				type: 'message_start',
				message: {
					id: expect.stringMatching(/^msg_/) as string,
					type: 'message',
					role: 'assistant',
					model: 'emulated-fast',
					content: [],
					stop_reason: null,
					stop_sequence: null,
					usage: { ...usage, output_tokens: 1 }
				}
			},
			{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
			{ type: 'ping' },
			...pieces.map((text) => ({
				type: 'content_block_delta',
				index: 0,
				delta: { type: 'text_delta', text }
			})),
			{ type: 'content_block_stop', index: 0 },
			{
				type: 'message_delta',
				delta: { stop_reason: 'end_turn', stop_sequence: null },
				usage: { ...usage, output_tokens: pieces.length }
			},
			{ type: 'message_stop' }
		]);
		expect(events.map(({ event }) => event)).toEqual(
			events.map(({ data }) => (data as { type: string }).type)
		);
	});

	test('a whole answer is one message with its usage', async () => {
		const answer = await post(server.port, anthropicPath, { body: anthropicBody() });
		expect(JSON.parse(answer.body)).toMatchObject({
			type: 'message',
			role: 'assistant',
			model: 'emulated-fast',
			content: [{ type: 'text', text: rightAnswer }],
			stop_reason: 'end_turn',
			usage: { input_tokens: promptTokens, output_tokens: pieces.length }
		});
	});

	test('max_tokens cuts the answer, and stop_reason says max_tokens', async () => {
		const streamed = await post(server.port, anthropicPath, {
			body: anthropicBody({ stream: true, max_tokens: 2 })
		});
		expect(textOf(streamed.body)).toBe(pieces.slice(0, 2).join(''));
		expect(streamed.body).toContain('"stop_reason":"max_tokens"');
		const whole = await post(server.port, anthropicPath, {
			body: anthropicBody({ max_tokens: 1 })
		});
		expect(JSON.parse(whole.body)).toMatchObject({ stop_reason: 'max_tokens' });
	});
});

describe('both protocols', () => {
	test.each([
		[openAiPath, openAiBody({ stream: true })],
		[anthropicPath, anthropicBody({ stream: true })]
	])('a connection to %s is used again after a streamed answer', async (path, body) => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const before = new Set<unknown>();
		agent.on('free', (socket) => before.add(socket));
		for (let i = 0; i < 3; i++) {
			const answer = await post(server.port, path, { body, agent });
			expect(textOf(answer.body)).toBe(rightAnswer);
		}
		expect(before.size).toBe(1);
		agent.destroy();
	});

	test('the last user message decides; an unknown one gets the neutral sentence', async () => {
		const messages = [
			{ role: 'user', content: question },
			{ role: 'assistant', content: rightAnswer },
			{ role: 'user', content: 'And now?' }
		];
		const one = await post(server.port, openAiPath, { body: { model: 'm', messages } });
		expect(one.body).toContain(neutralAnswer);
		const other = await post(server.port, anthropicPath, {
			body: { model: 'm', max_tokens: 100, messages }
		});
		expect(other.body).toContain(neutralAnswer);
	});

	test('a body that cannot be read is refused with every problem, in the words of the protocol', async () => {
		const openAi = await post(server.port, openAiPath, {
			body: { messages: [], max_tokens: 0 }
		});
		expect(openAi.status).toBe(400);
		expect(JSON.parse(openAi.body)).toMatchObject({ error: { type: 'invalid_request_error' } });
		for (const part of ['model', 'messages', 'max_tokens']) expect(openAi.body).toContain(part);
		const anthropic = await post(server.port, anthropicPath, { body: '{"model":' });
		expect(anthropic.status).toBe(400);
		expect(JSON.parse(anthropic.body)).toMatchObject({
			type: 'error',
			error: {
				type: 'invalid_request_error',
				message: expect.stringContaining('not JSON') as string
			}
		});
	});

	test('HTTP/1.0 and pipelined requests, where chunks cannot be framed by hand, get whole streams too', async () => {
		const body = JSON.stringify(openAiBody({ stream: true }));
		const requestText = (version: string, connection: string): string =>
			`POST ${openAiPath} HTTP/${version}\r\nhost: x\r\nconnection: ${connection}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
		const exchange = (text: string): Promise<string> =>
			new Promise((resolve, reject) => {
				const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
				const reads: Buffer[] = [];
				socket.on('data', (read) => reads.push(read));
				socket.on('error', reject);
				socket.on('close', () => {
					resolve(Buffer.concat(reads).toString());
				});
			});
		const old = await exchange(requestText('1.0', 'close'));
		expect(old.toLowerCase()).not.toContain('transfer-encoding');
		expect(textOf(old.slice(old.indexOf('\r\n\r\n') + 4))).toBe(rightAnswer);
		const pipelined = await exchange(
			requestText('1.1', 'keep-alive') + requestText('1.1', 'close')
		);
		expect(pipelined.split('data: [DONE]')).toHaveLength(3);
		expect(pipelined.match(/"finish_reason":"stop"/g)).toHaveLength(2);
		expect(pipelined.match(/\r\n0\r\n\r\n/g)).toHaveLength(2);
	});
});

describe('the pages beside', () => {
	const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
		fetch(`http://127.0.0.1:${server.port}${path}`, { headers });

	test('the list of models has the one model, in the form that the client’s protocol has', async () => {
		const openAi = await get('/v1/models');
		expect(openAi.headers.get('x-breakeven-emulated')).toBe('1');
		expect(await openAi.json()).toMatchObject({
			object: 'list',
			data: [{ id: 'emulated-fast', object: 'model' }]
		});
		const anthropic = await get('/v1/models', { 'anthropic-version': '2023-06-01' });
		expect(await anthropic.json()).toMatchObject({
			data: [{ id: 'emulated-fast', type: 'model' }],
			has_more: false
		});
	});

	test('the health page says that it is emulated and how late the engine woke', async () => {
		const health = await get('/health');
		expect(health.status).toBe(200);
		expect(await health.json()).toMatchObject({
			status: 'ok',
			emulated: true,
			model: 'emulated-fast',
			inside: 0,
			decoding: 0,
			lateness: { wakes: expect.any(Number) as number }
		});
	});

	test('an unknown path is a 404 in JSON', async () => {
		const answer = await get('/v1/nowhere');
		expect(answer.status).toBe(404);
		expect(await answer.json()).toMatchObject({ error: { code: 'unknown_url' } });
	});
});
