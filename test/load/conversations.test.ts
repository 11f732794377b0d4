/** Conversations over real sockets and worker threads: the next request goes out when it is given, and none is lost or invented. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { createRawServer, respond, type RawRequest } from './support/raw-server.ts';
import { beginStage, endsOf, requestsOf, upTo, type EndedStage } from './support/stage.ts';
import { withTimeEnough } from './support/with-time-enough.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});
const serve: typeof createRawServer = async (...args) => {
	const server = await createRawServer(...args);
	cleanups.push(server.die);
	return server;
};

const echo = ({ socket, body }: RawRequest): unknown => socket.write(respond(body));

interface Talk {
	shape: LoadShape;
	/** Turns of the conversation at a place of the schedule; it ends sooner where an answer failed. */
	turns: (ordinal: number) => number;
	workers?: number;
	/** Time that the main thread takes for an answer, ms. */
	thinkMs?: number;
	/** Time that the user of a conversation thinks about each answer, ms. */
	pauseMs?: number;
	limits?: Parameters<typeof beginStage>[0]['limits'];
	/** Stops the stage once so many answers have come. */
	stopAfter?: number;
	interrupt?: { kind: 'stop' | 'abort'; afterMs: number } | null;
	/** Ends the stage as soon as so many users think. */
	endWhileThinking?: { kind: 'stop' | 'abort'; users: number };
}

const bodyOf = (ordinal: number, turn: number): string => `${String(ordinal)}.${String(turn)}`;

/** Holds conversations in which request t of conversation o has the body `o.t`. */
const talk = async (
	address: Parameters<typeof beginStage>[0]['address'],
	{ shape, turns, workers = 1, thinkMs = 0, pauseMs, limits, ...rest }: Talk
): Promise<EndedStage> => {
	const { stopAfter = Infinity, interrupt = null, endWhileThinking } = rest;
	let thinking = 0;
	let answersLeft = stopAfter;
	const decide = (attempt: RawAttempt): void => {
		const { ordinal, turn, response } = attempt;
		const isAnswered = response.end.kind === 'complete' && response.status === 200;
		if (isAnswered && turn + 1 < turns(ordinal)) {
			const [request] = requestsOf(address, [bodyOf(ordinal, turn + 1)]);
			running.followUp(attempt, request!, pauseMs === undefined ? undefined : { thinkMs: pauseMs });
			if (++thinking === endWhileThinking?.users) running[endWhileThinking.kind]();
		} else running.endConversation(attempt);
	};
	const { running, ended } = beginStage({
		address,
		shape,
		workers,
		bodies: upTo(200).map((ordinal) => bodyOf(ordinal, 0)),
		converses: true,
		...(limits ? { limits } : {}),
		onAttempt: (attempt) => {
			if (--answersLeft === 0) running.stop();
			if (thinkMs === 0) decide(attempt);
			else
				setTimeout(() => {
					decide(attempt);
				}, thinkMs);
		}
	});
	if (interrupt)
		setTimeout(() => {
			running[interrupt.kind]();
		}, interrupt.afterMs).unref();
	return ended;
};

const bodies = ({ attempts }: EndedStage): string[] =>
	attempts.map(({ response }) => Buffer.from(response.body).toString());

const byConversation = ({ attempts }: EndedStage): RawAttempt[][] => [
	...Map.groupBy(attempts, ({ ordinal }) => ordinal).values()
];

describe('a conversation', () => {
	it('sends each turn the request that was given for it, and counts every request', async () => {
		const server = await serve(echo);
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 3, requests: 7 },
			turns: (ordinal) => 1 + (ordinal % 3),
			workers: 2
		});
		expect(bodies(stage)).toStrictEqual(
			upTo(7).flatMap((ordinal) => upTo(1 + (ordinal % 3)).map((turn) => bodyOf(ordinal, turn)))
		);
		expect(stage.offered).toBe(13);
		expect(stage.begun).toBe(7);
		expect(server.requests).toHaveLength(13);
		expect(stage.total.connectionsOpened).toBe(3);
	});

	it('is not charged for the time in which nobody owed it an answer', async () => {
		const server = await serve(echo);
		const thinkMs = 30;
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 1, requests: 1 },
			turns: () => 3,
			thinkMs
		});
		const [first, second, third] = stage.attempts;
		expect(second!.dueMs - first!.endMs).toBeGreaterThanOrEqual(thinkMs - 2);
		expect(third!.dueMs - second!.endMs).toBeGreaterThanOrEqual(thinkMs - 2);
		// Due when the worker got it, so that what is late is late by the worker alone.
		expect(second!.connection).toBe('ready');
	});

	it('is finished by its user before the user begins another', async () => {
		const server = await serve(echo);
		const concurrency = 2;
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency, requests: 8 },
			turns: () => 3,
			thinkMs: 3
		});
		const spans = byConversation(stage).map(
			(turns) => [turns[0]!.dueMs, turns.at(-1)!.endMs] as const
		);
		for (const [from] of spans) {
			const open = spans.filter(([begin, end]) => begin <= from && from < end);
			expect(open.length).toBeLessThanOrEqual(concurrency);
		}
	});

	it('arrives when it is due in an open loop, and goes on after the last arrival', async () => {
		const server = await serve(echo);
		const stage = await talk(server.address, {
			shape: { kind: 'constant', ratePerS: 50, durationS: 0.1 },
			turns: () => 4,
			thinkMs: 20
		});
		expect(stage.begun).toBe(5);
		expect(stage.offered).toBe(20);
		expect(byConversation(stage).map(([first]) => Math.round(first!.dueMs))).toStrictEqual([
			0, 20, 40, 60, 80
		]);
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 20 });
	});

	it('goes on after the time of a closed loop is up, and no other begins', async () => {
		const server = await serve(({ socket, body }) => {
			setTimeout(() => socket.write(respond(body)), 20);
		});
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 1, durationS: 0.05 },
			turns: () => 6
		});
		expect(stage.begun).toBe(1);
		expect(stage.offered).toBe(6);
	});

	it('is left where it stands by a stop, which waits for the answer in flight and sends no more', async () => {
		const server = await serve(({ socket, body }) => {
			setTimeout(() => socket.write(respond(body)), 40);
		});
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 1, requests: 5 },
			turns: () => 100,
			stopAfter: 3
		});
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 3 });
		expect(stage.begun).toBe(1);
	});

	it('is cut where the endpoint takes longer for a turn than the drain limit allows', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket, body }) => {
				if (body.endsWith('.0')) socket.write(respond(body));
			});
			const stage = await talk(server.address, {
				shape: { kind: 'constant', ratePerS: 20, durationS: 0.1 },
				turns: () => 2,
				limits: { drainS: 0.2 * factor }
			});
			expect(endsOf(stage.attempts)).toStrictEqual({ complete: 2, 'total-timeout': 2 });
		});
	});
});

const behaviours = {
	answer: echo,
	answerAndCloseUnsaid: ({ socket, body }: RawRequest) => socket.end(respond(body)),
	close: ({ socket }: RawRequest) => socket.destroy(),
	stall: () => undefined,
	refuse429: ({ socket }: RawRequest) =>
		socket.write(respond('slow', 429, 'retry-after-ms: 20\r\n')),
	cutInBody: ({ socket }: RawRequest) =>
		socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab')
};

describe('conversations with a server that behaves at random', () => {
	it('end, with every turn handed on once and none left out', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					shape: fc.oneof(
						fc.record({
							kind: fc.constant('closed' as const),
							concurrency: fc.integer({ min: 1, max: 5 }),
							requests: fc.integer({ min: 1, max: 8 })
						}),
						fc.record({
							kind: fc.constant('poisson' as const),
							ratePerS: fc.integer({ min: 5, max: 100 }),
							durationS: fc.double({ min: 0.01, max: 0.2, noNaN: true })
						})
					),
					turns: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
					behaviour: fc.array(
						fc.oneof(
							{ weight: 4, arbitrary: fc.constant('answer' as const) },
							{
								weight: 1,
								arbitrary: fc.constantFrom(
									...(Object.keys(behaviours) as (keyof typeof behaviours)[])
								)
							}
						),
						{ minLength: 1, maxLength: 10 }
					),
					thinkMs: fc.constantFrom(0, 5),
					workers: fc.integer({ min: 1, max: 3 }),
					maxConnections: fc.integer({ min: 1, max: 5 }),
					interrupt: fc.option(
						fc.record({
							kind: fc.constantFrom('stop' as const, 'abort' as const),
							afterMs: fc.integer({ min: 0, max: 200 })
						}),
						{ freq: 3 }
					)
				}),
				async ({ turns, behaviour, maxConnections, ...rest }) => {
					await using server = await createRawServer((request) => {
						behaviours[behaviour[request.index % behaviour.length]!](request);
					});
					const turnsOf = (ordinal: number): number => turns[ordinal % turns.length]!;
					const stage = await talk(server.address, {
						...rest,
						turns: turnsOf,
						limits: {
							maxConnections,
							connectTimeoutS: 0.2,
							idleTimeoutS: 0.08,
							totalTimeoutS: 0.3,
							drainS: 0.5
						}
					});
					expect(stage.offered).toBe(stage.attempts.length + stage.total.droppedSends);
					for (const conversation of byConversation(stage)) {
						expect(conversation.map(({ turn }) => turn)).toStrictEqual(upTo(conversation.length));
						const last = conversation.at(-1)!;
						expect(conversation.length).toBeLessThanOrEqual(turnsOf(last.ordinal));
						for (const [index, { dueMs }] of conversation.entries()) {
							if (index > 0) expect(dueMs).toBeGreaterThanOrEqual(conversation[index - 1]!.endMs);
						}
						const isAnswered =
							last.response.end.kind === 'complete' && last.response.status === 200;
						if (isAnswered && rest.interrupt === null && stage.gaveUp === null) {
							expect(conversation).toHaveLength(turnsOf(last.ordinal));
						}
					}
				}
			),
			{ numRuns: Number(process.env['RUNS'] ?? 8), timeout: 60_000 }
		);
	});
});

describe('a user who thinks', () => {
	const one = { kind: 'closed', concurrency: 1, requests: 1 } as const;

	it('asks again so long after the end of the answer, which no clock of the endpoint sees', async () => {
		const server = await serve(echo);
		const pauseMs = 60;
		const { attempts } = await talk(server.address, { shape: one, turns: () => 3, pauseMs });
		expect(attempts).toHaveLength(3);
		for (const [i, { dueMs, sentMs }] of attempts.slice(1).entries()) {
			expect(dueMs).toBe(attempts[i]!.endMs + pauseMs);
			expect(sentMs).toBeGreaterThanOrEqual(dueMs);
		}
	});

	it('is asked for nothing before the main thread knows the next question, however short the thought', async () => {
		const server = await serve(echo);
		const { attempts } = await talk(server.address, {
			shape: one,
			turns: () => 2,
			thinkMs: 40,
			pauseMs: 5
		});
		expect(attempts[1]!.dueMs - attempts[0]!.endMs).toBeGreaterThanOrEqual(38);
	});

	it('holds up a closed loop, but not the arrivals of an open one', async () => {
		const server = await serve(echo);
		const closed = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 1, requests: 2 },
			turns: () => 2,
			pauseMs: 80
		});
		const [, firstEnds, nextBegins] = closed.attempts;
		expect(nextBegins!.dueMs).toBeGreaterThanOrEqual(Math.max(80, firstEnds!.endMs));
		const open = await talk(server.address, {
			shape: { kind: 'constant', ratePerS: 50, durationS: 0.2 },
			turns: () => 2,
			pauseMs: 150
		});
		const firstTurns = open.attempts.filter(({ turn }) => turn === 0);
		expect(firstTurns.map(({ dueMs }) => dueMs)).toStrictEqual(upTo(10).map((i) => i * 20));
		expect(open.attempts).toHaveLength(20);
	});

	it('has the time to think after the last request was sent: the drain begins when all have thought', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(echo);
			const stage = await talk(server.address, {
				shape: { kind: 'constant', ratePerS: 20, durationS: 0.1 },
				turns: () => 2,
				pauseMs: 400 * factor,
				limits: { drainS: 0.1 * factor }
			});
			expect(endsOf(stage.attempts)).toStrictEqual({ complete: 4 });
		});
	});

	it.each(['stop', 'abort'] as const)('is not waited for after a %s', async (kind) => {
		const server = await serve(echo);
		const stage = await talk(server.address, {
			shape: { kind: 'closed', concurrency: 3, durationS: 600 },
			turns: () => 2,
			pauseMs: 600_000,
			endWhileThinking: { kind, users: 3 }
		});
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 3 });
		expect(stage.total.droppedSends).toBe(0);
		expect(server.requests).toHaveLength(3);
	});
});
