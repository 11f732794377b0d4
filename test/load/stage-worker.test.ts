/** That no request and no user is ever lost: stages against servers that behave at random end, and account for every request. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import { createRawServer, respond, type RawRequest, type RawServer } from './support/raw-server.ts';
import { beginStage, upTo } from './support/stage.ts';

const after = (ms: number, act: () => unknown): void => {
	setTimeout(act, ms).unref();
};

/** What a server may do with a request. */
const behaviours: Record<string, (request: RawRequest, server: RawServer) => unknown> = {
	answer: ({ socket }) => socket.write(respond('ok')),
	answerLater: ({ socket }) => {
		after(15, () => socket.write(respond('ok')));
	},
	stream: ({ socket }) => {
		socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n');
		after(10, () => socket.write('2\r\ncd\r\n0\r\n\r\n'));
	},
	answerAndClose: ({ socket }) => socket.end(respond('ok', 200, 'connection: close\r\n')),
	answerAndCloseUnsaid: ({ socket }) => socket.end(respond('ok')),
	answerAndReset: ({ socket }) => {
		socket.write(respond('ok'));
		socket.resetAndDestroy();
	},
	answerAndCloseLater: ({ socket }) => {
		socket.write(respond('ok'));
		after(8, () => socket.end());
	},
	answerTwice: ({ socket }) => socket.write(respond('ok') + respond('again')),
	answerAndSpeakLater: ({ socket }) => {
		socket.write(respond('ok'));
		after(5, () => socket.write('HTTP/1.1 408 Timeout\r\n\r\n'));
	},
	close: ({ socket }) => socket.destroy(),
	reset: ({ socket }) => socket.resetAndDestroy(),
	endOnly: ({ socket }) => socket.end(),
	cutInHead: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nx:'),
	cutInBody: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab'),
	resetInBody: ({ socket }) => {
		socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab');
		after(5, () => socket.resetAndDestroy());
	},
	garbage: ({ socket }) => socket.write('\0\x01\x02 no HTTP'),
	stall: () => undefined,
	stallInBody: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab'),
	refuse429: ({ socket }) => socket.write(respond('slow', 429, 'retry-after-ms: 20\r\n')),
	fail500: ({ socket }) => socket.write(respond('no', 500)),
	restart: (_, server) => {
		void server.die().then(() => {
			after(30, () => void server.revive());
		});
	}
};
const names = Object.keys(behaviours);

const shape: fc.Arbitrary<LoadShape> = fc.oneof(
	fc.record({
		kind: fc.constant('closed' as const),
		concurrency: fc.integer({ min: 1, max: 6 }),
		// A user whose every request fails pauses for longer each time: eight in a row take 12 s.
		requests: fc.integer({ min: 1, max: 8 })
	}),
	fc.record({
		kind: fc.constant('closed' as const),
		concurrency: fc.integer({ min: 1, max: 6 }),
		durationS: fc.double({ min: 0.01, max: 0.3, noNaN: true })
	}),
	fc.record({
		kind: fc.constantFrom('constant' as const, 'poisson' as const),
		ratePerS: fc.integer({ min: 5, max: 150 }),
		durationS: fc.double({ min: 0.01, max: 0.3, noNaN: true })
	})
);

const interruption = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(null) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constantFrom('stop' as const, 'abort' as const),
			afterMs: fc.integer({ min: 0, max: 400 })
		})
	}
);

describe('a stage against a server that behaves at random', () => {
	it(
		'ends, and every request it offered was either handed on once or dropped',
		async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.record({
						shape,
						interruption,
						// Calm servers are in the draw as well: one behaviour repeated.
						behaviour: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 12 }),
						workers: fc.integer({ min: 1, max: 3 }),
						maxConnections: fc.integer({ min: 1, max: 6 }),
						seed: fc.nat()
					}),
					async ({ shape, interruption, behaviour, workers, maxConnections, seed }) => {
						let restarts = 0;
						await using server = await createRawServer((request) => {
							let name = behaviour[request.index % behaviour.length]!;
							// A restart while one is under way means nothing.
							if (name === 'restart' && restarts++ > 0) name = 'close';
							behaviours[name]!(request, server);
						});
						const { running, ended } = beginStage({
							address: server.address,
							shape,
							workers,
							seed,
							limits: {
								maxConnections,
								connectTimeoutS: 0.2,
								idleTimeoutS: 0.08,
								totalTimeoutS: 0.3,
								drainS: 0.5
							}
						});
						if (interruption) {
							after(interruption.afterMs, () => {
								running[interruption.kind]();
							});
						}
						const stage = await ended;
						const { ordinals, attempts, total, gaveUp, offered } = stage;

						expect(running.counts().inFlight).toBe(0);
						expect(new Set(ordinals).size).toBe(ordinals.length);
						expect(offered).toBe(attempts.length + total.droppedSends);
						const sent = attempts.filter(({ sentMs }) => sentMs !== null).length;
						expect(running.counts().sent).toBe(sent);
						// A request that the server has read was sent once, and none was invented.
						expect(server.requests.length).toBeLessThanOrEqual(sent);
						const limit =
							shape.kind === 'closed'
								? Math.min(shape.concurrency, maxConnections)
								: maxConnections;
						expect(total.maxInFlight).toBeLessThanOrEqual(limit);
						for (const { dueMs, sentMs, endMs } of attempts) {
							expect(sentMs ?? endMs).toBeGreaterThanOrEqual(dueMs);
							expect(endMs).toBeGreaterThanOrEqual(sentMs ?? dueMs);
						}
						if (interruption || gaveUp !== null) return;
						if (shape.kind === 'closed' && shape.requests !== undefined) {
							expect(ordinals).toStrictEqual(upTo(shape.requests));
						}
						if (shape.kind === 'closed') return;
						// All of the schedule was offered; what waited beyond the drain limit was dropped, and counted.
						const all = new Set([...ordinals, ...upTo(offered)]);
						expect(all.size).toBe(offered);
					}
				),
				// A stage that hangs fails its run and is shrunk.
				{ numRuns: Number(process.env['RUNS'] ?? 30), timeout: 60_000 }
			);
		},
		Number(process.env['RUNS'] ?? 200) * 1_000
	);
});
