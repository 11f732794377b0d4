/** The routes of the emulated endpoint: those of every dialect, and a health page. */
import { setTimeout as pause } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { parseJson } from '#core/json.ts';
import { createRandom } from '#core/random.ts';
import { withoutNonce } from '#bench/protocols/cache-nonce.ts';
import { createAnswerBook } from './answer-book.ts';
import { createAtOnceJob } from './at-once-job.ts';
import { apiErrorStatus, emulatedErrorMessage } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { dialects as allDialects } from './dialects.ts';
import type { ResolvedEmulatorSettings } from './emulator-settings.ts';
import type { EngineClock } from './engine-clock.ts';
import { drawFault, faultHeader, faultNames, isAtOnceFault, isFaultName } from './fault.ts';
import type { FaultName } from './fault.ts';
import { createJudgeBook } from './judge-book.ts';
import { drawOverhead } from './overhead.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { emulatedHeader, sendError } from './respond.ts';
import { createStreamJob } from './stream-job.ts';
import { createWholeJob } from './whole-job.ts';

type AppContext = Context<{ Bindings: HttpBindings }>;

/** The dialect of a request among those that have its path: the one that claims it, or the first that leaves it to others. */
const meant = (c: AppContext, among: readonly Dialect[]): Dialect =>
	among.find((dialect) => dialect.claims?.((name) => c.req.header(name))) ??
	among.find((dialect) => !dialect.claims) ??
	among[0] ??
	allDialects['openai-chat'];

export const createEmulatorApp = (
	settings: ResolvedEmulatorSettings,
	engine: EngineClock,
	served: readonly Dialect[] = Object.values(allDialects)
): Hono<{ Bindings: HttpBindings }> => {
	const isPreferred = ({ protocol }: Dialect): boolean => protocol === settings.protocol;
	const dialects = [...served.filter(isPreferred), ...served.filter((each) => !isPreferred(each))];
	const book = createAnswerBook(settings.answers, settings);
	const judge = createJudgeBook(settings.answers, settings);
	const overheadRandom = createRandom(settings.seed, 'emulator:overhead');
	const limiter = createRateLimiter(settings.rateLimit, performance.now());
	const faultRandom = createRandom(settings.seed, 'emulator:fault');
	let requests = 0;

	const hasKey = (c: AppContext, dialect: Dialect): boolean =>
		settings.requiredKey === null ||
		dialect.keyOf((name) => c.req.header(name)) === settings.requiredKey;

	const answerChat = async (c: AppContext, dialect: Dialect): Promise<Response> => {
		const { outgoing } = c.env;
		requests += 1;
		const requestId = `req_emulated_${String(requests)}`;
		const id = dialect.answerId(requests);
		const unlimited = { outgoing, dialect, requestId, limitHeaders: {}, isStream: false };
		// Drawn before anything can go wrong, so that a bad request does not shift the draws of others.
		const drawnFault = drawFault(settings.faults, faultRandom);
		const overheadMs = drawOverhead(settings.performance, overheadRandom);

		const body = await c.req.text();
		if (!hasKey(c, dialect)) {
			sendError(unlimited, 'authentication', emulatedErrorMessage.unauthorized);
			return RESPONSE_ALREADY_SENT;
		}
		const { pathname, search } = new URL(c.req.url);
		const read = dialect.readRequest(parseJson(body), pathname + search);
		if (read.kind === 'invalid') {
			sendError(unlimited, 'request', `The request cannot be read: ${read.problems}.`);
			return RESPONSE_ALREADY_SENT;
		}
		const asked = c.req.header(faultHeader);
		if (asked !== undefined && !isFaultName(asked)) {
			const expected = `expected one of ${faultNames.join(', ')}`;
			sendError(unlimited, 'request', `${faultHeader}: "${asked}" is no fault; ${expected}.`);
			return RESPONSE_ALREADY_SENT;
		}
		const fault: FaultName | null = asked ?? drawnFault;

		const { request } = read;
		const { generated } = request;
		const questionIn = (text: string): string => {
			const plain = withoutNonce(text);
			return request.isOneText ? book.questionAtEndOf(plain) : plain;
		};
		const [userText, askedText] = [questionIn(request.userText), questionIn(request.askedText)];
		const answer =
			generated?.answer ??
			judge.find(userText) ??
			(book.knows(askedText, request.askedImages)
				? book.find(askedText, request.askedImages, request.turn)
				: book.find(userText, request.images, request.turn));
		const limit = request.maxOutputTokens ?? Infinity;
		const outputTokens =
			generated?.outputTokens ?? Math.min(Math.max(1, answer.pieces.length), limit);
		const admission = limiter.take(performance.now(), request.promptTokens + outputTokens);
		const limitHeaders = dialect.limitHeaders(admission.states, Date.now());
		const addressee = { ...unlimited, limitHeaders, isStream: request.stream };
		if (!admission.isAllowed) {
			// A gateway turns it away, as far off as the rest, before it takes a place of the engine.
			const { overLimit } = emulatedErrorMessage;
			if (overheadMs > 0) await pause(overheadMs);
			sendError(addressee, 'rate-limited', overLimit, admission.retryAfterS);
			return RESPONSE_ALREADY_SENT;
		}
		const facts = {
			id,
			model: settings.model,
			createdAtS: Math.floor(Date.now() / 1_000),
			promptTokens: request.promptTokens,
			outputTokens,
			finish:
				answer.pieces.length > limit
					? ('length' as const)
					: answer.calls.length > 0
						? ('tool' as const)
						: ('stop' as const),
			calls: answer.calls,
			streamUsage: request.streamUsage
		};
		engine.submit(
			(leave) => {
				outgoing.once('close', leave);
				if (isAtOnceFault(fault)) return createAtOnceJob(addressee, fault, leave);
				const { dripIntervalMs } = settings;
				const context = { ...addressee, facts, answer, fault, dripIntervalMs, leave };
				return request.stream ? createStreamJob(context) : createWholeJob(context);
			},
			// What generates nothing takes a step all the same, as does an answer without text.
			{
				promptTokens: request.promptTokens,
				outputTokens: Math.max(1, outputTokens),
				overheadMs
			}
		);
		return RESPONSE_ALREADY_SENT;
	};

	const json = (c: AppContext, status: 200 | 401 | 404 | 500, body: string): Response =>
		c.body(body, status, { ...emulatedHeader, 'content-type': 'application/json' });

	const app = new Hono<{ Bindings: HttpBindings }>();
	for (const [path, among] of Map.groupBy(
		dialects.flatMap((dialect) => dialect.answerPaths.map((path) => ({ path, dialect }))),
		({ path }) => path
	)) {
		const ofPath = among.map(({ dialect }) => dialect);
		app.post(path, (c) => answerChat(c, meant(c, ofPath)));
	}
	const listing = (c: AppContext, among: readonly Dialect[]): Response => {
		const dialect = meant(c, among);
		return hasKey(c, dialect)
			? json(c, 200, dialect.modelList(settings.model))
			: json(
					c,
					apiErrorStatus.authentication,
					dialect.errorBody('authentication', emulatedErrorMessage.unauthorized, 'req_emulated')
				);
	};
	for (const [path, among] of Map.groupBy(dialects, ({ modelListPath }) => modelListPath)) {
		app.get(path, (c) => listing(c, among));
	}
	app.get('/health', (c) =>
		json(
			c,
			200,
			JSON.stringify({
				status: 'ok',
				emulated: true,
				model: settings.model,
				requests,
				...engine.occupancy(),
				lateness: engine.lateness()
			})
		)
	);
	app.notFound((c) => {
		const message = `There is no ${c.req.method} ${c.req.path} here.`;
		const body = meant(c, dialects).errorBody('not-found', message, 'req_emulated');
		return json(c, apiErrorStatus['not-found'], body);
	});
	app.onError((error, c) => {
		console.error(error);
		const body = meant(c, dialects).errorBody(
			'server',
			'The emulator itself failed.',
			'req_emulated'
		);
		return json(c, apiErrorStatus.server, body);
	});
	return app;
};
