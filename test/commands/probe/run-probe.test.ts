import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { usageOf, type ChatReply } from '../support/chat-server.ts';
import { chatServer, checkOf, probed, reportOf, statusesOf } from '../support/probe.ts';
import { response, serveRaw, streamOf } from '../support/raw-server.ts';
import { callCommand } from '../support/recorded-context.ts';

describe('bench probe of an endpoint with ways of its own', () => {
	it('tells that usage is missing, and what that means', async () => {
		const server = await chatServer(() => ({ usage: null, text: 'A B C D E F G H' }));
		const report = await probed(server.port);
		expect(checkOf(report, 'usage-stream')).toMatchObject({ status: 'missing' });
		expect(checkOf(report, 'usage-stream').means).toMatch(/tokens\/s, TPOT and the cost/);
		expect(statusesOf(report)).toMatchObject({
			'usage-whole': 'missing',
			'usage-sum': 'missing',
			'usage-agrees': 'missing',
			'cached-tokens': 'missing',
			'tokens-per-delta': 'missing',
			// One write of the server brings all of it.
			delivery: 'differs'
		});
	});

	it('tells a stream whose pieces arrive one after another from one that is held back', async () => {
		const events = streamOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']).split(/(?<=\n\n)/u);
		const server = await serveRaw((socket, request) => {
			if (!request.includes('"stream":true')) {
				socket.write(response('200 OK', {}, '{}'));
				return;
			}
			socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${String(events.join('').length)}\r\n\r\n`);
			// Otherwise the kernel holds small writes back until the first is acknowledged.
			socket.setNoDelay(true);
			// Each event in a turn of the event loop of its own, which reads between them.
			const send = (index: number): void => {
				const event = events[index];
				if (event !== undefined) {
					socket.write(event, () => setTimeout(send, 5, index + 1));
				}
			};
			send(0);
		});
		onTestFinished(() => server.close());
		const check = checkOf(await probed(server.port), 'delivery');
		expect(check).toMatchObject({ status: 'ok', facts: { deltas: 8 } });
		expect(check.facts['reads']).toBeGreaterThan(1);
	});

	it('tells that the counts contradict each other, and differ between streamed and whole answers', async () => {
		const server = await chatServer(({ body }) => ({
			usage: body['stream'] ? { ...usageOf(9, 3), total_tokens: 99 } : usageOf(12, 3)
		}));
		const report = await probed(server.port);
		expect(checkOf(report, 'usage-sum')).toMatchObject({ status: 'differs' });
		expect(checkOf(report, 'usage-sum').came).toMatch(/^Those of 4 of 15 answers do not: .*99/);
		expect(checkOf(report, 'usage-agrees').came).toMatch(/9 input tokens streamed and 12 whole/);
	});

	it('sees what is read from a cache, and reasoning that is hidden', async () => {
		const server = await chatServer(({ body }) => {
			const isLong = JSON.stringify(body['messages']).length > 2_000;
			long += isLong ? 1 : 0;
			const cached = isLong && long === 2 ? 1_024 : 0;
			return {
				text: 'A B C D',
				usage: {
					...usageOf(1_300, 50),
					prompt_tokens_details: { cached_tokens: cached },
					completion_tokens_details: { reasoning_tokens: 46 }
				}
			};
		});
		let long = 0;
		const report = await probed(server.port);
		expect(checkOf(report, 'cached-tokens')).toMatchObject({
			status: 'ok',
			came: '1024 of 1300 input tokens the second time, 0 the first time.',
			facts: { cacheReadTokens: [0, 1_024] }
		});
		expect(checkOf(report, 'reasoning-tokens')).toMatchObject({ status: 'differs' });
		expect(checkOf(report, 'time-to-first-token')).toMatchObject({ status: 'differs' });
		// 50 tokens, of which 4 came to be seen in 4 pieces.
		expect(checkOf(report, 'tokens-per-delta').facts).toMatchObject({ tokens: 4, deltas: 4 });
	});

	it('tells clauses from tokens', async () => {
		const server = await chatServer(() => ({ text: 'one two three', usage: usageOf(9, 30) }));
		const report = await probed(server.port);
		expect(checkOf(report, 'tokens-per-delta')).toMatchObject({
			status: 'differs',
			came: '3 pieces for 30 tokens: 10.00 tokens each, so several tokens a piece.'
		});
	});

	it('misses the end of a stream, and tells whether that matters', async () => {
		const open = await chatServer(() => ({ done: false }));
		const cut = await chatServer(() => ({ done: false, finish: null }));
		const withoutDone = await probed(open.port);
		expect(statusesOf(withoutDone)).toMatchObject({ finish: 'ok', 'end-event': 'missing' });
		expect(checkOf(withoutDone, 'end-event').means).toMatch(/count as whole all the same/);
		const withoutFinish = await probed(cut.port);
		expect(statusesOf(withoutFinish)).toMatchObject({ finish: 'missing', 'end-event': 'missing' });
		expect(checkOf(withoutFinish, 'finish').means).toMatch(/count as truncated/);
	});

	it('finds errors, limits, stop texts, tools and schemas that are as they should be', async () => {
		const server = await chatServer(({ head, body }) => {
			const error = (status: string, fields: object): ChatReply => ({
				status,
				raw: JSON.stringify({ error: fields })
			});
			if (/bearer wrong-key/iu.test(head)) {
				return error('401 Unauthorized', { code: 'invalid_api_key', message: 'Wrong key.' });
			}
			if (body['model'] !== 'm') {
				return error('404 Not Found', { code: 'model_not_found', message: 'No such model.' });
			}
			if (JSON.stringify(body).length > 100_000) {
				return error('400 Bad Request', { code: 'context_length_exceeded', message: 'Too long.' });
			}
			if (body['max_tokens'] === 1) return { text: '1', finish: 'length', usage: usageOf(9, 1) };
			if (body['stop']) return { text: 'A B C D E F G H I J K L ' };
			if (body['response_format']) return { text: '{"city":"Paris","population":2100000}' };
			if (!body['tools']) return {};
			const call = { name: 'get_weather', arguments: '{"city":"Paris"}' };
			const message = {
				content: null,
				tool_calls: [{ id: 'c1', type: 'function', function: call }]
			};
			return {
				raw: JSON.stringify({
					model: 'm',
					choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
					usage: usageOf(60, 12)
				})
			};
		});
		const report = reportOf(
			await callCommand(
				'probe',
				[
					`http://127.0.0.1:${String(server.port)}/v1`,
					'--model',
					'm',
					'--api-key-env',
					'KEY',
					'--json'
				],
				{ KEY: 'right-key-1234567' }
			)
		);
		expect(statusesOf(report)).toMatchObject({
			'unknown-model': 'ok',
			'wrong-key': 'ok',
			'output-limit': 'ok',
			'stop-text': 'ok',
			context: 'ok',
			'tool-call': 'ok',
			'forced-tool': 'ok',
			'json-schema': 'ok'
		});
		expect(checkOf(report, 'unknown-model')).toMatchObject({
			came: 'HTTP 404 model_not_found: No such model.',
			facts: { httpStatus: 404, kind: 'request', code: 'model_not_found' }
		});
		expect(report.requests).toBe(17);
	});

	/** What a refusal would say of a feature, or of an error, where other requests are answered. */
	const toldByRefusals = [
		...['unknown-model', 'output-limit', 'stop-text', 'context'],
		...['tool-call', 'forced-tool', 'json-schema', 'determinism']
	];

	it.each([
		['redirects', '302 Found', 'HTTP 302: the endpoint redirects'],
		['finds nothing at the address', '404 Not Found', 'HTTP 404']
	])(
		'blames no feature where every request is turned away: an endpoint that %s',
		async (_, status, message) => {
			const server = await chatServer(() => ({ status, raw: 'nothing here' }));
			const report = await probed(server.port, ['--max-context-probe']);
			for (const id of toldByRefusals) {
				const { status: found, came, means } = checkOf(report, id);
				expect({ id, found, means }).toEqual({ id, found: 'failed', means: null });
				expect(came).toContain(message);
				expect(came).toMatch(/plain request was turned away as well/);
			}
		}
	);

	it('blames a feature that is refused where plain requests are answered', async () => {
		const server = await chatServer(({ body }) =>
			body['tools'] || body['stop']
				? { status: '400 Bad Request', raw: '{"error":{"message":"Not supported."}}' }
				: {}
		);
		const report = await probed(server.port);
		expect(statusesOf(report)).toMatchObject({ 'stop-text': 'differs', 'tool-call': 'differs' });
		expect(checkOf(report, 'tool-call').means).toMatch(/cannot be measured here/);
	});

	it.each([
		[
			'an HTML page',
			{ status: '502 Bad Gateway', raw: '<html><title>Oops</title>' },
			/502.*titled "Oops"/
		],
		['a plain text', { status: '500 X', raw: 'it broke' }, /HTTP 500: .*"it broke"/],
		['nothing', { status: '503 X', raw: '' }, /HTTP 503: the endpoint gave no reason/],
		['an error under status 200', { raw: '{"error":"no such model"}' }, /no such model/],
		['JSON that is something else', { raw: '[1,2]' }, /HTTP 200 with "\[1,2\]"/]
	] as const)('takes %s for the error that it is', async (_, reply, message) => {
		const server = await chatServer(({ body }) => (body['model'] === 'm' ? {} : reply));
		const check = checkOf(await probed(server.port), 'unknown-model');
		expect(check.status).toBe('differs');
		expect(check.came).toMatch(message);
	});

	it('tells features that are refused from those that are ignored', async () => {
		const server = await chatServer(({ body }) => {
			const isAsked = body['tools'] ?? body['response_format'] ?? body['stop'] ?? body['seed'];
			return isAsked === undefined
				? { text: 'L M' }
				: {
						status: '400 X',
						raw: '{"error":{"message":"unsupported","type":"invalid_request_error"}}'
					};
		});
		const report = await probed(server.port);
		for (const id of ['tool-call', 'forced-tool', 'json-schema', 'determinism', 'stop-text']) {
			expect(checkOf(report, id)).toMatchObject({ status: 'differs' });
			expect(checkOf(report, id).came).toMatch(/HTTP 400.*unsupported/);
			expect(checkOf(report, id).means).toMatch(/cannot/);
		}
		expect(checkOf(report, 'output-limit').came).toMatch(/finished answer/);
		const ignoring = await chatServer(() => ({ text: 'K L M N' }));
		expect(checkOf(await probed(ignoring.port), 'stop-text').means).toMatch(/ignored/);
	});

	it('tells answers that change from answers that stay', async () => {
		const server = await chatServer(({ index }) => ({ text: `answer ${String(index)}` }));
		expect(checkOf(await probed(server.port), 'determinism')).toMatchObject({ status: 'differs' });
	});

	it('says what a server tells of its limits and of its own time', async () => {
		const server = await chatServer(() => ({
			headers: {
				'x-ratelimit-limit-requests': '500',
				'x-ratelimit-remaining-requests': '499',
				'openai-processing-ms': '12'
			}
		}));
		const report = await probed(server.port);
		expect(checkOf(report, 'rate-limits').came).toBe('500 requests a minute (499 left).');
		expect(checkOf(report, 'server-timings')).toMatchObject({
			status: 'ok',
			facts: { serverTimings: { headers: { 'openai-processing-ms': '12' } } }
		});
	});

	it('notices connections that are closed after each answer, with and without a word', async () => {
		const polite = await chatServer(() => ({ headers: { connection: 'close' }, closes: true }));
		expect(checkOf(await probed(polite.port), 'keep-alive')).toMatchObject({
			status: 'differs',
			came: 'The endpoint closed the connection after the first answer.'
		});
		// One to find the address, three to time them, and one for each request.
		expect(polite.connections()).toBe(1 + 3 + 15);
		const used = new WeakSet<Socket>();
		const rude = await serveRaw((socket, request) => {
			if (used.has(socket)) {
				socket.destroy();
				return;
			}
			used.add(socket);
			const body = request.includes('"stream":true') ? streamOf(['ok']) : '{}';
			socket.write(response('200 OK', {}, body));
		});
		onTestFinished(() => rude.close());
		const report = await probed(rude.port);
		expect(checkOf(report, 'keep-alive').came).toMatch(/closed when the second request came/);
		expect(checkOf(report, 'finish').status).toBe('ok');
	});
});
