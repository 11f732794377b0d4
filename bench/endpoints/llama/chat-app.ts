/** The HTTP side of the embedded engine: OpenAI's chat completions, with llama.cpp's timings on the last chunk. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorMessage } from '#core/errors.ts';
import { parseJson } from '#core/json.ts';
import type { JobReport } from './batcher.ts';
import type { ChatEngine, PreparedChat } from './chat-engine.ts';
import { apiError, parseChatRequest } from './chat-request.ts';

const largestBodyBytes = 16 * 1_048_576;

const usageOf = (prepared: PreparedChat, report: JobReport) => {
	const promptTokens = prepared.promptTokens.length;
	return {
		prompt_tokens: promptTokens,
		/** Tokens of the answer; the end-of-answer token is not one of them. */
		completion_tokens: report.completionTokens,
		total_tokens: promptTokens + report.completionTokens,
		prompt_tokens_details: { cached_tokens: report.cachedTokens }
	};
};

const perSecond = (count: number, durationMs: number | null): number | null =>
	durationMs === null || durationMs === 0 ? null : (count / durationMs) * 1_000;

const perToken = (count: number, durationMs: number | null): number | null =>
	durationMs === null || count === 0 ? null : durationMs / count;

/** llama.cpp's `timings`, with the wait for a slot added; durations in ms, null where they cannot be told. */
const timingsOf = (prepared: PreparedChat, report: JobReport) => {
	const computed = prepared.promptTokens.length - report.cachedTokens;
	return {
		queue_ms: report.queueMs,
		cache_n: report.cachedTokens,
		prompt_n: computed,
		prompt_ms: report.promptMs,
		prompt_per_token_ms: perToken(computed, report.promptMs),
		prompt_per_second: perSecond(computed, report.promptMs),
		predicted_n: report.completionTokens,
		predicted_ms: report.predictedMs,
		predicted_per_token_ms: perToken(report.completionTokens, report.predictedMs),
		predicted_per_second: perSecond(report.completionTokens, report.predictedMs)
	};
};

/** Fields that every chunk and every answer begins with. */
const createEnvelope = (engine: ChatEngine, object: string) => ({
	id: `chatcmpl-${randomUUID()}`,
	object,
	created: Math.floor(Date.now() / 1_000),
	model: engine.modelName
});

const streamAnswer = async (
	engine: ChatEngine,
	prepared: PreparedChat,
	out: ServerResponse,
	signal: AbortSignal
): Promise<void> => {
	const envelope = createEnvelope(engine, 'chat.completion.chunk');
	out.writeHead(200, {
		'content-type': 'text/event-stream; charset=utf-8',
		'cache-control': 'no-cache'
	});
	out.flushHeaders();
	const send = (data: unknown): void => {
		out.write(`data: ${JSON.stringify(data)}\n\n`);
	};
	const chunk = (delta: object, finish: string | null, extra: object = {}): void => {
		const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
		send({ ...envelope, choices, ...extra });
	};
	try {
		const report = await engine.generate(prepared, signal, {
			onStart: () => {
				chunk({ role: 'assistant', content: '' }, null);
			},
			onText: (content) => {
				chunk({ content }, null);
			}
		});
		const timings = timingsOf(prepared, report);
		const withUsage = prepared.request.stream_options?.include_usage === true;
		chunk({}, report.finish, withUsage ? {} : { timings });
		if (withUsage) {
			send({ ...envelope, choices: [], usage: usageOf(prepared, report), timings });
		}
		out.end('data: [DONE]\n\n');
	} catch (error) {
		// The status is out already; without `[DONE]` the client sees that the answer is not whole.
		send(apiError('server_error', errorMessage(error)));
		out.end();
	}
};

const wholeAnswer = async (engine: ChatEngine, prepared: PreparedChat, signal: AbortSignal) => {
	let content = '';
	const report = await engine.generate(prepared, signal, {
		onStart: () => undefined,
		onText: (text) => {
			content += text;
		}
	});
	return {
		...createEnvelope(engine, 'chat.completion'),
		choices: [
			{
				index: 0,
				message: { role: 'assistant', content, refusal: null },
				logprobs: null,
				finish_reason: report.finish
			}
		],
		usage: usageOf(prepared, report),
		timings: timingsOf(prepared, report)
	};
};

/** The routes; `stopping` ends every answer that is under way. */
export const createChatApp = (
	engine: ChatEngine,
	stopping: AbortSignal
): Hono<{ Bindings: HttpBindings }> => {
	const app = new Hono<{ Bindings: HttpBindings }>();
	const startedS = Math.floor(Date.now() / 1_000);

	app.post(
		'/v1/chat/completions',
		bodyLimit({
			maxSize: largestBodyBytes,
			onError: (c) =>
				c.json(apiError('invalid_request_error', 'the request body is larger than 16 MiB'), 413)
		}),
		async (c) => {
			const body = parseJson(await c.req.text());
			if (body === undefined) {
				return c.json(apiError('invalid_request_error', 'the body is not JSON'), 400);
			}
			const request = parseChatRequest(body);
			if ('error' in request) return c.json(request, 400);
			const prepared = engine.prepare(request);
			if ('error' in prepared) return c.json(prepared, 400);

			const { outgoing } = c.env;
			const gone = new AbortController();
			outgoing.once('close', () => {
				gone.abort();
			});
			const signal = AbortSignal.any([gone.signal, stopping]);
			if (request.stream !== true) {
				return c.json(await wholeAnswer(engine, prepared, signal), 200);
			}
			outgoing.socket?.setNoDelay(true);
			await streamAnswer(engine, prepared, outgoing, signal);
			return RESPONSE_ALREADY_SENT;
		}
	);

	app.get('/v1/models', (c) =>
		c.json({
			object: 'list',
			data: [
				{
					id: engine.modelName,
					object: 'model',
					created: startedS,
					owned_by: 'local',
					meta: { context_tokens: engine.contextTokens }
				}
			]
		})
	);

	app.get('/health', (c) => c.json({ status: 'ok', ...engine.health }));

	app.notFound((c) =>
		c.json(apiError('not_found_error', `no such route: ${c.req.method} ${c.req.path}`), 404)
	);

	app.onError((error, c) => c.json(apiError('server_error', errorMessage(error)), 500));

	return app;
};
